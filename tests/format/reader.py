#!/usr/bin/env python3
"""A second reader of the event stream, written from docs/FORMAT.md alone, to show that the page is enough.

    reader.py [VECTOR…]      default: docs/vectors/*.vec of this repository

Reads test vectors and compares what comes out with what their headers promise. One line for each failing vector, then
`N passed, N failed, N skipped`. Exit 1 when one failed or none passed. Vectors with zstd payloads are skipped where
neither Python's compression.zstd nor the zstd command is there. Section numbers are those of docs/FORMAT.md.
"""

import hashlib
import re
import struct
import sys
import zlib
from collections import Counter, defaultdict, namedtuple
from datetime import datetime, timedelta
from pathlib import Path

from columnar import Block
from payloads import CodecMissing, Damage, crc32c, decode_lz4, decode_zstd
from tails import whole_rows


class InvalidForm(Exception):
    """A form that can't be carried out (section 3)."""


# ---- Event (section 2) ----

FULL_BYTES = 255  # a host, app or value this long may be the beginning of a longer one


class Event:
    """One event, cut into its fields. Raises Damage where 2.1 is broken; the crc is not checked here."""

    def __init__(self, data):
        self.bytes = data
        if data[:1] != b"\x01" or len(data) < 21:
            raise Damage("unknown event version, or too short")
        self.point, self.crc = struct.unpack_from(">QI", data, 1)
        fields, at = [], 13
        for length_size in (1, 1, 2, 2, 2):
            start = at + length_size
            at = start + int.from_bytes(data[at:start], "big")
            fields.append(data[start:at])
        if at != len(data):
            raise Damage("lengths do not add up")
        self.host, self.app, marks, tokens, line = fields
        self.message, self.beside = fill_in(line, marks, token_entries(tokens))


def token_entries(tokens):
    entries, at = [], 0
    while at < len(tokens):
        key_at = at + 2
        value_at = key_at + tokens[at]
        if key_at > len(tokens) or (end := value_at + tokens[at + 1]) > len(tokens):
            raise Damage("token longer than the tokens")
        entries.append((tokens[key_at:value_at], tokens[value_at:end]))
        at = end
    return entries


def fill_in(line, marks, entries):
    """The message (2.2), and the entries that stand beside the line."""
    if marks.endswith(b"\0"):
        raise Damage("marks end in a zero byte")
    places = [i * 8 + bit for i, byte in enumerate(marks) for bit in range(8) if byte & 0x80 >> bit]
    if len(places) > len(entries):
        raise Damage("fewer tokens than marks")
    pieces, start = [], 0
    for place, (_, value) in zip(places, entries):
        if line[place : place + 1] != b"\x1a":
            raise Damage("mark without a placeholder")
        pieces += [line[start:place], value]
        start = place + 1
    return b"".join(pieces) + line[start:], entries[len(places) :]


def own_value(key, entries):
    """The value of one of our keys, its pieces put together (2.4), or None."""
    pieces = [value for entry_key, value in entries if entry_key == key]
    last = next((i for i, piece in enumerate(pieces) if len(piece) < FULL_BYTES), len(pieces))
    return b"".join(pieces[: last + 1]) if pieces else None


# ---- Raw line (section 3) ----

TICKS_PER_SECOND = 10**8

DIRECTIVE = re.compile(rb"\$(?:[1-9]w|.)|%(?:[+-]\d{4}|-.|.)|[$%]\Z", re.DOTALL)


