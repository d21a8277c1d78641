#!/usr/bin/env python3
"""Runs the riffle command on the table in cases.py and compares with golden/<name>.txt.

    run_cases.py RIFFLE [--samples DIR] [--update] [--every N] [NAME...]

A golden file holds the command, what it printed and its exit code. Cases run in the order of the table, in one
temporary folder that starts with copies of inputs/. What changes from run to run is masked, see MASKS.
With --update the golden files are written anew: read the difference before keeping it.
With --every N one of N questions is asked, and whatever changes a file.
"""

import argparse
import difflib
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import fcntl
import termios

sys.dont_write_bytecode = True  # the source folder stays clean
import cases  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TIMEOUT_SECONDS = 120
QUESTIONS = ('search', 'explain', 'get', 'info', 'postings', 'similar', 'dups', 'facets')

MASKS = [
    (re.compile(r' +\d[\d,.]* us\b'), ' <time> us'),
    (re.compile(r'\b\d[\d,.]* [um]s\b'), '<time> us'),
    (re.compile(r'(match(?:es)?|stor(?:y|ies)) in \d[\d.]* s\b'), r'\1 in <time> us'),
    (re.compile(r'"took_us":[\d.]+'), '"took_us":<time>'),
    (re.compile(r'"next":"[0-9a-f]+"'), '"next":"<cursor>"'),
    (re.compile(r'\d+\.\d\d s, \d+\.\d MB/s'), '<time> s, <rate> MB/s'),
    (re.compile(r'"seconds":[\d.e-]+'), '"seconds":<time>'),
    (re.compile(r'"file_bytes":\d+'), '"file_bytes":<size>'),
    (re.compile(r'\b\d[\d,.]* (kB|MB|GB)(?!/)'), '<size>'),
    (re.compile(r'"(score|idf|average_length)":(\d+\.\d+)'), lambda m: f'"{m[1]}":{float(m[2]):.4f}'),
]


def run_on_terminal(command, cwd, env, columns):
    """Output and exit code with standard output and standard error on a terminal of `columns` columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave)
    os.close(slave)
    chunks = []
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # the terminal's other side is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(master)
    text = b''.join(chunks).decode('utf-8', 'backslashreplace')
    return text.replace('\r\n', '\n').replace('\x1b', '\\e'), process.wait(TIMEOUT_SECONDS)


def run_piped(command, cwd, env, stdin):
    data = subprocess.run(command, cwd=cwd, env=env, input=stdin.encode() if isinstance(stdin, str) else stdin or b'',
                          capture_output=True, timeout=TIMEOUT_SECONDS)
    decode = lambda b: b.decode('utf-8', 'backslashreplace').replace('\x1b', '\\e')
    return decode(data.stdout), decode(data.stderr), data.returncode


def transcript(case, riffle, cwd):
    env = {key: value for key, value in os.environ.items() if key not in ('NO_COLOR', 'COLUMNS')}
    env.update({'TERM': 'xterm', 'LC_ALL': 'C.UTF-8'}, **case.env)
    command = [riffle, *case.args]
    shown = '$ ' + ' '.join([f'{k}={v}' for k, v in case.env.items()] + [shlex.join(['riffle', *case.args])]) + '\n'
    if case.columns:
        text, code = run_on_terminal(command, cwd, env, case.columns)
        shown += text
    else:
        out, err, code = run_piped(command, cwd, env, case.stdin)
        shown += out
        if err:
            shown += '--- standard error\n' + err
    for pattern, replacement in MASKS + [(re.compile(p), r) for p, r in case.masks]:
        shown = pattern.sub(replacement, shown)
    return shown.replace(cwd, '<folder>') + f'--- exit {code}\n', code


def check(case, riffle, cwd, update):
    """The complaint about one case, or an empty text."""
    for path, make in case.prepare:
        with open(os.path.join(cwd, path), 'wb') as file:
            file.write(make(cwd))
    got, code = transcript(case, riffle, cwd)
    if code != case.exit_code:
        return f'exit code {code}, expected {case.exit_code}\n{got}'
    path = os.path.join(HERE, 'golden', case.name + '.txt')
    if update:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(got)
        return ''
    if not os.path.exists(path):
        return f'{path} does not exist; run with --update\n'
    with open(path, encoding='utf-8') as file:
        wanted = file.read()
    return ''.join(difflib.unified_diff(wanted.splitlines(True), got.splitlines(True), 'golden', 'got'))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('riffle')
    parser.add_argument('--samples')
    parser.add_argument('--update', action='store_true')
    parser.add_argument('--every', type=int, default=1)
    parser.add_argument('names', nargs='*')
    options = parser.parse_args()
    riffle = os.path.abspath(options.riffle)
    failures = 0
    with tempfile.TemporaryDirectory(prefix='riffle_cli_') as cwd:
        cwd = os.path.realpath(cwd)
        shutil.copytree(os.path.join(HERE, 'inputs'), cwd, dirs_exist_ok=True)
        if options.samples:
            shutil.copytree(options.samples, os.path.join(cwd, 'samples'))
        for number, case in enumerate(cases.CASES):
            is_question = case.args and case.args[0] in QUESTIONS and not case.prepare
            if is_question and number % options.every != 0:
                continue
            complaint = check(case, riffle, cwd, options.update)
            if complaint and (not options.names or case.name in options.names):
                failures += 1
                print(f'FAILED {case.name}\n{complaint}')
    print(f'{len(cases.CASES)} cases, {failures} failed')
    stale = {name[:-4] for name in os.listdir(os.path.join(HERE, 'golden'))} - {case.name for case in cases.CASES}
    if stale:
        print('golden files without a case:', *sorted(stale))
    return 1 if failures or stale else 0


if __name__ == '__main__':
    sys.exit(main())
