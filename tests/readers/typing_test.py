#!/usr/bin/env python3
"""Phrases of the sample articles as they are typed into a field that searches at every letter: the article that holds
the phrase is found all the way.

    typing_test.py RIFFLE SAMPLES [STEP]

STEP is the distance in words from one phrase to the next, 9 unless told; 1 tries all.
"""

import json
import sys
import tempfile
from pathlib import Path

from reader_queries_test import run

QUOTES = set('"\u201c\u201d')


def articles(samples):
    for path in sorted(Path(samples).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def phrases(article, step):
    """Two words and four, of which the last is typed; not of texts with HTML."""
    for text in (article.get("title", ""), article.get("body", "")):
        if "<" in text or "&" in text:
            continue
        words = text.split()
        # The words that have gone wrong most often are all tried.
        begins = {i for i in range(len(words)) if i % step == 0 or words[i][:3].lower() in ("al-", "hay")}
        for end in sorted(begins):
            for count in (1, 3):
                phrase = words[max(0, end - count) : end + 1]
                if len(phrase) > 1 and not QUOTES & set("".join(phrase)):
                    yield " ".join(phrase[:-1]), phrase[-1]


def main():
    riffle, samples = sys.argv[1], sys.argv[2]
    step = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    typed = [
        (f'"{before} {last[:length]}"*', article["id"])
        for article in articles(samples)
        for before, last in phrases(article, step)
        for length in range(1, len(last) + 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "samples.riffle")
        run(riffle, "index", index, samples, "--quiet")
        queries = sorted({query for query, _ in typed})
        lines = run(riffle, "shell", index, "--format", "json", "-n", "0", "--no-snippets", text="\n".join(queries))
        found = {query: {hit["id"] for hit in json.loads(line)["hits"]} for query, line in zip(queries, lines.splitlines())}
    gaps = [(query, wanted) for query, wanted in typed if wanted not in found[query]]
    for query, wanted in gaps:
        print(f"{query} does not find {wanted}")
    print(f"{len(typed)} letters typed, {len(gaps)} gaps")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
