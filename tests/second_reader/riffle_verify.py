"""The checks of `verify`: every block, every structure, and that the structures agree with each other.

Source: format-spec/riffle-format.md, chapter 12.
"""

from dataclasses import replace
from itertools import accumulate

from riffle_codecs import RiffleError, increasing, length_byte
from riffle_file import FIRST_DATA, RECORD_MAGIC, parse_record
from riffle_sections import COLUMN, COPIES, FREQUENT_TERMS, LONG_LISTS, MORE_VALUES, NORMS, PAGE, PAIRS, POSITIONS, SHORT_LISTS, TERM_BLOCKS, TRIGRAMS, ChecksumTree
from riffle_terms import ALIAS, CLASS_SPACE, NAME_MARK, LONG_RELATIVE, LONG_TOKENS, PAIR_SPACE, SENTENCE_MARK, SHORT
from xxh3 import xxh3_64, xxh3_128_long

BATCH_BYTES = 8 << 20
ZONE = 65536
LEAST_FREQUENT_DF = 16
MOST_BUCKET_BYTES = 16384


def trigram_bits(text):
    """The bits of chapter 5.7 for each three bytes of a text."""
    for i in range(len(text) - 2):
        hashed = int.from_bytes(text[i : i + 3], "little") * 0x9E3779B1 & 0xFFFFFFFF
        yield hashed >> 23
        yield hashed >> 14 & 511


def verify(file):
    """Raises RiffleError on the first damage; else counts of what was checked."""
    counts = {"commits": verify_history(file), "segments": len(file.segments)}
    totals = {"documents": 0, "deleted": 0, "terms": 0, "postings": 0, "positions": 0}
    for segment in file.segments:
        for key, value in SegmentVerifier(segment).run().items():
            totals[key] += value
    return {**counts, **totals, "slots_agree": file.slots[0] == file.slots[1]}


def verify_history(file):
    """The chain of commit records, what they point to, and that nothing else lies below the committed bytes."""
    slot, commit = file.slot, file.commit
    offset, size, committed = slot.record_offset, slot.record_bytes, slot.committed_bytes
    if offset + size != committed:
        raise RiffleError("slots", 24, "the commit record is not the last thing below the committed bytes")
    ranges, seen = {(0, FIRST_DATA)}, 0
    while True:
        raw = file.data[offset : offset + size]
        _check_nonce(raw, offset)
        ranges.add((offset, size))
        seen += 1
        _entry_ranges(file, commit, ranges, newest=seen == 1)
        previous_offset, previous_bytes, checksum = commit.previous
        if (previous_offset, previous_bytes, checksum) == (0, 0, 0):
            break
        if previous_offset % PAGE or previous_offset < FIRST_DATA or previous_offset + previous_bytes > offset:
            raise RiffleError("commit record", 24, "previous record does not lie before this one")
        previous_raw = file.data[previous_offset : previous_offset + previous_bytes]
        if len(previous_raw) < PAGE or xxh3_64(previous_raw) != checksum:
            raise RiffleError("commit record", 40, "checksum of the previous record is wrong")
        previous = parse_record(previous_raw, previous_offset + previous_bytes, f"commit record at {previous_offset}")
        if previous.generation != commit.generation - 1:
            raise RiffleError("commit record", 8, "generations of the records do not follow each other")
        offset, size, commit = previous_offset, previous_bytes, previous
    # A file that took the place of another begins with a later commit, and has the UUID of the first one.
    if commit.generation == 1:
        _check_uuid(file, raw)
    _check_cover(file, sorted(ranges), committed)
    return seen


def _check_nonce(raw, offset):
    if raw[:8] != RECORD_MAGIC:
        raise RiffleError("commit record", offset, "wrong magic")
    if xxh3_64(raw[:16] + bytes(8) + raw[24:]) != int.from_bytes(raw[16:24], "little"):
        raise RiffleError("commit record", 16, "nonce does not follow from the record")


def _check_uuid(file, raw):
    low, high = xxh3_128_long(raw[:8] + bytes(40) + raw[48:])
    if file.uuid != low.to_bytes(8, "little") + high.to_bytes(8, "little"):
        raise RiffleError("header", 32, "UUID does not follow from the first commit record")


