#!/usr/bin/env python3
"""What riffle completion prints: whole, and understood by those of its shells that are there.

    completion_test.py RIFFLE
"""

import re
import shutil
import subprocess
import sys

SHELLS = ('bash', 'zsh', 'fish')
FILE_OPTIONS = [('export', '-o|--output'), ('index', '--schema'), ('index', '--cut-report'), ('search', '--synonyms')]


def output_of(*command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=120).stdout


def check(condition, what):
    if not condition:
        sys.exit(f'completion: {what}')


def commands_of(riffle):
    listed = output_of(riffle, '--help').split('Commands:\n')[1].split('\n\n')[0]
    return re.findall(r'(?m)^  ([a-z]+)', listed)


def options_of(riffle, command):
    """Long names, and the values of those whose help lists the only ones."""
    listed = output_of(riffle, command, '--help').split('\nOptions:\n')[1]
    return re.findall(r'(?m)^  (?:-\w, |    )(--[a-z-]+)', listed)


def bash_offers(script, *words):
    """What a tab behind the words gives; the last word may be begun only."""
    given = ' '.join(f"'{word}'" for word in words)
    run = f'{script}\nCOMP_WORDS=(riffle {given}); COMP_CWORD={len(words)}; _riffle; printf "%s\\n" "${{COMPREPLY[@]}}"'
    return output_of('bash', '--norc', '-c', run).split()


def check_bash(script, commands, options):
    check(bash_offers(script, '') == commands + ['help', '--help', '--version'], 'bash does not offer the commands')
    check(bash_offers(script, 'se') == ['search'], 'bash does not go on with "se"')
    check(bash_offers(script, 'help', 'comp') == ['compact', 'completion'], 'bash does not offer commands behind help')
    for command in commands:
        offered = bash_offers(script, command, 'news.riffle', '--')
        check(offered == options[command], f'bash offers for {command}: {offered}')
    check(bash_offers(script, 'search', 'news.riffle', '--format', '') == ['text', 'json', 'csv', 'ids'], 'no formats')
    check(bash_offers(script, 'search', 'news.riffle', '--format', '=', 'j') == ['json'], 'no format behind =')
    check(bash_offers(script, 'search', 'news.riffle', '--format', '=') == ['text', 'json', 'csv', 'ids'], 'none at =')
    check(bash_offers(script, 'search', 'new') == [], 'files are the business of bash')
    for command, option in FILE_OPTIONS:
        leaves_to_bash = 'compopt() { echo no file; }\n' + script
        for name in option.split('|'):
            check(bash_offers(leaves_to_bash, command, 'news.riffle', name, 'a') == [], f'no file behind {name} of {command}')
    check(bash_offers(script, 'completion', '') == list(SHELLS), 'bash does not offer the shells')


def check_zsh(script, commands, options):
    """With functions in place of those of zsh that print what they are asked for."""
    stubs = 'compdef() { :; }; _describe() { print -l -- "${(P@)4}"; }; _arguments() { print -l -- "$@"; }\n'
    def asked(*words):
        return output_of('zsh', '-f', '-c', f'{stubs}{script}\nwords=(riffle {" ".join(words)} ""); '
                                            f'CURRENT={len(words) + 2}; _riffle').split('\n')
    check([line.split(':')[0] for line in asked() if line] == commands, 'zsh does not offer the commands')
    for command in commands:
        text = '\n'.join(asked(command))
        for option in options[command]:
            check(re.search(rf'(?m)^(\*|\([^)]*\)){option}=?\[', text), f'zsh does not offer {option} of {command}')
    for command, option in FILE_OPTIONS:
        for name in option.split('|'):
            check(any(f'){name}' in line and line.endswith(':_files') for line in asked(command)),
                  f'zsh has no file behind {name} of {command}')
    check(any(line.endswith(':NAME:(text json csv ids)') for line in asked('search')), 'zsh does not offer the formats')


def check_fish(script, commands, options):
    def offered(line):
        return [entry.split('\t')[0] for entry in output_of('fish', '--no-config', '-c', f'{script}\ncomplete -C "{line}"').splitlines()]
    check(set(commands) <= set(offered('riffle ')), 'fish does not offer the commands')
    for command in commands:
        check(set(options[command]) <= set(offered(f'riffle {command} --')), f'fish does not offer the options of {command}')
    check(offered('riffle search --format ') == ['csv', 'ids', 'json', 'text'], 'fish does not offer the formats')


def main():
    riffle = sys.argv[1]
    commands = commands_of(riffle)
    options = {command: options_of(riffle, command) for command in commands}
    check('search' in commands and '--limit' in options['search'], 'the help cannot be read')
    scripts = {shell: output_of(riffle, 'completion', shell) for shell in SHELLS}
    for command in commands:
        for option in options[command]:
            for shell, name in (('bash', option), ('zsh', option), ('fish', f'-l {option[2:]} ')):
                check(name in scripts[shell], f'{shell} has no {option}')
    for command, option in FILE_OPTIONS:
        name = option.split('|')[-1][2:]
        check(re.search(rf'(?m)^complete .*\b{command}\b.* -l {name} -r -F ', scripts['fish']),
              f'fish has no file behind --{name} of {command}')
    for shell, checker in (('bash', check_bash), ('zsh', check_zsh), ('fish', check_fish)):
        if shutil.which(shell):
            checker(scripts[shell], commands, options)
    print(f'{len(commands)} commands, {sum(map(len, options.values()))} options')


if __name__ == '__main__':
    main()
