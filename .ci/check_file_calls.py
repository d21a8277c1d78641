#!/usr/bin/env python3
"""Fails when a file of engine/ outside the file layer could call the operating system's file functions.

The crash and fault tests see what goes through engine/base/file.cc and nothing else: a call elsewhere would be untested.
Without the headers below nothing can be called; the names are looked for as well, since headers include each other.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

FILE_LAYER = {"base/file.cc", "base/file_image.cc", "base/mapped_file.cc", "base/guarded_range.cc"}
# Advice on memory alone, which is declared where files are mapped.
MEMORY = {"base/large_pages.cc"}
# Reads the inputs of `riffle index`, never an index.
READERS_OF_INPUT = {"ingest"}

HEADERS = re.compile(
    r"#\s*include\s+<(unistd\.h|fcntl\.h|stdio\.h|dirent\.h|sys/(?:stat|mman|vfs|statfs|statvfs|file|uio)\.h|fstream|filesystem)>"
)
STREAMS = re.compile(r"\bstd::(?:[io]?fstream|filesystem)\b|\b(?:fopen|freopen|tmpfile|mkstemp)\s*\(")
CALLS = re.compile(
    r"(?<![\w>])::(?:open|openat|creat|p?read|p?readv|p?write|p?writev|close|fsync|fdatasync|f?truncate|fallocate|"
    r"posix_fallocate|rename|renameat2?|link|unlink|f?stat|f?statfs|fcntl|flock|mmap|munmap|msync|f?chmod|f?chown)\("
)


def faults_of(path):
    name = path.relative_to(ROOT / "engine").as_posix()
    if name in FILE_LAYER | MEMORY or name.split("/")[0] in READERS_OF_INPUT:
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        code = line.split("//")[0]
        if HEADERS.search(code) or STREAMS.search(code) or CALLS.search(code):
            yield f"engine/{name}:{number}: {line.strip()}"


def main():
    files = sorted(p for p in (ROOT / "engine").rglob("*") if p.suffix in {".h", ".cc"})
    faults = [fault for path in files for fault in faults_of(path)]
    for fault in faults:
        print(fault)
    print(f"file calls: {len(files)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
