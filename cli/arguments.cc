#include "arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "errors.h"
#include "output.h"
#include "suggest.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kNameColumns = 24;

/// One entry of a help list: the name, then the description from a fixed column on, its further lines below it.
std::string help_entry(const std::string& name, const std::string& description) {
  std::string entry = fmt::format("  {:<{}}", name, kNameColumns);
  if (name.size() >= kNameColumns) entry += fmt::format("\n{:{}}", "", kNameColumns + 2);
  for (const char c : description) {
    entry += c;
    if (c == '\n') entry.append(kNameColumns + 2, ' ');
  }
  return entry + "\n";
}

/// Where outline_of() wants the next outline; else null.
CommandOutline* wanted_outline = nullptr;

/// Up to the first full stop or semicolon behind a word, or to a parenthesis that it stands in, on one line.
std::string first_sentence(std::string description) {
  std::ranges::replace(description, '\n', ' ');
  const std::string first = description.substr(0, std::min(description.find(". "), description.find("; ")));
  const std::size_t open = first.rfind(" (");
  return open == std::string::npos || first.find(')', open) != std::string::npos ? first : first.substr(0, open);
}

/// The values between the braces that CLI::IsMember writes behind the type of an option.
Words choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

std::string option_name(const CLI::Option& option) {
  std::string name;
  for (const std::string& short_name : option.get_snames()) name += fmt::format("-{}, ", short_name);
  if (option.get_snames().empty()) name = "    ";
  for (const std::string& long_name : option.get_lnames()) name += fmt::format("--{}", long_name);
  const bool takes_value = option.get_items_expected_max() > 0;
  return takes_value ? fmt::format("{} {}", name, option.get_option_text()) : name;
}

/// CLI11's sign of it is an option without a group.
bool is_hidden(const CLI::Option& option) { return option.get_group().empty(); }

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

bool may_repeat(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

/// How the value of an option is handed to CLI11: "--limit=".
std::string value_prefix(const CLI::Option& option) { return fmt::format("--{}=", option.get_lnames().front()); }

bool is_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

/// Up to 18 digits there is no overflow.
bool is_whole_number(std::string_view text) { return !text.empty() && is_digits(text) && text.size() <= 18; }

}  // namespace

Arguments::Arguments(std::string command, std::string usage, std::string description)
    : command_(std::move(command)), usage_(std::move(usage)), app_(std::move(description)) {
  app_.set_help_flag();
  app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // a flag given twice is no harm
}

void Arguments::add_positional(std::string name, std::string description, bool is_required) {
  declared_.push_back({std::move(name), std::move(description), is_required});
}

std::optional<int> Arguments::parse(const Words& words) {
  app_.add_flag("-h,--help", wants_help_, "print this help");
  if (wanted_outline != nullptr) {
    *wanted_outline = outline();
    return kExitDone;
  }
  Words options;
  if (const std::optional<int> exit_code = split(words, options)) return exit_code;
  if (wants_help_) {
    Output out;
    out.write(help());
    return out.finish();
  }
  try {
    std::ranges::reverse(options);
    app_.parse(std::move(options));
  } catch (const CLI::ParseError& error) {
    return fail_usage(command_, error.what());
  }
  return check_positionals();
}

CommandOutline outline_of(int (*run)(const Words&)) {
  CommandOutline outline;
  wanted_outline = &outline;
  (void)run({});
  wanted_outline = nullptr;
  return outline;
}

CommandOutline Arguments::outline() const {
  CommandOutline outline{.options = {}, .choices = choices_};
  for (const CLI::Option* const option : app_.get_options()) {
    if (is_hidden(*option)) continue;
    OptionOutline described;
    for (const std::string& name : option->get_snames()) described.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) described.names.push_back("--" + name);
    if (takes_value(*option)) described.value = option->get_option_text();
    described.choices = choices_of(*option);
    described.help = first_sentence(option->get_description());
    described.may_repeat = may_repeat(*option);
    outline.options.push_back(std::move(described));
  }
  return outline;
}

bool Arguments::has(const std::string& name) const {
  const CLI::Option* const option = find(name);
  return option != nullptr && option->count() > 0;
}

const CLI::Option* Arguments::find(const std::string& name) const {
  for (const CLI::Option* const option : app_.get_options()) {
    for (const std::string& long_name : option->get_lnames()) {
      if (name == "--" + long_name) return option;
    }
    for (const std::string& short_name : option->get_snames()) {
      if (name == "-" + short_name) return option;
    }
  }
  return nullptr;
}

bool Arguments::is_dash_word(const std::string& word) const {
  if (!accepts_dash_words_ || positionals_.empty() || word.starts_with("--")) return false;
  const CLI::Option* const option = find(word.substr(0, 2));
  if (option == nullptr) return true;
  if (word.size() == 2) return false;
  // "-n5" is an option with its value, "-netanyahu" is a word.
  return !(takes_value(*option) && is_digits(word.substr(2)));
}

