"""The frame of a segment: its checksum tree and its sections.

Every byte is verified through the checksum tree before its first use.

Source: format-spec/riffle-format.md, chapter 4.
"""

from dataclasses import dataclass

from riffle_codecs import Cursor, RiffleError
from xxh3 import xxh3_64

PAGE = 4096
BLOCK = 16384

TERM_BLOCKS, TERM_INDEX, SHORT_LISTS, LONG_LISTS, POSITIONS, SPANS, NORMS, COLUMN = range(1, 9)
STORED_BLOCKS, STORED_INDEX, STORED_DICTIONARY = 9, 10, 11
PAIRS = 65
COPIES, MORE_VALUES, TRIGRAMS, FREQUENT_TERMS = 64, 66, 67, 68
LAST_KIND = 11
LAST_REQUIRED_KIND = 63
KIND_NAMES = {
    TERM_BLOCKS: "term blocks",
    TERM_INDEX: "term index",
    SHORT_LISTS: "short lists",
    LONG_LISTS: "long lists",
    POSITIONS: "positions",
    SPANS: "spans",
    NORMS: "norms",
    COLUMN: "column",
    STORED_BLOCKS: "stored blocks",
    STORED_INDEX: "stored index",
    STORED_DICTIONARY: "stored dictionary",
    PAIRS: "pairs",
    COPIES: "copies",
    MORE_VALUES: "more values",
    TRIGRAMS: "trigrams",
    FREQUENT_TERMS: "frequent terms",
}


class ChecksumTree:
    """The tree of chapter 4.2; `verify(i)` checks block i of the data once."""

    def __init__(self, data, offset, data_bytes, tree_bytes, root, name):
        self.data = data
        self.offset = offset
        self.data_bytes = data_bytes
        self.name = name + " checksum tree"
        self.levels = []
        at = data_bytes
        length = 8 * -(-data_bytes // BLOCK)
        while True:
            self.levels.append((at, length))
            at += length
            if length <= BLOCK:
                break
            length = 8 * -(-length // BLOCK)
        if -(-at // PAGE) * PAGE != data_bytes + tree_bytes:
            raise RiffleError(self.name, 0, "length does not follow from the data bytes")
        self.verified = [bytearray(-(-length // BLOCK)) for _, length in self.levels]
        self.verified_blocks = bytearray(-(-data_bytes // BLOCK))
        top_at, top_length = self.levels[-1]
        if xxh3_64(self.bytes(top_at, top_length)) != root:
            raise RiffleError(self.name, top_at, "last level does not match the root")
        self.verified[-1][0] = 1
        if any(self.bytes(at, data_bytes + tree_bytes - at)):
            raise RiffleError(self.name, at, "padding is not zero")

    def bytes(self, at, size):
        return self.data[self.offset + at : self.offset + at + size]

    def entry(self, level, index):
        """The checksum number `index` of a level, verified from the last level down."""
        path, upper, piece = [], level, index * 8 // BLOCK
        while not self.verified[upper][piece]:
            path.append((upper, piece))
            upper, piece = upper + 1, piece * 8 // BLOCK
        for lower, number in reversed(path):
            at, length = self.levels[lower]
            size = min(BLOCK, length - number * BLOCK)
            if xxh3_64(self.bytes(at + number * BLOCK, size)) != self.raw_entry(lower + 1, number):
                raise RiffleError(self.name, at + number * BLOCK, "checksum of a tree piece is wrong")
            self.verified[lower][number] = 1
        return self.raw_entry(level, index)

    def raw_entry(self, level, index):
        return int.from_bytes(self.bytes(self.levels[level][0] + 8 * index, 8), "little")

    def verify(self, block):
        if self.verified_blocks[block]:
            return
        at = block * BLOCK
        if xxh3_64(self.bytes(at, min(BLOCK, self.data_bytes - at))) != self.entry(0, block):
            raise RiffleError(self.name, at, f"checksum of block {block} is wrong")
        self.verified_blocks[block] = 1


@dataclass
class Section:
    """A row of the section table, and reads inside it."""

    segment: object
    kind: int
    field: int
    offset: int
    size: int
    items: int
    name: str

    def read(self, at, size):
        if at < 0 or size < 0 or at > self.size or size > self.size - at:
            raise RiffleError(self.name, at, f"{size} bytes wanted beyond the section's end at {self.size}")
        return self.segment.read(self.offset + at, size)

    def cursor(self, at=0, size=None):
        return Cursor(self.read(at, self.size - at if size is None else size), self.name, at)