class RawLine:
    """Carries out a form. Its directives use up the words of the message and the tokens beside the line."""

    def __init__(self, event):
        beside = event.beside
        self.form = own_value(b"_form", beside)
        self.values = iter([value for key, value in beside if not key.startswith(b"_")])
        host = len(event.host) == FULL_BYTES and own_value(b"_host", beside) or event.host
        app = len(event.app) == FULL_BYTES and own_value(b"_app", beside) or event.app
        self.texts = {"$": b"$", ".": b"", "h": host, "a": app, "t": own_value(b"_time", beside)}
        self.seconds, self.fraction_ticks = divmod(event.point, TICKS_PER_SECOND)
        self.offset = timedelta()
        self.rest, self.line_end = event.message, b"\n"

    def build(self):
        line = DIRECTIVE.sub(self._carry_out, b"$m" if self.form is None else self.form)
        if self.rest is not None:
            raise InvalidForm("no $m")
        return line + self.line_end

    def _carry_out(self, match):
        directive = match[0][1:].decode("latin-1")
        value = self._text(directive) if match[0][:1] == b"$" else self._time(directive).encode()
        if value is None:
            raise InvalidForm(match[0])
        return value

    def _text(self, directive):
        if directive == ".":
            self.line_end = b""
        if directive == "v":
            return next(self.values, None)
        if directive == "m":
            rest, self.rest = self.rest, None
            return rest
        if directive[1:] == "w" and self.rest is not None:
            words = re.match(rb"([^ \t]*[ \t]*){%s}" % directive[:1].encode(), self.rest)[0]
            self.rest = self.rest[len(words) :]
            return words
        return self.texts.get(directive)

    def _time(self, directive):
        if directive in ("%", "s"):
            return "%" if directive == "%" else str(self.seconds)
        if "1" <= directive <= "9":
            return f"{self.fraction_ticks:08}0"[: int(directive)]
        if len(directive) == 5:
            sign = -1 if directive[0] == "-" else 1
            self.offset = sign * timedelta(hours=int(directive[1:3]), minutes=int(directive[3:]))
            return ""
        local = datetime(1970, 1, 1) + timedelta(seconds=self.seconds) + self.offset
        if re.fullmatch("-[mdHI]", directive):
            return str(int(local.strftime("%" + directive[1])))
        if re.fullmatch("[ekl]", directive):
            return f"{int(local.strftime('%' + 'dHI'['ekl'.index(directive)])):2}"
        if re.fullmatch("[YymdHIMSbBaApj]", directive):
            return local.strftime("%" + directive)  # the C locale's names: this program sets no other
        raise InvalidForm("%" + directive)


def raw_text(events):
    """The raw lines one after another, parts of a long line joined (2.8), and how many forms are invalid."""
    lines, invalid_forms, next_part = [], 0, None
    for event in events:
        try:
            line = RawLine(event).build()
        except InvalidForm:
            line, invalid_forms = event.message + b"\n", invalid_forms + 1
        source = own_value(b"_src", event.beside)
        part = re.fullmatch(rb"(\d+)(\+?)", own_value(b"_part", event.beside) or b"")
        if lines and not lines[-1].endswith(b"\n") and (not part or next_part != (source, int(part[1]))):
            lines.append(b"\n")
        lines.append(line)
        next_part = (source, int(part[1]) + 1) if part and part[2] else None
    return b"".join(lines), invalid_forms


# ---- Frame (section 4) ----

MAGIC = b"\x89EVF"
HEADER_BYTES = 96
EVENTS, POSITIONS, END = 1, 2, 5
RAW_LIMIT_BYTES = {0: 8 << 20, 1: 8 << 20, 2: 8 << 20, 3: 128 << 20}  # by codec
STORED_LIMIT_BYTES = 135_267_328


def decode_columnar(stored, _raw_length):
    return Block(stored, crc32c, decode_zstd, Damage).rows()


DECODERS = {0: lambda stored, _raw_length: stored, 1: decode_lz4, 2: decode_zstd, 3: decode_columnar}

Header = namedtuple("Header", "readable kind codec event_count raw_length stored_length payload_crc whole_length")


def header_at(stream, at):
    """The valid header at a place, or None. A valid one may belong to a frame that this version can't read."""
    data = stream[at : at + HEADER_BYTES]
    if len(data) < HEADER_BYTES or not data.startswith(MAGIC) or crc32c(data[:92]) != int.from_bytes(data[92:], "big"):
        return None
    version, kind, codec, flags = data[4:8]
    durability_flags, width = data[10], int.from_bytes(data[12:14], "big")
    event_count, raw_length, stored_length, payload_crc = struct.unpack_from(">4I", data, 56)
    whole_length, has_rows = int.from_bytes(data[88:92], "big"), kind == EVENTS and codec < 3
    within_bounds = stored_length <= STORED_LIMIT_BYTES
    if version == 1 and codec in RAW_LIMIT_BYTES:
        within_bounds &= (
            raw_length <= (0 if kind == END else RAW_LIMIT_BYTES[codec])
            and stored_length <= raw_length + raw_length // 128 + 1024
            and (codec != 0 or stored_length == raw_length)
            and (not has_rows or whole_length <= RAW_LIMIT_BYTES[codec])
            and (width == 0 or 10 <= width <= 1024)
        )
    reserved = flags & ~3 or durability_flags & ~1 or data[11] or any(data[14:16]) or (whole_length and not has_rows)
    readable = version == 1 and not reserved and (codec in DECODERS or kind not in (EVENTS, POSITIONS))
    if not within_bounds:
        return None
    return Header(readable, kind, codec, event_count, raw_length, stored_length, payload_crc, whole_length)


def next_header(stream, at):
    """Where the next valid header stands from `at` on, or the stream's end."""
    while (at := stream.find(MAGIC, at)) >= 0:
        if header_at(stream, at):
            return at
        at += 1
    return len(stream)