std::optional<int> Arguments::split(const Words& words, Words& options) {
  bool only_positionals = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!only_positionals && word == "--") {
      only_positionals = true;
    } else if (only_positionals || word.size() < 2 || word.front() != '-' || is_dash_word(word)) {
      positionals_.push_back(word);
    } else if (const std::optional<int> exit_code = take_option(words, at, options)) {
      return exit_code;
    }
    if (wants_help_) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> Arguments::take_option(const Words& words, std::size_t& at, Words& options) {
  const std::string& word = words[at];
  const bool is_long = word.starts_with("--");
  const std::size_t name_end = is_long ? std::min(word.find('='), word.size()) : 2;
  const std::string name = word.substr(0, name_end);
  const CLI::Option* const option = find(name);
  if (option == nullptr) return unknown_option(name.size() == 2 ? word : name);
  const bool has_value = name_end < word.size();
  if (!takes_value(*option)) {
    if (has_value && is_long) return fail_usage(command_, fmt::format("{} takes no value", name));
    if (has_value) return unknown_option(word);
    wants_help_ = wants_help_ || name == "-h" || name == "--help";
    options.push_back(name);
    return std::nullopt;
  }
  std::string value;
  if (has_value) {
    value = word.substr(name_end + (is_long ? 1 : 0));
  } else if (at + 1 < words.size()) {
    value = words[++at];
  }
  if (value.empty()) return fail_usage(command_, fmt::format("{} needs a value", name));
  const std::string prefix = value_prefix(*option);
  const auto is_same = [&prefix](const std::string& earlier) { return earlier.starts_with(prefix); };
  if (!may_repeat(*option) && std::ranges::any_of(options, is_same)) {
    return fail_usage(command_, fmt::format("{} is given twice", prefix.substr(0, prefix.size() - 1)), "give it once");
  }
  options.push_back(prefix + value);
  return std::nullopt;
}

std::optional<int> Arguments::unknown_option(const std::string& word) const {
  std::vector<std::string> known;
  for (const CLI::Option* const option : app_.get_options()) {
    for (const std::string& long_name : option->get_lnames()) known.push_back("--" + long_name);
  }
  const std::string meant = word.starts_with("--") ? nearest(word, known) : std::string();
  const std::string what = fmt::format("unknown option {}", word);
  return fail_usage(command_, what, meant.empty() ? std::string() : fmt::format("did you mean {}?", meant));
}

std::optional<int> Arguments::check_positionals() const {
  for (std::size_t i = positionals_.size(); i < declared_.size(); ++i) {
    if (!declared_[i].is_required) break;
    return fail_usage(command_, fmt::format("{} is missing", declared_[i].name),
                      fmt::format("usage: riffle {} {}", command_, usage_));
  }
  if (positionals_.size() > declared_.size() && !last_repeats_) {
    return fail_usage(command_, fmt::format("unexpected word {}", positionals_[declared_.size()]),
                      fmt::format("usage: riffle {} {}", command_, usage_));
  }
  if (!choices_.empty() && !positionals_.empty() &&
      std::ranges::find(choices_, positionals_.front()) == choices_.end()) {
    return fail_usage(command_, fmt::format("unknown {} {}", declared_.front().name, positionals_.front()),
                      fmt::format("known are: {}", fmt::join(choices_, ", ")));
  }
  if (!positionals_.empty() && positionals_.front().empty()) return fail_usage(command_, "the file name is empty");
  return std::nullopt;
}

std::string Arguments::help() const {
  std::string text = fmt::format("Usage: riffle {} {}\n\n{}\n\nArguments:\n", command_, usage_, app_.get_description());
  for (const Positional& positional : declared_) text += help_entry(positional.name, positional.description);
  text += "\nOptions:\n";
  for (const CLI::Option* const option : app_.get_options()) {
    if (is_hidden(*option)) continue;
    text += help_entry(option_name(*option), option->get_description());
  }
  if (!examples_.empty()) text += fmt::format("\nExamples:\n{}", examples_);
  return text;
}

CLI::Validator whole_number() {
  return {[](const std::string& text) {
            return is_whole_number(text) ? std::string()
                                         : fmt::format("{} is not a whole number, or is too large", text);
          },
          ""};
}

CLI::Validator positive_number() {
  return {[](const std::string& text) {
            const bool is_positive = is_whole_number(text) && text.find_first_not_of('0') != std::string::npos;
            return is_positive ? std::string()
                               : fmt::format("{} is not a whole number of 1 or more, or is too large", text);
          },
          ""};
}

CLI::Validator byte_count() {
  return {[](const std::string& text) {
            return parse_byte_count(text) ? std::string() : fmt::format("{} is no size, like 256M or 2G", text);
          },
          ""};
}

std::optional<std::size_t> parse_byte_count(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (suffix.size() > 1) return std::nullopt;
  unsigned shift = 0;
  if (!suffix.empty()) {
    switch (suffix.front()) {
      case 'k':
      case 'K': shift = 10; break;
      case 'm':
      case 'M': shift = 20; break;
      case 'g':
      case 'G': shift = 30; break;
      default: return std::nullopt;
    }
  }
  if (number > std::numeric_limits<std::size_t>::max() >> shift) return std::nullopt;
  return number << shift;
}

}  // namespace riffle_cli
