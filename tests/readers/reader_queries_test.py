#!/usr/bin/env python3
"""What readers type, over the sample articles, and exactly the articles that they want: reader_queries.tsv.

A row is a query, a tab, and the ids of the articles wanted; none wanted means that nothing may be found.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def rows():
    for line in (HERE / "reader_queries.tsv").read_text(encoding="utf-8").splitlines():
        query, _, wanted = line.partition("\t")
        yield query, set(wanted.split())


def run(riffle, *arguments, text=None):
    return subprocess.run([riffle, *arguments], input=text, capture_output=True, text=True, check=True).stdout


def answers(riffle, index, queries, limit):
    """One for each query, from one process."""
    lines = run(riffle, "shell", index, "--format", "json", "-n", str(limit), "--no-snippets", text="\n".join(queries))
    return [json.loads(line) for line in lines.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("riffle")
    parser.add_argument("samples")
    arguments = parser.parse_args()
    wrong, count, negative = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "samples.riffle")
        run(arguments.riffle, "index", index, arguments.samples, "--quiet")
        queries = [query for query, _ in rows()]
        all_hits = answers(arguments.riffle, index, queries, 0)
        best_hits = answers(arguments.riffle, index, queries, 10)
        assert len(all_hits) == len(best_hits) == len(queries)
        for (query, wanted), answer, best in zip(rows(), all_hits, best_hits):
            count += 1
            negative += not wanted
            found = {hit["id"] for hit in answer["hits"]}
            if found != wanted:
                wrong += 1
                print(f"{query}: lacks {sorted(wanted - found)}, has besides {sorted(found - wanted)}")
            if {answer["total"], best["total"]} != {len(wanted)}:
                wrong += 1
                print(f"{query}: totals {answer['total']} and {best['total']}, wanted {len(wanted)}")
    print(f"{count} queries, {negative} that must find nothing, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
