#!/usr/bin/env python3
"""How the riffle command behaves among other programs: pipes, full disks, signals, closed streams, odd bytes.

    behaviour_test.py RIFFLE
"""

import contextlib
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

RIFFLE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'riffle'
INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inputs')
NEWS = os.path.join(INPUTS, 'news.jsonl')
TIMEOUT_SECONDS = 60
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def may_trace():
    try:
        return subprocess.run(['strace', '-f', 'true'], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def with_signals(action):
    """For preexec_fn: what a shell leaves behind for programs in the foreground, or nohup."""
    return lambda: [signal.signal(number, action) for number in STOPS]


def wait_until(condition):
    end = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError('it does not come to that')
        time.sleep(0.002)


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def content(path):
    with open(path, 'rb') as file:
        return file.read()


def without_time(line):
    answer = json.loads(line)
    del answer['took_us']
    return answer


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='riffle_cli_')
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def riffle(self, *args, exit_code=0, **options):
        done = subprocess.run([RIFFLE, *args], capture_output=True, timeout=TIMEOUT_SECONDS, cwd=self.folder.name,
                              **options)
        self.assertEqual(done.returncode, exit_code, done.stderr.decode(errors='replace'))
        return done

    def make_index(self, name='news.riffle', copies=1):
        lines = [json.loads(line) for line in content(NEWS).splitlines()]
        with open(self.path('many.jsonl'), 'w', encoding='utf-8') as file:
            for copy in range(copies):
                for line in lines:
                    file.write(json.dumps({**line, 'id': f'{line["id"]}-{copy}'}) + '\n')
        self.riffle('index', name, 'many.jsonl')
        return self.path(name)

    def files(self):
        return sorted(os.listdir(self.folder.name))