def _entry_ranges(file, commit, ranges, newest):
    for number, entry in enumerate(commit.entries):
        if (entry.offset, entry.bytes) not in ranges:
            ranges.add((entry.offset, entry.bytes))
            name = f"segment {number}" + ("" if newest else f" of generation {commit.generation}")
            tree = ChecksumTree(
                file.data, entry.offset, entry.data_bytes, entry.bytes - entry.data_bytes, entry.root, name
            )
            for block in range(len(tree.verified_blocks)):
                tree.verify(block)
        if entry.deleted_count:
            first = entry.tombstones_offset
            ranges.add((first, entry.tombstones_bytes))
            if xxh3_64(file.data[first : first + entry.tombstones_bytes]) != entry.tombstones_checksum:
                raise RiffleError(f"tombstones of generation {commit.generation}", first, "checksum is wrong")


def _check_cover(file, ranges, committed):
    """Ranges must not overlap, and bytes below the committed length that none of them covers must be zero."""
    end = 0
    for first, size in ranges + [(committed, 0)]:
        if first < end:
            raise RiffleError("file", first, "parts of the file overlap")
        for at in range(end, first, PAGE):
            if any(file.data[at : at + PAGE]):
                raise RiffleError("file", at, "bytes outside all parts are not zero")
        end = first + size


