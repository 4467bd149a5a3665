"""Blocks of columnar frames (docs/FORMAT.md, section 8), for reader.py: from a block to the rows it was made of."""

import struct
import zlib

MAX_RAW_BYTES = 134_217_728
DIGITS = b"0123456789"
WORD_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+~$%#@/\\") | frozenset(
    range(0x80, 0x100)
)
INNER_BYTES = frozenset(b".:")
KEY_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
MASK = 2**64 - 1


class Cursor:
    """Reads varints and stretches of bytes one after another."""

    def __init__(self, data, damage):
        self.data, self.at, self.damage = data, 0, damage

    def take(self, count):
        if self.at + count > len(self.data):
            raise self.damage("a section ends early")
        self.at += count
        return self.data[self.at - count : self.at]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 63:
                raise self.damage("a number of more than 10 bytes")


class Block:
    """One block; `rows()` is the row payload."""

    def __init__(self, data, crc32c, decode_zstd, damage):
        self.data, self.crc32c, self.decode_zstd, self.damage = data, crc32c, decode_zstd, damage
        if len(data) < 120 or data[:4] != b"\x89EVB":
            raise damage("no block")
        if crc32c(data[:116]) != int.from_bytes(data[116:120], "big"):
            raise damage("block header with a wrong crc")
        if data[4] != 1 or any(data[5:8]):
            raise damage("block of another version")
        self.row_count, self.raw_length, self.min_point = struct.unpack_from(">2IQ", data, 8)
        most_rows = min(self.raw_length // 2, 65_536 + self.raw_length // 16)
        if self.raw_length > MAX_RAW_BYTES or self.row_count > most_rows:
            raise damage("block longer than it may be")
        at, sections = 120, []
        for raw, stored, crc in struct.iter_unpack(">3I", data[32:116]):
            sections.append(self.stored(data[at : at + stored], raw, stored, crc))
            at += stored
        _filter, self.words, heads, text, self.vocabulary, meta, self.pool = sections
        self.heads, self.meta, self.text = (Cursor(section, damage) for section in (heads, meta, text))
        self.streams = iter(self.directory(at))

    def stored(self, data, raw, stored, crc):
        if len(data) != stored or stored > raw or self.crc32c(data) != crc:
            raise self.damage("part of a block with a wrong crc")
        decoded = data if stored == raw else self.decode_zstd(data, raw)
        if len(decoded) != raw:
            raise self.damage("part of a block of another length")
        return decoded

    def directory(self, at):
        streams, pooled = [], 0
        for _ in range(self.meta.varint()):
            raw, stored = self.meta.varint(), self.meta.varint()
            if stored == 0:
                streams.append(self.pool[pooled : pooled + raw])
                pooled += raw
            else:
                crc = int.from_bytes(self.meta.take(4), "big")
                streams.append(self.stored(self.data[at : at + stored], raw, stored, crc))
                at += stored
        if pooled != len(self.pool) or at != len(self.data):
            raise self.damage("streams do not fill the block")
        return streams

    # ---- 8.3, 8.6 ----

    def numbers(self, count):
        mode, base = self.meta.take(1)[0], self.meta.varint()
        planes = [next(self.streams) for _ in range(mode & 15)]
        found = [sum(plane[i] << 8 * p for p, plane in enumerate(planes)) for i in range(count)]
        if not mode & 0x10:
            return [(base + x) & MASK for x in found]
        last, out = base, []
        for x in found:
            last = (last + ((x >> 1) ^ -(x & 1))) & MASK
            out.append(last)
        return out

    def column_head(self, cursor, constants):
        kind = cursor.take(1)[0]
        if kind == 0:
            return kind, constants.take(cursor.varint())
        if kind == 1:
            return kind, cursor.varint()
        stamp = [cursor.varint() for _ in range(3)]
        return kind, stamp, cursor.varint() if kind == 2 else None

    def column(self, head, count, before):
        meta, kind = self.meta, head[0]
        if kind == 0:
            return [head[1]] * count
        if kind == 1:
            return before[head[1]]
        (shortest, longest, _classes), domain = head[1:]
        if kind == 2:
            domain = self.domains[domain]
            values = [domain[index] for index in self.numbers(count)]
        elif kind == 3:
            form = meta.varint()
            width = meta.varint() if form in (1, 2, 3) else 0
            exceptions = self.exceptions(meta.varint())
            values = [number_text(form, width, number) for number in self.numbers(count)]
        elif kind == 4:
            exceptions, lengths = {}, self.numbers(count)
            strings = Cursor(next(self.streams), self.damage)
            values = [strings.take(length) for length in lengths]
        else:
            exceptions = self.exceptions(meta.varint())
            parts = meta.varint()
            literals = [meta.take(meta.varint()) for _ in range(parts + 1)]
            columns = []
            for _ in range(parts):
                columns.append(self.column(self.column_head(meta, meta), count, columns))
            rows = zip(*columns) if columns else [()] * count
            values = [literals[0] + b"".join(map(bytes.__add__, row, literals[1:])) for row in rows]
        if kind in (3, 5):
            values = [exceptions.get(i, value) for i, value in enumerate(values)]
        if any(not shortest <= len(value) <= longest for value in values):
            raise self.damage("a value that its stamp denies")
        return values

    def exceptions(self, count):
        found, ordinal = {}, -1
        cursor = Cursor(next(self.streams) if count else b"", self.damage)
        for _ in range(count):
            ordinal += cursor.varint() + 1
            found[ordinal] = cursor.take(cursor.varint())
        return found

    # ---- 8.2, 8.4, 8.5 ----

    def read_domains(self):
        self.domains, prefixes = [], 0
        for number in range(self.heads.varint() + 1):
            longest, values, data = 255, b"\xff" * 32, self.vocabulary
            if number:
                longest, values, data = self.heads.varint(), self.heads.take(32), next(self.streams)
            sizes, begins = [], []
            for _ in range(self.heads.varint()):
                sizes.append(self.heads.varint())
                begins.append(self.heads.take(self.heads.varint()) if number else b"")
            entries = Cursor(data, self.damage)
            lengths = iter(entries.take(sum(sizes)))
            for size, prefix in zip(sizes, begins):
                prefixes += len(prefix) * size
                rests = [entries.take(next(lengths)) for _ in range(size)]
                for rest in rests:
                    if len(rest) > longest or any(not values[c >> 3] >> (c & 7) & 1 for c in rest):
                        raise self.damage("an entry that its vocabulary denies")
                    if len(prefix + rest) > 255:
                        raise self.damage("an entry of more than 255 bytes")
                self.domains.append([prefix + rest for rest in rests])
            if entries.at != len(data):
                raise self.damage("a vocabulary longer than its entries")
        if prefixes > self.raw_length:
            raise self.damage("prefixes longer than the events")

    def read_sources(self, is_sorted):
        meta = Cursor(self.meta.take(self.meta.varint()), self.damage)
        for _ in range(meta.varint()):
            host, file_length = meta.take(meta.varint()), meta.varint()
            file = meta.take(file_length - 1) if file_length else None
            yield (host, file, meta.varint()), meta.varint() if is_sorted else 0
        if meta.at != len(meta.data):
            raise self.damage("sources of another length")

    def read_template(self):
        """The template as (kind, rows, app, literals, keys, beside), and the heads of its columns."""
        heads, text = self.heads, self.text
        kind, rows = heads.take(1)[0], heads.varint()
        app, slots = text.take(heads.varint()), heads.varint()
        literals, columns = [text.take(heads.varint())], []
        for _ in range(slots):
            columns.append(self.column_head(heads, text))
            literals.append(text.take(heads.varint()))
        keys = [None if (slot := heads.varint()) == 0 else text.take(slot - 1) for _ in range(slots)]
        beside = []
        for _ in range(heads.varint()):
            what, key = heads.varint(), text.take(heads.varint())
            beside.append((what, key, text.take(heads.varint()) if what == 1 else None))
            if what == 0:
                columns.append(self.column_head(heads, text))
        return (kind, rows, app, literals, keys, beside), columns

    def check_words(self, templates, heads, columns):
        """Section 8.9: each three letters in a value of a message are in the words section."""
        if not self.words:
            return
        if len(self.words) != 2197:
            raise self.damage("words of another length")
        for (kind, _, _, _, keys, _), head, values in zip(templates, heads, columns):
            for slot in range(len(keys) if kind != 1 else 0):
                for value in set(values[slot]) if head[slot][0] != 0 else ():
                    letters = [c - 97 if 97 <= c <= 122 else None for c in value.lower()]
                    for three in zip(letters, letters[1:], letters[2:]):
                        if None not in three and max(three) > 5:
                            bit = (three[0] * 26 + three[1]) * 26 + three[2]
                            if not self.words[bit >> 3] >> (bit & 7) & 1:
                                raise self.damage("a value that the words section denies")

    def rows(self):
        meta = self.meta
        self.read_domains()
        described = [self.read_template() for _ in range(self.heads.varint())]
        templates, heads = [template for template, _ in described], [columns for _, columns in described]
        is_sorted = meta.take(1)[0]
        if is_sorted > 1:
            raise self.damage("rows in an unknown order")
        counted = list(self.read_sources(is_sorted))
        sources = [source for source, _ in counted]
        if is_sorted:
            source_of = [number for number, (_, count) in enumerate(counted) for _ in range(count)]
        else:
            source_of = self.numbers(self.row_count)
        if len(source_of) != self.row_count:
            raise self.damage("sources with other rows than the block")
        templates_of, steps, residuals = (self.numbers(self.row_count) for _ in range(3))
        columns = []
        for template, column_heads in described:
            columns.append([])
            for head in column_heads:
                columns[-1].append(self.column(head, template[1], columns[-1]))
        self.check_words(templates, heads, columns)
        cursors = (self.heads, self.meta, self.text)
        if any(cursor.at != len(cursor.data) for cursor in cursors) or next(self.streams, None) is not None:
            raise self.damage("something of a block is left over")
        order = sorted(range(self.row_count), key=lambda row: source_of[row])
        seen = [0] * len(templates)
        points, events = Points(sources, self.min_point), [b""] * self.row_count
        for row, template, step, residual in zip(order, templates_of, steps, residuals):
            point = points.next(source_of[row], step, residual)
            values = [column[seen[template]] for column in columns[template]]
            seen[template] += 1
            events[row] = event_bytes(point, sources[source_of[row]], templates[template], values)
        if is_sorted:
            if any(len(event) < 13 for event in events):
                raise self.damage("an event without a crc in a sorted block")
            events.sort(key=lambda event: (event[1:9], event[9:13], event))
        return b"".join(len(event).to_bytes(2, "big") + event for event in events)


class Points:
    """Section 8.5."""

    def __init__(self, sources, min_point):
        self.resolutions = [resolution for _, _, resolution in sources]
        self.last = [(min_point // resolution, -1) for resolution in self.resolutions]

    def next(self, source, step, residual):
        last_time, last_number = self.last[source]
        time = (last_time + step) & MASK
        number = (residual + (last_number + 1 if step == 0 else 0)) & MASK
        self.last[source] = time, number
        return (time * self.resolutions[source] + number) & MASK


def number_text(form, width, number):
    if form == 0:
        return b"%d" % (number - 2**64 if number >> 63 else number)
    if form == 4:
        return b".".join(b"%d" % octet for octet in (number & 0xFFFFFFFF).to_bytes(4, "big"))
    text = {1: b"%d", 2: b"%x", 3: b"%X"}[form] % number
    return text.rjust(width, b"0")[-width:]


def event_bytes(point, source, template, values):
    kind, _rows, app, literals, keys, beside = template
    if kind == 1:
        return values[0]
    host, file, _resolution = source
    message = literals[0] + b"".join(map(bytes.__add__, values, literals[1:]))
    if kind == 2:
        pieces = by_rule(message)
    else:
        pieces = [(None, literals[0])]
        for key, value, literal in zip(keys, values, literals[1:]):
            pieces += [(key, value), (None, literal)]
    line, marks, tokens = b"", set(), b""
    for key, text in pieces:
        if key is None:
            line += text
        else:
            marks.add(len(line))
            line += b"\x1a"
            tokens += bytes([len(key), len(text)]) + key + text
    columns = iter(values[len(keys) :])
    for what, key, constant in beside:
        value = (next(columns) if what == 0 else constant if what == 1 else file) or b""
        tokens += bytes([len(key), len(value)]) + key + value
    bits = bytearray((max(marks) >> 3) + 1 if marks else 0)
    for mark in marks:
        bits[mark >> 3] |= 0x80 >> (mark & 7)
    head = struct.pack(">BQI", 1, point, zlib.crc32(message)) + bytes([len(host)]) + host + bytes([len(app)]) + app
    return head + b"".join(len(field).to_bytes(2, "big") + field for field in (bytes(bits), tokens, line))


# ---- The rule of 2.6 ----


def by_rule(message):
    """The message as (None, text) that stays and (key, value) of tokens."""
    pieces, done, at, entries = [], 0, 0, 0
    value_at, value_end, key = -1, 0, b""
    while at < len(message):
        if message[at] not in WORD_BYTES or (at > 0 and message[at - 1] in WORD_BYTES | INNER_BYTES):
            at += 1
            continue
        start = at
        while at < len(message) and message[at] in WORD_BYTES | INNER_BYTES:
            at += 1
        quoted = False
        word_key = key if start == value_at else b""
        is_value = start == value_at or message[start - 1 : start] == b"="
        if not is_value:
            found = value_after(message, start, at)
            if found:
                value_at, value_end = found
                key = message[start:at] if message[start : start + 1] != b"_" else b""
                if value_end:
                    at, start, word_key, quoted, is_value = value_end, value_at, key, True, True
                else:
                    continue
        end = at
        while not quoted and message[end - 1] in INNER_BYTES:
            end -= 1
        word = message[start:at]
        size = 2 + len(word_key) + end - start
        if (is_value or is_variable(word)) and end - start <= 255 and entries <= 28_672:
            entries += size
            if entries <= 28_672:
                pieces += [(None, message[done:start]), (word_key, message[start:end])]
                done = end
    return pieces + [(None, message[done:])]


def is_variable(word):
    slashes = word.count(b"/")
    return any(c in DIGITS + b"@\\" for c in word) or (word[:1] == b"/" and len(word) > 1) or slashes >= 2


def value_after(message, start, end):
    """Where the value of the key in [start, end) begins, and where it ends if it is quoted (else 0); None: no key."""
    word = message[start:end]
    digits = sum(c in DIGITS for c in word)
    if len(word) > 64 or word[0] in DIGITS or digits > 2 or any(c not in KEY_BYTES for c in word):
        return None
    if message[end : end + 1] == b"=":
        at = end + 1
    elif message[end : end + 2] == b'":' and message[start - 1 : start] == b'"' and start > 0:
        at = end + 2 + (message[end + 2 : end + 3] == b" ")
    else:
        return None
    if at < len(message) and message[at] in WORD_BYTES:
        return at, 0
    if message[at : at + 1] == b'"':
        close = message.find(b'"', at + 1)
        inside = message[at + 1 : close]
        if 1 <= len(inside) <= 255 and close > 0 and not any(c in b" \t\\" for c in inside):
            return at + 1, close
    return None
