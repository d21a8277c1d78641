#!/usr/bin/env python3
"""Runs the queries of test collections and says how well the ranking meets the judgements.

A collection is a folder with docs.jsonl (articles), queries.tsv (number, tab, text) and qrels.txt (query, 0, id,
grade). The queries are searched as words, any of which may match, with the settings that `riffle` has by default; run
files of other engines (query Q0 id rank score name) are put into the same table with --run.

  relevance.py --riffle build/cli/riffle vaswani cacm --out runs --run vaswani=lucene.vaswani.run
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

DEPTH = 1000
MEASURES = ("MAP", "nDCG@10", "P@10", "R@100")


def read_judgements(path):
    """Grades above 0, by query and document."""
    grades = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            grades[query][document] = int(grade)
    return grades


def read_queries(path):
    return dict(line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line)


def read_run(path):
    """Documents by query, best first; equal scores by rank."""
    rows = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, document, rank, score, _ = line.split()
        rows[query].append((-float(score), int(rank), document))
    return {query: [document for _, _, document in sorted(found)] for query, found in rows.items()}


def write_run(path, run, name):
    with open(path, "w", encoding="utf-8") as file:
        for query, hits in run.items():
            for rank, (document, score) in enumerate(hits, 1):
                file.write(f"{query} Q0 {document} {rank} {score!r} {name}\n")


def discount(grades):
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def evaluate(grades, run):
    """The measures as trec_eval has them: a mean over all queries with relevant documents; none found counts as 0."""
    sums = dict.fromkeys(MEASURES, 0.0)
    for query, relevant in grades.items():
        found = run.get(query, [])
        hits, precisions = 0, 0.0
        for rank, document in enumerate(found, 1):
            if document in relevant:
                hits += 1
                precisions += hits / rank
        best = sorted(relevant.values(), reverse=True)[:10]
        sums["MAP"] += precisions / len(relevant)
        sums["nDCG@10"] += discount([relevant.get(d, 0) for d in found[:10]]) / discount(best)
        sums["P@10"] += sum(d in relevant for d in found[:10]) / 10
        sums["R@100"] += sum(d in relevant for d in found[:100]) / len(relevant)
    return {name: value / len(grades) for name, value in sums.items()}


def as_words(text):
    """The words of a text: nothing in it means an operator."""
    return " ".join(re.findall(r"[\w']+", text.lower()))


def search(riffle, index, query, options):
    command = [riffle, "search", index, "--match", "any", "-n", str(DEPTH), "--format", "json", *options, query]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(hit["id"], hit["score"]) for hit in json.loads(answer.stdout)["hits"]]


def run_riffle(riffle, folder, options):
    with tempfile.TemporaryDirectory() as scratch:
        index = str(Path(scratch) / "collection.riffle")
        subprocess.run([riffle, "index", index, str(folder / "docs.jsonl"), "--quiet"], check=True)
        queries = read_queries(folder / "queries.tsv")
        return {number: search(riffle, index, as_words(text), options) for number, text in queries.items()}


def print_row(collection, engine, measures):
    print(f"| {collection} | {engine} | " + " | ".join(f"{measures[name]:.4f}" for name in MEASURES) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", type=Path, help="folders")
    parser.add_argument("--riffle", required=True, help="the command")
    parser.add_argument("--option", action="append", default=[], help="passed to `riffle search`")
    parser.add_argument("--out", type=Path, help="folder for run files")
    parser.add_argument("--run", action="append", default=[], metavar="COLLECTION=FILE", help="a run of another engine")
    parser.add_argument("--at-least", type=Path, help="JSON: collection -> measure -> value; exit 1 below")
    arguments = parser.parse_args()
    least = json.loads(arguments.at_least.read_text(encoding="utf-8")) if arguments.at_least else {}
    print("| collection | engine | " + " | ".join(MEASURES) + " |")
    print("|---|---|" + "---|" * len(MEASURES))
    below = []
    for folder in arguments.collections:
        grades = read_judgements(folder / "qrels.txt")
        run = run_riffle(arguments.riffle, folder, arguments.option)
        if arguments.out:
            arguments.out.mkdir(parents=True, exist_ok=True)
            write_run(arguments.out / f"riffle.{folder.name}.run", run, "riffle")
        measures = evaluate(grades, {query: [document for document, _ in hits] for query, hits in run.items()})
        print_row(folder.name, "Riffle", measures)
        for other in arguments.run:
            collection, file = other.split("=", 1)
            if collection == folder.name:
                print_row(folder.name, Path(file).name.split(".")[0], evaluate(grades, read_run(Path(file))))
        for name, value in least.get(folder.name, {}).items():
            if measures[name] < value:
                below.append(f"{folder.name}: {name} {measures[name]:.4f} is below {value}")
    print("\n".join(below), end="\n" if below else "")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
