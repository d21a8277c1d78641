#!/usr/bin/env python3
"""Holds format-spec/json-output.md against what the command prints.

    json_output_test.py RIFFLE DOCUMENT SAMPLES

The commands of each "console" block run in a copy of the samples. The members of all objects that they print are those
of the table below the block, no more and no fewer; only members of faults, which a sound index has none of, need not
occur.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inputs')


def sections(document):
    """(commands, members) of each console block with its table."""
    for block, table in re.findall(r'```console\n([^`]*)```\n\n((?:\|[^\n]*\n)+)', document):
        commands = [shlex.split(line[2:]) for line in block.replace('(', "'(").replace(')', ")'").splitlines()]
        rows = [line.split(' | ')[0] for line in table.splitlines()[2:]]
        yield commands, [name for row in rows for name in re.findall(r'`([^`]+)`', row)]


def members(value, path=''):
    """Paths of what is no object, no array of objects and no empty array."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from members(inner, f'{path}.{name}' if path else name)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from members(item, path + '[]')
    elif value == []:
        return  # of what, only a row can tell
    else:
        yield path


def is_of(path, name):
    """Whether the path that is printed is the member of the document. Parts of a profile are like its root."""
    if name == 'root.parts[]':
        return path.startswith(name)
    path = re.sub(r'^root(\.parts\[\])+', 'root', path)
    pattern = re.escape(name.removesuffix('[]')).replace(r'\*', '[^.]+')
    return re.fullmatch(pattern + r'(\[\])?', path) is not None


def main():
    riffle, document_path, samples = map(os.path.abspath, sys.argv[1:4])
    with open(document_path, encoding='utf-8') as file:
        document = file.read()
    failures = []
    count = 0
    with tempfile.TemporaryDirectory(prefix='riffle_json_') as folder:
        for source in (samples, INPUTS):
            shutil.copytree(source, folder, dirs_exist_ok=True)
        for commands, names in sections(document):
            printed = set()
            for command in commands:
                done = subprocess.run([riffle, *command[1:]], cwd=folder, capture_output=True, encoding='utf-8', timeout=60)
                if done.returncode != 0:
                    failures.append(f'{command} ends with {done.returncode}: {done.stderr}')
                for line in done.stdout.splitlines():
                    printed.update(members(json.loads(line)))
            count += len(names)
            failures += [f'{commands[0][1]} prints {path}, which no row has' for path in sorted(printed)
                         if not any(is_of(path, name) for name in names)]
            failures += [f'{commands[0][1]} does not print {name}' for name in names
                         if not name.startswith('faults[]') and not any(is_of(path, name) for path in printed)]
    if count < 100:
        failures.append(f'the document has {count} members only')
    print('\n'.join(failures) or f'{count} members')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
