"""A Riffle file: header, slots, commit record.

Source: format-spec/riffle-format.md, chapters 2, 3 and 12.
"""

import mmap
import os
import struct
from dataclasses import dataclass

from riffle_codecs import Cursor, RiffleError
from riffle_sections import PAGE
from riffle_segment import Segment
from xxh3 import xxh3_64

MAGIC = b"\x89RFL\r\n\x1a\n"
SLOT_MAGIC = b"RFLSLOT1"
RECORD_MAGIC = b"RFLCOMIT"
READ_MAJOR, READ_MINOR = 1, 2
KNOWN_FEATURES = 0
FIRST_DATA = 3 * PAGE
MAX_SEGMENTS = 4096
MAX_FIELDS = 254
FIELD_TYPES = ("id", "text", "keyword", "date", "stored", "int64", "float64")
STORE_MODES = ("none", "meta", "full")


@dataclass
class Field:
    """A field of the schema."""

    name: str
    type: str

    @property
    def is_text(self):
        return self.type == "text"

    @property
    def is_keyed(self):
        return self.type in ("id", "keyword")

    @property
    def has_column(self):
        return self.type in ("id", "keyword", "date", "int64", "float64")


    def number(self, value):
        """What a value of a column stands for: reals are kept as integers in the same order."""
        if self.type != "float64":
            return value
        bits = value if value >= 0 else value ^ 0x7FFFFFFFFFFFFFFF
        return struct.unpack("<d", struct.pack("<q", bits))[0]


@dataclass
class Slot:
    """A valid slot."""

    generation: int
    nonce: int
    committed_bytes: int
    record_offset: int
    record_bytes: int
    record_checksum: int


@dataclass
class SegmentEntry:
    """A segment's entry of the commit record."""

    offset: int
    data_bytes: int
    bytes: int
    root: int
    table_offset: int
    section_count: int
    doc_count: int
    deleted_count: int
    tombstones_offset: int
    tombstones_bytes: int
    tombstones_checksum: int
    lengths: tuple
    live_lengths: tuple


@dataclass
class Commit:
    """A decoded commit record."""

    generation: int
    nonce: int
    previous: tuple
    time: int
    fields: list
    analyzer: str
    analyzer_version: int
    store: str
    entries: list


def _zeros(data, first, last, name):
    if any(data[first:last]):
        raise RiffleError(name, first, "bytes that must be zero are not")


def _checked_range(offset, size, committed, name, at, what):
    if offset % PAGE or size % PAGE or offset < FIRST_DATA or offset > committed or size > committed - offset:
        raise RiffleError(name, at, f"{what} does not lie on pages inside the committed bytes")


def parse_record(raw, committed, name="commit record"):
    """A commit record whose checksum has been verified."""
    cursor = Cursor(raw, name)
    if cursor.take(8) != RECORD_MAGIC:
        raise RiffleError(name, 0, "wrong magic")
    generation, nonce = cursor.unpack("<QQ")
    previous = cursor.unpack("<QQQ")
    time = cursor.i64()
    segments, fields = cursor.unpack("<II")
    if segments > MAX_SEGMENTS or not 1 <= fields <= MAX_FIELDS:
        cursor.fail("number of segments or fields out of range")
    analyzer = cursor.string()
    analyzer_version, store = cursor.unpack("<II")
    if store >= len(STORE_MODES):
        cursor.fail(f"store mode {store}")
    schema = []
    for _ in range(fields):
        field_name = cursor.string()
        kind, zero = cursor.unpack("<BB")
        if kind >= len(FIELD_TYPES) or zero:
            cursor.fail("unknown field type")
        schema.append(Field(field_name, FIELD_TYPES[kind]))
    if sum(field.type == "id" for field in schema) > 1:
        cursor.fail("more than one id field")
    text_fields = sum(field.is_text for field in schema)
    entries = [_segment_entry(cursor, text_fields, committed) for _ in range(segments)]
    cursor.align(PAGE)
    cursor.end()
    return Commit(
        generation, nonce, previous, time, schema, analyzer, analyzer_version, STORE_MODES[store], entries
    )


def _segment_entry(cursor, text_fields, committed):
    head = cursor.unpack("<QQQQQIIII")
    tombstones = cursor.unpack("<QQQ")
    lengths = cursor.numbers(text_fields, "Q")
    live_lengths = cursor.numbers(text_fields, "Q")
    offset, data_bytes, size, root, table_offset, sections, docs, deleted, zero = head
    _checked_range(offset, size, committed, cursor.name, cursor.at, "segment")
    if data_bytes % PAGE or not 0 < data_bytes < size:
        cursor.fail("data bytes of a segment out of range")
    if zero or not 1 <= docs <= (1 << 32) - 2 or deleted > docs:
        cursor.fail("document counts of a segment out of range")
    if deleted:
        _checked_range(tombstones[0], tombstones[1], committed, cursor.name, cursor.at, "tombstones")
    elif any(tombstones):
        cursor.fail("tombstones of a segment without deleted documents")
    if any(live > all_ for live, all_ in zip(live_lengths, lengths)):
        cursor.fail("live lengths above the lengths of all documents")
    return SegmentEntry(offset, data_bytes, size, root, table_offset, sections, docs, deleted, *tombstones,
                        lengths, live_lengths)


