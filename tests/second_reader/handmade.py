"""Writes small Riffle files byte by byte from format-spec/riffle-format.md, to check the specification and the reader.

Text is split at spaces and not analyzed otherwise. One commit, one segment, one stored block (plain, or compressed
by the zstd program).
"""

import struct
import subprocess
import tempfile
from bisect import bisect_left
from itertools import accumulate

from riffle_codecs import length_byte
from xxh3 import xxh3_64, xxh3_128_long

PAGE, BLOCK = 4096, 16384
TYPES = {"id": 0, "text": 1, "keyword": 2, "date": 3, "stored": 4}


def pad(data, step):
    return data + bytes(-len(data) % step)


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def varints(values):
    return b"".join(map(varint, values))


def string(text):
    raw = text.encode()
    return struct.pack("<I", len(raw)) + raw


def deltas(values):
    return [value - before for before, value in zip([0] + list(values), values)]


def roaring(ids, runs=False):
    """Portable Roaring bitmap; with `runs` every container is a run container."""
    containers = {}
    for i in ids:
        containers.setdefault(i >> 16, []).append(i & 65535)
    bodies = []
    for values in containers.values():
        if runs:
            starts = [v for v in values if v - 1 not in set(values)] if len(values) < 100 else [values[0]]
            if len(values) >= 100 and values[-1] - values[0] + 1 != len(values):
                raise ValueError("long run containers hold one run")
            ends = [v for v in values if v + 1 not in set(values)] if len(values) < 100 else [values[-1]]
            flat = [x for first, last in zip(starts, ends) for x in (first, last - first)]
            bodies.append(struct.pack(f"<H{len(flat)}H", len(starts), *flat))
        elif len(values) <= 4096:
            bodies.append(struct.pack(f"<{len(values)}H", *values))
        else:
            bodies.append(sum(1 << v for v in values).to_bytes(8192, "little"))
    count = len(containers)
    pairs = b"".join(struct.pack("<HH", key, len(values) - 1) for key, values in containers.items())
    if runs:
        head = struct.pack("<I", 12347 | (count - 1) << 16) + ((1 << count) - 1).to_bytes((count + 7) // 8, "little")
    else:
        head = struct.pack("<II", 12346, count)
    head += pairs
    if not runs or count >= 4:
        start = len(head) + 4 * count
        sizes = list(accumulate(map(len, bodies), initial=start))
        head += struct.pack(f"<{count}I", *sizes[:-1])
    return head + b"".join(bodies)


def rank_directories(ids):
    """Rank directories of the bitset containers that roaring(ids) has."""
    containers, out = {}, b""
    for i in ids:
        containers.setdefault(i >> 16, []).append(i & 65535)
    for values in containers.values():
        if len(values) > 4096:
            out += struct.pack("<128H", *[sum(v < 512 * i for v in values) for i in range(128)])
    return out


def nibbles(tfs):
    halves = [min(tf, 16) - 1 for tf in tfs] + [0]
    return bytes(low | high << 4 for low, high in zip(halves[0 : len(tfs) : 2], halves[1::2]))


def packed_block(values, width):
    """A packed block of this width; values that do not fit become patches."""
    patches = [(i, value >> width) for i, value in enumerate(values) if value >> width]
    words = bytearray(16 * width)
    for i, value in enumerate(values):
        lane, place = i % 4, i // 4
        for bit in range(width):
            if value >> bit & 1:
                at = place * width + bit
                byte = 16 * (at // 32) + 4 * lane + at % 32 // 8
                words[byte] |= 1 << at % 8
    indexes = bytes(i for i, _ in patches)
    return bytes([width, len(patches)]) + bytes(words) + indexes + varints(high for _, high in patches)


def gap_blocks(gaps):
    whole = len(gaps) // 128 * 128
    blocks = [packed_block(gaps[i : i + 128], 3) for i in range(0, whole, 128)]
    return blocks, varints(gaps[whole:])


def chunk(values):
    if len(values) <= 512:
        return struct.pack(f"<{len(values)}H", *values)
    below = [sum(value >> 8 < high for value in values) for high in range(256)]
    return struct.pack("<256H", *below) + bytes(value & 255 for value in values)


def coded_chunk(values):
    """The same since version 1.2."""
    count = len(values)
    if count <= 44:
        return struct.pack(f"<{count}H", *values)
    low_bits = 8 if count <= 1204 else 4
    uppers = 65536 >> low_bits
    before = [bisect_left(values, end << low_bits) for end in range(64, uppers, 64)]
    if low_bits == 4:
        before.insert(0, count - 1)
    bits = bytearray((uppers + count + 7) // 8)
    lows = bytearray((count * low_bits + 7) // 8)
    for i, value in enumerate(values):
        place = (value >> low_bits) + i
        bits[place // 8] |= 1 << place % 8
        lows[i * low_bits // 8] |= (value & (1 << low_bits) - 1) << i * low_bits % 8
    return struct.pack(f"<{len(before)}H", *before) + bytes(bits) + bytes(lows)


def zstd(raw, dictionary):
    """One zstd frame; an empty dictionary is none."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(dictionary)
        file.flush()
        command = ["zstd", "-c", "-q"] + (["-D", file.name] if dictionary else [])
        return subprocess.run(command, input=raw, capture_output=True, check=True).stdout


class Writer:
    """Collects a segment's sections from documents (dicts by field name)."""

    def __init__(self, schema, documents, frequent=(), dictionary=None):
        self.schema, self.documents, self.frequent = schema, documents, set(frequent)
        self.dictionary = dictionary
        self.text_fields = [name for name, kind in schema if kind == "text"]
        self.spans, self.lengths, self.postings = [0], [], {}
        self.short, self.long, self.positions, self.lists = b"", b"", b"", [0, 0, 0]
        for doc, document in enumerate(documents):
            self._add(doc, document)

    def _add(self, doc, document):
        start, lengths = self.spans[-1], []
        for name in self.text_fields:
            words = document.get(name, "").split()
            lengths.append(len(words))
            for i, word in enumerate(words):
                docs = self.postings.setdefault(b"\0" + word.encode(), {})
                docs.setdefault(doc, []).append(self.spans[-1] + i - start)
            self.spans.append(self.spans[-1] + len(words) + 1)
        self.lengths.append(lengths)
        for number, (name, kind) in enumerate(self.schema):
            if kind in ("id", "keyword") and name in document:
                self.postings.setdefault(bytes([number + 1]) + document[name].encode(), {})[doc] = []

    def _entry(self, key, docs):
        text, df = key[0] == 0, len(docs)
        ids, tfs = list(docs), [len(p) for p in docs.values()]
        cf = sum(tfs)
        gaps = [gap for positions in docs.values() for gap in deltas(positions)]
        if df == 1 and (not text or cf <= 4):
            return varint(1 << 2) + varint(ids[0]) + (varint(cf) + varints(gaps) if text else b"")
        more = varint(cf - df) if text else b""
        if df <= 128:
            body = varints(deltas(ids))
            if text:
                blocks, tail = gap_blocks(gaps)
                body += nibbles(tfs) + varints(tf - 16 for tf in tfs if tf >= 16) + b"".join(blocks) + tail
            self.short += body
            self.lists[0] += 1
            return varint(df << 2 | 1) + more + varint(len(body))
        kind = 3 if text and key[1:].decode() in self.frequent else 2
        body = self._long_list(ids, tfs, text, kind)
        self.long += body
        self.lists[1] += 1
        out = varint(df << 2 | kind) + more + varint(len(body) // 32)
        if text:
            record = self._token_record(docs) if kind == 3 else self._relative_record(gaps)
            self.positions += record
            self.lists[2] += 1
            out += varint(len(record) // 4)
        return out

    def _long_list(self, ids, tfs, text, kind):
        runs = ids[-1] - ids[0] + 1 == len(ids)
        body = roaring(ids, runs)
        exceptions = [(i, tf) for i, tf in enumerate(tfs) if tf >= 16] if text else []
        out = struct.pack("<IIQ", len(body), len(exceptions), 0) + body
        out = pad(out, 4) + (b"" if runs else rank_directories(ids))
        if text:
            out = pad(out + nibbles(tfs), 4)
            out += b"".join(struct.pack("<I", i) for i, _ in exceptions)
            out += b"".join(struct.pack("<I", tf) for _, tf in exceptions)
            if kind == 2:
                before = list(accumulate(tfs, initial=0))[0 : len(ids) : 128]
                out += struct.pack(f"<{len(before)}I", *before)
        return pad(out, 32)

    def _relative_record(self, gaps):
        blocks, tail = gap_blocks(gaps)
        offsets = list(accumulate(map(len, blocks), initial=0))
        return pad(struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(blocks) + tail, 4)

    def _token_record(self, docs):
        fields = len(self.text_fields)
        absolute = [self.spans[doc * fields] + p for doc, ps in docs.items() for p in ps]
        chunks = [
            chunk([x & 65535 for x in absolute if x >> 16 == c]) for c in range(-(-self.spans[-1] // 65536))
        ]
        offsets = list(accumulate(map(len, chunks), initial=0))
        return pad(struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(chunks), 4)

    def _dictionary(self):
        keys = sorted(self.postings)
        blocks, offsets, prefixes = b"", [], []
        for first in range(0, len(keys), 16):
            offsets.append(len(blocks))
            prefixes.append(int.from_bytes(keys[first][:8].ljust(8, b"\0"), "big"))
            blocks += varints([len(self.short), len(self.long) // 32, len(self.positions) // 4])
            previous = b""
            for key in keys[first : first + 16]:
                shared = 0
                while shared < min(len(previous), len(key)) and previous[shared] == key[shared]:
                    shared += 1
                blocks += varint(shared) + varint(len(key) - shared) + key[shared:]
                blocks += self._entry(key, self.postings[key])
                previous = key
        offsets.append(len(blocks))
        count = len(prefixes)
        index = struct.pack(f"<QQ{count}Q{count + 1}Q", len(keys), count, *prefixes, *offsets)
        return keys, blocks, index, count

    def _column(self, name, kind, number, ordinals):
        if kind == "date":
            values = [document.get(name) for document in self.documents]
        else:
            values = [
                ordinals[bytes([number + 1]) + document[name].encode()] if name in document else None
                for document in self.documents
            ]
        known = [value for value in values if value is not None]
        base = min(known, default=0) if kind == "date" else 0
        width = 4 if known else 0
        out = struct.pack("<B7xq8x", width, base)
        if width:
            out += struct.pack(f"<{len(values)}I", *[0 if v is None else v - base + 1 for v in values])
        out = pad(out, 8)
        for zone in range(0, len(values), 65536):
            here = [value for value in values[zone : zone + 65536] if value is not None]
            out += struct.pack("<qq", *((min(here), max(here)) if here else (1, 0)))
        return out

    def _stored(self):
        raw, numbers = b"", {name: i for i, (name, kind) in enumerate(self.schema) if kind in ("text", "stored")}
        for document in self.documents:
            record = b""
            for name, value in document.items():
                if name in numbers and value:
                    record += varint(numbers[name] + 1) + varint(len(value.encode())) + value.encode()
            raw += varint(len(record)) + record
        packed = raw if self.dictionary is None else zstd(raw, self.dictionary)
        index = struct.pack("<QQQIII", 1, 0, len(packed), 0, len(self.documents), len(raw))
        return packed, index

    def segment(self):
        """(bytes with the checksum tree, data bytes, root, table offset, number of sections)."""
        docs, fields = len(self.documents), len(self.text_fields)
        keys, blocks, index, block_count = self._dictionary()
        ordinals = {key: i for i, key in enumerate(keys)}
        rows = [sum(lengths) for lengths in self.lengths]
        for i in range(fields):
            rows += [lengths[i] for lengths in self.lengths]
        sections = [
            (1, 0, blocks, len(keys)),
            (2, 0, index, block_count),
            (3, 0, self.short, self.lists[0]),
            (4, 0, self.long, self.lists[1]),
            (5, 0, self.positions, self.lists[2]),
            (6, 0, struct.pack(f"<{len(self.spans)}I", *self.spans), len(self.spans)),
            (7, 0, bytes(map(length_byte, rows)), docs * (fields + 1)),
        ]
        for number, (name, kind) in enumerate(self.schema):
            if kind in ("id", "keyword", "date"):
                sections.append((8, number, self._column(name, kind, number, ordinals), docs))
        stored, stored_index = self._stored()
        sections += [(9, 0, stored, docs), (10, 0, stored_index, 1)]
        if self.dictionary:
            sections.append((11, 0, self.dictionary, 1))
        data, table = b"", b""
        for kind, number, body, items in sections:
            data = pad(data, 64)
            table += struct.pack("<IIQQQ", kind, number, len(data), len(body), items)
            data += body
        data = pad(data, 64)
        table_offset = len(data)
        data = pad(data + table, PAGE)
        level = data
        tree = b""
        while True:
            level = b"".join(
                struct.pack("<Q", xxh3_64(level[i : i + BLOCK])) for i in range(0, len(level), BLOCK)
            )
            tree += level
            if len(level) <= BLOCK:
                break
        return data + pad(tree, PAGE), len(data), xxh3_64(level), table_offset, len(sections)


def build(schema, documents, deleted=(), frequent=(), dictionary=None, analyzer=("simple", 1)):
    """The bytes of a whole file. `schema` is (name, type) pairs; `frequent` names the words of kind 3.

    `dictionary` None leaves the stored block plain, b"" compresses it, other bytes are its zstd dictionary.
    """
    writer = Writer(schema, documents, frequent, dictionary)
    segment, data_bytes, root, table_offset, section_count = writer.segment()
    tombstones, at = b"", (0, 0, 0)
    if deleted:
        tombstones = pad(roaring(sorted(deleted)), PAGE)
        at = (3 * PAGE + len(segment), len(tombstones), xxh3_64(tombstones))
    sums = [sum(column) for column in zip(*writer.lengths)]
    live = [sum(column) for column in zip(*(l for i, l in enumerate(writer.lengths) if i not in set(deleted)))]
    entry = struct.pack(
        "<QQQQQIIII", 3 * PAGE, data_bytes, len(segment), root, table_offset, section_count,
        len(documents), len(deleted), 0,
    )
    entry += struct.pack("<QQQ", *at) + struct.pack(f"<{2 * len(sums)}Q", *sums, *live)

    def record(generation, nonce):
        out = b"RFLCOMIT" + struct.pack("<QQQQQqII", generation, nonce, 0, 0, 0, 0, 1, len(schema))
        out += string(analyzer[0]) + struct.pack("<II", analyzer[1], 2)
        out += b"".join(string(name) + bytes([TYPES[kind], 0]) for name, kind in schema)
        return pad(out + entry, PAGE)

    nonce = xxh3_64(record(1, 0))
    commit = record(1, nonce)
    uuid = struct.pack("<QQ", *xxh3_128_long(record(0, 0)))
    header = b"\x89RFL\r\n\x1a\n" + struct.pack("<HHHHQQ", 1, 0, 1, 0, 0, 0) + uuid + struct.pack("<II", PAGE, BLOCK)
    header = header.ljust(PAGE - 8, b"\0")
    record_at = 3 * PAGE + len(segment) + len(tombstones)
    slot = b"RFLSLOT1" + struct.pack(
        "<6Q", 1, nonce, record_at + len(commit), record_at, len(commit), xxh3_64(commit)
    )
    slot = (slot + uuid).ljust(504, b"\0")
    slot = pad(slot + struct.pack("<Q", xxh3_64(slot)), PAGE)
    return header + struct.pack("<Q", xxh3_64(header)) + slot + slot + segment + tombstones + commit
