"""Stored documents of a segment; zstd frames are decoded by the zstd program.

Source: format-spec/riffle-format.md, chapter 10.
"""

import json
import subprocess
import tempfile
from bisect import bisect_right
from functools import lru_cache

from riffle_codecs import Cursor, RiffleError, increasing


class Stored:
    """Reads stored members by document; a few decoded blocks are kept."""

    def __init__(self, index, blocks, dictionary, schema, doc_count):
        self.index_section = index
        self.blocks = blocks
        self.dictionary_section = dictionary
        self.schema = schema
        self.doc_count = doc_count
        self.index = lru_cache(maxsize=1)(self._load_index)
        self.records = lru_cache(maxsize=16)(self._load_block)
        self.dictionary = lru_cache(maxsize=1)(self._load_dictionary)

    def _load_index(self):
        """(offsets, first documents, raw lengths) of the stored blocks."""
        section, blocks_section = self.index_section, self.blocks
        cursor = section.cursor()
        count = cursor.u64()
        offsets = cursor.numbers(count + 1, "Q")
        firsts = cursor.numbers(count + 1, "I")
        raws = cursor.numbers(count, "I")
        cursor.end()
        if section.items != count or blocks_section.items != self.doc_count:
            cursor.fail("items of the section table do not match")
        if offsets[0] or offsets[-1] != blocks_section.size or not increasing(offsets):
            cursor.fail("block offsets out of order")
        if firsts[0] or firsts[-1] != self.doc_count or not increasing(firsts):
            cursor.fail("first documents out of order")
        for i, raw in enumerate(raws):
            packed = offsets[i + 1] - offsets[i]
            if raw < packed or raw > 1024 * packed + 65536:
                cursor.fail(f"raw length {raw} of block {i} out of range")
        return offsets, firsts, raws

    def members(self, doc):
        """Stored members of a document as (field number or None, name, text) in order."""
        firsts = self.index()[1]
        block = bisect_right(firsts, doc) - 1
        return self.records(block)[doc - firsts[block]]

    def _load_block(self, block):
        offsets, firsts, raws = self.index()
        packed = self.blocks.read(offsets[block], offsets[block + 1] - offsets[block])
        raw = packed if len(packed) == raws[block] else self.unzstd(packed, raws[block], offsets[block])
        return self.parse_block(raw, block, firsts[block + 1] - firsts[block])

    def parse_block(self, raw, block, documents):
        cursor = Cursor(raw, f"{self.blocks.name} block {block}")
        records = []
        for _ in range(documents):
            size = cursor.varint()
            at = cursor.at
            records.append(self._record(Cursor(cursor.take(size), cursor.name, at)))
        cursor.end()
        return records

    def _record(self, cursor):
        members = []
        while cursor.left():
            number = cursor.varint()
            if number > len(self.schema):
                cursor.fail(f"field number {number - 1}")
            name = self.schema[number - 1].name if number else cursor.text(cursor.take(cursor.varint()))
            members.append((number - 1 if number else None, name, cursor.text(cursor.take(cursor.varint()))))
        return members

    def _load_dictionary(self):
        section = self.dictionary_section
        return section.read(0, section.size) if section else b""

    def unzstd(self, packed, raw_bytes, at):
        """One or more frames that give `raw_bytes` bytes together."""
        return unzstd(packed, self.dictionary(), raw_bytes, self.blocks.name, at)

    def value(self, number, text):
        """A member's value: text of a field, else what its JSON text means."""
        return text if number is not None else _json_value(text, self.blocks.name)


def unzstd(packed, dictionary, raw_bytes, name, at):
    """Runs the zstd program; reads one byte more than wanted at most, so that a bomb stays small."""
    with tempfile.TemporaryFile() as source, tempfile.NamedTemporaryFile() as dictionary_file:
        source.write(packed)
        source.seek(0)
        command = ["zstd", "-d", "-c", "-q"]
        if dictionary:
            dictionary_file.write(dictionary)
            dictionary_file.flush()
            command += ["-D", dictionary_file.name]
        try:
            program = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise RiffleError(name, at, f"the zstd program does not run: {error}") from None
        with program:
            raw = program.stdout.read(raw_bytes + 1)
            program.stdout.close()
            program.wait()
    if len(raw) != raw_bytes or program.returncode:
        raise RiffleError(name, at, "zstd frame is damaged or of another length")
    return raw


def _json_value(text, name):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RiffleError(name, 0, "member is not JSON text") from None
