"""Rows that share tails (docs/FORMAT.md, section 4.1), written from that page alone."""

import struct

MAX_TAILS, MAX_EVENT_BYTES, MIN_EVENT_BYTES = 254, 65_535, 21


def whole_rows(payload, token_entries, damage):
    """The payload with its rows whole; raises `damage` where the table of tails is none."""
    table_end = len(payload) - 4
    if table_end < 0 or (table_at := table_end - int.from_bytes(payload[-4:], "big")) < 0:
        raise damage("no table of tails")
    tails, at = [], table_at
    while at < table_end:
        start = at + 2
        at = start + int.from_bytes(payload[at:start], "big")
        if start > table_end or at > table_end:
            raise damage("table of tails ends inside a tail")
        token_entries(payload[start:at])
        tails.append(payload[start:at])
    if len(tails) > MAX_TAILS:
        raise damage("too many tails")
    pieces, at = [], 0
    while at + 2 <= table_at and (end := at + 2 + int.from_bytes(payload[at : at + 2], "big")) <= table_at:
        event = whole(payload[at + 2 : end], tails)
        pieces += [struct.pack(">H", len(event)), event]
        at = end
    return b"".join(pieces) + payload[at:table_at]


def whole(event, tails):
    """The event with its tail, or as it is where it is whole or can't be made so."""
    tail = event[0] - 2 if event else -1
    if not 0 <= tail < len(tails) or not MIN_EVENT_BYTES <= len(event) <= MAX_EVENT_BYTES - len(tails[tail]):
        return event
    at = 13
    for length_size in (1, 1, 2, 2):
        field = at
        at += length_size + int.from_bytes(event[at : at + length_size], "big")
        if field + length_size > len(event):
            return event
    if at + 2 > len(event):
        return event
    length = at - field - 2 + len(tails[tail])
    return b"\x01" + event[1:field] + struct.pack(">H", length) + event[field + 2 : at] + tails[tail] + event[at:]
