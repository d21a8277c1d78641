"""One segment of a Riffle file: checksum tree, sections, term dictionary, lists, positions, columns, stored documents.

Every byte is verified through the checksum tree before its first use, and every count is bounded by the bytes it was
read from, so that a damaged file ends in RiffleError and nothing else.

Source: format-spec/riffle-format.md, chapters 4 to 10.
"""

import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import ceil

from riffle_codecs import (
    Cursor,
    RiffleError,
    chunk_positions,
    coded_chunk_positions,
    container_ids,
    gap_sequence,
    increasing,
    nibble_tfs,
    packed_block,
    length_byte,
    length_of_byte,
    rank_directory,
    roaring_containers,
)
from riffle_sections import (
    BLOCK,
    COLUMN,
    COPIES,
    KIND_NAMES,
    LAST_KIND,
    LAST_REQUIRED_KIND,
    MORE_VALUES,
    LONG_LISTS,
    NORMS,
    PAGE,
    POSITIONS,
    SHORT_LISTS,
    SPANS,
    STORED_BLOCKS,
    STORED_DICTIONARY,
    STORED_INDEX,
    TERM_BLOCKS,
    TERM_INDEX,
    ChecksumTree,
    Section,
)
from riffle_stored import Stored
from riffle_terms import COUNTED_SPACES, INLINE, LONG_RELATIVE, LONG_TOKENS, SHORT, SHORT_LIST_MAX, Dictionary
from xxh3 import xxh3_64

GAPS_PER_BLOCK = 128
TF_EXCEPTION = 16


@dataclass
class Postings:
    """Documents of a term in order; `tfs` is None for keywords and ids. `containers` only for long lists."""

    docs: list
    tfs: list
    gaps: list = None
    containers: list = None


@dataclass
class Column:
    """A decoded column: None for documents without a value."""

    values: list
    zones: list


