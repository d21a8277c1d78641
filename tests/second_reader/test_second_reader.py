"""Tests of the second reader: its parts, files written by handmade.py, damage, and the vectors of the specification."""

import datetime
import json
import math
import random
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import handmade
import riffle_codecs as codecs
from riffle_codecs import Cursor, RiffleError
from riffle_file import RiffleFile, parse_record
from riffle_query import Searcher
from riffle_sections import BLOCK, PAGE, STORED_BLOCKS, ChecksumTree
from riffle_verify import verify
from xxh3 import xxh3_64, xxh3_128_long

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "format-spec" / "vectors"


def pattern(size):
    return bytes((167 * i + 13 * size + (i >> 8)) & 255 for i in range(size))


# Made with `xxhsum -H3` 0.8.1 from pattern(length).
XXH3_VECTORS = {
    0: 0x2D06800538D394C2,
    1: 0x8A21D78B1538B1C0,
    2: 0xFC9780772290EC97,
    3: 0xD2BFFD28E6158A06,
    4: 0x76C8356434FADB41,
    5: 0x61AAD609F38A7A3F,
    8: 0x2AC28D3D54F7A0C9,
    9: 0xAE6E6103F7279C9C,
    12: 0x34233D20BF232D97,
    16: 0x2948AC39191F4DAF,
    17: 0x9712FC8A928FDD03,
    32: 0x2E8F6C732860CED7,
    33: 0x54EEC7238783775F,
    64: 0x520E74829D97ECDC,
    65: 0x092C6409FE9621D3,
    96: 0xEE9799D8051E44E0,
    97: 0x8FD043DF5D423228,
    128: 0x3E2B2A646DA8BC3C,
    129: 0xA52127F69C81314F,
    144: 0xE18C35A225BF8316,
    160: 0xA18C443A10E98E27,
    239: 0x7FB22FD6754A145A,
    240: 0x35A283B9E0C43FC3,
    241: 0x6C508CE146EBB2E6,
    256: 0xF10740CC92F50822,
    512: 0x352C722938D4E7A2,
    1023: 0xF966C257910977BE,
    1024: 0x538A456F0D08C251,
    1025: 0x644352A0F6E9BD3A,
    1088: 0xF462DCDA7A023F22,
    1089: 0x116BEE40BDD2DA0A,
    2048: 0x0DC0C08D9925BEDE,
    2049: 0x8D939262344019EE,
    4088: 0xDD4D8AE62F30F3C7,
    4096: 0xF3DF34840238D3B8,
    16384: 0x726D221588821681,
    40000: 0xD57A2D899C157A89,
}


class Xxh3(unittest.TestCase):
    def test_equals_xxhsum_for_every_range_of_lengths(self):
        for size, expected in XXH3_VECTORS.items():
            with self.subTest(size=size):
                self.assertEqual(xxh3_64(pattern(size)), expected)

    def test_128_bits_equal_xxhsum(self):
        for size, expected in ((241, 0xA5539DC1027976656C508CE146EBB2E6), (4096, 0xB67CD589FF58BCC6F3DF34840238D3B8)):
            low, high = xxh3_128_long(pattern(size))
            self.assertEqual(high << 64 | low, expected)


class Varints(unittest.TestCase):
    def test_values_at_the_borders(self):
        for value in (0, 1, 127, 128, 16383, 16384, (1 << 32) - 1, 1 << 32, (1 << 64) - 1):
            cursor = Cursor(handmade.varint(value), "test")
            self.assertEqual(cursor.varint(), value)
            self.assertEqual(cursor.left(), 0)

    def test_damaged_varints_are_refused(self):
        for raw in (b"", b"\x80", b"\xff" * 9 + b"\x02", b"\x80" * 10 + b"\x01", b"\xff" * 20):
            with self.subTest(raw=raw), self.assertRaises(RiffleError):
                Cursor(raw, "test").varint()

    def test_error_names_section_and_offset(self):
        cursor = Cursor(b"\x01\x02", "section 3", base=100)
        cursor.u8()
        with self.assertRaises(RiffleError) as caught:
            cursor.u32()
        self.assertEqual((caught.exception.section, caught.exception.offset), ("section 3", 101))


