#!/usr/bin/env python3
"""The real order of system calls of the commands that write, as strace sees it: what durability.md promises of writes,
syncs, renames and the moment of acknowledgement (the line on standard output).

    syscall_order_test.py RIFFLE

Needs strace (scripts/setup.sh). Where a system forbids ptrace the test says so and ends well: there the crash tests,
which see the same calls one layer higher, are all there is.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest

RIFFLE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'riffle'
INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inputs')
NEWS = os.path.join(INPUTS, 'news.jsonl')
PAGE = 4096
SLOTS = (PAGE, 2 * PAGE)
CALLS = ('openat,pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate,'
         'rename,renameat,renameat2,link,linkat,unlink,unlinkat,mmap,msync')
WRITING = re.compile(r'(pwrite64|pwritev2?|write|writev|ftruncate|fallocate)\((\d+)<([^>]*)>')


def may_trace():
    tried = subprocess.run(['strace', '-f', 'true'], capture_output=True)
    return tried.returncode == 0 or b'ptrace' not in tried.stderr


def whole_calls(lines):
    """Calls in the order in which they ended, without the number of their process; strace breaks a call in two when
    another thread calls meanwhile."""
    begun = {}
    for line in lines:
        process, call = re.match(r'(\d+) +(.*)', line).groups()
        if call.endswith('<unfinished ...>'):
            begun[process] = call[:-len('<unfinished ...>')].rstrip()
            continue
        rest = re.match(r'<\.\.\. \w+ resumed>(.*)', call)
        yield begun.pop(process) + rest[1] if rest else call


class SyscallOrder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='riffle_order_')
        self.addCleanup(self.folder.cleanup)
        self.index = os.path.join(self.folder.name, 'news.riffle')

    def trace(self, *args):
        """What the command did to files of the folder, in order: ('write', name, offset, bytes), ('sync', name), ..."""
        log = os.path.join(self.folder.name, 'trace')
        done = subprocess.run(['strace', '-f', '-y', '-s', '0', '-o', log, '-e', f'trace={CALLS}', RIFFLE, *args],
                              capture_output=True, cwd=self.folder.name)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors='replace'))
        with open(log, encoding='utf-8', errors='replace') as file:
            lines = list(whole_calls(file))
        os.unlink(log)
        events = []
        for line in lines:
            events += self.events_of(line)
        return events

    def events_of(self, line):
        inside = os.path.realpath(self.folder.name)
        if line.startswith('write(1<'):
            return [('acknowledge',)]
        if line.startswith('mmap(') and f'<{inside}/' in line:
            self.assertNotIn('PROT_WRITE', line, 'an index is never mapped for writing')
            return []
        if line.startswith('openat(') and f'"{self.index}"' in line and 'O_TRUNC' in line:
            self.fail(line)
        if line.startswith('rename'):
            names = re.findall(r'"([^"]*)"', line)
            return [('rename', os.path.basename(names[0]), os.path.basename(names[1]))]
        if line.startswith(('link', 'unlink')) and '.riffle' in line:
            return [('unlink', line)]
        sync = re.match(r'(?:fsync|fdatasync)\(\d+<([^>]*)>', line)
        if sync:
            self.assertTrue(line.rstrip().endswith('= 0'), line)
            name = sync[1]
            return [('sync folder',) if name == inside else ('sync', os.path.basename(name))]
        change = WRITING.match(line)
        if not change or not change[3].startswith(inside + '/') or '(deleted)' in line:
            return []
        self.assertGreater(int(change[2]), 2, 'a descriptor of the standard streams')
        name = os.path.basename(change[3])
        if change[1] == 'pwrite64':
            numbers = re.search(r', (\d+), (\d+)\) += (\d+)', line)
            self.assertEqual(numbers[1], numbers[3], line)
            return [('write', name, int(numbers[2]), int(numbers[1]))]
        self.assertEqual(change[1], 'ftruncate', f'only pwrite and ftruncate change an index: {line}')
        return [('truncate', name)]

    def check_new_file(self, events):
        """C1 to C5: everything is written and synced under a temporary name, then renamed, then the folder synced."""
        kinds = [event[0] for event in events]
        self.assertEqual(kinds.count('rename'), 1, events)
        at = kinds.index('rename')
        temporary, name = events[at][1:]
        self.assertEqual(name, 'news.riffle')
        writes = [i for i, event in enumerate(events) if event[0] == 'write' and event[1] == temporary]
        self.assertTrue(writes)
        self.assertEqual(events[at - 1], ('sync', temporary))
        self.assertLess(max(writes), at - 1, 'a write after the sync')
        self.assertEqual(events[at + 1], ('sync folder',))
        self.assertEqual(events[at + 2], ('acknowledge',))

    def check_appended(self, events, length, is_normal):
        """W1 to W6 on a file that had `length` bytes."""
        self.assertEqual([e for e in events if e[0] in ('rename', 'unlink', 'truncate')], [])
        self.assertEqual(events[0][0], 'write')
        self.assertIn(events[0][2], SLOTS, 'the present slot is written again first')
        present = events[0][2]
        other = SLOTS[1] if present == SLOTS[0] else SLOTS[0]
        first_sync = events.index(('sync', 'news.riffle'))
        data = events[1:first_sync - 1]
        self.assertTrue(data)
        for event in data:
            self.assertEqual(event[:2], ('write', 'news.riffle'))
            self.assertGreaterEqual(event[2], length, 'bytes of earlier commits are never written')
        self.assertEqual(events[first_sync - 1], ('sync folder',), 'once by each writer')
        slot = ('write', 'news.riffle', other, PAGE)
        again = ('write', 'news.riffle', present, PAGE)
        sync = ('sync', 'news.riffle')
        expected = [slot] if is_normal else [slot, sync, again, sync]
        self.assertEqual(events[first_sync + 1:], [*expected, ('acknowledge',)])

    def test_every_command_that_writes(self):
        self.check_new_file(self.trace('index', self.index, NEWS))
        for durability in ('full', 'normal'):
            for args in (('index', self.index, NEWS, '--keep-history'),
                         ('delete', self.index, '--id', 'n1' if durability == 'full' else 'n2'),
                         ('rollback', self.index, '1')):
                with self.subTest(args[0], durability=durability):
                    length = os.path.getsize(self.index)
                    events = self.trace(*args, '--durability', durability)
                    self.check_appended(events, length, durability == 'normal')
        with self.subTest('nothing to change: what was found is made durable'):
            events = self.trace('delete', self.index, '--id', 'nobody')
            self.assertEqual(events[0][:2], ('write', 'news.riffle'))
            self.assertIn(events[0][2], SLOTS)
            self.assertEqual(events[1:], [('sync', 'news.riffle'), ('sync folder',), ('acknowledge',)])
        self.check_new_file(self.trace('compact', self.index))

    def test_an_export_is_durable_before_it_has_its_name(self):
        self.trace('index', self.index, NEWS)
        log = os.path.join(self.folder.name, 'trace')
        done = subprocess.run(['strace', '-f', '-y', '-s', '0', '-o', log, '-e', f'trace={CALLS}', RIFFLE, 'export',
                               self.index, '-o', 'out.jsonl'], capture_output=True, cwd=self.folder.name)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors='replace'))
        with open(log, encoding='utf-8', errors='replace') as file:
            calls = [call for call in whole_calls(file) if '.part' in call or call.startswith('fsync')]
        self.assertEqual([re.match(r'\w+', call)[0] for call in calls], ['openat', 'write', 'fsync', 'rename', 'fsync'])


if __name__ == '__main__':
    if not may_trace():
        print('syscall order: ptrace is not permitted here, nothing can be traced; the crash tests stand alone')
        sys.exit(0)
    unittest.main(verbosity=1)