class SegmentVerifier:
    """All structural checks of one segment."""

    def __init__(self, segment):
        self.segment = segment
        self.counts = {"terms": 0, "postings": 0, "positions": 0}
        self.keyed = {}
        self.frequent = {}
        self.pairs = {}
        self.gaps = frozenset()

    def run(self):
        segment = self.segment
        for block in range(len(segment.tree.verified_blocks)):
            segment.tree.verify(block)
        self.check_gaps()
        self.check_lengths()
        self.check_dictionary()
        self.check_pairs()
        if segment.has(TRIGRAMS):
            self.check_trigrams()
        if segment.has(FREQUENT_TERMS):
            self.check_frequent_terms()
        for (kind, number), _ in segment.sections.items():
            if kind == COLUMN:
                self.check_column(number)
        self.check_copies()
        if segment.stored:
            self.check_stored()
        deleted = len(segment.deleted())
        return {"documents": segment.doc_count - deleted, "deleted": deleted, **self.counts}

    def fail(self, kind, offset, message, number=0):
        raise RiffleError(self.segment.section(kind, number).name, offset, message)

    def check_gaps(self):
        """Zeros between sections and after the table; no overlaps."""
        segment, end = self.segment, 0
        table_end = segment.entry.table_offset + 32 * segment.entry.section_count
        rows = sorted((s.offset, s.size) for s in segment.sections.values())
        rows += [(segment.entry.table_offset, table_end - segment.entry.table_offset), (segment.data_bytes, 0)]
        for offset, size in rows:
            if offset < end:
                raise RiffleError(segment.name, offset, "sections overlap")
            if any(segment.read(end, offset - end)):
                raise RiffleError(segment.name, end, "bytes between sections are not zero")
            end = offset + size
        if segment.data_bytes != -(-table_end // PAGE) * PAGE:
            raise RiffleError(segment.name, table_end, "padding is longer than a page")

    def check_lengths(self):
        """Norms and the sums of the commit record against the spans."""
        segment = self.segment
        spans, fields, docs = segment.spans(), len(segment.text_fields), segment.doc_count
        norms = segment.section(NORMS).read(0, segment.section(NORMS).size)
        deleted = segment.deleted()
        totals = [0] * docs
        for text_field in range(fields):
            starts = spans[text_field::fields][:docs]
            ends = spans[text_field + 1 :: fields][:docs]
            lengths = [last - first - 1 for first, last in zip(starts, ends)]
            totals = [total + length for total, length in zip(totals, lengths)]
            self.check_norms(norms, text_field + 1, lengths)
            live = sum(lengths) - sum(lengths[doc] for doc in deleted)
            entry = segment.entry
            if (sum(lengths), live) != (entry.lengths[text_field], entry.live_lengths[text_field]):
                raise RiffleError("commit record", 0, f"sums of lengths of {segment.name} do not match the spans")
        self.check_norms(norms, 0, totals)
        self.gaps = frozenset(start - 1 for start in spans[1:])

    def check_norms(self, norms, row, lengths):
        docs = self.segment.doc_count
        wanted = bytes(map(length_byte, lengths))
        have = norms[row * docs : (row + 1) * docs]
        if have != wanted:
            doc = next(i for i in range(docs) if have[i] != wanted[i])
            self.fail(NORMS, row * docs + doc, f"length byte of document {doc} is not that of its length")

    def check_dictionary(self):
        segment = self.segment
        terms, blocks = segment.terms.counts()
        ends, last_key, last_prefix = (0, 0, 0), b"", 0
        lists = {SHORT_LISTS: 0, LONG_LISTS: 0, POSITIONS: 0}
        byte_end = 0
        for block in range(blocks):
            first, last = segment.terms.block_range(block)
            decoded = segment.terms.block(block)
            if first != byte_end or decoded.starts != ends:
                self.fail(TERM_BLOCKS, first, "block or its lists do not begin where those before end")
            if segment.terms.block_prefix(block) < last_prefix or decoded.terms[0].key <= last_key:
                self.fail(TERM_BLOCKS, first, "blocks out of order")
            byte_end, ends = last, decoded.ends
            last_key, last_prefix = decoded.terms[-1].key, segment.terms.block_prefix(block)
            for term in decoded.terms:
                self.check_term(term)
                lists[SHORT_LISTS] += term.kind == SHORT
                lists[LONG_LISTS] += term.kind in (LONG_RELATIVE, LONG_TOKENS) and term.list_bytes > 0
                lists[POSITIONS] += term.positions_bytes > 0
        self.counts["terms"] = terms
        if byte_end != segment.section(TERM_BLOCKS).size:
            self.fail(TERM_BLOCKS, byte_end, "bytes after the last block")
        for (kind, count), end in zip(lists.items(), ends):
            section = segment.section(kind)
            if section.size != end or section.items != count:
                self.fail(kind, end, f"{count} entries end at {end}, the section table says otherwise")

    def check_trigrams(self):
        """Bit s of block i is in slice s, and says that a term of the block has a trigram with that bit."""
        section = self.segment.section(TRIGRAMS)
        signatures = []
        for number in range(self.segment.terms.counts()[1]):
            block = self.segment.terms.block(number).terms
            if block[0].space:
                break
            signatures.append({bit for term in block if not term.space for bit in trigram_bits(term.key[1:] + b"\0")})
        words = -(-len(signatures) // 64)
        if section.items != len(signatures) or section.size != 512 * 8 * words:
            self.fail(TRIGRAMS, 0, "size does not follow from the number of blocks")
        for bit in range(512):
            blocks = sum(1 << i for i, signature in enumerate(signatures) if bit in signature)
            if section.read(8 * words * bit, 8 * words) != blocks.to_bytes(8 * words, "little"):
                self.fail(TRIGRAMS, 8 * words * bit, f"bit {bit} is not that of the terms")

    def frequent_terms(self):
        """The records of the section by key, each in the bucket of its hash."""
        section, found = self.segment.section(FREQUENT_TERMS), {}
        buckets = 1
        while 2 * buckets < section.items:
            buckets *= 2
        table = 4 * (buckets + 1)
        begins = section.cursor(0, table).numbers(buckets + 1, "I")
        if begins[0] != 0 or list(begins) != sorted(begins) or table + begins[-1] != section.size:
            self.fail(FREQUENT_TERMS, 0, "buckets do not lie one behind the other")
        for bucket, (begin, end) in enumerate(zip(begins, begins[1:])):
            cursor, last_key = section.cursor(table + begin, end - begin), b""
            if end - begin > MOST_BUCKET_BYTES:
                cursor.fail("a bucket is too long")
            while cursor.left():
                key_bytes, rest = cursor.varints(2)
                key = cursor.take(key_bytes)
                after = cursor.left() - rest
                short_at, long_at, positions_at = cursor.varints(3)
                term = self.segment.terms.body(cursor, 0, key, [short_at, 32 * long_at, 4 * positions_at])
                if cursor.left() != after or xxh3_64(key) % buckets != bucket or key <= last_key:
                    cursor.fail("a record is too long, out of order, or in another's bucket")
                found[key], last_key = term, key
        return found

    def check_frequent_terms(self):
        """The records are those of words in enough documents, their classes, and classes in as many."""
        wanted = {}
        for number in range(self.segment.terms.counts()[1]):
            for term in self.segment.terms.block(number).terms:
                is_class = term.space == CLASS_SPACE
                is_frequent = term.df >= LEAST_FREQUENT_DF and (is_class or term.space == 0)
                if is_frequent or (is_class and b"\0" + term.key[1:] in wanted):
                    wanted[term.key] = replace(term, ordinal=0)
        found = self.frequent_terms()
        if found != wanted or len(found) != self.segment.section(FREQUENT_TERMS).items:
            self.fail(FREQUENT_TERMS, 0, "its records are not those of the dictionary")

    def check_term(self, term):
        segment = self.segment
        if term.space == CLASS_SPACE:
            self.check_class(term)
            return
        if term.space == PAIR_SPACE:
            self.pairs[term.key[1:]] = term
            return
        postings = segment.postings(term)
        self.counts["postings"] += term.df
        if term.space:
            self.keyed[term.ordinal] = postings.docs
            return
        positions = segment.positions(term, postings)
        if term.kind == LONG_TOKENS:
            self.frequent[term.key[1:]] = positions
        self.counts["positions"] += len(positions)
        if len(positions) != term.cf or not increasing(positions):
            self.fail(TERM_BLOCKS, 0, f"positions of term {term.ordinal} out of order or not cf many")
        spans, fields, at = segment.spans(), len(segment.text_fields), 0
        for doc, tf in zip(postings.docs, postings.tfs):
            first, last = spans[doc * fields], spans[(doc + 1) * fields]
            if positions[at] < first or positions[at + tf - 1] >= last:
                self.fail(POSITIONS, term.positions_at, f"positions of term {term.ordinal} are not in their document")
            at += tf
        if term.text == SENTENCE_MARK:
            self.check_sentences(term, positions)
        if not self.gaps.isdisjoint(positions):
            self.fail(POSITIONS, term.positions_at, f"term {term.ordinal} in the gap after a field")

    def check_sentences(self, term, positions):
        """Every field with a word begins with a mark, which is never kept in token space."""
        spans = self.segment.spans()
        starts = {first for first, last in zip(spans, spans[1:]) if last - first > 1}
        if term.kind == LONG_TOKENS or not starts.issubset(positions):
            self.fail(TERM_BLOCKS, 0, "the marks of sentences are not at the beginnings of the fields")

    def check_pairs(self):
        """Every pair of neighbours among the words in token space has the list of where it stands."""
        segment = self.segment
        if not segment.has(PAIRS):
            if self.pairs:
                self.fail(TERM_BLOCKS, 0, "pairs without their section")
            return
        words_at, found, total = {}, {}, 0
        for word, positions in self.frequent.items():
            for position in positions:
                words_at.setdefault(position, []).append(word)
        for second, positions in self.frequent.items():
            for position in positions:
                for first in words_at.get(position - 1, ()):
                    doc, _ = segment.locate(position)
                    tfs = found.setdefault(first + b" " + second, {})
                    tfs[doc] = tfs.get(doc, 0) + 1
                    total += 1
        if found.keys() != self.pairs.keys():
            self.fail(TERM_BLOCKS, 0, "pairs are missing, or stand nowhere")
        for name, term in self.pairs.items():
            postings = segment.postings(term)
            if dict(zip(postings.docs, postings.tfs)) != found[name]:
                self.fail(TERM_BLOCKS, 0, f"pair {term.ordinal} has not the documents where it stands")
        section = segment.section(PAIRS)
        if section.read(0, section.size) != total.to_bytes(8, "little") or section.items != len(found):
            self.fail(PAIRS, 0, "a wrong number of pairs or of their occurrences")

    def check_class(self, term):
        """The list of a class is the sum of the lists of its forms."""
        segment, sums = self.segment, {}
        is_name = term.key[1:2] == NAME_MARK
        for text in term.forms:
            form = segment.terms.find(0, text)
            if form is None or (term.kind == ALIAS and not is_name and (form.df != term.df or text == term.key[1:])):
                self.fail(TERM_BLOCKS, 0, f"class {term.ordinal} names a wrong form")
            postings = segment.postings(form)
            for doc, tf in zip(postings.docs, postings.tfs):
                sums[doc] = sums.get(doc, 0) + tf
        if term.kind == ALIAS:
            return
        postings = segment.postings(term)
        if dict(zip(postings.docs, postings.tfs)) != sums:
            self.fail(TERM_BLOCKS, 0, f"class {term.ordinal} is not the sum of its forms")

    def check_column(self, number):
        segment = self.segment
        column = segment.column(number)
        for zone, (low, high) in enumerate(column.zones):
            values = [v for v in column.values[zone * ZONE : (zone + 1) * ZONE] if v is not None]
            if (low, high) != ((min(values), max(values)) if values else (1, 0)):
                self.fail(COLUMN, 0, f"smallest and largest of range {zone} are wrong", number)
        if not segment.schema[number].is_keyed:
            return
        by_ordinal = {}
        for doc, ordinal in enumerate(column.values):
            if ordinal is not None:
                by_ordinal.setdefault(ordinal, []).append(doc)
        more = segment.more_values(number)
        if more != sorted(set(more)) or any(doc >= segment.doc_count for doc, _ in more):
            self.fail(MORE_VALUES, 0, "values out of order", number)
        for doc, ordinal in more:
            first = column.values[doc]
            if first is None or first >= ordinal:
                self.fail(MORE_VALUES, 0, f"a further value of document {doc} comes before the first", number)
            by_ordinal.setdefault(ordinal, []).append(doc)
        for ordinal, docs in by_ordinal.items():
            segment.key_text(number, ordinal)
            if self.keyed.get(ordinal) != sorted(docs):
                self.fail(COLUMN, 0, f"documents of ordinal {ordinal} are not its list", number)
        listed = sum(segment.terms.term(ordinal).space == number + 1 for ordinal in self.keyed)
        if listed != len(by_ordinal):
            self.fail(COLUMN, 0, "the dictionary holds values that no document has", number)

    def check_copies(self):
        docs, clusters = self.segment.copies()
        if docs != sorted(set(docs)) or any(doc >= self.segment.doc_count for doc in docs):
            self.fail(COPIES, 0, "documents out of order")
        seen = []
        for cluster in clusters:
            if cluster not in seen:
                seen.append(cluster)
        if seen != list(range(len(seen))) or any(clusters.count(cluster) < 2 for cluster in seen):
            self.fail(COPIES, 0, "clusters out of order, or of one document")

    def check_stored(self):
        """Decodes all blocks; compressed ones in batches, as the zstd program takes concatenated frames."""
        stored = self.segment.stored
        offsets, firsts, raws = stored.index()
        batch, batch_bytes = [], 0
        for block, raw_bytes in enumerate(raws):
            packed = stored.blocks.read(offsets[block], offsets[block + 1] - offsets[block])
            if len(packed) == raw_bytes:
                stored.parse_block(packed, block, firsts[block + 1] - firsts[block])
                continue
            batch.append((block, packed))
            batch_bytes += raw_bytes
            if batch_bytes >= BATCH_BYTES:
                self.check_batch(batch, firsts, raws)
                batch, batch_bytes = [], 0
        self.check_batch(batch, firsts, raws)

    def check_batch(self, batch, firsts, raws):
        if not batch:
            return
        sizes = [raws[block] for block, _ in batch]
        frames = b"".join(packed for _, packed in batch)
        whole = self.segment.stored.unzstd(frames, sum(sizes), batch[0][0])
        for (block, _), end, size in zip(batch, accumulate(sizes), sizes):
            self.segment.stored.parse_block(whole[end - size : end], block, firsts[block + 1] - firsts[block])
