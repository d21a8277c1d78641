#!/usr/bin/env python3
"""Makes sets of queries for riffle-bench.

    bench/make_queries.py patterns DICTIONARY.txt > QUERIES.jsonl   (from `riffle terms FILE -n 0`)
    bench/make_queries.py lucene QUERIES.jsonl > OUT.jsonl          (lines {"q": "+a +b", "tags": [...]})

patterns: prefixes, wildcards, words with a mistake and regular expressions from the words of a dictionary, the same ones
every time. lucene: queries of `+all`, `any`, `"phrase"` and `-none` words become lines that the benches of other engines
read too; those that mix `+` with optional words are left out, and counted on standard error.
"""
import argparse
import json
import random
import re
import sys

EACH = 200


def wildcard(word, rng):
    """One that keeps letters in front, behind, at both ends, or in the middle of a word."""
    shape = rng.randrange(4)
    if shape == 0:
        return "*" + word[-3:]
    if shape == 1:
        return word[:2] + "*" + word[-2:]
    if shape == 2:
        at = rng.randrange(1, len(word) - 1)
        return word[:at] + "?" + word[at + 1:]
    return "*" + word[1:4] + "*"


def misspelt(word, rng):
    at = rng.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return rng.choice((word[:at] + word[at + 1:], swapped, word[:at] + "e" + word[at:]))


def patterns(path):
    rng = random.Random(1)
    words = []
    for line in path:
        word = line.split()[-1] if line.strip() else ""
        if re.fullmatch("[a-z]{5,14}", word):
            words.append(word)
    makers = {
        "prefix": lambda word: word[:rng.randrange(2, 5)] + "*",
        "wildcard": lambda word: wildcard(word, rng),
        "fuzzy1": lambda word: misspelt(word, rng) + "~1",
        "fuzzy2": lambda word: misspelt(word, rng) + "~2",
        "regex": lambda word: f"/{word[:3]}.*{word[-1]}/",
    }
    for kind, make in makers.items():
        for word in rng.sample(words, min(EACH, len(words))):
            yield {"kind": kind, "query": make(word)}


def translated(query):
    """A line of terms for a query in Lucene's syntax; None when it has no such line."""
    if re.fullmatch(r'"[^"]+"', query):
        terms = query[1:-1].split()
        return {"kind": f"phrase{len(terms)}", "terms": terms}
    words = query.split()
    wanted = [word for word in words if not word.startswith("-")]
    unwanted = [word[1:] for word in words if word.startswith("-")]
    required = [word[1:] for word in wanted if word.startswith("+")]
    if '"' in query or (len(wanted) > 1 and required and len(required) < len(wanted)):
        return None
    if len(wanted) == 1 and not unwanted:
        return {"kind": "term", "terms": [wanted[0].lstrip("+")]}
    if unwanted:
        return {"kind": "and_not", "terms": [word.lstrip("+") for word in wanted], "not": unwanted} if len(
            wanted) == 1 or required else None
    return {"kind": f"and{len(wanted)}", "terms": required} if required else {"kind": f"or{len(wanted)}",
                                                                             "terms": wanted}


def from_lucene(lines):
    left_out = 0
    for line in lines:
        made = translated(json.loads(line)["q"])
        if made is None:
            left_out += 1
        else:
            yield made
    if left_out:
        print(f"{left_out} queries left out", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("patterns", "lucene"))
    parser.add_argument("file", type=argparse.FileType(encoding="utf-8"))
    args = parser.parse_args()
    for line in (patterns if args.kind == "patterns" else from_lucene)(args.file):
        print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
