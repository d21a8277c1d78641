#!/usr/bin/env python3
"""Measures an index that was made by many small commits, beside the same one after `riffle compact`.

    many_commits.py CORPUS.jsonl QUERIES.jsonl --bench build/bench/end_to_end/riffle-bench --riffle build/cli/riffle
                    --library build/engine/libriffle_c.so --work DIR [--commits 10000] [--passes 5] [--rounds 3]

Each article is a commit of its own (`simple`, title and body joined, nothing stored, Durability::kNormal, one thread).
Prints how long commits took, how long the file is beside its live segments, and how many times as long queries take as
with the compacted file: ratios of the geometric means over the queries of a kind, of the smallest time of each in all
rounds; in each round both files are asked, one after the other.
"""

import argparse
import collections
import ctypes
import itertools
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time

JOIN_TITLE, STORE_NONE, DURABILITY_NORMAL = 4, 2, 1  # of riffle_c.h


class WriterOptions(ctypes.Structure):
    """riffle_writer_options"""
    _fields_ = [('size', ctypes.c_size_t), ('flags', ctypes.c_uint64), ('analyzer', ctypes.c_char_p),
                ('schema', ctypes.c_char_p), ('store', ctypes.c_uint64), ('durability', ctypes.c_uint64),
                ('sentences', ctypes.c_uint64), ('memory_bytes', ctypes.c_uint64), ('threads', ctypes.c_uint64),
                ('commit_time', ctypes.c_int64)]


class CommitReport(ctypes.Structure):
    """riffle_commit_report"""
    _fields_ = [('size', ctypes.c_size_t)] + [(name, ctypes.c_uint64) for name in (
        'commit', 'added', 'replaced', 'removed', 'documents', 'segments_merged', 'history_dropped', 'file_bytes')]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f'many_commits.py: {command[0]}: {done.stderr.strip()}')
    return done.stdout


def read_lines(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines if line.strip()]


def written_bytes():
    """What this process has handed to the system to be written."""
    with open('/proc/self/io', encoding='ascii') as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith('wchar:'))


class Writer:
    """One writer of the C interface."""

    def __init__(self, library, path):
        self.library = ctypes.CDLL(library)
        self.writer = ctypes.c_void_p()
        options = WriterOptions(size=ctypes.sizeof(WriterOptions), flags=JOIN_TITLE, analyzer=b'simple',
                                store=STORE_NONE, durability=DURABILITY_NORMAL, threads=1)
        self.call('riffle_writer_open', path.encode(), ctypes.byref(options), ctypes.byref(self.writer))

    def call(self, name, *arguments):
        code = getattr(self.library, name)(*arguments, None)
        if code != 0:
            sys.exit(f'many_commits.py: {name} gives {code}')

    def commit_one(self, line):
        report = CommitReport(size=ctypes.sizeof(CommitReport))
        self.call('riffle_writer_add_json', self.writer, line, ctypes.c_size_t(len(line)))
        begin = time.perf_counter()
        self.call('riffle_writer_commit', self.writer, ctypes.byref(report))
        return (time.perf_counter() - begin) * 1e3, report

    def close(self):
        self.library.riffle_writer_close(self.writer)


def print_times(name, times):
    times.sort()
    if times:
        print(f'{name}: {len(times)}, p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f}, '
              f'most {times[-1]:.1f}')


def make(options, path):
    """Both files, the one of many commits and the compacted one."""
    writer = Writer(options.library, path)
    plain, merging = [], []
    before = written_bytes()
    with open(options.corpus, 'rb') as corpus:
        for line in itertools.islice(corpus, options.commits):
            took, report = writer.commit_one(line)
            (merging if report.segments_merged or report.history_dropped else plain).append(took)
    written = written_bytes() - before
    writer.close()
    print_times('commits that only add', plain)
    print_times('commits that merge or move', merging)
    info = json.loads(run([options.riffle, 'info', path, '--format', 'json']))
    live = sum(segment['bytes'] for segment in info['segments'])
    print(f'{info["file_bytes"]} bytes, {info["file_bytes"] / live:.2f} times the {live} live ones; '
          f'{len(info["segments"])} segments; {written / live:.1f} times the live bytes were written')
    compacted = path + '.compacted'
    shutil.copyfile(path, compacted)
    run([options.riffle, 'compact', compacted])
    print(f'compacted: {os.path.getsize(compacted)} bytes')
    return path, compacted


def measure(options, paths):
    """Smallest times by (kind, command, query), of each file."""
    best = [{}, {}]
    out = os.path.join(options.work, 'queries.out')
    for _ in range(options.rounds):
        for times, path in zip(best, paths):
            run([options.bench, 'query', path, options.queries, '--passes', str(options.passes), '--out', out])
            for line in read_lines(out):
                key = (line['kind'], line['cmd'], line['i'])
                times[key] = min(times.get(key, math.inf), line['min_us'])
    return best


def print_ratios(best):
    logs = collections.defaultdict(list)
    for (kind, command, number), micros in best[0].items():
        logs[kind, command].append((math.log(max(micros, 0.01)), math.log(max(best[1][kind, command, number], 0.01))))
    commands = list(dict.fromkeys(command for _, command in logs))
    print('| times as long as compacted (microseconds) | ' + ' | '.join(commands) + ' |')
    print('|---|' + '---|' * len(commands))
    most = 0
    for kind in dict.fromkeys(kind for kind, _ in logs):
        cells = []
        for command in commands:
            many, one = (math.exp(statistics.fmean(column)) for column in zip(*logs[kind, command]))
            most = max(most, many / one)
            cells.append(f'{many / one:.2f} ({many:.1f} / {one:.1f})')
        print(f'| {kind} | ' + ' | '.join(cells) + ' |')
    print(f'most: {most:.2f}')


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('corpus')
    parser.add_argument('queries')
    parser.add_argument('--bench', required=True, help='the riffle-bench program')
    parser.add_argument('--riffle', required=True, help='the riffle program')
    parser.add_argument('--library', required=True, help='the C library')
    parser.add_argument('--work', required=True, help='folder for the indexes, which are removed again')
    parser.add_argument('--commits', type=int, default=10000)
    parser.add_argument('--passes', type=int, default=5)
    parser.add_argument('--rounds', type=int, default=3)
    return parser.parse_args()


def main():
    options = parse_options()
    os.makedirs(options.work, exist_ok=True)
    path = os.path.join(options.work, 'many.riffle')
    for stale in (path, path + '.compacted'):
        if os.path.exists(stale):
            os.remove(stale)
    paths = make(options, path)
    print_ratios(measure(options, paths))
    for made in paths:
        os.remove(made)


if __name__ == '__main__':
    main()