def read_stream(stream):
    """All events that can be had, and (offset, length) of each damage (4.4)."""
    events, damage, at, lost_from = [], [], 0, None
    while at < len(stream):
        header = header_at(stream, at)
        end, intact = stretch_at(stream, at, header)
        if not intact and lost_from is None:
            lost_from = at
        if lost_from is not None and (intact or end == len(stream)):
            damage.append((lost_from, (at if intact else end) - lost_from))
            lost_from = None
        if intact:
            reports = read_frame(header, stream[at + HEADER_BYTES : end], events)
            damage += [(at, end - at)] * reports
        at = end
    return events, damage


def stretch_at(stream, at, header):
    """Where the frame at a place ends and that it is intact, or where to go on after damage."""
    if header is None:
        return next_header(stream, at + 1), False
    end = at + HEADER_BYTES + header.stored_length
    if end <= len(stream):
        if crc32c(stream[at + HEADER_BYTES : end]) == header.payload_crc:
            return end, True
        if end == len(stream) or header_at(stream, end):
            return end, False
    return next_header(stream, at + len(MAGIC)), False


def read_frame(header, stored, events):
    """Appends the events of an intact frame; how many reports it takes to say what is wrong with them."""
    if not header.readable or header.kind != EVENTS:
        return 0 if header.readable else 1
    try:
        payload = DECODERS[header.codec](stored, header.raw_length)
        if len(payload) != header.raw_length:
            return 1
        if header.whole_length:
            payload = whole_rows(payload, token_entries, Damage)
    except Damage:
        return 1
    wrong_length = len(payload) != (header.whole_length or header.raw_length)
    return 1 if wrong_length else read_events(payload, header.event_count, events)


def read_events(payload, event_count, events):
    """Appends the events of a decoded payload (4.1). An invalid one costs itself only."""
    at, found, reports = 0, 0, 0
    while at < len(payload):
        start = at + 2
        at = start + int.from_bytes(payload[at:start], "big")
        if at > len(payload):
            return reports + 1
        found += 1
        try:
            events.append(Event(payload[start:at]))
        except Damage:
            reports += 1
    return reports + (found != event_count)


def checksum(events):
    """The checksum of a set of events (section 6)."""
    total = sum(int.from_bytes(hashlib.sha256(event.bytes).digest()[:16], "big") for event in events)
    return f"{total % 2**128:032x}-{len(events)}"


# ---- Vectors (docs/vectors/README.md) ----


def read_vector(path):
    """The header lines as {name: [value…]}, and the stream."""
    head, _, hexadecimal = path.read_text("ascii").partition("---\n")
    expected = defaultdict(list)
    for name, _, value in (line.partition(":") for line in head.splitlines()):
        expected[name].append(value.strip())
    return expected, bytes.fromhex(hexadecimal)


def found_in(stream):
    """What this reader makes of a stream, as the header lines of a vector, and the raw lines."""
    events, damage = read_stream(stream)
    raw, invalid_forms = raw_text(events)
    wrong_crcs = sum(event.crc != zlib.crc32(event.message) for event in events)
    found = {"events": [str(len(events))], "checksum": [checksum(events)]}
    found["damage"] = [f"{offset} {length}" for offset, length in damage]
    found["wrong-crc"] = [str(wrong_crcs)] * (wrong_crcs > 0)
    found["invalid-form"] = [str(invalid_forms)] * (invalid_forms > 0)
    return found, raw


def differences(path):
    expected, stream = read_vector(path)
    found, raw = found_in(stream)
    length_only = [f"({len(raw)} bytes)"]
    found["raw"] = length_only if expected["raw"] == length_only else [raw.hex()]
    for name in sorted((expected.keys() | found.keys()) - {"describe"}):
        if expected[name] != found.get(name):
            yield f"{name}: expected {expected[name]}, found {found.get(name)}"


def main(arguments):
    vectors = Path(__file__).resolve().parents[2] / "docs" / "vectors"
    verdicts = Counter()
    for path in [Path(argument) for argument in arguments] or sorted(vectors.glob("*.vec")):
        try:
            report = "; ".join(differences(path))
            verdict = "failed" if report else "passed"
        except CodecMissing as reason:
            report, verdict = f"skipped, {reason}", "skipped"
        if report:
            print(f"{path.name}: {report}")
        verdicts[verdict] += 1
    print(f"{verdicts['passed']} passed, {verdicts['failed']} failed, {verdicts['skipped']} skipped")
    return 1 if verdicts["failed"] or not verdicts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
