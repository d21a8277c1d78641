#!/usr/bin/env python3
"""Measures Riffle beside other engines on one corpus and one set of queries: one table, JSON and a chart.

    bench/compare.py CORPUS.jsonl QUERIES.jsonl --work DIR [--bench build/bench/end_to_end/riffle-bench]
                     [--peers 'COMMAND'] [--beside lucene] [--json FILE] [--svg FILE]

Riffle is measured before and after the peers, so that a change of the machine's speed shows in both of its halves; of
each query the smallest time counts. COMMAND is run by a shell with CORPUS, QUERIES and WORK in its environment and
leaves WORK/out/*.jsonl, one line a query and command, and WORK/out/*.build.json in the form of bench/README.md; without
it the lines that lie there already are used. Exit 1 when counts differ. Best documents are compared as well; where
engines split a text a little differently, its length differs and with it a score.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import subprocess
import sys

COMMANDS = ("COUNT", "TOP10", "TOP10_COUNT")
# Scores are written with four decimals and summed in single precision by some.
SCORE_SLACK = 2e-4


def run_bench(args, number):
    out = args.work / "riffle" / f"riffle.{number}.jsonl"
    subprocess.run([args.bench, "query", args.work / "riffle" / "index.riffle", args.queries, "--out", out], check=True,
                   stdout=subprocess.DEVNULL)
    return out


def build_index(args):
    done = subprocess.run(
        [args.bench, "index", args.corpus, args.work / "riffle" / "index.riffle", "--analyzer", "simple", "--join-title"],
        check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def read_lines(paths):
    """{(engine, command, query number): line with the smallest time}"""
    best = {}
    for path in paths:
        for text in path.read_text().splitlines():
            line = json.loads(text)
            key = line["engine"], line["cmd"], line["i"], line["kind"]
            if key not in best or line["min_us"] < best[key]["min_us"]:
                best[key] = line
    return best


def same_top(ours, theirs):
    """The same documents in the same order, but for those whose scores are equal."""
    if len(ours) != len(theirs):
        return False
    if any(abs(a[1] - b[1]) > SCORE_SLACK for a, b in zip(ours, theirs)):
        return False
    worst = ours[-1][1] + SCORE_SLACK if ours else 0
    return {d for d, s in ours if s > worst} == {d for d, s in theirs if s > worst}


def geometric_mean(values):
    return math.exp(sum(math.log(max(value, 1e-3)) for value in values) / len(values))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def check_answers(lines):
    """Texts of the differences between engines: in counts, in best documents."""
    counts, tops, count_faults, top_faults = {}, {}, [], []
    for (engine, command, number, kind), line in lines.items():
        if command != "TOP10" and "count" in line:
            first = counts.setdefault((kind, number), (engine, line["count"]))
            if first[1] != line["count"]:
                count_faults.append(f"{kind} {line['terms']}: {first[0]} counts {first[1]}, {engine} {line['count']}")
        if command == "TOP10" and line.get("top"):
            first = tops.setdefault((kind, number), (engine, line["top"]))
            if not same_top(first[1], line["top"]):
                top_faults.append(f"{kind} {line['terms']}: {engine} has other best documents than {first[0]}")
    return count_faults, top_faults


def summarise(lines):
    """{command: {kind: {engine: {"mean", "p50", "p99"}}}}, microseconds"""
    groups = collections.defaultdict(list)
    for (engine, command, _, kind), line in lines.items():
        groups[command, kind, engine].append(line["min_us"])
    table = {command: {} for command in COMMANDS}
    for (command, kind, engine), values in sorted(groups.items()):
        if command in table:
            cell = {"mean": geometric_mean(values), "p50": percentile(values, 0.5), "p99": percentile(values, 0.99)}
            table[command].setdefault(kind, {})[engine] = cell
    return table


def print_table(table, engines, beside):
    for command, kinds in table.items():
        print(f"\n{command}, microseconds: geometric mean, p50, p99; then how many times slower than riffle")
        print(f"{'kind':<12}" + "".join(f"{engine:>30}" for engine in engines))
        for kind, cells in kinds.items():
            row = f"{kind:<12}"
            for engine in engines:
                cell = cells.get(engine)
                if cell is None:
                    row += f"{'-':>30}"
                    continue
                ratio = f"{cell['mean'] / cells['riffle']['mean']:.2f}x" if engine != "riffle" else ""
                row += f"{cell['mean']:>9.1f}{cell['p50']:>7.0f}{cell['p99']:>7.0f}{ratio:>7}"
            print(row)
    ratios = [cells[beside]["mean"] / cells["riffle"]["mean"]
              for kinds in table.values() for cells in kinds.values() if beside in cells]
    if ratios:
        print(f"\n{beside} over riffle, geometric mean of all rows: {geometric_mean(ratios):.2f}x")


def print_builds(builds):
    print(f"\n{'build':<12}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}{'MB':>8}")
    for build in builds:
        print(f"{build['engine']:<12}{build['cpu_s']:>8.1f}{build['wall_s']:>8.1f}{build['peak_rss_kb'] / 1024:>9.0f}"
              f"{build['bytes'] / 1e6:>8.1f}")


def draw(table, beside, path):
    """Bars: how many times faster than `beside`."""
    rows = [(command, kind, cells[beside]["mean"] / cells["riffle"]["mean"])
            for command, kinds in table.items() for kind, cells in kinds.items() if beside in cells]
    longest = max(ratio for _, _, ratio in rows)
    left, width, step = 190, 420, 20
    height = 56 + step * len(rows) + 24 * len({command for command, _, _ in rows})
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 70}" height="{height}" '
             'font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="12" y="22" font-size="14" font-weight="bold">Times faster than {beside}, one thread</text>']
    y, last = 34, None
    for command, kind, ratio in rows:
        if command != last:
            y += 24
            parts.append(f'<text x="12" y="{y - 4}" font-weight="bold">{command}</text>')
            last = command
        bar = width * ratio / longest
        parts.append(f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{kind}</text>'
                     f'<rect x="{left}" y="{y + 2}" width="{bar:.0f}" height="{step - 6}" fill="#2a6f97"/>'
                     f'<text x="{left + bar + 6:.0f}" y="{y + 12}">{ratio:.1f}</text>')
        y += step
    one = left + width / longest
    parts.append(f'<line x1="{one:.0f}" y1="40" x2="{one:.0f}" y2="{y}" stroke="#999" stroke-dasharray="3 3"/></svg>')
    path.write_text("\n".join(parts) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("queries", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("build/bench/end_to_end/riffle-bench"))
    parser.add_argument("--peers")
    parser.add_argument("--beside", default="lucene", help="engine of the ratios (default: lucene)")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--svg", type=pathlib.Path)
    args = parser.parse_args()
    (args.work / "riffle").mkdir(parents=True, exist_ok=True)
    builds = [build_index(args)]
    results = [run_bench(args, 1)]
    if args.peers:
        places = {"CORPUS": args.corpus.resolve(), "QUERIES": args.queries.resolve(), "WORK": args.work.resolve()}
        environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
        subprocess.run(args.peers, shell=True, check=True, env=environment, stdout=subprocess.DEVNULL)
    results.append(run_bench(args, 2))
    out = args.work / "out"
    lines = read_lines(results + sorted(out.glob("*.jsonl")))
    builds += [json.loads(path.read_text()) for path in sorted(out.glob("*.build.json"))]
    engines = ["riffle"] + sorted({key[0] for key in lines} - {"riffle"})
    table = summarise(lines)
    print_table(table, engines, args.beside)
    print_builds(builds)
    count_faults, top_faults = check_answers(lines)
    print(f"\n{len({key[2:] for key in lines})} queries: {len(count_faults)} with other counts, {len(top_faults)} with other "
          "best documents")
    for fault in (count_faults + top_faults)[:20]:
        print("  " + fault)
    if args.json:
        args.json.write_text(json.dumps({"builds": builds, "queries": table}, indent=1) + "\n")
    if args.svg and args.beside in engines:
        draw(table, args.beside, args.svg)
    return 1 if count_faults else 0


if __name__ == "__main__":
    sys.exit(main())