class PackedBlocks(unittest.TestCase):
    def test_every_width_gives_its_values_back(self):
        draw = random.Random(1)
        for width in range(33):
            values = [draw.getrandbits(width) if width else 0 for _ in range(128)]
            cursor = Cursor(handmade.packed_block(values, width), "test")
            self.assertEqual(codecs.packed_block(cursor), values)
            self.assertEqual(cursor.left(), 0)

    def test_layout_of_lanes_by_hand(self):
        words = bytearray(16)
        words[4] = 0b10  # word 0 of lane 1, bit 1: value 4 * 1 + 1
        words[15] = 0x80  # word 0 of lane 3, bit 31: value 4 * 31 + 3
        values = codecs.packed_block(Cursor(bytes([1, 0]) + words, "test"))
        self.assertEqual([i for i, value in enumerate(values) if value], [5, 127])

    def test_patches_hold_the_high_bits(self):
        values = [3] * 128
        values[0], values[127] = 1000, (1 << 32) - 1
        self.assertEqual(codecs.packed_block(Cursor(handmade.packed_block(values, 2), "test")), values)

    def test_damage_is_refused(self):
        good = handmade.packed_block([1] * 127 + [9], 2)
        cases = [b"\x21\x00" + good[2:], b"\x02\xff" + good[2:], good[:-1], good[:-2] + b"\x80" + good[-1:]]
        for raw in cases:
            with self.subTest(raw=raw[:3]), self.assertRaises(RiffleError):
                codecs.packed_block(Cursor(raw, "test"))


class Chunks(unittest.TestCase):
    def test_plain_and_bucketed_forms(self):
        draw = random.Random(2)
        for count in (0, 1, 511, 512, 513, 5000, 65536):
            values = sorted(draw.sample(range(65536), count))
            raw = handmade.chunk(values)
            self.assertEqual(len(raw), 2 * count if count <= 512 else 512 + count)
            self.assertEqual(list(codecs.chunk_positions(Cursor(raw, "test"), len(raw))), values)

    def test_coded_forms(self):
        draw = random.Random(3)
        for count in (0, 1, 44, 45, 1204, 1205, 5000, 65536):
            for most in (65536, count):
                values = sorted(draw.sample(range(most), count))
                raw = handmade.coded_chunk(values)
                self.assertEqual(codecs.coded_chunk_positions(Cursor(raw, "test"), len(raw)), values)

    def test_damage_of_coded_forms_is_refused(self):
        for count in (45, 1205):
            good = handmade.coded_chunk(range(0, 3 * count, 3))
            for at in (0, 2, 3, 5, 20):
                raw = bytearray(good)
                raw[at] ^= 0x40
                with self.subTest(count=count, at=at), self.assertRaises(RiffleError):
                    self.assertEqual(codecs.coded_chunk_positions(Cursor(bytes(raw), "test"), len(raw)), None)
            with self.assertRaises(RiffleError):
                codecs.coded_chunk_positions(Cursor(good, "test"), len(good) - 1)

    def test_damage_is_refused(self):
        bucketed = bytearray(handmade.chunk(range(600)))
        bucketed[10] = 1
        for raw in (b"\1\0\1\0", b"\1\0\1", bytes(bucketed)):
            with self.assertRaises(RiffleError):
                codecs.chunk_positions(Cursor(raw, "test"), len(raw))


class LengthBytes(unittest.TestCase):
    def test_known_bytes(self):
        for length, byte, decoded in (
            (0, 0, 0), (23, 23, 23), (24, 24, 24), (31, 31, 31), (32, 32, 32), (39, 39, 39), (40, 40, 40),
            (41, 40, 40), (42, 41, 42), (1000, 87, 984), (100000, 140, 98328), ((1 << 31) - 1, 255, 2013265944),
            ((1 << 32) - 1, 255, 2013265944),
        ):
            self.assertEqual(codecs.length_byte(length), byte)
            self.assertEqual(codecs.length_of_byte(byte), decoded)

    def test_decoded_length_is_the_smallest_of_its_byte(self):
        for byte in range(256):
            self.assertEqual(codecs.length_byte(codecs.length_of_byte(byte)), byte)
            if byte:
                self.assertEqual(codecs.length_byte(codecs.length_of_byte(byte) - 1), byte - 1)


