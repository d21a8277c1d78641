"""The table of command line cases. They build on each other: the first ones make the index files of the others."""

import dataclasses
import os
import typing


@dataclasses.dataclass
class Case:
    name: str
    args: list
    exit_code: int = 0
    stdin: typing.Any = None
    env: dict = dataclasses.field(default_factory=dict)
    columns: int = 0  # not 0: standard output and error are a terminal of that width
    masks: list = dataclasses.field(default_factory=list)  # (pattern, replacement)
    prepare: list = dataclasses.field(default_factory=list)  # (file, function of the folder that gives its bytes)


INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inputs')


def content(name):
    def read(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            return file.read()

    return read


def first_half_of(name):
    return lambda folder: content(name)(folder)[: os.path.getsize(os.path.join(folder, name)) // 2]


def with_flipped_bit(name, offset):
    def make(folder):
        data = bytearray(content(name)(folder))
        data[offset] ^= 0x10
        return bytes(data)

    return make


NUMBERS = [(r'\d[\d,]* bytes', '<size>'), (r'uuid +\S+', 'uuid <uuid>'), (r'"uuid":"[^"]*"', '"uuid":<uuid>')]
TIMES = [(r' +\d+\.\d us', ' <time> us')]
BYTES = [(r'byte \d+', 'byte <n>')]
TABLE = [(r'(?m)^( +0) +[\d,]+ +[\d,]+', r'\1 <offset> <bytes>'), (r'"(offset|bytes)":\d+', r'"\1":<n>')]
SECTIONS = [(r'(?m)^([a-z, ]+[a-z]) +[\d,]+ +[\d.]+% +[\d.]+$', r'\1 <bytes> <share> <mean>'), (r'": *\d+', '":<n>')]

CASES = [
    # Help and wrong command lines.
    Case('no_command', [], 2),
    Case('help', ['--help']),
    Case('version', ['--version']),
    *[Case(f'help_{c}', [c, '--help']) for c in ('index', 'search', 'explain', 'get', 'info', 'verify', 'terms', 'export', 'dups', 'similar')],
    Case('help_word', ['help', 'get']),
    Case('unknown_command', ['serach', 'news.riffle', 'x'], 2),
    Case('unknown_command_far', ['frobnicate'], 2),
    Case('unknown_option_alone', ['--verson'], 2),
    Case('empty_input_name', ['index', 'x.riffle', ''], 2),
    Case('unknown_option', ['search', 'news.riffle', 'x', '--limt', '3'], 2),
    Case('unknown_short_option', ['index', '-z', 'news.riffle', 'news.jsonl'], 2),
    Case('option_without_value', ['search', 'news.riffle', 'x', '--limit'], 2),
    Case('flag_with_value', ['search', 'news.riffle', 'x', '--count=3'], 2),
    Case('limit_not_a_number', ['search', 'news.riffle', 'x', '-n', 'many'], 2),
    Case('limit_negative', ['search', 'news.riffle', 'x', '--limit=-1'], 2),
    Case('unknown_format', ['search', 'news.riffle', 'x', '--format', 'xml'], 2),
    Case('query_missing', ['search', 'news.riffle'], 2),
    Case('input_missing', ['index', 'news.riffle'], 2),
    Case('too_many_words', ['info', 'news.riffle', 'x'], 2),
    Case('empty_file_name', ['info', ''], 2),
    Case('memory_no_number', ['index', 'x.riffle', 'news.jsonl', '--memory', 'much'], 2),
    Case('memory_too_small', ['index', 'x.riffle', 'news.jsonl', '--memory', '1M'], 2),
    Case('memory_overflow', ['index', 'x.riffle', 'news.jsonl', '--memory', '99999999999G'], 2),
    Case('memory_bad_suffix', ['index', 'x.riffle', 'news.jsonl', '--memory', '256T'], 2),
    Case('unknown_analyzer', ['index', 'x.riffle', 'news.jsonl', '--analyzer', 'klingon'], 2),
    Case('index_is_input', ['index', 'news.jsonl', 'news.jsonl'], 2),
    # Index.
    Case('index_news', ['index', 'news.riffle', 'news.jsonl']),
    Case('index_json_summary', ['index', 'copy.riffle', 'news.jsonl', '--format', 'json', '--threads', '2']),
    Case('index_again_replaces', ['index', 'copy.riffle', 'news.jsonl']),
    Case('index_quiet', ['index', 'quiet.riffle', 'news.jsonl', '--quiet', '--memory', '64m']),
    Case('index_all_kinds', ['index', 'kinds.riffle', 'one.jsonl.gz', 'two.jsonl.zst', 'table.csv', 'article.txt',
                             'array.json']),
    Case('search_all_kinds', ['search', 'kinds.riffle', '*', '--format', 'ids']),
    Case('get_txt', ['get', 'kinds.riffle', 'article.txt', '--format', 'text']),
    Case('get_csv', ['get', 'kinds.riffle', 'c1']),
    Case('get_array_extra', ['get', 'kinds.riffle', 'a1']),
    Case('index_stdin', ['index', 'stdin.riffle', '-'], stdin='{"id":"s1","title":"From a pipe","body":"x"}\n'),
    Case('index_stdin_gz', ['index', 'stdin.riffle', '-'], stdin=content('one.jsonl.gz')(INPUTS)),
    Case('index_stdin_empty', ['index', 'none.riffle', '-'], stdin=''),
    Case('index_bad_lines', ['index', 'bad.riffle', 'bad.jsonl']),
    Case('index_bad_lines_strict', ['index', 'strict.riffle', 'bad.jsonl', '--strict'], 1),
    Case('strict_left_no_file', ['info', 'strict.riffle'], 1),
    Case('index_all_bad', ['index', 'none.riffle', 'all_bad.jsonl'], 1),
    Case('index_empty', ['index', 'none.riffle', 'empty.jsonl', 'blank.jsonl']),
    Case('index_missing_input', ['index', 'none.riffle', 'nowhere.jsonl'], 1),
    Case('index_missing_folder', ['index', 'nowhere/none.riffle', 'news.jsonl'], 1),
    Case('index_onto_other_file', ['index', 'table.csv', 'news.jsonl'], 1),
    Case('index_unknown_kind', ['index', 'none.riffle', 'photo.jpg'], 1, prepare=[('photo.jpg', lambda _: b'\xff\xd8')]),
    Case('index_id_field', ['index', 'byurl.riffle', '-', '--id-field', 'url'],
         stdin='{"id":"kept?","url":"https://example.org/u1","title":"By address"}\n'),
    Case('get_id_field', ['get', 'byurl.riffle', 'https://example.org/u1']),
    Case('index_simple_meta', ['index', 'meta.riffle', 'news.jsonl', '--analyzer', 'simple', '--store', 'meta']),
    Case('index_store_none', ['index', 'none_stored.riffle', 'news.jsonl', '--store=none']),
    Case('index_join_title', ['index', 'joined.riffle', 'news.jsonl', '--join-title']),
    Case('index_settings_kept', ['index', 'meta.riffle', 'table.csv', '--analyzer', 'english', '--store', 'full',
                                 '--join-title']),
    Case('index_html', ['index', 'pages.riffle', 'page.html', 'page_latin5.htm']),
    Case('get_html', ['get', 'pages.riffle', 'page.html']),
    Case('get_html_latin5', ['get', 'pages.riffle', 'page_latin5.htm', '--format', 'text']),
    Case('index_odd', ['index', 'odd.riffle', 'odd.jsonl']),
    Case('get_odd', ['get', 'odd.riffle', 'o1']),
    Case('get_dateline', ['get', 'odd.riffle', 'o3']),
    Case('index_no_datelines', ['index', 'odd_plain.riffle', 'odd.jsonl', '--no-datelines', '--quiet']),
    Case('get_no_dateline', ['get', 'odd_plain.riffle', 'o3']),
    Case('index_cut', ['index', 'cut_text.riffle', 'odd.jsonl', '--cut-boilerplate', '--cut-report', 'cuts.jsonl',
                       '--guess-titles']),
    Case('get_cut', ['get', 'cut_text.riffle', 'o4']),
    Case('index_cut_report', ['index', 'cuts.riffle', 'cuts.jsonl', '--id-field', 'text']),
    Case('get_cut_report', ['export', 'cuts.riffle']),
    Case('index_cut_report_alone', ['index', 'x.riffle', 'odd.jsonl', '--cut-report', 'y.jsonl'], 2),
    Case('index_samples', ['index', 'samples.riffle', 'samples']),
    Case('search_samples', ['search', 'samples.riffle', "Hay'at al-Bahr", '--no-snippets']),
    # Search.
    Case('search_words', ['search', 'news.riffle', 'aleppo', 'airport']),
    Case('search_stem', ['search', 'news.riffle', 'rises OR vaccines']),
    Case('search_phrase', ['search', 'news.riffle', '"prime minister"']),
    Case('search_apostrophe', ['search', 'news.riffle', "O'Brien"]),
    Case('search_name', ['search', 'news.riffle', '"Hayat Tahrir al-Sham"']),
    Case('search_not', ['search', 'news.riffle', 'airport NOT aleppo']),
    Case('search_dash_word', ['search', 'news.riffle', '-aleppo', 'airport']),
    Case('search_dash_n_word', ['search', 'news.riffle', '-netanyahu', 'airport', '-n1']),
    Case('search_double_dash', ['search', 'news.riffle', '--count', '--', '-aleppo']),
    Case('search_brackets', ['search', 'news.riffle', '[airport,strike]']),
    Case('search_field_date', ['search', 'news.riffle', 'source:"levant post" date:2024-11..2024-11-30']),
    Case('search_no_hit', ['search', 'news.riffle', 'zeppelin']),
    Case('search_empty_query', ['search', 'news.riffle', '']),
    Case('search_lenient', ['search', 'news.riffle', 'strike AND (airport', '--no-snippets']),
    Case('search_strict', ['search', 'news.riffle', 'strike AND (airport', '--strict'], 1),
    Case('search_strict_wide', ['search', 'news.riffle', '東京 AND OR x', '--strict'], 1),
    Case('search_pattern', ['search', 'news.riffle', 'air* strik~1', '--no-snippets']),
    Case('search_near', ['search', 'news.riffle', 'airport NEAR/3 strike', '--format', 'ids']),
    Case('search_strict_boost', ['search', 'news.riffle', 'airport^x.1 strike^1.2.3', '--strict'], 1),
    Case('search_did_you_mean', ['search', 'news.riffle', 'airpotr strike']),
    Case('search_time_limit', ['search', 'news.riffle', 'airport', '--time-limit', '60000', '--count']),
    Case('explain', ['explain', 'news.riffle', '"airport strike" OR air* -café'], masks=TIMES),
    Case('explain_json', ['explain', 'news.riffle', 'airport', 'café', '--format', 'json']),
    Case('explain_strict', ['explain', 'news.riffle', 'airport AND', '--strict'], 1),
    Case('search_limit_offset', ['search', 'news.riffle', '*', '-n', '2', '--offset', '3', '--no-snippets']),
    Case('search_offset_past_end', ['search', 'news.riffle', '*', '--offset', '300']),
    Case('search_sort_date', ['search', 'news.riffle', '*', '--sort', 'date', '-n0', '--no-snippets']),
    Case('search_sort_date_down', ['search', 'news.riffle', '*', '--sort', '-date', '-n', '3', '--no-snippets']),
    Case('search_sort_source', ['search', 'news.riffle', '*', '--sort', 'source', '-n', '0', '--no-snippets']),
    Case('search_sort_id_down', ['search', 'news.riffle', '*', '--sort', '-id', '-n', '2', '--no-snippets']),
    Case('search_sort_unknown', ['search', 'news.riffle', '*', '--sort', 'title'], 1),
    Case('search_after_nonsense', ['search', 'news.riffle', '*', '--after', 'abc'], 1),
    Case('search_facet', ['search', 'news.riffle', '*', '--no-hits', '--facet', 'source']),
    Case('search_facet_limit', ['search', 'news.riffle', 'airport', '-n', '1', '--no-snippets', '--facet', 'source',
                                '--facet-limit', '1']),
    Case('search_facet_unknown', ['search', 'news.riffle', '*', '--facet', 'colour'], 1),
    Case('search_facet_ids', ['search', 'news.riffle', '*', '--facet', 'source', '--format', 'ids'], 2),
    Case('search_histogram_day', ['search', 'news.riffle', '*', '--no-hits', '--histogram', 'day']),
    Case('search_histogram_week', ['search', 'samples.riffle', '*', '--no-hits', '--histogram', 'week']),
    Case('search_histogram_month', ['search', 'samples.riffle', '*', '--no-hits', '--histogram', 'month'], columns=60),
    Case('search_histogram_year', ['search', 'samples.riffle', 'aleppo', '--no-hits', '--histogram', 'year']),
    Case('search_overview_json', ['search', 'news.riffle', 'airport', '--no-hits', '--facet', 'source', '--histogram',
                                  'month', '--format', 'json']),
    Case('search_passages', ['search', 'samples.riffle', 'sea fog', '-n', '1', '--passages', '3']),
    Case('search_passages_json', ['search', 'news.riffle', 'airport strike', '-n', '1', '--passages', '2', '--html',
                                  '--format', 'json']),
    Case('search_collapse', ['search', 'samples.riffle', 'erbil citadel', '--collapse', '--no-snippets']),
    Case('search_collapse_json', ['search', 'samples.riffle', 'storm ottilie', '--collapse', '--no-snippets', '-n', '1',
                                  '--format', 'json']),
    Case('search_collapse_cursor', ['search', 'news.riffle', '*', '--collapse', '--after', '00'], 1),
    Case('search_two_files', ['search', 'news.riffle', 'samples.riffle', 'airport', '-n', '3', '--no-snippets']),
    Case('search_two_files_json', ['search', 'news.riffle', 'samples.riffle', '*', '--no-hits', '--facet', 'source',
                                   '--facet-limit', '3', '--format', 'json']),
    Case('search_two_files_unlike', ['search', 'news.riffle', 'meta.riffle', 'airport'], 1),
    Case('search_files_only', ['search', 'news.riffle', 'samples.riffle'], 2),
    Case('search_missing_second', ['search', 'news.riffle', 'nowhere.riffle', 'airport', '--count']),
    Case('similar', ['similar', 'samples.riffle', 'me-004', '-n', '2', '--no-snippets']),
    Case('similar_collapse_json', ['similar', 'samples.riffle', 'me-005', '-n', '1', '--collapse', '--no-snippets',
                                   '--format', 'json']),
    Case('similar_missing', ['similar', 'samples.riffle', 'nobody'], 1),
    Case('similar_no_text', ['similar', 'none_stored.riffle', 'n1'], 1),
    Case('dups', ['dups', 'samples.riffle']),
    Case('dups_json', ['dups', 'samples.riffle', '--format', 'json', '-n', '1']),
    Case('dups_none', ['dups', 'news.riffle']),
    Case('search_html_text', ['search', 'news.riffle', 'airport', '--html'], 2),
    Case('search_match_any', ['search', 'news.riffle', 'vaccine café', '--match', 'any', '--no-snippets']),
    Case('search_count', ['search', 'news.riffle', 'airport', '--count']),
    Case('search_ids', ['search', 'news.riffle', 'airport OR hama', '--format', 'ids']),
    Case('search_ids_limit', ['search', 'news.riffle', '*', '--format', 'ids', '-n', '2', '--offset', '1']),
    Case('search_ids_sort', ['search', 'news.riffle', '*', '--format', 'ids', '--sort', 'date'], 2),
    Case('search_json', ['search', 'news.riffle', 'strike OR café', '--format', 'json']),
    Case('search_json_explain', ['search', 'news.riffle', '"airport strike"', '--format', 'json', '--explain',
                                 '--no-snippets']),
    Case('search_explain', ['search', 'news.riffle', 'airport strike', '--explain', '--no-snippets', '-n', '1']),
    Case('search_meta', ['search', 'meta.riffle', 'airport']),
    Case('search_store_none', ['search', 'none_stored.riffle', 'airport']),
    Case('search_joined', ['search', 'joined.riffle', 'aleppo', '--no-snippets']),
    Case('search_terminal', ['search', 'news.riffle', 'airport flights'], columns=60),
    Case('search_terminal_no_color', ['search', 'news.riffle', 'vaccine'], columns=60, env={'NO_COLOR': '1'}),
    Case('search_terminal_dumb', ['search', 'news.riffle', 'vaccine'], columns=60, env={'TERM': 'dumb'}),
    Case('index_hostile', ['index', 'hostile.riffle', 'hostile.jsonl']),
    Case('search_hostile', ['search', 'hostile.riffle', 'alert OR body']),
    Case('search_hostile_ids_terminal', ['search', 'hostile.riffle', '*', '--format', 'ids'], columns=80),
    # The other commands.
    Case('get_json', ['get', 'news.riffle', 'n4']),
    Case('get_text', ['get', 'news.riffle', 'n1', '--format', 'text']),
    Case('get_missing', ['get', 'news.riffle', '-5'], 1),
    Case('info', ['info', 'news.riffle'], masks=NUMBERS + TABLE),
    Case('info_json', ['info', 'news.riffle', '--format', 'json'], masks=NUMBERS + TABLE),
    Case('info_sections', ['info', 'news.riffle', '--sections'], masks=NUMBERS + TABLE + SECTIONS),
    Case('verify', ['verify', 'news.riffle'], masks=NUMBERS),
    Case('verify_quiet', ['verify', 'news.riffle', '--quiet']),
    Case('verify_json', ['verify', 'news.riffle', '--format', 'json'], masks=[(r'"bytes_checked":\d+', '"bytes_checked":<n>')]),
    Case('terms_prefix', ['terms', 'news.riffle', 'air']),
    Case('terms_by_df', ['terms', 'news.riffle', '--sort', 'df', '-n', '5']),
    Case('terms_source', ['terms', 'news.riffle', '--field', 'source', '-n', '0']),
    Case('terms_none', ['terms', 'news.riffle', 'Zeppelin']),
    Case('terms_unknown_field', ['terms', 'news.riffle', '--field', 'colour'], 1),
    Case('terms_json', ['terms', 'news.riffle', 'stri', '--format', 'json', '-n', '1']),
    Case('export', ['export', 'news.riffle']),
    Case('export_file', ['export', 'news.riffle', '-o', 'exported.jsonl']),
    Case('export_back', ['index', 'back.riffle', 'exported.jsonl']),
    Case('export_again', ['export', 'back.riffle']),
    Case('export_meta', ['export', 'meta.riffle']),
    Case('export_onto_index', ['export', 'news.riffle', '-o', 'news.riffle'], 2),
    Case('export_nowhere', ['export', 'news.riffle', '-o', 'nowhere/x.jsonl'], 1),
    # Append and upsert.
    Case('upsert', ['index', 'news.riffle', 'upsert.jsonl']),
    Case('upsert_old_gone', ['search', 'news.riffle', 'baggage union', '--count']),
    Case('upsert_new_found', ['search', 'news.riffle', '"baggage handlers"', '--no-snippets']),
    Case('upsert_total', ['search', 'news.riffle', '*', '--count']),
    Case('upsert_verify', ['verify', 'news.riffle'], masks=NUMBERS),
    # Files that are no index, or damaged.
    Case('missing_file', ['search', 'nowhere.riffle', 'x'], 1),
    Case('not_riffle', ['search', 'news.jsonl', 'x'], 1),
    Case('folder_as_file', ['search', '.', 'x'], 1),
    Case('empty_as_file', ['info', 'empty.jsonl'], 1),
    Case('truncated', ['search', 'cut.riffle', 'x'], 1, prepare=[('cut.riffle', first_half_of('copy.riffle'))],
         masks=NUMBERS + BYTES),
    Case('truncated_verify', ['verify', 'cut.riffle'], 1, masks=NUMBERS + BYTES),
    Case('damaged_verify', ['verify', 'flipped.riffle'], 1,
         prepare=[('flipped.riffle', with_flipped_bit('copy.riffle', 12300))],
         masks=NUMBERS + BYTES),
    Case('damaged_verify_json', ['verify', 'flipped.riffle', '--format', 'json'], 1,
         masks=[(r'":\d+', '":<n>'), *BYTES]),
]