class Segment:
    """Opens the sections of one segment of a commit record; see riffle_file.SegmentEntry for `entry`."""

    def __init__(self, data, number, entry, schema):
        self.name = f"segment {number}"
        self.number = number
        self.entry = entry
        self.schema = schema
        self.doc_count = entry.doc_count
        self.text_fields = [i for i, f in enumerate(schema) if f.is_text]
        self.data = data
        self.offset = entry.offset
        self.data_bytes = entry.data_bytes
        self.tree = ChecksumTree(
            data, entry.offset, entry.data_bytes, entry.bytes - entry.data_bytes, entry.root, self.name
        )
        self.sections = self._section_table()
        self._check_sections()
        self.terms = Dictionary(self.section(TERM_INDEX), self.section(TERM_BLOCKS), schema, entry.doc_count)
        self.stored = None
        if self.has(STORED_BLOCKS):
            dictionary = self.sections.get((STORED_DICTIONARY, 0))
            self.stored = Stored(
                self.section(STORED_INDEX), self.section(STORED_BLOCKS), dictionary, schema, entry.doc_count
            )
        self.cached_column = lru_cache(maxsize=None)(self.column)
        self._spans = None
        self._deleted = None

    # Bytes and sections

    def read(self, at, size):
        """Bytes of the segment's data, verified; the caller has checked the section's bounds."""
        if at < 0 or size < 0 or at > self.data_bytes or size > self.data_bytes - at:
            raise RiffleError(self.name, at, f"{size} bytes wanted beyond the data's end")
        if size:
            for block in range(at // BLOCK, (at + size - 1) // BLOCK + 1):
                self.tree.verify(block)
        return self.data[self.offset + at : self.offset + at + size]

    def _section_table(self):
        entry, name = self.entry, self.name + " section table"
        if entry.table_offset > self.data_bytes or 32 * entry.section_count > self.data_bytes - entry.table_offset:
            raise RiffleError(name, entry.table_offset, "table does not lie inside the data")
        size = 32 * entry.section_count
        cursor = Cursor(self.read(entry.table_offset, size), name, entry.table_offset)
        sections, last = {}, (0, -1)
        for _ in range(entry.section_count):
            kind, number, offset, size, items = cursor.unpack("<IIQQQ")
            if (kind, number) <= last:
                cursor.fail("rows out of order")
            last = (kind, number)
            if kind == 0 or LAST_KIND < kind <= LAST_REQUIRED_KIND:
                cursor.fail(f"unknown section kind {kind}")
            if offset % 64 or offset > entry.table_offset or size > entry.table_offset - offset:
                cursor.fail("section does not lie inside the data")
            label = KIND_NAMES.get(kind, "optional")
            label = f"{self.name} section {kind} ({label}{f' of field {number}' if kind == COLUMN else ''})"
            sections[kind, number] = Section(self, kind, number, offset, size, items, label)
        return sections

    def _check_sections(self):
        docs, fields = self.doc_count, len(self.text_fields)
        wanted = [(kind, 0) for kind in range(TERM_BLOCKS, NORMS + 1)]
        columns = [(COLUMN, i) for i, f in enumerate(self.schema) if f.has_column]
        # A field that was added to the schema later has no column in older segments.
        wanted += [(kind, i) for kind, i in columns if self.schema[i].type == "id"]
        if (STORED_BLOCKS, 0) in self.sections or (STORED_INDEX, 0) in self.sections:
            wanted += [(STORED_BLOCKS, 0), (STORED_INDEX, 0)]
        for key in wanted:
            if key not in self.sections:
                raise RiffleError(self.name + " section table", self.entry.table_offset, f"section {key} is missing")
        for kind, number in self.sections:
            has_field = (COLUMN, number) in columns if kind == COLUMN else number == 0
            if kind <= LAST_KIND and not has_field:
                raise RiffleError(self.name + " section table", self.entry.table_offset, "wrong field number")
        for kind, items, size in (
            (SPANS, docs * fields + 1, 4 * (docs * fields + 1)),
            (NORMS, docs * (fields + 1), docs * (fields + 1)),
        ):
            section = self.sections[kind, 0]
            if section.items != items or section.size != size:
                raise RiffleError(section.name, 0, "size does not follow from the documents and fields")

    def section(self, kind, number=0):
        return self.sections[kind, number]

    def has(self, kind):
        return (kind, 0) in self.sections

    # Tombstones

    def deleted(self):
        """The set of tombstoned documents."""
        if self._deleted is None:
            self._deleted = self._load_tombstones()
        return self._deleted

    def _load_tombstones(self):
        entry, name = self.entry, self.name + " tombstones"
        if entry.deleted_count == 0:
            return frozenset()
        raw = self.data[entry.tombstones_offset : entry.tombstones_offset + entry.tombstones_bytes]
        if xxh3_64(raw) != entry.tombstones_checksum:
            raise RiffleError(name, 0, "checksum is wrong")
        cursor = Cursor(raw, name)
        ids = frozenset(container_ids(roaring_containers(cursor, self.doc_count)))
        if len(ids) != entry.deleted_count:
            cursor.fail("number of ids does not match the commit record")
        if -(-cursor.at // PAGE) * PAGE != len(raw):
            cursor.fail("padding is not up to the next page")
        cursor.zeros(cursor.left())
        return ids

    # Spans and norms

    def spans(self):
        """The N x T + 1 first positions as an array of unsigned numbers, strictly increasing."""
        if self._spans is None:
            section = self.section(SPANS)
            values = array("I")
            if values.itemsize != 4:
                values = array("L")
            values.frombytes(section.read(0, section.size))
            if sys.byteorder == "big":
                values.byteswap()
            if values[0] != 0 or not increasing(values):
                raise RiffleError(section.name, 0, "spans do not start at 0 and increase")
            self._spans = values
        return self._spans

    def document_start(self, doc):
        return self.spans()[doc * len(self.text_fields)]

    def locate(self, position):
        """(document, index of the text field) of a token-space position, or None when it is a gap between fields."""
        spans, count = self.spans(), len(self.text_fields)
        index = bisect_right(spans, position) - 1
        if index < 0 or index >= len(spans) - 1 or position >= spans[index + 1] - 1:
            return None
        return divmod(index, count)

    def norm(self, doc, text_field=None):
        """Length byte of a document: of all text fields, or of one."""
        row = 0 if text_field is None else text_field + 1
        return self.section(NORMS).read(row * self.doc_count + doc, 1)[0]

    # Lists

    def postings(self, term):
        """Documents and frequencies of a term; the gaps too where they come with the list."""
        if term.kind == INLINE:
            return Postings([term.doc], [term.cf] if term.space in COUNTED_SPACES else None, term.gaps)
        if term.kind == SHORT:
            return self._short_list(term)
        return self._long_list(term)

    def _short_list(self, term):
        cursor = self.section(SHORT_LISTS).cursor(term.list_at, term.list_bytes)
        deltas = cursor.varints(term.df)
        docs = list(accumulate(deltas))
        if docs[-1] >= self.doc_count or 0 in deltas[1:]:
            cursor.fail("document ids out of order or beyond the last document")
        if term.space not in COUNTED_SPACES:
            cursor.end()
            return Postings(docs, None)
        tfs = nibble_tfs(cursor, term.df)
        for i, tf in enumerate(tfs):
            if tf == TF_EXCEPTION:
                tfs[i] += cursor.varint()
        if sum(tfs) != term.cf:
            cursor.fail("frequencies do not add up to cf")
        gaps = gap_sequence(cursor, term.cf) if term.space == 0 else None
        cursor.end()
        return Postings(docs, tfs, gaps)

    def _long_list(self, term):
        cursor = self.section(LONG_LISTS).cursor(term.list_at, term.list_bytes)
        set_bytes, exceptions, bounds_bytes, top_count = cursor.unpack("<IIII")
        inner = Cursor(cursor.take(set_bytes), cursor.name, cursor.base + 16)
        containers = roaring_containers(inner, self.doc_count)
        inner.end()
        docs = container_ids(containers)
        if len(docs) != term.df:
            cursor.fail("cardinality of the set is not df")
        cursor.align(4)
        for container in containers:
            if container.kind == "bitset" and cursor.numbers(128, "H") != rank_directory(container):
                cursor.fail("rank directory does not match the set")
        tfs = None
        if term.space in COUNTED_SPACES:
            tfs = self._long_tfs(cursor, term, exceptions)
        elif exceptions:
            cursor.fail("exceptions outside space 0")
        if bounds_bytes:
            if tfs is None:
                cursor.fail("bounds of a list without frequencies")
            self._bounds(cursor, bounds_bytes, top_count, containers, docs, tfs)
        elif top_count:
            cursor.fail("best documents without bounds")
        cursor.align(32)
        cursor.end()
        return Postings(docs, tfs, None, containers)

    def _bounds(self, cursor, bounds_bytes, top_count, containers, docs, tfs):
        """Checks chapter 6.3: the largest impacts, and the documents of the best ones."""
        impacts = self._impacts(docs, tfs)
        lengths = [len(container_ids([container])) for container in containers]
        sizes = [1024 if length > 4096 else 64 if length >= 256 else 0 for length in lengths]
        if bounds_bytes != len(sizes) + sum(sizes):
            cursor.fail("the bounds have a wrong length")
        of_containers = cursor.numbers(len(sizes), "B")
        at = 0
        for size, bound, length in zip(sizes, of_containers, lengths):
            end = at + length
            here = [min(max(ceil(255 * impact), 1), 255) for impact in impacts[at:end]]
            blocks = [0] * size
            for doc, value in zip(docs[at:end], here):
                if size:
                    block = (doc & 0xFFFF) * size >> 16
                    blocks[block] = max(blocks[block], value)
            if max(here) != bound or tuple(blocks) != tuple(cursor.numbers(size, "B")):
                cursor.fail("a bound is not the largest impact")
            at = end
        if top_count != 16 and (top_count or len(docs) >= 512):
            cursor.fail("a wrong number of best documents")
        if top_count:
            cursor.align(4)
            best = sorted(range(len(docs)), key=lambda i: (-impacts[i], i))[:16]
            if tuple(docs[i] for i in sorted(best)) != tuple(cursor.numbers(16, "I")):
                cursor.fail("the best documents are not those named")

    def _impacts(self, docs, tfs):
        spans, fields = self.spans(), len(self.text_fields)
        average = (spans[-1] - fields * self.doc_count) / self.doc_count
        impacts = []
        for doc, tf in zip(docs, tfs):
            length = length_of_byte(length_byte(spans[(doc + 1) * fields] - spans[doc * fields] - fields))
            impacts.append(tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / (average or 1))))
        return impacts

    def _long_tfs(self, cursor, term, exceptions):
        tfs = nibble_tfs(cursor, term.df)
        cursor.align(4)
        marked = [i for i, tf in enumerate(tfs) if tf == TF_EXCEPTION]
        if tuple(marked) != cursor.numbers(exceptions, "I"):
            cursor.fail("exceptions do not match the half bytes")
        for i, tf in zip(marked, cursor.numbers(exceptions, "I")):
            if tf < TF_EXCEPTION:
                cursor.fail("exception below 16")
            tfs[i] = tf
        if sum(tfs) != term.cf:
            cursor.fail("frequencies do not add up to cf")
        if term.kind == LONG_RELATIVE and term.space == 0:
            before = list(accumulate(tfs, initial=0))[0 : term.df : SHORT_LIST_MAX]
            if tuple(before) != cursor.numbers(len(before), "I"):
                cursor.fail("prefix counts do not match the frequencies")
        return tfs

    # Positions

    def positions(self, term, postings=None):
        """Token-space positions of all occurrences of a term of space 0, increasing."""
        if term.kind == LONG_TOKENS:
            return self._token_positions(term)
        postings = postings or self.postings(term)
        gaps = postings.gaps if postings.gaps is not None else self._gap_record(term)
        section = self.section(TERM_BLOCKS if term.kind == INLINE else POSITIONS)
        spans, fields, at, found = self.spans(), len(self.text_fields), 0, []
        for doc, tf in zip(postings.docs, postings.tfs):
            if fields == 0 or 0 in gaps[at + 1 : at + tf]:
                raise RiffleError(section.name, term.positions_at, "positions of a document do not increase")
            here = list(accumulate(gaps[at : at + tf], initial=spans[doc * fields]))
            if here[-1] >= spans[(doc + 1) * fields]:
                raise RiffleError(section.name, term.positions_at, "position beyond its document")
            found.extend(here[1:])
            at += tf
        return found

    def _gap_record(self, term):
        cursor = self.section(POSITIONS).cursor(term.positions_at, term.positions_bytes)
        blocks = term.cf // GAPS_PER_BLOCK
        offsets = cursor.numbers(blocks + 1, "I")
        start, gaps = cursor.at, []
        for i in range(blocks):
            if cursor.at - start != offsets[i]:
                cursor.fail("offset of a block is not where the block before it ends")
            gaps.extend(packed_block(cursor))
        if cursor.at - start != offsets[blocks]:
            cursor.fail("offset of the tail is not where the last block ends")
        gaps.extend(cursor.varints(term.cf % GAPS_PER_BLOCK))
        cursor.align(4)
        cursor.end()
        return gaps

    def _token_positions(self, term):
        cursor = self.section(POSITIONS).cursor(term.positions_at, term.positions_bytes)
        space = self.spans()[-1]
        chunks = -(-space // 65536)
        code, *ends = cursor.numbers(chunks + 1, "I")
        if code > 1:
            cursor.fail("chunks of an unknown code")
        positions_of = coded_chunk_positions if code else chunk_positions
        offsets = [0, *ends]
        start, found = cursor.at, []
        for i in range(chunks):
            if cursor.at - start != offsets[i] or offsets[i + 1] < offsets[i]:
                cursor.fail("offset of a chunk is not where the chunk before it ends")
            base = i << 16
            found.extend([base + low for low in positions_of(cursor, offsets[i + 1] - offsets[i])])
        cursor.align(4)
        cursor.end()
        if len(found) != term.cf:
            cursor.fail("number of positions is not cf")
        if found and found[-1] >= space:
            cursor.fail("position beyond the token space")
        return found

    # Columns

    def column(self, number):
        if (COLUMN, number) not in self.sections:
            return Column([None] * self.doc_count, [(1, 0)] * -(-self.doc_count // 65536))
        section = self.section(COLUMN, number)
        cursor = section.cursor()
        width = cursor.u8()
        if width not in (0, 1, 2, 4, 8):
            cursor.fail(f"value width {width}")
        cursor.zeros(7)
        base = cursor.i64()
        cursor.zeros(8)
        if section.items != self.doc_count:
            cursor.fail("items of the section table is not the number of documents")
        if width:
            raw = cursor.numbers(self.doc_count, "BHIQ"[width.bit_length() - 1])
            values = [_signed(base + value - 1) if value else None for value in raw]
        else:
            values = [None] * self.doc_count
        cursor.align(8)
        zones = cursor.numbers(2 * -(-self.doc_count // 65536), "q")
        cursor.end()
        return Column(values, list(zip(zones[0::2], zones[1::2])))

    def more_values(self, number):
        """Pairs of document and ordinal beyond those in the column of a keyword field."""
        if (MORE_VALUES, number) not in self.sections:
            return []
        section = self.section(MORE_VALUES, number)
        cursor = section.cursor()
        raw = cursor.numbers(2 * section.items, "I")
        cursor.end()
        return list(zip(raw[0::2], raw[1::2]))

    def copies(self):
        """Documents that have copies, and the number of the cluster of each."""
        if (COPIES, 0) not in self.sections:
            return [], []
        section = self.section(COPIES, 0)
        cursor = section.cursor()
        count, clusters = cursor.unpack("<II")
        if count != section.items:
            cursor.fail("items of the section table is not the number of documents")
        docs, numbers = cursor.numbers(count, "I"), cursor.numbers(count, "I")
        cursor.end()
        if any(number >= clusters for number in numbers):
            cursor.fail("a cluster that is none")
        return list(docs), list(numbers)

    def key_text(self, number, ordinal):
        """Text of a value of an id or keyword column."""
        if not 0 <= ordinal < self.terms.count():
            raise RiffleError(self.section(COLUMN, number).name, 0, f"ordinal {ordinal} beyond the dictionary")
        term = self.terms.term(ordinal)
        if term.space != number + 1:
            raise RiffleError(self.section(COLUMN, number).name, 0, f"ordinal {ordinal} is of another space")
        return term.text

    def document(self, doc):
        """A document as a dict: columns first, then the stored members."""
        members = {}
        for number, info in enumerate(self.schema):
            if not info.has_column:
                continue
            value = self.cached_column(number).values[doc]
            if value is not None:
                members[info.name] = self.key_text(number, value) if info.is_keyed else info.number(value)
        for number, name, text in self.stored.members(doc) if self.stored else ():
            members[name] = self.stored.value(number, text)
        return members


def _signed(value):
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value