class RiffleFile:
    """Opens a file and its newest commit. Segments verify their blocks when they are first used."""

    def __init__(self, path):
        self.path = path
        self._map(path)
        self._header()
        self.slots = [self._slot(PAGE, "slot A"), self._slot(2 * PAGE, "slot B")]
        valid = [slot for slot in self.slots if isinstance(slot, Slot)]
        if not valid:
            first = next((s for s in self.slots if s.section == "commit record"), self.slots[0])
            raise RiffleError(first.section, first.offset, f"no valid slot: {first.message}")
        self.slot = max(valid, key=lambda slot: slot.generation)
        self.commit = parse_record(self.record_bytes(self.slot), self.slot.committed_bytes)
        self.fields = self.commit.fields
        self.segments = [
            Segment(self.data, i, entry, self.fields) for i, entry in enumerate(self.commit.entries)
        ]

    def _map(self, path):
        try:
            with open(path, "rb") as file:
                self.size = os.fstat(file.fileno()).st_size
                if self.size < FIRST_DATA:
                    raise RiffleError("header", self.size, "file is shorter than its header and slots")
                self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise RiffleError("file", 0, str(error)) from None

    def _header(self):
        page = self.data[0:PAGE]
        if page[:8] != MAGIC:
            raise RiffleError("header", 0, "not a Riffle file")
        read_major, read_minor, _, _, required, _ = struct.unpack_from("<HHHHQQ", page, 8)
        if read_major != READ_MAJOR or read_minor > READ_MINOR:
            raise RiffleError("header", 8, f"version {read_major}.{read_minor} of the format is not known")
        if required & ~KNOWN_FEATURES:
            raise RiffleError("header", 16, f"required feature bit {required.bit_length() - 1} is not known")
        if struct.unpack_from("<II", page, 48) != (PAGE, 16384):
            raise RiffleError("header", 48, "unknown page or block size")
        _zeros(page, 56, 4088, "header")
        if xxh3_64(page[:4088]) != struct.unpack_from("<Q", page, 4088)[0]:
            raise RiffleError("header", 4088, "checksum is wrong")
        self.uuid = page[32:48]
        self.versions = struct.unpack_from("<HHHH", page, 8)

    def _slot(self, at, name):
        """A Slot, or the RiffleError that tells why it is not valid."""
        page = self.data[at : at + PAGE]
        try:
            if page[:8] != SLOT_MAGIC:
                raise RiffleError(name, 0, "wrong magic")
            if xxh3_64(page[:504]) != struct.unpack_from("<Q", page, 504)[0]:
                raise RiffleError(name, 504, "checksum is wrong")
            if page[56:72] != self.uuid:
                raise RiffleError(name, 56, "UUID is not the header's")
            _zeros(page, 72, 504, name)
            _zeros(page, 512, PAGE, name)
            slot = Slot(*struct.unpack_from("<6Q", page, 8))
            self._check_slot(slot, name)
            return slot
        except RiffleError as error:
            return error

    def _check_slot(self, slot, name):
        if slot.committed_bytes > self.size:
            raise RiffleError(name, 24, "the file is shorter than the committed bytes")
        if slot.committed_bytes % PAGE or slot.generation == 0:
            raise RiffleError(name, 8, "generation or committed bytes out of range")
        _checked_range(slot.record_offset, slot.record_bytes, slot.committed_bytes, name, 32, "commit record")
        raw = self.record_bytes(slot)
        if len(raw) < 24 or xxh3_64(raw) != slot.record_checksum:
            raise RiffleError("commit record", 0, f"checksum in {name} is not the record's")
        if struct.unpack_from("<QQ", raw, 8) != (slot.generation, slot.nonce):
            raise RiffleError("commit record", 8, f"generation or nonce is not that of {name}")

    def record_bytes(self, slot):
        return self.data[slot.record_offset : slot.record_offset + slot.record_bytes]

    def field_number(self, name):
        """Number of the field with this name; KeyError when there is none."""
        for number, field in enumerate(self.fields):
            if field.name == name:
                return number
        raise KeyError(name)

    def text_field(self, name):
        """Index among the text fields of a text field's name; KeyError when there is none."""
        names = [field.name for field in self.fields if field.is_text]
        if name not in names:
            raise KeyError(name)
        return names.index(name)

    def id_field(self):
        return next((i for i, field in enumerate(self.fields) if field.type == "id"), None)

    def live_count(self):
        return sum(entry.doc_count - entry.deleted_count for entry in self.commit.entries)

    def document(self, segment, doc):
        return self.segments[segment].document(doc)

