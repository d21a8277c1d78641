#!/usr/bin/env python3
"""The hex walk of the specification must be the bytes of two-docs.riffle."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    text = (ROOT / "format-spec" / "riffle-format.md").read_text(encoding="utf-8")
    data = (ROOT / "format-spec" / "vectors" / "two-docs.riffle").read_bytes()
    walk = text[text.index("## 15."):]
    rows = faults = 0
    for line in walk.splitlines():
        row = re.fullmatch(r" *(\d+)  ((?:[0-9a-f]{2} ?)+)", line.rstrip())
        if not row:
            continue
        rows += 1
        offset, expected = int(row.group(1)), bytes.fromhex(row.group(2))
        if data[offset:offset + len(expected)] != expected:
            print(f"byte {offset}: the walk says {expected.hex(' ')}, the file has {data[offset:offset + len(expected)].hex(' ')}")
            faults += 1
    print(f"walk: {rows} rows, {faults} faults")
    return 1 if faults or rows < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
