#!/usr/bin/env python3
"""Makes the test vectors of the format, or checks an engine against them.

    make_vectors.py --riffle build/cli/riffle            writes *.jsonl, *.riffle and *.json into this folder
    make_vectors.py --riffle build/cli/riffle --check    the files that are here: `verify` finds them sound and every
                                                         query of *.json gives the ids written there

The documents are made by rule, so that the files can be made again; the expected answers come from scanning the
documents here, not from the engine.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The documents of some of the files as earlier versions wrote them; these are never made again.
OLD_FILES = {
    "1.0/every-list.riffle": "every-list",
    "1.0/two-commits.riffle": "two-commits",
    "1.0/two-docs.riffle": "two-docs",
    "1.0/two-docs-english-1.riffle": "two-docs",  # version 1 of the analyzer
    "1.1/every-list.riffle": "every-list",
    "1.1/sentences.riffle": "sentences",
    "1.1/two-commits.riffle": "two-commits",
    "1.1/two-docs.riffle": "two-docs",
    "1.1/word-forms.riffle": "word-forms",
}


def two_docs():
    return [[
        {"id": "a1", "title": "Talks in Erbil", "body": "The talks began in Erbil. The talks went on.",
         "date": "2024-11-30", "source": "Riffle"},
        {"id": "b2", "title": "Erbil talks end", "body": "Talks in Erbil ended.", "date": "2024-12-02", "source": "Riffle"},
    ]]


def every_list():
    """Inline, short, long array and token-space lists, many-fold terms, patches in packed blocks, several containers of text."""
    documents = []
    for number in range(700):
        words = ["common"] if number % 2 == 0 else []
        words += ["frequent"] * (1 + number % 3)
        words += [f"only{number}", f"group{number % 7}"]
        words += ["rare"] if number % 40 == 0 else []
        words += ["many"] * (40 if number == 123 else 0)
        words += ["filler"] * (300 if number % 100 == 99 else 0)
        words += ["end", "piece"] if number % 3 == 0 else ["piece", "end"]
        documents.append({"id": f"doc-{number:04}", "title": f"Title {number % 11}", "body": " ".join(words),
                          "date": f"2024-{1 + number % 12:02}-15" if number % 5 else "",
                          "source": ["Rudaw", "IANS", "Xinhua", ""][number % 4]})
    return [documents]


def two_commits():
    first = [{"id": f"n{number}", "title": f"Story {number}", "body": f"first version of story {number}"} for number in range(6)]
    second = [{"id": "n2", "title": "Story 2", "body": "second version of story two"},
              {"id": "n9", "title": "Story 9", "body": "a story that came later"}]
    return [first, second]


def word_forms():
    """Stem classes of every kind, in two segments: inline, short, long, an alias, and a class without an entry; names."""
    first = []
    for number in range(400):
        words = [["walk", "walks", "walked", "walking"][number % 4]] * (1 + number % 2 * 17)
        words += ["airports", "airport"] if number == 7 else []
        words += [["jumps", "jumped"][number % 2]] if number % 9 == 0 else []
        words += ["singing"] if number % 50 == 0 else []
        words += [["mohammed", "muhammad", "mahmoud"][number % 3]] if number % 20 == 0 else []
        first.append({"id": f"w{number}", "title": "Words", "body": " ".join(words + ["end"])})
    second = [{"id": "w7", "title": "Words", "body": "jumping airports"}, {"id": "x1", "title": "Word", "body": "sang airport"}]
    return [first, second]


def sentences():
    """Where sentences begin: lists inline, short and long, an empty field, abbreviations, blank lines; two segments."""
    first = [{"id": f"s{number}", "title": "" if number % 5 == 0 else "Talks end. Gen. Saleh leaves",
              "body": "Envoys met on Nov. 27. Mr. Lund spoke! \"We left.\"\n\nlower case begins" if number % 3 else
                      "Envoys of the U.S. Navy met Lund. Saleh spoke"} for number in range(200)]
    return [first, [{"id": "t1", "title": "Envoys", "body": "spoke. Envoys left"}]]


# What make_vectors.py takes for the sentences of those texts, by a mark that they have not.
SENTENCES = {"Talks end. Gen. Saleh leaves": "Talks end.|Gen. Saleh leaves",
             "Envoys met on Nov. 27. Mr. Lund spoke! \"We left.\"\n\nlower case begins":
                 "Envoys met on Nov. 27.|Mr. Lund spoke!|\"We left.\"|lower case begins",
             "Envoys of the U.S. Navy met Lund. Saleh spoke": "Envoys of the U.S. Navy met Lund.|Saleh spoke",
             "spoke. Envoys left": "spoke.|Envoys left"}

FORMS = {"walk": ["walk", "walks", "walked", "walking"], "airport": ["airport", "airports"],
         "jump": ["jump", "jumps", "jumped", "jumping"], "sing": ["sing", "singing"], "end": ["end"], "sang": ["sang"]}

VECTORS = {
    "sentences": (sentences, ["envoys", "spoke", "saleh"], [["mr", "lund"], ["nov", "27"]]),
    "word-forms": (word_forms, ["walking", "walk", "airport", "jumping", "end", "muhammad"],
                   [["airports", "airport"], ["walked", "end"], ["jumping", "airports"]]),
    "two-docs": (two_docs, ["talks", "erbil", "in", "on"], [["talks", "in"], ["the", "talks"], ["in", "erbil"], ["erbil", "talks"],
                                                         ["erbil", "the"]]),
    "every-list": (every_list, ["common", "frequent", "only5", "group3", "rare", "many", "filler", "title", "absent"],
                   [["end", "piece"], ["piece", "end"], ["frequent", "frequent"], ["frequent", "only300"], ["many", "many", "many"],
                    ["filler", "end"], ["rare", "end", "piece"]]),
    "two-commits": (two_commits, ["story", "version", "second", "later", "2"],
                    [["first", "version"], ["second", "version", "of"], ["story", "2"]]),
}


def tokens(text):
    return re.findall(r"[0-9a-z]+", text.lower())


def live_documents(commits):
    """In index order: a document stands where its last version was added."""
    kept = {}
    for document in (document for commit in commits for document in commit):
        kept.pop(document["id"], None)
        kept[document["id"]] = document
    return list(kept.values())


def holds(document, terms, phrase):
    fields = [tokens(document.get(field, "")) for field in ("title", "body")]
    if phrase:
        return any(field[at:at + len(terms)] == terms for field in fields for at in range(len(field)))
    return all(any(term in field for field in fields) for term in terms)


def has_form(document, forms):
    return any(form in tokens(document.get(field, "")) for form in forms for field in ("title", "body"))


SENTENCE_PAIRS = [["envoys", "lund"], ["lund", "spoke"], ["envoys", "nov", "27"], ["envoys", "spoke"], ["saleh", "spoke"],
                  ["left", "lower"], ["envoys", "left"], ["gen", "leaves"]]


def in_one_sentence(document, terms):
    texts = [document.get(field, "") for field in ("title", "body")]
    return any(all(term in tokens(sentence) for term in terms)
               for text in texts for sentence in SENTENCES.get(text, text).split("|"))


def answers(commits, words, phrases, analyzer, is_marked):
    documents = live_documents(commits)
    queries = []
    for name, forms in FORMS.items() if analyzer == "english" and not is_marked else ():
        ids = [document["id"] for document in documents if has_form(document, forms)]
        queries.append({"kind": "class", "class": name, "terms": forms[-1:], "field": None, "ids": ids, "count": len(ids)})
    for kind, terms in ([("term", [word]) for word in words] + [("phrase", phrase) for phrase in phrases] +
                        [("and", words[:2]), ("and", words[1:3])]):
        ids = [document["id"] for document in documents if holds(document, terms, kind == "phrase")]
        queries.append({"kind": kind, "terms": terms, "field": None, "ids": ids, "count": len(ids)})
    for terms in SENTENCE_PAIRS if is_marked else ():
        ids = [document["id"] for document in documents if in_one_sentence(document, terms)]
        queries.append({"kind": "sentence", "terms": terms, "field": None, "ids": ids, "count": len(ids)})
    shown = [{name: value for name, value in document.items() if value} for document in documents]
    return {"queries": queries, "documents": shown}


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(str(part) for part in command)}\n{done.stderr}")
    return done.stdout


def analyzer_of(name):
    return "english" if name in ("word-forms", "sentences") else "simple"


def make(riffle, folder, name):
    commits = VECTORS[name][0]()
    index = folder / f"{name}.riffle"
    index.unlink(missing_ok=True)
    for number, commit in enumerate(commits):
        source = folder / (f"{name}.jsonl" if len(commits) == 1 else f"{name}-{number + 1}.jsonl")
        source.write_text("".join(json.dumps(document) + "\n" for document in commit), encoding="utf-8")
        run(riffle, "index", index, source, "--analyzer", analyzer_of(name), "--quiet")
    text = json.dumps(answers(commits, *VECTORS[name][1:], analyzer_of(name), name == "sentences"), indent=1)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def query_text(query):
    joined = " ".join(query["terms"])
    if query["kind"] in ("phrase", "term"):
        return f'"{joined}"'
    if query["kind"] == "sentence":
        return " SENTENCE ".join(f'"{term}"' for term in query["terms"])
    return joined if query["kind"] == "class" else " ".join(f'"{term}"' for term in query["terms"])


def check(riffle, folder, name, index=None):
    index = index or folder / f"{name}.riffle"
    run(riffle, "verify", index)
    expected = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    faults = 0
    for query in expected["queries"]:
        ids = run(riffle, "search", index, query_text(query), "--format", "ids", "-n", "0").split()
        if ids != query["ids"]:
            print(f"{index}: {query_text(query)}: {ids} instead of {query['ids']}")
            faults += 1
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--riffle", required=True, help="the riffle command")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    riffle = pathlib.Path(arguments.riffle).resolve()
    if not arguments.check:
        for name in VECTORS:
            make(riffle, HERE, name)
        return 0
    faults = sum(check(riffle, HERE, name) for name in VECTORS)
    faults += sum(check(riffle, HERE, name, HERE / file) for file, name in OLD_FILES.items())
    with tempfile.TemporaryDirectory() as folder:
        for name in VECTORS:
            make(riffle, pathlib.Path(folder), name)
            faults += check(riffle, pathlib.Path(folder), name)
    print(f"vectors: {len(VECTORS) + len(OLD_FILES)} files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
