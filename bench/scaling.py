#!/usr/bin/env python3
"""Measures how the size of an index and the time of queries grow with the number of documents.

    scaling.py CORPUS.jsonl QUERIES.jsonl --bench build/bench/end_to_end/riffle-bench --work DIR
               [--sizes 10k,30k,100k,300k,1M] [--passes 5] [--threads 1] [--cold] [--json FILE]

A size below that of the corpus takes articles spread evenly over it, so that every size has the same mixture. A larger one
goes over the corpus again: each time ids get a suffix, and of each body the second half of the words is taken from an
earlier article, another one each time, so that few articles are copies. Such documents bring no new words: the dictionary
grows less than that of as many real ones, and the table says which sizes are made so.

Prints one table: microseconds by kind of query and command (the geometric mean over the queries of the smallest time of
each, as riffle-bench prints it), bytes a document, and seconds to build. With --cold also the first query of a process, once
with the file in memory and once after it was dropped from it (posix_fadvise; a virtual machine's host may still have it):
the median of the times of a few queries of each kind, opening the index not counted.
"""

import argparse
import collections
import json
import math
import os
import statistics
import subprocess
import sys

COLD_QUERIES = 5  # of each kind
SUFFIXES = {'k': 1000, 'm': 1000000}


def parse_size(text):
    factor = SUFFIXES.get(text[-1:].lower(), 1)
    number = text[:-1] if factor > 1 else text
    if not number.isdigit() or int(number) == 0:
        raise argparse.ArgumentTypeError(f'{text}: a size is a whole number, as 10000, 10k or 1M')
    return int(number) * factor


def parse_sizes(text):
    return sorted({parse_size(word) for word in text.split(',')})


def size_name(size):
    for suffix, factor in (('M', 1000000), ('k', 1000)):
        if size % factor == 0:
            return f'{size // factor}{suffix}'
    return str(size)


def repeated(article, earlier, copy):
    """The article as it comes in round `copy` over the corpus; `earlier` = bodies before it, the newest last."""
    words = article['body'].split(' ')
    others = earlier[-copy].split(' ') if len(earlier) >= copy else words
    article['body'] = ' '.join(words[:len(words) // 2] + others[len(others) // 2:])
    article['id'] = f'{article["id"]}-{copy}'
    return article


def write_corpus(corpus, lines, size, path):
    """Writes `size` articles of the `lines` that the corpus has."""
    with open(path, 'w', encoding='utf-8') as out:
        if size <= lines:
            with open(corpus, encoding='utf-8') as articles:
                taken = 0
                for number, line in enumerate(articles):
                    if number == taken * lines // size:
                        out.write(line)
                        taken += 1
            return
        for copy in range((size + lines - 1) // lines):
            earlier = collections.deque(maxlen=max(1, copy))
            with open(corpus, encoding='utf-8') as articles:
                for number, line in enumerate(articles):
                    if copy * lines + number == size:
                        return
                    if copy > 0:
                        article = json.loads(line)
                        body = article['body']
                        line = json.dumps(repeated(article, earlier, copy), ensure_ascii=False) + '\n'
                        earlier.append(body)
                    out.write(line)


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f'scaling.py: {command[0]}: {done.stderr.strip()}')


def read_lines(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines if line.strip()]


def build(options, corpus, index):
    out = os.path.join(options.work, 'build.json')
    run([options.bench, 'index', corpus, index, '--analyzer', 'simple', '--join-title', '--threads',
         str(options.threads), '--out', out])
    line = read_lines(out)[0]
    return {'documents': line['docs'], 'bytes': line['bytes'], 'bytes_per_document': line['bytes'] / line['docs'],
            'build_s': line['wall_s'], 'build_cpu_s': line['cpu_s'], 'sections': line['sections']}


def measure(options, index):
    """Microseconds by kind, then by command."""
    out = os.path.join(options.work, 'queries.out')
    run([options.bench, 'query', index, options.queries, '--passes', str(options.passes), '--out', out])
    logs = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in read_lines(out):
        logs[line['kind']][line['cmd']].append(math.log(max(line['min_us'], 0.01)))
    return {kind: {command: math.exp(statistics.fmean(times)) for command, times in commands.items()}
            for kind, commands in logs.items()}


def drop_from_memory(path):
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)  # pages that are not written yet stay
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)


