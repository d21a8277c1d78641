"""The term dictionary of a segment.

Source: format-spec/riffle-format.md, chapter 5.
"""

import struct
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from riffle_codecs import RiffleError

TERMS_PER_BLOCK = 16
SHORT_LIST_MAX = 128
CACHED_BLOCKS = 4096
INLINE, SHORT, LONG_RELATIVE, LONG_TOKENS = range(4)
ALIAS = 3  # in the space of stem classes
PAIR_SPACE = 254
CLASS_SPACE = 255
COUNTED_SPACES = (0, PAIR_SPACE, CLASS_SPACE)  # their lists have frequencies
SENTENCE_MARK = "\x01"  # a term of the text space
NAME_MARK = b"\x01"


def varint(value):
    """The shortest form of a varint, as forms are written."""
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


@dataclass
class Term:
    """An entry of the term dictionary. `doc` and `gaps` are for inline terms, the offsets and sizes for the others."""

    ordinal: int
    key: bytes
    kind: int
    df: int
    cf: int
    doc: int = 0
    gaps: list = field(default_factory=list)
    list_at: int = 0
    list_bytes: int = 0
    positions_at: int = 0
    positions_bytes: int = 0
    forms: list = field(default_factory=list)  # of a stem class, as bytes

    @property
    def space(self):
        return self.key[0]

    @property
    def text(self):
        return self.key[1:].decode("utf-8", "backslashreplace")


@dataclass
class TermBlock:
    """A decoded term block and where its lists begin and end."""

    terms: list
    starts: tuple
    ends: tuple


