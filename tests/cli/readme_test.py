#!/usr/bin/env python3
"""Runs what README.md shows of the riffle command, on the sample articles.

    readme_test.py RIFFLE README SAMPLES

Every command of the "console" blocks prints what stands below it, and every query of the table of the query language
finds something.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

# What changes from run to run, in the README and in what is printed.
MASKS = [(r'\d+\.\d+ s, \d+\.\d+ MB/s', '<time>'), (r'\b[\d.,]+ [um]?s\b', '<time>'), (r'\b[\d.,]+ (kB|bytes)', '<size>')]


def masked(text):
    for pattern, replacement in MASKS:
        text = re.sub(pattern, replacement, text)
    return text.strip()


def shown_commands(readme):
    """(command, output) pairs of the console blocks."""
    for block in re.findall(r'```console\n(.*?)```', readme, re.S):
        for part in re.split(r'(?m)^\$ ', block)[1:]:
            command, _, output = part.partition('\n')
            yield command, output


def shown_queries(readme):
    section = re.search(r'(?ms)^## The query language\n(.*?)^## ', readme)[1]
    for row in re.findall(r'(?m)^\| (`.*?`) \| ', section):
        yield from re.findall(r'`([^`]+)`', row)


def main():
    riffle, readme_path, samples = map(os.path.abspath, sys.argv[1:4])
    with open(readme_path, encoding='utf-8') as file:
        readme = file.read()
    failures = []
    with tempfile.TemporaryDirectory(prefix='riffle_readme_') as folder:
        shutil.copytree(samples, os.path.join(folder, 'cli', 'samples'))
        os.mkdir(os.path.join(folder, 'bin'))
        os.symlink(riffle, os.path.join(folder, 'bin', 'riffle'))
        env = {**os.environ, 'PATH': os.path.join(folder, 'bin') + ':' + os.environ['PATH'], 'LC_ALL': 'C.UTF-8'}
        commands = list(shown_commands(readme))
        for command, output in commands:
            done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, encoding='utf-8',
                                  timeout=60)
            if masked(done.stdout + done.stderr) != masked(output):
                failures.append(f'$ {command}\nprints\n{done.stdout}{done.stderr}and README.md has\n{output}')
        queries = list(shown_queries(readme))
        for query in queries:
            done = subprocess.run([riffle, 'search', 'news.riffle', '--strict', '--count', '--', query], cwd=folder,
                                  capture_output=True, encoding='utf-8', timeout=60)
            if done.returncode != 0 or int(done.stdout) == 0:
                failures.append(f'the query {query} finds nothing: {done.stdout}{done.stderr}')
    if len(commands) < 6 or len(queries) < 30:
        failures.append(f'README.md shows {len(commands)} commands and {len(queries)} queries only')
    print('\n'.join(failures) or f'{len(commands)} commands, {len(queries)} queries')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
