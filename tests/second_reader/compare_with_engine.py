#!/usr/bin/env python3
"""Asks the engine's command and the second reader the same random questions about one index and compares the answers.

compare_with_engine.py --riffle CLI --index FILE [--queries N] [--seed S] [--quick]
compare_with_engine.py --riffle CLI --build FOLDER [...]   builds the index from FOLDER/*.jsonl first
                       --lived                             and replaces, deletes and merges; then compacts and asks again

Also compares every document of the engine's export, and what both say of `verify` (--quick leaves these two out).
Words come from the index itself, so the analyzer must leave dictionary terms as they are (`simple` does).
Exit code 0 when all answers are equal, 1 with the differences printed when not.
"""

import argparse
import datetime
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from riffle_codecs import RiffleError
from riffle_file import RiffleFile
from riffle_query import TEXT_SPACE, Searcher
from riffle_verify import verify

TOP = 10
RELATIVE = 1e-9
KINDS = ("term", "and", "or", "phrase", "phrase")
QUERY_WORDS = {"and", "or", "not"}
WORD = re.compile(r"[^\W_]+")
GAP_INSIDE_PHRASE = re.compile(r"[ ,]*")
SAMPLED_DOCUMENTS = 400
INVERTED_TERMS = 5000
MAX_LINES = 20


class EngineError(Exception):
    """The engine's command failed or printed something unexpected."""


class Engine:
    """The engine behind its command line."""

    def __init__(self, program, index):
        self.program = program
        self.index = index

    def search(self, query, *options):
        return self.run("search", query, *options)

    def run(self, name, *arguments, lines=()):
        command = [self.program, name, self.index, *arguments]
        result = subprocess.run(command, capture_output=True, check=False, input="\n".join(lines).encode())
        if result.returncode:
            raise EngineError(f"{command}: exit {result.returncode}: {result.stderr.decode().strip()}")
        return result.stdout.decode()

    def ids(self, query):
        """Ids of all matches in index order."""
        return self.search(query, "--format", "ids", "-n", "0").split("\n")[:-1]

    def counts(self, queries):
        """Of each query, all from one process."""
        return [int(line) for line in self._answers(queries, "--count")]

    def tops(self, queries):
        """The same for [(id, score)] of the best hits."""
        lines = self._answers(queries, "--format", "json", "-n", str(TOP), "--no-snippets")
        return [[(hit["id"], hit["score"]) for hit in json.loads(line)["hits"]] for line in lines]

    def _answers(self, queries, *options):
        lines = self.run("shell", *options, lines=queries).split("\n")[:-1]
        if len(lines) != len(queries):
            raise EngineError(f"{len(lines)} answers to {len(queries)} queries")
        return lines


def as_seconds(text):
    """A date as the engine writes it, as seconds since 1970."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.replace(tzinfo=moment.tzinfo or datetime.timezone.utc).timestamp())


def compare_documents(engine, searcher):
    """Differences between the exported documents and the reader's, in index order."""
    file = searcher.file
    dates = {field.name for field in file.fields if field.type == "date"}
    texts = {field.name: "" for field in file.fields if field.is_text}
    exported = engine.run("export").split("\n")[:-1]
    live = list(searcher.live())
    if len(exported) != len(live):
        return [f"export: {len(exported)} / {len(live)} documents"]
    differences = []
    for line, pair in zip(exported, live):
        theirs = {k: as_seconds(v) if k in dates else v for k, v in json.loads(line).items()}
        mine = {**texts, **file.document(*pair)}
        if theirs != mine:
            names = [k for k in theirs.keys() | mine.keys() if theirs.get(k) != mine.get(k)]
            differences.append(f"document {searcher.id_of(*pair)}: {sorted(names)} differ")
    return differences


