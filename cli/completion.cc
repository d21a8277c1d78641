#include "completion.h"

#include <fmt/format.h>

#include <algorithm>

namespace riffle_cli {
namespace {

std::string join_words(const Words& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) (text += text.empty() ? std::string_view() : between) += word;
  return text;
}

std::string names_of(const std::vector<CompletedCommand>& commands) {
  Words names;
  for (const CompletedCommand& command : commands) names.emplace_back(command.name);
  return join_words(names, " ");
}

/// `text` with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// `text` in single quotes for zsh; `special` as escaped() takes it.
std::string zsh_quoted(std::string_view text, std::string_view special) {
  std::string out = "'";
  for (const char c : escaped(text, special)) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string fish_quoted(std::string_view text) { return fmt::format("'{}'", escaped(text, "\\'")); }

bool takes_file(const OptionOutline& option) {
  return option.value == "FILE" || option.value == "REPORT" || option.value == "OUT";
}

std::string bash_values(const OptionOutline& option) {
  if (!option.choices.empty()) return fmt::format("words='{}'", join_words(option.choices, " "));
  return takes_file(option) ? "return" : "compopt +o default +o bashdefault; return";
}

std::string bash_command(const CompletedCommand& command) {
  std::string text = fmt::format("      {})\n        case $prev in\n", command.name);
  Words names;
  for (const OptionOutline& option : command.outline.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    if (option.value.empty()) continue;
    text += fmt::format("          {}) {} ;;\n", join_words(option.names, " | "), bash_values(option));
  }
  const std::string others = command.outline.choices.empty()
                                 ? std::string()
                                 : fmt::format(" || words='{}'", join_words(command.outline.choices, " "));
  text += fmt::format("          *) [[ $cur == -* ]] && words='{}'{} ;;\n        esac\n        ;;\n",
                      join_words(names, " "), others);
  return text;
}

std::string zsh_option(const OptionOutline& option) {
  std::string value;
  if (!option.value.empty()) {
    const std::string action = !option.choices.empty() ? fmt::format("({})", join_words(option.choices, " "))
                               : takes_file(option)    ? std::string("_files")
                                                       : std::string(" ");
    value = fmt::format(":{}:{}", escaped(option.value, ":[]"), action);
  }
  std::string text;
  const std::string others = option.may_repeat ? "*" : fmt::format("({})", join_words(option.names, " "));
  for (const std::string& name : option.names) {
    const std::string_view sign = value.empty() ? "" : name.starts_with("--") ? "=" : "+";
    text += fmt::format(
        "        {} \\\n",
        zsh_quoted(fmt::format("{}{}{}[{}]{}", others, name, sign, escaped(option.help, "\\[]:"), value), {}));
  }
  return text;
}

std::string fish_option(std::string_view command, const OptionOutline& option) {
  std::string text = fmt::format("complete -c riffle -n '__fish_seen_subcommand_from {}'", command);
  for (const std::string& name : option.names) {
    text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2)) : fmt::format(" -s {}", name.substr(1));
  }
  if (!option.value.empty()) text += takes_file(option) ? " -r -F" : " -x";
  if (!option.choices.empty()) text += fmt::format(" -a '{}'", join_words(option.choices, " "));
  return text + fmt::format(" -d {}\n", fish_quoted(option.help));
}

}  // namespace

// A value behind "=" is a word of its own for bash.
std::string bash_completion(const std::vector<CompletedCommand>& commands) {
  std::string text = R"(# bash completion for riffle, as riffle completion bash prints it
_riffle() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words=
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
)";
  text +=
      fmt::format("    words='{} help --help --version'\n  else\n    case ${{COMP_WORDS[1]}} in\n", names_of(commands));
  text += fmt::format("      help) words='{}' ;;\n", names_of(commands));
  for (const CompletedCommand& command : commands) text += bash_command(command);
  text += R"(    esac
  fi
  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o bashdefault -o default -F _riffle riffle
)";
  return text;
}

std::string zsh_completion(const std::vector<CompletedCommand>& commands) {
  std::string text = R"(#compdef riffle
# zsh completion for riffle, as riffle completion zsh prints it
_riffle() {
  local -a commands=(
)";
  for (const CompletedCommand& command : commands) {
    text += fmt::format("    {}\n", zsh_quoted(fmt::format("{}:{}", command.name, escaped(command.summary, ":")), {}));
  }
  text += R"(  )
  if ((CURRENT == 2)); then
    _describe -t commands 'riffle command' commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
)";
  for (const CompletedCommand& command : commands) {
    text += fmt::format("    ({})\n      _arguments -S \\\n", command.name);
    for (const OptionOutline& option : command.outline.options) text += zsh_option(option);
    text += command.outline.choices.empty()
                ? std::string("        '*:file:_files'\n      ;;\n")
                : fmt::format("        '1:value:({})'\n      ;;\n", join_words(command.outline.choices, " "));
  }
  text += R"(    (help)
      ((CURRENT == 2)) && _describe -t commands 'riffle command' commands
      ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _riffle "$@"
else
  compdef _riffle riffle
fi
)";
  return text;
}

std::string fish_completion(const std::vector<CompletedCommand>& commands) {
  std::string text = "# fish completion for riffle, as riffle completion fish prints it\n";
  for (const CompletedCommand& command : commands) {
    text += fmt::format("complete -c riffle -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                        fish_quoted(command.summary));
  }
  text += fmt::format("complete -c riffle -n '__fish_seen_subcommand_from help' -f -a '{}'\n", names_of(commands));
  for (const CompletedCommand& command : commands) {
    for (const OptionOutline& option : command.outline.options) text += fish_option(command.name, option);
    if (command.outline.choices.empty()) continue;
    text += fmt::format("complete -c riffle -n '__fish_seen_subcommand_from {}' -f -a '{}'\n", command.name,
                        join_words(command.outline.choices, " "));
  }
  return text;
}

}  // namespace riffle_cli
