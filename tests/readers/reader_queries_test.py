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


def run(riffle, *arguments):
    return subprocess.run([riffle, *arguments], capture_output=True, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("riffle")
    parser.add_argument("samples")
    arguments = parser.parse_args()
    wrong, count, negative = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "samples.riffle")
        run(arguments.riffle, "index", index, arguments.samples, "--quiet")
        for query, wanted in rows():
            count += 1
            negative += not wanted
            found = set(run(arguments.riffle, "search", index, "--format", "ids", "-n", "0", "--", query).split())
            if found != wanted:
                wrong += 1
                print(f"{query}: lacks {sorted(wanted - found)}, has besides {sorted(found - wanted)}")
            answer = json.loads(run(arguments.riffle, "search", index, "--format", "json", "--", query))
            if answer["total"] != len(wanted):
                wrong += 1
                print(f"{query}: total {answer['total']}, wanted {len(wanted)}")
    print(f"{count} queries, {negative} that must find nothing, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
