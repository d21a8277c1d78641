#!/usr/bin/env python3
"""A second reader of Riffle files, written from format-spec/riffle-format.md alone.

riffle_reader.py FILE info | verify | ids | get ID | term WORD | and WORDS | or WORDS | phrase WORDS | top WORDS

Prints JSON. Words are dictionary terms: nothing is analyzed. Exit codes: 0 answered, 1 damaged or not found, 2 usage.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict

from riffle_codecs import RiffleError
from riffle_file import RiffleFile
from riffle_query import Searcher
from riffle_verify import verify


def info(file):
    """What the header, the slots and the commit record say."""
    commit = file.commit
    return {
        "version": "{}.{}".format(*file.versions[:2]),
        "uuid": file.uuid.hex(),
        "generation": commit.generation,
        "committed_bytes": file.slot.committed_bytes,
        "analyzer": commit.analyzer,
        "analyzer_version": commit.analyzer_version,
        "store": commit.store,
        "fields": [asdict(field) for field in commit.fields],
        "documents": file.live_count(),
        "segments": [
            {
                "documents": segment.doc_count,
                "deleted": segment.entry.deleted_count,
                "terms": segment.terms.count(),
                "bytes": segment.entry.bytes,
                "sections": {section.name: section.size for section in segment.sections.values()},
            }
            for segment in file.segments
        ],
    }


def answer(file, arguments):
    """The JSON value and the exit code of one command."""
    searcher = Searcher(file)
    words, command, field = arguments.words, arguments.command, arguments.field
    if field is not None and field not in [f.name for f in file.fields if f.is_text]:
        return {"ok": False, "error": f"no text field {field}"}, 2
    if command == "info":
        return info(file), 0
    if command == "verify":
        return {"ok": True, **verify(file)}, 0
    if command == "ids":
        return [searcher.id_of(*pair) for pair in searcher.live()], 0
    if command == "get":
        found = [file.document(*pair) for pair in searcher.find_id(words[0])]
        return found, 0 if found else 1
    if command == "top":
        hits = searcher.top(arguments.mode, words, arguments.k, field)
        return [{"id": searcher.id_of(*pair), "score": score} for score, pair in hits], 0
    ids = searcher.ids(command, words, field)
    return {"count": len(ids), "ids": ids}, 0


def parse_arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("command", choices="info verify ids get term and or phrase top".split())
    parser.add_argument("words", nargs="*")
    parser.add_argument("-k", type=int, default=10, help="number of hits for top")
    parser.add_argument("-m", "--mode", choices="term and or phrase".split(), default="or", help="query kind for top")
    parser.add_argument("-f", "--field", help="only this text field")
    arguments = parser.parse_args(argv)
    if (not arguments.words) != (arguments.command in ("info", "verify", "ids")):
        parser.error("this command takes " + ("no words" if arguments.words else "words"))
    if arguments.command in ("term", "get") and len(arguments.words) != 1:
        parser.error("this command takes one word")
    return arguments


def main(argv=None):
    arguments = parse_arguments(argv)
    try:
        value, code = answer(RiffleFile(arguments.file), arguments)
    except RiffleError as error:
        value = {"ok": False, "section": error.section, "offset": error.offset, "error": error.message}
        code = 1
    try:
        json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(main())
