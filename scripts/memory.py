#!/usr/bin/env python3
"""What indexing takes of memory at several bounds of it, and whether a process that goes on for ever grows.

    memory.py RIFFLE LIBRARY [--megabytes N] [--commits N]

--megabytes  size of each corpus (default: 48)
--commits    commits of the soak (default: 1000), each of 20 articles that come and 20 that go, a
             compaction after every hundred, and a reader that follows
Exit 1 = descriptors were lost, or the most memory grew by more than 4 MiB from the second third of the soak to the last.
"""
import argparse
import ctypes
import json
import os
import random
import sys
import tempfile

MIB = 1 << 20
BOUNDS = (32, 64, 256)  # MiB; 32 is the least that indexing takes


def words_of_news(seed):
    """Words as often as in news: few make most of the text."""
    chance = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "on")]
    vocabulary = ["".join(chance.choice(syllables) for _ in range(1 + n % 4)) for n in range(60000)]
    while True:
        yield vocabulary[min(int(1.0 / (chance.random() + 1e-9)) - 1 + chance.randrange(40), len(vocabulary) - 1)]


def article(number, body):
    return json.dumps({"id": f"a{number}", "title": f"Story {number}", "body": body, "source": f"s{number % 9}",
                       "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}"}) + "\n"


def news(out, size):
    words, number = words_of_news(1), 0
    while out.tell() < size:
        out.write(article(number, " ".join(next(words) for _ in range(450))))
        number += 1


def one_document(out, size):
    words = words_of_news(2)
    out.write(article(0, " ".join(next(words) for _ in range(size // 7))))


def unique_terms(out, size):
    number = 0
    while out.tell() < size:
        out.write(article(number, " ".join(f"q{number * 300 + i:x}z" for i in range(300))))
        number += 1


def long_token(out, size):
    del size
    for number in range(5):
        out.write(article(number, "before " + "x" * (10 * MIB if number == 2 else 100) + " after"))


def peak_mib(command):
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    if status != 0:
        sys.exit(f"memory: {' '.join(command)} failed")
    return usage.ru_maxrss / 1024


def measure_indexing(riffle, folder, size):
    print(f"peak of `riffle index` in MiB by --memory, inputs of {size // MIB} MiB (the long token: 10 MiB)")
    print("input".ljust(16) + "".join(f"{bound}M".rjust(9) for bound in BOUNDS))
    for make in (news, one_document, unique_terms, long_token):
        path = os.path.join(folder, "input.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            make(out, size)
        line = make.__name__.replace("_", " ").ljust(16)
        for bound in BOUNDS:
            index = os.path.join(folder, f"{bound}.riffle")
            line += f"{peak_mib([riffle, 'index', '--quiet', '--memory', f'{bound}M', index, path]):9.1f}"
            os.remove(index)
        print(line, flush=True)


def anonymous_kib():
    """Resident memory that is no file's."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))


class Soak:
    """One process that commits, compacts, follows and asks, for as long as it is told to."""

    def __init__(self, library, path):
        self.library = library
        self.path = path.encode()
        self.words = words_of_news(3)
        self.writer, self.index = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("riffle_writer_open", self.path, None, ctypes.byref(self.writer))
        self.next = 0

    def call(self, name, *arguments):
        code = getattr(self.library, name)(*arguments, None)
        if code != 0:
            sys.exit(f"memory: {name} gives {code}")

    def commit(self):
        for _ in range(20):
            line = article(self.next, " ".join(next(self.words) for _ in range(120))).encode()
            self.call("riffle_writer_add_json", self.writer, line, ctypes.c_size_t(len(line)))
            self.next += 1
        for number in range(max(0, self.next - 2020), max(0, self.next - 2000)):
            name = f"a{number}".encode()
            self.call("riffle_writer_remove", self.writer, name, ctypes.c_size_t(len(name)), None)
        self.call("riffle_writer_commit", self.writer, None)
        if self.next % 2000 == 0:
            self.call("riffle_writer_compact", self.writer, ctypes.c_uint64(1), None)

    def ask(self):
        if not self.index:
            self.call("riffle_index_open", self.path, None, ctypes.byref(self.index))
        self.call("riffle_index_refresh", self.index, None)
        for query in (b"story", b'"story 7"~9', b"ba* NOT story"):
            hits = ctypes.c_void_p()
            self.call("riffle_search_text", self.index, query, ctypes.c_size_t(len(query)), None, ctypes.byref(hits))
            self.library.riffle_hits_free(hits)


def soak(library, folder, commits):
    path = os.path.join(folder, "soak.riffle")
    life = Soak(ctypes.CDLL(library), path)
    samples = []
    for number in range(1, commits + 1):
        life.commit()
        life.ask()
        if number % max(1, commits // 48) == 0:
            samples.append((number, anonymous_kib(), len(os.listdir("/proc/self/fd")), os.path.getsize(path) // 1024))
    print("soak: commits, KiB of memory, descriptors, KiB of file")
    for sample in samples[5::6]:
        print("".join(str(value).rjust(10) for value in sample))
    # It goes up and down with merges and compactions: the most of one third beside the most of the next.
    third = len(samples) // 3
    grown = max(sample[1] for sample in samples[2 * third:]) - max(sample[1] for sample in samples[third:2 * third])
    print(f"soak: {commits} commits, {life.next} articles; the most memory grew by {grown} KiB from the second third to "
          f"the last")
    return grown <= 4 * 1024 and len({sample[2] for sample in samples}) == 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("riffle")
    parser.add_argument("library")
    parser.add_argument("--megabytes", type=int, default=48)
    parser.add_argument("--commits", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_indexing(os.path.abspath(options.riffle), folder, options.megabytes * MIB)
        ended_well = soak(options.library, folder, options.commits)
    print(f"tally: executions={4 * len(BOUNDS) + options.commits} violations={0 if ended_well else 1}")
    return 0 if ended_well else 1


if __name__ == "__main__":
    sys.exit(main())