class Roaring(unittest.TestCase):
    SETS = {
        "array": [0, 5, 65535],
        "two arrays": [1, 2, 65536, 70000],
        "bitset": list(range(0, 10000, 2)),
        "bitset in a high container": list(range(200000, 210000)),
        "five containers": [i * 65536 + 3 for i in range(5)],
    }

    def test_sets_come_back(self):
        for name, ids in self.SETS.items():
            for runs in (False, True):
                if runs and name == "bitset":
                    continue
                with self.subTest(name=name, runs=runs):
                    cursor = Cursor(handmade.roaring(ids, runs), "test")
                    self.assertEqual(codecs.container_ids(codecs.roaring_containers(cursor, 1 << 32)), ids)
                    self.assertEqual(cursor.left(), 0)

    def test_rank_directory_counts_ids_before_each_512_bits(self):
        ids = list(range(0, 10000, 2))
        container = codecs.roaring_containers(Cursor(handmade.roaring(ids), "test"), 10000)[0]
        expected = tuple(sum(i < 512 * block for i in ids) for block in range(128))
        self.assertEqual(codecs.rank_directory(container), expected)

    def test_ids_at_the_limit_are_refused(self):
        for ids in ([5], [65536]):
            with self.assertRaises(RiffleError):
                codecs.roaring_containers(Cursor(handmade.roaring(ids), "test"), ids[-1])

    def test_any_damage_ends_in_an_answer_or_riffle_error(self):
        draw = random.Random(3)
        for ids in self.SETS.values():
            for runs in (False, True):
                if runs and len(ids) == 5000:
                    continue
                good = handmade.roaring(ids, runs)
                for _ in range(200):
                    raw = bytearray(good)
                    raw[draw.randrange(min(len(raw), 64))] ^= 1 << draw.randrange(8)
                    try:
                        codecs.roaring_containers(Cursor(bytes(raw[: draw.randrange(len(raw) + 1)]), "t"), 1 << 20)
                    except RiffleError:
                        pass


class Trees(unittest.TestCase):
    def test_three_levels_are_verified_lazily(self):
        blocks = 2049
        data = bytes(BLOCK * blocks)
        level0 = struct.pack("<Q", xxh3_64(bytes(BLOCK))) * blocks
        level1 = b"".join(struct.pack("<Q", xxh3_64(level0[i : i + BLOCK])) for i in range(0, len(level0), BLOCK))
        raw = bytearray(data + handmade.pad(level0 + level1, PAGE))
        tree = ChecksumTree(raw, 0, len(data), len(raw) - len(data), xxh3_64(level1), "test")
        tree.verify(0)
        tree.verify(2048)
        self.assertEqual(sum(tree.verified_blocks), 2)
        raw[BLOCK] = 1
        raw[len(data) + 8 * 2048] ^= 1
        with self.assertRaises(RiffleError):
            tree.verify(1)
        tree = ChecksumTree(raw, 0, len(data), len(raw) - len(data), xxh3_64(level1), "test")
        with self.assertRaises(RiffleError):
            tree.verify(2048)
        with self.assertRaises(RiffleError):
            ChecksumTree(raw, 0, len(data), len(raw) - len(data), xxh3_64(level1) ^ 1, "test")


SCHEMA = [
    ("id", "id"), ("title", "text"), ("body", "text"), ("date", "date"), ("section", "keyword"), ("url", "stored"),
]
THREE = [
    {"id": "a", "title": "rain falls", "body": "the rain falls on the town", "date": 1700000000, "section": "news"},
    {"id": "b", "title": "sun", "body": "the sun shines on the town", "section": "news", "url": "https://b"},
    {"id": "c", "title": "falls", "body": "rain rain rain rain rain rain", "date": -5},
]


def many_documents():
    """Documents that need every kind of list: bitset containers, exceptions, patches, both kinds of positions."""
    documents = []
    for i in range(5000):
        body = ["alpha"] * (i % 20 + 1) + [f"u{i}"] + ["beta"] * (i % 3) + ["even"] * (i % 2 == 0)
        body += ["far"] * 60 + ["x"] * 20 if i == 7 else ["x"] if i % 40 == 0 else []
        document = {"id": f"d{i}", "title": f"w{i % 7} alpha", "body": " ".join(body)}
        documents.append({**document, "date": 1000 * i, "section": f"k{i % 3}"})
    return documents


class TemporaryFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "file.riffle"

    def open(self, raw):
        self.path.write_bytes(raw)
        return RiffleFile(self.path)


def expected_docs(documents, kind, words, fields):
    """Answers by brute force over the documents' words."""
    found = []
    for number, document in enumerate(documents):
        texts = [document.get(field, "").split() for field in fields]
        if kind == "and":
            match = all(any(word in text for text in texts) for word in words)
        elif kind == "or":
            match = any(word in text for text in texts for word in words)
        else:
            size = len(words)
            match = any(text[i : i + size] == words for text in texts for i in range(len(text)))
        if match:
            found.append(number)
    return found