class Questions:
    """Random words and phrases of an index."""

    def __init__(self, file, draw):
        self.file = file
        self.draw = draw
        self.segments = [segment for segment in file.segments if self.text_terms(segment)]
        self.runs = self._stored_runs() or self._inverted_runs()

    @staticmethod
    def text_terms(segment):
        """Number of terms of space 0: keys are sorted, so they come first."""
        low, high = 0, segment.terms.count()
        while low < high:
            middle = (low + high) // 2
            if segment.terms.term(middle).space == TEXT_SPACE:
                low = middle + 1
            else:
                high = middle
        return low

    def usable(self, word):
        return WORD.fullmatch(word) is not None and word not in QUERY_WORDS and self.known(word)

    def known(self, word):
        return any(segment.terms.find(TEXT_SPACE, word.encode()) for segment in self.segments)

    def _stored_runs(self):
        """Runs of neighbouring words in stored texts of some documents."""
        runs = []
        for _ in range(SAMPLED_DOCUMENTS):
            segment = self.draw.choice(self.segments)
            for number, _, text in self._members(segment, self.draw.randrange(segment.doc_count)):
                if number is not None and self.file.fields[number].is_text:
                    runs.extend(self._split(text))
        return runs

    @staticmethod
    def _members(segment, doc):
        return segment.stored.members(doc) if segment.stored else []

    def _split(self, text):
        runs, run, end = [], [], 0
        for match in WORD.finditer(text):
            word = match.group().lower()
            if not GAP_INSIDE_PHRASE.fullmatch(text[end : match.start()]) or not self.usable(word):
                runs.append(run)
                run = []
            if self.usable(word):
                run.append(word)
            end = match.end()
        return [run for run in runs + [run] if len(run) > 1]

    def _inverted_runs(self):
        """Without stored texts: neighbouring positions of a sample of the dictionary."""
        runs = []
        for segment in self.segments:
            words = {}
            count = self.text_terms(segment)
            for ordinal in self.draw.sample(range(count), min(count, INVERTED_TERMS)):
                term = segment.terms.term(ordinal)
                if WORD.fullmatch(term.text):
                    words.update(dict.fromkeys(segment.positions(term), term.text))
            runs.extend([word, words[at + 1]] for at, word in words.items() if at + 1 in words)
        return runs

    def word(self):
        """A word by dictionary ordinal or by its frequency in texts, half and half."""
        for _ in range(1000):
            if self.runs and self.draw.random() < 0.5:
                return self.draw.choice(self.draw.choice(self.runs))
            segment = self.draw.choice(self.segments)
            text = segment.terms.term(self.draw.randrange(self.text_terms(segment))).text
            if self.usable(text):
                return text
        raise SystemExit("the index has no plain words to ask for")

    def question(self, field_names):
        """(kind, words, field)."""
        kind = self.draw.choice(KINDS)
        field = self.draw.choice(field_names) if field_names and self.draw.random() < 0.3 else None
        if kind == "term":
            return kind, [self.word()], field
        if kind == "phrase" and self.runs:
            run = self.draw.choice(self.runs)
            size = min(len(run), self.draw.choice((2, 2, 2, 3, 3, 4, 6)))
            start = self.draw.randrange(len(run) - size + 1)
            return kind, run[start : start + size], field
        if kind == "phrase":
            return kind, [self.word(), self.word()], field
        if self.runs and self.draw.random() < 0.6:
            run = self.draw.choice(self.runs)
            return kind, [self.draw.choice(run) for _ in range(self.draw.choice((2, 2, 3)))], field
        return kind, [self.word() for _ in range(self.draw.choice((2, 2, 3)))], field


def query_text(kind, words, field):
    """The question in the engine's query language."""
    scope = f"{field}:" if field else ""
    if kind == "phrase":
        return f'{scope}"{" ".join(words)}"'
    return f" {kind.upper()} ".join(scope + word for word in words)