class Dictionary:
    """Finds terms by key or ordinal; decoded blocks are kept."""

    def __init__(self, index, blocks, schema, doc_count):
        self.index = index
        self.blocks = blocks
        self.schema = schema
        self.doc_count = doc_count
        self.block = lru_cache(maxsize=CACHED_BLOCKS)(self._load_block)

    def count(self):
        return self.counts()[0]

    def counts(self):
        section = self.index
        terms, blocks = section.cursor(0, 16).unpack("<QQ")
        if blocks != -(-terms // TERMS_PER_BLOCK) or section.size != 16 + 8 * blocks + 8 * (blocks + 1):
            raise RiffleError(section.name, 0, "size does not follow from the number of terms")
        if section.items != blocks or self.blocks.items != terms:
            raise RiffleError(section.name, 0, "items of the section table do not match")
        return terms, blocks

    def block_prefix(self, block):
        return struct.unpack("<Q", self.index.read(16 + 8 * block, 8))[0]

    def block_range(self, block):
        blocks = self.counts()[1]
        first, last = struct.unpack("<QQ", self.index.read(16 + 8 * blocks + 8 * block, 16))
        if first >= last or last > self.blocks.size:
            raise RiffleError(self.index.name, 16 + 8 * (blocks + block), "block offsets out of order")
        return first, last

    def _load_block(self, block):
        terms, _ = self.counts()
        first, last = self.block_range(block)
        cursor = self.blocks.cursor(first, last - first)
        short_at, long_at, positions_at = cursor.varints(3)
        ends = [short_at, 32 * long_at, 4 * positions_at]
        starts = tuple(ends)
        entries, key = [], b""
        for ordinal in range(TERMS_PER_BLOCK * block, min(terms, TERMS_PER_BLOCK * (block + 1))):
            term = self._entry(cursor, ordinal, key, ends)
            if key and term.key <= key:
                cursor.fail("keys out of order")
            key = term.key
            entries.append(term)
        cursor.end()
        if int.from_bytes(entries[0].key[:8].ljust(8, b"\0"), "big") != self.block_prefix(block):
            raise RiffleError(self.index.name, 16 + 8 * block, "number of a block is not its first key's")
        return TermBlock(entries, starts, tuple(ends))

    def _entry(self, cursor, ordinal, previous, ends):
        shared, rest = cursor.varints(2)
        if shared > len(previous) or rest < 1 or not 2 <= shared + rest <= 513:
            cursor.fail("key length out of range")
        key = previous[:shared] + cursor.take(rest)
        space = key[0]
        if space not in COUNTED_SPACES and not (space <= len(self.schema) and self.schema[space - 1].is_keyed):
            cursor.fail(f"space {space} is not of an id or keyword field")
        return self.body(cursor, ordinal, key, ends)

    def body(self, cursor, ordinal, key, ends):
        """An entry behind its key."""
        space = key[0]
        head = cursor.varint()
        term = Term(ordinal, key, head & 3, head >> 2, head >> 2)
        if space == CLASS_SPACE:
            self._class_entry(cursor, term, ends)
            return term
        if space == PAIR_SPACE:
            if term.kind == LONG_TOKENS:
                cursor.fail("a pair with positions")
            self._counted_entry(cursor, term, ends)
            return term
        if term.kind == INLINE:
            self._inline_entry(cursor, term)
            return term
        if space == 0:
            term.cf = term.df + cursor.varint()
        if (term.kind == SHORT) != (term.df <= SHORT_LIST_MAX) or term.df == 0 or term.df > self.doc_count:
            cursor.fail(f"df {term.df} does not fit the kind {term.kind}")
        if term.kind == SHORT:
            term.list_at, term.list_bytes = ends[0], cursor.varint()
            ends[0] += term.list_bytes
            return term
        if term.kind == LONG_TOKENS and space:
            cursor.fail("token-space list outside space 0")
        term.list_at, term.list_bytes = ends[1], 32 * cursor.varint()
        ends[1] += term.list_bytes
        if space == 0:
            term.positions_at, term.positions_bytes = ends[2], 4 * cursor.varint()
            ends[2] += term.positions_bytes
        return term

    def _counted_entry(self, cursor, term, ends):
        """A list with frequencies and no positions."""
        if term.kind == INLINE:
            term.doc, term.cf = cursor.varints(2)
            if term.df != 1 or not 1 <= term.cf <= 4 or term.doc >= self.doc_count:
                cursor.fail("inline list out of range")
            return
        term.cf = term.df + cursor.varint()
        if (term.kind == SHORT) != (term.df <= SHORT_LIST_MAX) or term.df > self.doc_count:
            cursor.fail(f"df {term.df} does not fit the kind {term.kind}")
        step, end = (1, 0) if term.kind == SHORT else (32, 1)
        term.list_at, term.list_bytes = ends[end], step * cursor.varint()
        ends[end] += term.list_bytes

    def _class_entry(self, cursor, term, ends):
        if term.kind != ALIAS:
            self._counted_entry(cursor, term, ends)
        left = cursor.varint()
        name = term.key[1:]
        while left > 0:
            shared, rest = cursor.varints(2)
            if shared > len(name):
                cursor.fail("form shares more than the name has")
            term.forms.append(name[:shared] + cursor.take(rest))
            left -= len(varint(shared)) + len(varint(rest)) + rest
        is_name, is_alias = name[:1] == NAME_MARK, term.kind == ALIAS
        fits = is_alias and len(term.forms) == term.df if is_name else is_alias == (len(term.forms) == 1)
        if left or not fits or sorted(set(term.forms)) != term.forms:
            cursor.fail("forms of a class are wrong")

    def _inline_entry(self, cursor, term):
        if term.df != 1:
            cursor.fail("inline term with df above 1")
        term.doc = cursor.varint()
        if term.doc >= self.doc_count:
            cursor.fail("document id beyond the last document")
        if term.space == 0:
            term.cf = cursor.varint()
            if not 1 <= term.cf <= 4:
                cursor.fail("tf of an inline term out of range")
            term.gaps = cursor.varints(term.cf)

    def term(self, ordinal):
        block = self.block(ordinal // TERMS_PER_BLOCK)
        return block.terms[ordinal % TERMS_PER_BLOCK]

    def find(self, space, text):
        """The Term of a key, or None."""
        key = bytes([space]) + text
        blocks = self.counts()[1]
        number = int.from_bytes(key[:8].ljust(8, b"\0"), "big")
        low = bisect_left(range(blocks), number, key=self.block_prefix)
        high = bisect_right(range(blocks), number, key=self.block_prefix)
        # Among blocks of the same number the first keys decide; the block before them may hold the key too.
        block = bisect_right(range(low, high), key, key=lambda i: self.block(i).terms[0].key) + low - 1
        if block < 0:
            return None
        for term in self.block(block).terms:
            if term.key == key:
                return term
        return None