class Pipes(CommandTest):
    def first_line_then_close(self, *args):
        process = subprocess.Popen([RIFFLE, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        return process.wait(TIMEOUT_SECONDS), errors

    def test_a_reader_that_leaves_is_a_silent_success(self):
        index = self.make_index(copies=1000)
        for args in (['export', index], ['search', index, '*', '-n', '0'], ['search', index, '*', '--format', 'ids'],
                     ['search', index, '*', '-n', '0', '--format', 'json']):
            self.assertEqual(self.first_line_then_close(*args), (0, b''), args)

    def test_a_file_that_is_cut_short_while_it_is_read_is_an_error(self):
        index = self.make_index(copies=1000)
        process = subprocess.Popen([RIFFLE, 'export', index], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        first = process.stdout.readline()
        # The pipe is full by now or soon, and the command waits.
        os.truncate(index, 3 * 4096)
        rest = process.stdout.read()
        errors = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(TIMEOUT_SECONDS), 1, errors)
        self.assertIn(f'riffle: {index}: it was cut short while it was open'.encode(), errors)
        for line in (first + rest).splitlines()[:-1]:
            json.loads(line)

    def test_a_full_disk_is_an_error(self):
        index = self.make_index()
        for args in (['export', index], ['search', index, '*'], ['info', index], ['--help'], ['verify', index],
                     ['terms', index], ['get', index, 'n1-0']):
            with open('/dev/full', 'wb') as full:
                done = subprocess.run([RIFFLE, *args], stdout=full, stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS)
            self.assertEqual(done.returncode, 1, args)
            self.assertIn(b'riffle: standard output: cannot write: No space left on device', done.stderr)

    def test_a_closed_standard_output_does_not_write_into_the_index(self):
        index = self.make_index()
        done = subprocess.run(f'exec "{RIFFLE}" index "{index}" "{NEWS}" >&-', shell=True, stderr=subprocess.PIPE,
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'standard output: cannot write', done.stderr)
        self.riffle('verify', index)
        self.assertEqual(self.riffle('search', index, '*', '--count').stdout, b'16\n')

    def test_closed_standard_error_and_input_do_no_harm(self):
        index = self.make_index()
        for closed in ('<&-', '2>&-', '<&- 2>&-'):
            command = f'exec "{RIFFLE}" index "{index}" "{os.path.join(INPUTS, "bad.jsonl")}" {closed}'
            done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  timeout=TIMEOUT_SECONDS)
            self.assertEqual(done.returncode, 0, closed)
        self.riffle('verify', index)

    def test_export_into_a_pipe_by_name(self):
        index = self.make_index()
        out = self.riffle('export', index, '-o', '/dev/stdout').stdout
        self.assertEqual(out, self.riffle('export', index).stdout)


class RoundTrip(CommandTest):
    def test_an_export_indexes_back_to_the_same_answers(self):
        index = self.make_index()
        self.riffle('export', index, '-o', 'out.jsonl')
        self.riffle('index', 'back.riffle', 'out.jsonl')
        for query in ('aleppo', '"prime minister"', 'airport OR café', "o'brien", '*', 'date:2024-12', 'NOT aleppo',
                      'source:"harbour times"'):
            answers = [without_time(self.riffle('search', name, query, '--format', 'json').stdout)
                       for name in (index, 'back.riffle')]
            self.assertEqual(answers[0], answers[1], query)
        self.assertEqual(self.riffle('export', 'back.riffle').stdout, self.riffle('export', index).stdout)

    def test_values_that_do_not_fit_their_member_survive(self):
        line = {'id': 'x', 'title': 'T', 'body': 5, 'date': 'some day', 'nested': {'a': [1, {'b': None}]}, 'n': 1.5e300}
        self.riffle('index', 'odd.riffle', '-', input=json.dumps(line).encode())
        exported = self.riffle('export', 'odd.riffle').stdout
        self.riffle('index', 'back.riffle', '-', input=exported)
        self.assertEqual(self.riffle('export', 'back.riffle').stdout, exported)
        # A number for a body is its digits.
        self.assertEqual(json.loads(exported), line | {'body': '5'})

    def test_the_same_input_gives_the_same_bytes(self):
        for name, threads in (('one.riffle', '1'), ('two.riffle', '2')):
            self.riffle('index', name, NEWS, '--threads', threads)
        self.assertEqual(content(self.path('one.riffle')), content(self.path('two.riffle')))

    def test_json_output_is_json_whatever_the_bytes(self):
        self.riffle('index', 'odd.riffle', '-', input=b'{"id":"\xff\\u0000","title":"\xc3\x28 \\u001b","body":"\xed\xa0\x80 word"}\n')
        hit = json.loads(self.riffle('search', 'odd.riffle', 'word', '--format', 'json').stdout)['hits'][0]
        self.assertIn('word', hit['snippet'])
        json.loads(self.riffle('export', 'odd.riffle').stdout)

    def test_json_output_holds_nothing_that_a_terminal_obeys(self):
        article = {'id': 'a\x9b31m', 'title': 'red \x9b31m \x7f', 'body': 'a word \x1b[2J \x85', 'note': {'\x90': ['\x9d']}}
        self.riffle('index', 'odd.riffle', '-', input=json.dumps(article, ensure_ascii=False).encode() + b'\n')
        for command in (('search', 'odd.riffle', 'word', '--format', 'json'), ('export', 'odd.riffle'),
                        ('get', 'odd.riffle', article['id'])):
            line = self.riffle(*command).stdout.decode()
            self.assertEqual([c for c in line if c != '\n' and (c < ' ' or '\x7f' <= c < '\xa0')], [], command)
            self.assertIn('\\u009b31m', line)
        self.assertEqual(json.loads(self.riffle('export', 'odd.riffle').stdout), article)

    def test_highlights_are_byte_ranges_of_the_snippet(self):
        index = self.make_index()
        answer = json.loads(self.riffle('search', index, 'café', '--format', 'json').stdout)
        self.assertEqual(answer['total'], 1)
        hit = answer['hits'][0]
        words = [hit['snippet'].encode()[begin:end].decode() for begin, end in hit['highlights']]
        self.assertTrue(words)
        self.assertEqual({word.lower() for word in words}, {'café'})
        self.assertEqual(list(answer), ['total', 'hits', 'next', 'previous', 'took_us', 'notes', 'suggestions',
                                        'did_you_mean'])
        self.assertEqual(list(hit), ['id', 'score', 'title', 'title_highlights', 'date', 'source', 'snippet', 'highlights'])
        self.assertIsNone(hit['date'])


class Signals(CommandTest):
    def start_blocked_index(self, action=signal.SIG_DFL):
        """riffle index, which has taken one line of standard input and waits for more."""
        process = subprocess.Popen([RIFFLE, 'index', 'news.riffle', '-'], cwd=self.folder.name, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=with_signals(action))
        process.stdin.write(b'{"id":"new","title":"never committed"}\nno JSON\n{"id"')
        process.stdin.flush()
        return process

    def check_interrupt(self, signal_number):
        process = self.start_blocked_index()
        first = process.stderr.readline()  # the bad line: the command is at work
        self.assertIn(b'-:2: ', first)
        process.send_signal(signal_number)
        self.assertEqual(process.wait(TIMEOUT_SECONDS), 130)
        self.assertIn(b'riffle: news.riffle: interrupted, nothing was committed', process.stderr.read())
        for stream in (process.stdin, process.stdout, process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass

    def test_an_interrupt_commits_nothing_to_a_new_file(self):
        self.check_interrupt(signal.SIGINT)
        self.assertEqual(self.files(), [])

    def test_a_termination_leaves_an_old_file_as_it_was(self):
        index = self.make_index()
        before = content(index)
        self.check_interrupt(signal.SIGTERM)
        self.assertEqual(content(index), before)
        self.assertEqual(self.files(), ['many.jsonl', 'news.riffle'])

    def test_a_terminal_that_is_closed_is_a_termination(self):
        self.check_interrupt(signal.SIGHUP)
        self.assertEqual(self.files(), [])

    def test_signals_that_were_ignored_stay_so(self):
        process = self.start_blocked_index(signal.SIG_IGN)
        self.assertIn(b'-:2: ', process.stderr.readline())
        for number in STOPS:
            process.send_signal(number)
        process.communicate(b':"2","title":"x"}\n', TIMEOUT_SECONDS)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.riffle('search', 'news.riffle', '*', '--count').stdout, b'2\n')

    def test_export_into_a_pipe_ends_with_130_or_goes_on_where_signals_are_ignored(self):
        index = self.make_index(copies=1000)
        whole = self.riffle('export', index).stdout
        for action, exit_code in ((signal.SIG_DFL, 130), (signal.SIG_IGN, 0)):
            for number in STOPS:
                process = subprocess.Popen([RIFFLE, 'export', index], bufsize=0, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE, preexec_fn=with_signals(action))
                first = process.stdout.readline()  # it is at work, and waits soon
                process.send_signal(number)
                rest, _ = process.communicate(timeout=TIMEOUT_SECONDS)
                self.assertEqual(process.returncode, exit_code)
                if exit_code == 0:
                    self.assertEqual(first + rest, whole)


@unittest.skipUnless(may_trace(), 'nothing can be traced here')
class SlowDisk(CommandTest):
    """Commands that are met in the middle: the first sync of each takes long."""

    def start(self, *args, syncs='fdatasync,fsync', seconds=1.5):
        """The command, held in its first sync for so long, and the number of its process."""
        tracer = subprocess.Popen(['strace', '-f', '-o', '/dev/null', '-e', f'trace={syncs}', '-e',
                                   f'inject={syncs}:delay_enter={int(seconds * 1e6)}:when=1', RIFFLE, *args],
                                  cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  preexec_fn=with_signals(signal.SIG_DFL))
        self.addCleanup(tracer.stderr.close)
        self.addCleanup(tracer.stdout.close)
        wait_until(lambda: self.command_of(tracer))
        return tracer, self.command_of(tracer)

    @staticmethod
    def command_of(tracer):
        """The number of its child that is the command; it has others before."""
        for child in content(f'/proc/{tracer.pid}/task/{tracer.pid}/children').split():
            try:
                if os.readlink(f'/proc/{int(child)}/exe') == os.path.realpath(RIFFLE):
                    return int(child)
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                pass
        return None

    def unfinished(self):
        return [name for name in self.files() if '.tmp-' in name or name.endswith('.part')]

    def test_what_an_interrupted_command_has_begun_goes_with_it(self):
        index = self.make_index()
        before = content(index)
        files = self.files()
        for args in (['compact', index], ['merge', 'out', index], ['backup', index, 'out'], ['salvage', index, 'out'],
                     ['export', index, '-o', 'out']):
            for number in STOPS:
                tracer, process = self.start(*args)
                wait_until(self.unfinished)
                os.kill(process, number)
                _, errors = tracer.communicate(timeout=TIMEOUT_SECONDS)
                self.assertEqual(tracer.returncode, 130, (args, number, errors))
                # On a busy machine strace has something to say for itself.
                own = [line for line in errors.splitlines() if not line.startswith(b'strace: ')]
                self.assertEqual(own, [b'riffle: interrupted'])
                self.assertEqual(self.files(), files, (args, number))
                self.assertEqual(content(index), before)

    def test_a_second_interrupt_of_index_leaves_nothing_behind(self):
        # Two signals have to come before the commit is over, also where much else is running. strace waits for the end.
        tracer, process = self.start('index', 'new.riffle', NEWS, seconds=5)

        def is_committing():  # the header is written with the commit
            return any(content(self.path(name))[:1] > b'\0' for name in self.unfinished())
        wait_until(is_committing)
        os.kill(process, signal.SIGINT)
        self.assertIn(b'the commit has begun', tracer.stderr.readline())
        os.kill(process, signal.SIGINT)
        _, errors = tracer.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual(tracer.returncode, 130, errors)
        self.assertIn(b'interrupted during the commit', errors)
        self.assertEqual(self.files(), [])


@unittest.skipUnless(may_trace(), 'nothing can be traced here')
class FailingDisk(CommandTest):
    def failing(self, sync, number, *args):
        done = subprocess.run(['strace', '-f', '-o', '/dev/null', '-e', f'inject={sync}:error=EIO:when={number}', RIFFLE,
                               *args], cwd=self.folder.name, capture_output=True, timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1, args)
        return done.stderr.decode()

    def generation(self, name):
        return json.loads(self.riffle('info', name, '--format', 'json').stdout)['generation']

    def test_a_commit_that_may_be_there_is_told_as_such(self):
        self.make_index()
        for sync, number, args in (('fdatasync', 2, ['index', 'news.riffle', NEWS]),
                                   ('fdatasync', 3, ['index', 'news.riffle', NEWS]),
                                   ('fdatasync', 2, ['delete', 'news.riffle', '--id', 'n1']),
                                   ('fdatasync', 2, ['rollback', 'news.riffle', '1']),
                                   ('fsync', 1, ['compact', 'news.riffle'])):
            before = self.generation('news.riffle')
            errors = self.failing(sync, number, *args)
            self.assertRegex(errors, r'^riffle: news\.riffle: .*Input/output error, after the new commit was written: the '
                             r'file may hold it or be as it was before, .*riffle log news\.riffle\n$')
            self.assertEqual(self.generation('news.riffle'), before + 1, args)
        for args in (['index', 'a.riffle', NEWS], ['backup', 'news.riffle', 'b.riffle'],
                     ['merge', 'c.riffle', 'news.riffle'], ['salvage', 'news.riffle', 'd.riffle']):
            self.assertIn('may hold it or be as it was before', self.failing('fsync', 1, *args))
        for name in 'abcd':
            self.riffle('verify', f'{name}.riffle')

    def test_a_commit_that_is_not_there_is_told_as_ever(self):
        index = self.make_index()
        before = content(index)
        errors = self.failing('fdatasync', 1, 'index', 'news.riffle', NEWS)
        self.assertEqual(errors, 'riffle: news.riffle: cannot be made durable: Input/output error; check the disk\n')
        self.assertEqual(content(index), before)
        self.assertIn('cannot write', self.failing('fsync', 1, 'export', 'news.riffle', '-o', 'out.jsonl'))
        self.assertEqual(self.files(), ['many.jsonl', 'news.riffle'])


class Permissions(CommandTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(os.umask, os.umask(0o022))

    def test_a_copy_is_as_private_as_what_it_is_made_of(self):
        self.make_index()
        self.make_index('public.riffle')
        for mode, expected in ((0o600, 0o600), (0o640, 0o640), (0o666, 0o644)):
            os.chmod(self.path('news.riffle'), mode)
            for args in (['backup', 'news.riffle', 'out'], ['merge', 'out', 'public.riffle', 'news.riffle'],
                         ['salvage', 'news.riffle', 'out'], ['export', 'news.riffle', '-o', 'out']):
                self.riffle(*args)
                self.assertEqual(mode_of(self.path('out')), expected, args)
                os.remove(self.path('out'))
            self.riffle('compact', 'news.riffle')
            self.assertEqual(mode_of(self.path('news.riffle')), mode)

    def test_an_export_onto_a_file_keeps_its_mode_and_the_links_to_it(self):
        self.make_index()
        os.chmod(self.path('news.riffle'), 0o600)
        exported = self.riffle('export', 'news.riffle').stdout
        os.mkdir(self.path('elsewhere'))
        os.symlink('elsewhere/there.jsonl', self.path('link'))
        for mode in (None, 0o640, 0o604):  # the first time there is nothing behind the link
            if mode is not None:
                with open(self.path('elsewhere/there.jsonl'), 'w', encoding='utf-8') as file:
                    file.write('old')
                os.chmod(self.path('elsewhere/there.jsonl'), mode)
            self.riffle('export', 'news.riffle', '-o', 'link')
            self.assertTrue(os.path.islink(self.path('link')))
            self.assertEqual(content(self.path('elsewhere/there.jsonl')), exported)
            self.assertEqual(mode_of(self.path('elsewhere/there.jsonl')), mode or 0o600)
        self.assertEqual(os.listdir(self.path('elsewhere')), ['there.jsonl'])


class Files(CommandTest):
    def test_a_failed_export_leaves_no_part(self):
        index = self.make_index(copies=200)
        done = subprocess.run(f'ulimit -f 8; exec "{RIFFLE}" export "{index}" -o out.jsonl', shell=True,
                              cwd=self.folder.name, stderr=subprocess.PIPE, executable='/bin/bash',
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'File too large', done.stderr)
        self.assertEqual(self.files(), ['many.jsonl', 'news.riffle'])

    def test_an_index_over_the_file_size_limit_is_an_error_and_leaves_nothing(self):
        self.make_index(copies=200)
        os.remove(self.path('news.riffle'))
        done = subprocess.run(f'ulimit -f 8; exec "{RIFFLE}" index news.riffle many.jsonl', shell=True,
                              cwd=self.folder.name, stderr=subprocess.PIPE, executable='/bin/bash',
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'File too large', done.stderr)
        self.assertEqual(self.files(), ['many.jsonl'])

    def test_a_merge_without_room_names_the_new_file(self):
        self.make_index(copies=200)
        done = subprocess.run(f'ulimit -f 8; exec "{RIFFLE}" merge all.riffle news.riffle', shell=True,
                              cwd=self.folder.name, stderr=subprocess.PIPE, executable='/bin/bash',
                              timeout=TIMEOUT_SECONDS)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith(b'riffle: all.riffle: '), done.stderr)
        self.assertIn(b'File too large', done.stderr)
        self.assertEqual(self.files(), ['many.jsonl', 'news.riffle'])

    def test_a_link_to_nothing_is_told_as_one(self):
        os.symlink('nowhere.riffle', self.path('link.riffle'))
        errors = self.riffle('index', 'link.riffle', NEWS, exit_code=1).stderr
        self.assertIn(b'link.riffle: it is a link to a file that is not there; delete the link', errors)
        self.assertEqual(self.files(), ['link.riffle'])

    def test_several_files_name_the_one_that_an_error_is_about(self):
        self.make_index()
        errors = self.riffle('shell', 'news.riffle', 'nowhere.riffle', exit_code=1).stderr
        self.assertTrue(errors.startswith(b'riffle: nowhere.riffle: cannot be opened: '), errors)

    def test_a_second_writer_is_refused_and_a_reader_is_not(self):
        index = self.make_index()
        first = subprocess.Popen([RIFFLE, 'index', index, '-'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE)
        first.stdin.write(b'{"id":"x","title":"late"}\nno JSON\n')
        first.stdin.flush()
        first.stderr.readline()  # it is at work
        self.assertIn(b'another writer', self.riffle('index', index, NEWS, exit_code=1).stderr)
        self.assertEqual(self.riffle('search', index, '*', '--count').stdout, b'8\n')
        first.communicate()
        self.assertEqual(first.returncode, 0)
        self.assertEqual(self.riffle('search', index, '*', '--count').stdout, b'9\n')

    def test_a_read_only_index_in_a_read_only_folder_is_searched(self):
        index = self.make_index()
        os.chmod(index, 0o444)
        os.chmod(self.folder.name, 0o555)
        self.addCleanup(os.chmod, self.folder.name, 0o755)
        self.assertEqual(self.riffle('search', index, '*', '--count').stdout, b'8\n')

    def test_names_with_spaces_dashes_and_no_utf8(self):
        for name in (b'a b.riffle', b'-dash.riffle', b'\xff\xfe.riffle'):
            subprocess.run([RIFFLE.encode(), b'index', b'--', name, os.fsencode(NEWS)], cwd=self.folder.name, check=True,
                           stdout=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS)
            done = subprocess.run([RIFFLE.encode(), b'search', b'--count', b'--', name, b'*'], cwd=self.folder.name,
                                  capture_output=True, timeout=TIMEOUT_SECONDS)
            self.assertEqual(done.stdout, b'8\n', done.stderr)

    def test_a_folder_is_walked_in_order_and_the_index_inside_is_no_input(self):
        os.mkdir(self.path('in'))
        for name in ('b.txt', 'a.txt'):
            with open(self.path(f'in/{name}'), 'w', encoding='utf-8') as file:
                file.write(f'Title of {name}\n\nBody\n')
        self.riffle('index', 'in/all.riffle', 'in')
        self.riffle('index', 'in/all.riffle', 'in')
        self.assertEqual(self.riffle('search', 'in/all.riffle', '*', '--format', 'ids').stdout,
                         b'in/a.txt\nin/b.txt\n')

    def test_pages_by_cursor_give_the_whole_list(self):
        index = self.make_index(copies=3)
        for sort in ('relevance', 'date', '-date', 'source', '-id'):
            whole = json.loads(self.riffle('search', index, '*', '-n', '0', '--sort', sort, '--format', 'json').stdout)
            ids, after = [], []
            while True:
                page = json.loads(self.riffle('search', index, '*', '-n', '7', '--sort', sort, '--format', 'json',
                                              *after).stdout)
                ids += [hit['id'] for hit in page['hits']]
                if page['next'] is None:
                    break
                after = ['--after', page['next']]
            self.assertEqual(ids, [hit['id'] for hit in whole['hits']], sort)
            ids = ids[-len(page['hits']):]
            while page['previous'] is not None:
                page = json.loads(self.riffle('search', index, '*', '-n', '7', '--sort', sort, '--format', 'json',
                                              '--before', page['previous']).stdout)
                ids[:0] = [hit['id'] for hit in page['hits']]
            self.assertEqual(ids, [hit['id'] for hit in whole['hits']], sort)

    def test_pages_of_collapsed_hits_give_all_stories(self):
        with open(self.path('copies.jsonl'), 'w', encoding='utf-8') as file:
            for story in range(9):
                for copy in range(story % 3 + 1):
                    words = ' '.join(f'w{story * 100 + i}' for i in range(60))
                    json.dump({'id': f'{story}-{copy}', 'body': f'storm {words}', 'date': f'2024-01-{copy + 1:02}'}, file)
                    file.write('\n')
        self.riffle('index', 'copies.riffle', 'copies.jsonl')
        search = ['search', 'copies.riffle', 'storm', '--collapse']
        self.assertEqual(self.riffle(*search, '--count').stdout, b'9\n')
        for sort in ('relevance', 'date', '-id'):
            whole = json.loads(self.riffle(*search, '-n', '0', '--sort', sort, '--format', 'json').stdout)
            self.assertEqual((whole['total'], whole['stories']), (18, 9))
            ids, after = [], []
            while True:
                page = json.loads(self.riffle(*search, '-n', '4', '--sort', sort, '--format', 'json', *after).stdout)
                self.assertEqual(page['stories'], 9)
                ids += [hit['id'] for hit in page['hits']]
                if page['next'] is None:
                    break
                after = ['--after', page['next']]
            self.assertEqual(ids, [hit['id'] for hit in whole['hits']], sort)

    def test_a_cursor_of_another_query_is_refused(self):
        index = self.make_index()
        page = json.loads(self.riffle('search', index, '*', '-n', '2', '--format', 'json').stdout)
        for query, options, told in (('aleppo', [], b'another query'), ('*', ['--sort', 'date'], b'another sort order'),
                                     ('*', ['--collapse'], b'collapsed otherwise')):
            done = subprocess.run([RIFFLE, 'search', self.path(index), query, *options, '--after', page['next']],
                                  capture_output=True, timeout=TIMEOUT_SECONDS)
            self.assertEqual((done.returncode, done.stdout), (1, b''))
            self.assertIn(told, done.stderr)

    def test_a_work_limit_holds_while_hits_are_fetched(self):
        index = self.make_index(copies=3)
        search = [RIFFLE, 'search', self.path(index), '*', '-n', '0', '--format', 'json', '--work-limit', '5']
        done = subprocess.run(search, capture_output=True, timeout=TIMEOUT_SECONDS)
        self.assertEqual((done.returncode, done.stdout), (1, b''))
        self.assertIn(b'more than 5 steps of work', done.stderr)

    def test_a_cursor_of_an_older_commit_is_noted(self):
        index = self.make_index()
        page = json.loads(self.riffle('search', index, '*', '-n', '3', '--sort', 'date', '--format', 'json').stdout)
        with open(self.path('more.jsonl'), 'w', encoding='utf-8') as file:
            file.write('{"id":"new","title":"x","date":"1990-01-01"}\n')
        self.riffle('index', index, 'more.jsonl')
        after = json.loads(self.riffle('search', index, '*', '-n', '50', '--sort', 'date', '--format', 'json', '--after',
                                       page['next']).stdout)
        self.assertEqual(len(after['hits']), 5)
        self.assertIn('changed', after['notes'][0])

    def test_a_shell_answers_line_by_line_and_sees_new_commits(self):
        index = self.make_index()
        with open(self.path('more.jsonl'), 'w', encoding='utf-8') as file:
            file.write('{"id":"new","title":"quokka"}\n')
        shell = subprocess.Popen([RIFFLE, 'shell', self.path(index), '--count'], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        answers = []
        for _ in range(2):
            shell.stdin.write('quokka\n')
            shell.stdin.flush()
            answers.append(shell.stdout.readline())
            self.riffle('index', index, 'more.jsonl')
        self.assertEqual(answers, ['0\n', '1\n'])
        self.assertEqual(shell.communicate(timeout=TIMEOUT_SECONDS), ('', None))
        self.assertEqual(shell.returncode, 0)

    def test_a_shell_ends_when_nobody_reads_its_answers(self):
        shell = subprocess.Popen([RIFFLE, 'shell', self.path(self.make_index()), '--count'], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            shell.stdout.close()
            with contextlib.suppress(BrokenPipeError):  # it may have ended before
                os.write(shell.stdin.fileno(), b'storm\nfog\n')
            self.assertEqual(shell.wait(timeout=TIMEOUT_SECONDS), 0)  # with its input still open
        finally:
            shell.kill()
            shell.stdin.close()
            shell.wait()

    def test_a_shell_prompts_a_terminal_alone(self):
        index = self.make_index()
        master, slave = pty.openpty()
        shell = subprocess.Popen([RIFFLE, 'shell', self.path(index), '--count'], stdin=slave, stdout=slave)
        os.close(slave)
        os.write(master, b'quokka\n.quit\n')
        shown = b''
        while shown.count(b'riffle> ') < 2:
            shown += os.read(master, 4096)
        self.assertEqual(shell.wait(TIMEOUT_SECONDS), 0)
        os.close(master)
        self.assertIn(b'0', shown)
        self.assertNotIn('riffle>', subprocess.run([RIFFLE, 'shell', self.path(index), '--count'], input='quokka\n',
                                                   capture_output=True, text=True, timeout=TIMEOUT_SECONDS).stdout)

    def test_a_long_query_is_refused_or_answered_but_never_crashes(self):
        index = self.make_index()
        for query in ('(' * 5000, 'word ' * 5000, '"' + 'a ' * 500 + '"', '-' * 3000, 'x' * 60000, '* OR ' * 900):
            done = subprocess.run([RIFFLE, 'search', '--', index, query], capture_output=True,
                                  timeout=TIMEOUT_SECONDS)
            self.assertIn(done.returncode, (0, 1), query[:20])


if __name__ == '__main__':
    unittest.main(verbosity=1)