def compare(engine, searcher, question, count, theirs):
    """Differences between the two answers, as lines, and how many documents match; `count` and `theirs`, the best hits,
    are what the engine says."""
    kind, words, field = question
    query = query_text(*question)
    found = [str(i) for i in searcher.ids(kind, words, field)]
    differences = []
    ids = engine.ids(query)
    if ids != found:
        only_engine = list((Counter(ids) - Counter(found)).elements())[:5]
        only_reader = list((Counter(found) - Counter(ids)).elements())[:5]
        differences.append(f"ids: {len(ids)} / {len(found)}, only engine {only_engine}, only reader {only_reader}")
    if count != len(found):
        differences.append(f"count: {count} / {len(found)}")
    mine = [(str(searcher.id_of(*pair)), score) for score, pair in searcher.top(kind, words, TOP, field)]
    if [i for i, _ in theirs] != [i for i, _ in mine]:
        differences.append(f"best ids: {theirs} / {mine}")
    for (name, theirs_score), (_, score) in zip(theirs, mine):
        if abs(theirs_score - score) > RELATIVE * max(abs(theirs_score), abs(score)):
            differences.append(f"score of {name}: {theirs_score!r} / {score!r}")
            break
    return [f"{query}: {line} (engine / reader)" for line in differences], len(found)


def compare_whole(engine, searcher):
    """Verifies with both and compares all documents; the number of differences."""
    print("verify:", json.dumps(verify(searcher.file)))
    engine.run("verify", "--quiet")
    if searcher.file.commit.store != "full":
        return 0
    differences = compare_documents(engine, searcher)
    for line in differences[:MAX_LINES]:
        print(line)
    print(f"{searcher.file.live_count()} documents exported, {len(differences)} differ")
    return len(differences)


def compare_all(program, index, queries, seed, quick):
    """Runs the questions and prints; True when all answers are equal."""
    file = RiffleFile(index)
    searcher, engine, draw = Searcher(file), Engine(program, index), random.Random(seed)
    bad_documents = 0 if quick else compare_whole(engine, searcher)
    questions = Questions(file, draw)
    scopes = [field.name for field in file.fields if field.is_text]
    bad, matched, kinds = 0, 0, Counter()
    asked = [questions.question(scopes) for _ in range(queries)]
    texts = [query_text(*question) for question in asked]
    for question, count, best in zip(asked, engine.counts(texts), engine.tops(texts)):
        kind, _, field = question
        differences, hits = compare(engine, searcher, question, count, best)
        kinds[kind + (" in a field" if field else "")] += 1
        matched += hits > 0
        bad += bool(differences)
        for line in differences:
            print(line)
    print(f"{queries} queries ({dict(sorted(kinds.items()))}), {matched} with hits, {bad} differ")
    return bad == 0 and bad_documents == 0 and matched > queries // 2


def build_index(program, folder, index):
    samples = sorted(str(path) for path in Path(folder).glob("*.jsonl"))
    if not samples:
        raise SystemExit(f"no *.jsonl in {folder}")
    run([program, "index", index, *samples, "--analyzer", "simple"])


def live_a_life(program, folder, index):
    """Commits that replace, delete and merge, the earlier ones kept; every third article goes away."""
    samples = sorted(str(path) for path in Path(folder).glob("*.jsonl"))
    for number in range(6):
        run([program, "index", index, samples[number % len(samples)], "--keep-history"])
    ids = run([program, "search", index, "*", "-n", "0", "--format", "ids"]).split()
    for number in range(3):
        run([program, "delete", index, *(f"--id={name}" for name in ids[number::9])])


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{command}: exit {result.returncode}: {result.stderr}")
    return result.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--riffle", required=True, help="the engine's command")
    parser.add_argument("--index", help="an index file")
    parser.add_argument("--build", help="a folder of *.jsonl to build an index from")
    parser.add_argument("--lived", action="store_true", help="with --build: an index with a history")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="questions only")
    arguments = parser.parse_args()
    if bool(arguments.index) == bool(arguments.build):
        parser.error("give either --index or --build")
    with tempfile.TemporaryDirectory() as folder:
        equal = True
        index = arguments.index or str(Path(folder) / "samples.riffle")
        try:
            if arguments.build:
                build_index(arguments.riffle, arguments.build, index)
            if arguments.lived:
                live_a_life(arguments.riffle, arguments.build, index)
                equal = compare_all(arguments.riffle, index, arguments.queries, arguments.seed, arguments.quick)
                run([arguments.riffle, "compact", index, "--sort", "date"])
            equal = equal and compare_all(arguments.riffle, index, arguments.queries, arguments.seed, arguments.quick)
        except (RiffleError, EngineError, ValueError) as error:
            print(error)
            equal = False
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
