#!/usr/bin/env python3
"""Fails when an #include crosses the layers of engine/ the wrong way, or a library shows up in a foreign folder."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder -> folders that it may include besides itself; "riffle" = the public headers
ALLOWED = {
    "base": {"riffle"},
    "kernels": {"base"},
    "text": {"kernels", "base", "riffle"},
    "analysis": {"text", "kernels", "base", "riffle"},
    "postings": {"kernels", "base", "riffle"},
    "format": {"postings", "kernels", "base", "riffle"},
    "storage": {"format", "postings", "base", "riffle"},
    "ingest": {"text", "base", "riffle"},
    "indexing": {"analysis", "text", "storage", "format", "postings", "base", "riffle"},
    "query": {"analysis", "text", "storage", "format", "postings", "kernels", "base", "riffle"},
    "results": {"query", "analysis", "format", "text", "base", "riffle"},
    "api": {"results", "query", "indexing", "storage", "ingest", "format", "postings", "analysis", "text", "base", "riffle"},
    "riffle": set(),
}
# third-party header -> the folders that may include it
OWNERS = {
    r"roaring/": {"postings"},
    r"zstd\.h|zdict\.h": {"format", "ingest"},
    r"boost/iostreams/": {"base", "ingest"},
    r"libstemmer": {"analysis"},
    r"unicode/": {"text", "analysis"},
    r"hwy/": {"kernels"},
    r"re2/": {"query"},
    r"simdjson": {"ingest", "text"},
    r"libxml/": {"ingest"},
    r"xxhash\.h": {"base", "indexing"},
}
# Where only the public headers may be seen.
OUTSIDE = ["cli", "bench/end_to_end", "tests/api", "tests/c_api", "tests/install"]
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)


def folder_of(path):
    relative = path.relative_to(ROOT / "engine")
    return "riffle" if relative.parts[0] == "include" else relative.parts[0]


def check_engine_file(path):
    folder = folder_of(path)
    for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
        first = header.split("/")[0]
        if first in ALLOWED and first != folder and first not in ALLOWED[folder]:
            yield f"{path.relative_to(ROOT)}: {folder}/ must not include {header}"
        for pattern, owners in OWNERS.items():
            if re.match(pattern, header) and folder not in owners:
                yield f"{path.relative_to(ROOT)}: {header} belongs to {', '.join(sorted(owners))}/"


def check_outside_file(path):
    for header in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if header.split("/")[0] in ALLOWED and not header.startswith("riffle/"):
            yield f"{path.relative_to(ROOT)}: sees {header}, which is not public"


def find_cycles(files):
    """Headers that include each other in a ring."""
    edges = {}
    for path in files:
        base = ROOT / "engine"
        name = str(path.relative_to(base / "include" if folder_of(path) == "riffle" else base))
        edges[name] = INCLUDE.findall(path.read_text(encoding="utf-8"))
    state = {}

    def visit(name, trail):
        if state.get(name) == "done" or name not in edges:
            return
        if state.get(name) == "open":
            yield "include cycle: " + " -> ".join(trail + [name])
            return
        state[name] = "open"
        for header in edges[name]:
            yield from visit(header, trail + [name])
        state[name] = "done"

    for name in sorted(edges):
        yield from visit(name, [])


def main():
    engine = sorted(p for p in (ROOT / "engine").rglob("*") if p.suffix in {".h", ".cc"})
    faults = [fault for path in engine for fault in check_engine_file(path)]
    faults += find_cycles([p for p in engine if p.suffix == ".h"])
    for folder in OUTSIDE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".h", ".cc", ".c"}:
                faults += check_outside_file(path)
    for fault in faults:
        print(fault)
    print(f"layers: {len(engine)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