class HandmadeFiles(TemporaryFiles):
    def test_three_documents(self):
        file = self.open(handmade.build(SCHEMA, THREE))
        counts = verify(file)
        self.assertEqual((counts["documents"], counts["terms"], counts["positions"]), (3, 11, 22))
        searcher = Searcher(file)
        self.assertEqual(searcher.ids("term", ["rain"]), ["a", "c"])
        self.assertEqual(searcher.ids("term", ["falls"], "title"), ["a", "c"])
        self.assertEqual(searcher.ids("term", ["rain"], "title"), ["a"])
        self.assertEqual(searcher.ids("and", ["rain", "town"]), ["a"])
        self.assertEqual(searcher.ids("phrase", ["the", "town"]), ["a", "b"])
        self.assertEqual(searcher.ids("phrase", ["falls", "the"]), [])
        self.assertEqual(searcher.ids("phrase", ["falls", "rain"]), [])
        self.assertEqual(searcher.ids("term", ["snow"]), [])
        for number, document in enumerate(THREE):
            self.assertEqual(file.document(0, number), document)
            self.assertEqual(searcher.find_id(document["id"]), [(0, number)])

    def test_scores_by_hand(self):
        searcher = Searcher(self.open(handmade.build(SCHEMA, THREE)))
        idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
        average = (8 + 7 + 7) / 3
        scores = [idf * (tf / (tf + 1.2 * (0.25 + 0.75 * length / average))) for tf, length in ((6, 7), (2, 8))]
        self.assertEqual([pair for _, pair in searcher.top("term", ["rain"])], [(0, 2), (0, 0)])
        for (score, _), expected in zip(searcher.top("term", ["rain"]), scores):
            self.assertAlmostEqual(score, expected, places=14)

    def test_all_kinds_of_lists_against_brute_force(self):
        documents = many_documents()
        deleted = [3, 7, 4999]
        file = self.open(handmade.build(SCHEMA, documents, deleted, frequent=["alpha"]))
        self.assertEqual(verify(file)["deleted"], 3)
        kinds = {file.segments[0].terms.find(0, word).kind for word in (b"u1", b"far", b"beta", b"alpha")}
        self.assertEqual(kinds, {0, 1, 2, 3})
        searcher = Searcher(file)
        for kind, words in (
            ("and", ["alpha"]), ("and", ["beta", "even"]), ("or", ["u5", "u9", "x"]), ("and", ["x", "w3"]),
            ("phrase", ["alpha", "alpha"]), ("phrase", ["u8", "beta", "beta"]), ("phrase", ["beta", "even", "x"]),
            ("phrase", ["w6", "alpha"]), ("phrase", ["alpha", "w6"]),
        ):
            for fields in (["title", "body"], ["title"], ["body"]):
                with self.subTest(kind=kind, words=words, fields=fields):
                    field = fields[0] if len(fields) == 1 else None
                    expected = [d for d in expected_docs(documents, kind, words, fields) if d not in deleted]
                    self.assertEqual([doc for _, doc in searcher.search(kind, words, field)], expected)

    def test_compressed_stored_documents(self):
        documents = many_documents()[:50]
        for dictionary in (b"", b"alpha alpha beta beta even d1 far far " * 20):
            with self.subTest(dictionary=len(dictionary)):
                raw = handmade.build(SCHEMA, documents, dictionary=dictionary)
                file = self.open(raw)
                verify(file)
                self.assertEqual([file.document(0, doc) for doc in range(50)], documents)
                section = file.segments[0].section(STORED_BLOCKS)
                damaged = bytearray(raw)
                damaged[file.segments[0].offset + section.offset + section.size // 2] ^= 255
                with mock.patch.object(ChecksumTree, "verify", lambda self, block: None):
                    with self.assertRaises(RiffleError):
                        self.open(damaged).document(0, 40)

    def test_command_line_prints_json(self):
        self.path.write_bytes(handmade.build(SCHEMA, THREE))

        def run(*arguments):
            command = [sys.executable, "-B", str(HERE / "riffle_reader.py"), str(self.path), *arguments]
            return subprocess.run(command, capture_output=True, check=False)

        self.assertEqual(json.loads(run("phrase", "the", "town").stdout), {"count": 2, "ids": ["a", "b"]})
        self.assertTrue(json.loads(run("verify").stdout)["ok"])
        self.assertEqual(json.loads(run("get", "b").stdout), [THREE[1]])
        self.assertEqual(json.loads(run("top", "rain", "-k", "1").stdout)[0]["id"], "c")
        self.path.write_bytes(b"no index")
        broken = run("info")
        self.assertEqual((broken.returncode, json.loads(broken.stdout)["section"]), (1, "header"))


class Damage(TemporaryFiles):
    def test_every_page_of_damage_is_noticed(self):
        good = handmade.build(SCHEMA, THREE, deleted=[1])
        draw = random.Random(4)
        places = [draw.randrange(len(good)) for _ in range(150)] + list(range(0, 128, 5))
        for at in places:
            raw = bytearray(good)
            raw[at] ^= 1 << draw.randrange(8)
            with self.subTest(at=at):
                if PAGE <= at < 3 * PAGE:
                    self.assertFalse(verify(self.open(raw))["slots_agree"])
                else:
                    with self.assertRaises(RiffleError):
                        verify(self.open(raw))

    def test_cut_files_are_refused(self):
        good = handmade.build(SCHEMA, THREE)
        for size in list(range(0, len(good), 1777)) + [len(good) - 1]:
            with self.subTest(size=size), self.assertRaises(RiffleError):
                self.open(good[:size])

    def test_bytes_after_the_committed_length_are_ignored(self):
        self.assertEqual(verify(self.open(handmade.build(SCHEMA, THREE) + b"rest of a commit"))["documents"], 3)

    def test_hostile_segments_end_in_riffle_error(self):
        """Damage with right checksums: nothing but RiffleError may come out."""
        good = handmade.build(SCHEMA, many_documents()[:300], deleted=[1], frequent=["alpha"])
        entry = self.open(good).segments[0].entry
        sections = self.open(good).segments[0].sections.values()
        draw = random.Random(5)
        with mock.patch.object(ChecksumTree, "verify", lambda self, block: None):
            for number in range(200):
                raw = bytearray(good)
                parts = [(s.offset, s.size) for s in sections if s.size] + [(entry.table_offset, 400)]
                first, size = draw.choice(parts)
                for _ in range(draw.choice((1, 1, 3))):
                    at = entry.offset + first + draw.randrange(min(size, draw.choice((64, size))))
                    raw[at] = draw.choice((0, 1, 127, 128, 255, raw[at] ^ 1, raw[at] ^ 128))
                with self.subTest(number=number):
                    self._use(raw)

    def _use(self, raw):
        try:
            file = self.open(raw)
        except RiffleError:
            return
        searcher = Searcher(file)
        for action in (
            lambda: verify(file),
            lambda: searcher.ids("phrase", ["alpha", "alpha"]),
            lambda: searcher.top("or", ["beta", "u7", "x"]),
            lambda: searcher.ids("phrase", ["w6", "alpha"], "title"),
            lambda: [file.document(*pair) for pair in searcher.find_id("d5") + [(0, 299)]],
        ):
            try:
                action()
            except RiffleError:
                pass

    def test_hostile_commit_records_end_in_riffle_error(self):
        file = self.open(handmade.build(SCHEMA, THREE, deleted=[1]))
        good = file.record_bytes(file.slot)
        draw = random.Random(6)
        for _ in range(2000):
            raw = bytearray(good)
            for _ in range(draw.choice((1, 2, 5))):
                raw[draw.randrange(360)] = draw.choice((0, 1, 127, 128, 255))
            try:
                parse_record(bytes(raw), file.slot.committed_bytes)
            except RiffleError:
                pass


def as_seconds(value):
    """A date of the vectors (a number, or text in ISO form) as seconds since 1970."""
    if isinstance(value, str):
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        return int(moment.timestamp())
    return value


class SpecificationVectors(unittest.TestCase):
    def test_every_vector(self):
        for path in sorted([*VECTORS.glob("*.riffle"), *VECTORS.glob("1.1/*.riffle")]):
            answers = VECTORS / path.with_suffix(".json").name
            if not answers.exists():
                continue
            with self.subTest(vector=path):
                self.check(path, json.loads(answers.read_text(encoding="utf-8")))

    def check(self, path, answers):
        file = RiffleFile(path)
        verify(file)
        searcher = Searcher(file)
        for query in answers.get("queries", []):
            if query["kind"] == "class":
                ids = searcher.class_ids(query["class"])
            elif query["kind"] == "sentence":
                ids = searcher.sentence_ids(query["terms"])
            else:
                ids = searcher.ids(query["kind"], query["terms"], query.get("field"))
            with self.subTest(query=query):
                self.assertEqual(ids, query["ids"])
                self.assertEqual(len(ids), query.get("count", len(ids)))
        live = list(searcher.live())
        documents = answers.get("documents", [])
        if documents:
            self.assertEqual(len(documents), len(live))
        dates = {field.name for field in file.fields if field.type == "date"}
        for expected, pair in zip(documents, live):
            have = file.document(*pair)
            for name, value in expected.items():
                self.assertEqual(have.get(name), as_seconds(value) if name in dates else value)


if __name__ == "__main__":
    unittest.main()