def first_query(options, index, query, is_cold):
    one = os.path.join(options.work, 'one.jsonl')
    with open(one, 'w', encoding='utf-8') as out:
        out.write(json.dumps(query) + '\n')
    if is_cold:
        drop_from_memory(index)
    out = os.path.join(options.work, 'one.out')
    run([options.bench, 'query', index, one, '--passes', '1', '--warm-up', '0', '--commands', 'TOP10', '--out', out])
    return read_lines(out)[0]['min_us']


def measure_first(options, index):
    """Median microseconds of TOP10 as the first query of a process, by kind: file in memory, and dropped from it."""
    by_kind = collections.defaultdict(list)
    for query in read_lines(options.queries):
        by_kind[query['kind']].append(query)
    medians = {}
    for kind, queries in by_kind.items():
        sample = queries[::max(1, len(queries) // COLD_QUERIES)][:COLD_QUERIES]
        medians[kind] = {name: statistics.median(first_query(options, index, query, is_cold) for query in sample)
                         for name, is_cold in (('cached', False), ('cold', True))}
    return medians


def print_rows(results, member, name, decimals):
    for kind in sorted(results[0][member]):
        columns = list(results[0][member][kind])
        cells = (' / '.join(f'{result[member][kind][column]:.{decimals}f}' for column in columns) for result in results)
        print(f'| {kind}{name}: {" / ".join(columns)} | ' + ' | '.join(cells) + ' |')


def print_table(results):
    names = (size_name(result['size']) + (' \\*' if result['is_repeated'] else '') for result in results)
    print('| microseconds | ' + ' | '.join(names) + ' |')
    print('|---|' + '---|' * len(results))
    print_rows(results, 'queries', '', 1)
    if 'first' in results[0]:
        print_rows(results, 'first', ', first TOP10', 0)
    print('| bytes a document | ' + ' | '.join(f'{r["bytes_per_document"]:.0f}' for r in results) + ' |')
    print('| build, s of CPU | ' + ' | '.join(f'{r["build_cpu_s"]:.1f}' for r in results) + ' |')
    if any(r['is_repeated'] for r in results):
        print('\n\\* the corpus several times, halves of bodies exchanged')


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('corpus')
    parser.add_argument('queries')
    parser.add_argument('--bench', required=True, help='the riffle-bench program')
    parser.add_argument('--work', required=True, help='folder for corpora and indexes, which are removed again')
    parser.add_argument('--sizes', type=parse_sizes, default=parse_sizes('10k,30k,100k,300k,1M'))
    parser.add_argument('--passes', type=int, default=5)
    parser.add_argument('--threads', type=int, default=1, help='of the builds')
    parser.add_argument('--cold', action='store_true', help='also the first query of a process')
    parser.add_argument('--json', help='file for the figures')
    return parser.parse_args()


def main():
    options = parse_options()
    os.makedirs(options.work, exist_ok=True)
    with open(options.corpus, 'rb') as corpus:
        lines = sum(1 for _ in corpus)
    if lines == 0:
        sys.exit(f'scaling.py: {options.corpus}: no articles')
    results = []
    for size in options.sizes:
        corpus = os.path.join(options.work, 'corpus.jsonl')
        index = os.path.join(options.work, 'scaling.riffle')
        write_corpus(options.corpus, lines, size, corpus)
        result = {'size': size, 'is_repeated': size > lines, **build(options, corpus, index)}
        os.remove(corpus)
        result['queries'] = measure(options, index)
        if options.cold:
            result['first'] = measure_first(options, index)
        os.remove(index)
        results.append(result)
        print(f'{size_name(size)}: done', file=sys.stderr)
    print_table(results)
    if options.json:
        with open(options.json, 'w', encoding='utf-8') as out:
            json.dump(results, out, indent=1)
            out.write('\n')


if __name__ == '__main__':
    main()
