// Arguments: the command line of one command, and its help text.
// Shape:   options are declared on app() with CLI11 (which converts, checks and describes them); the words between them
//          are split off here, since CLI11 would read "[a,b]" as a list and "-word" as flags.
// Errors:  parse() prints what is wrong, with the nearest known option, and gives the exit code.
#ifndef RIFFLE_CLI_ARGUMENTS_H_
#define RIFFLE_CLI_ARGUMENTS_H_

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace riffle_cli {

/// What follows "riffle <command>".
using Words = std::vector<std::string>;

/// An option as a shell completes it.
struct OptionOutline {
  Words names;        ///< "-n", "--limit"
  std::string value;  ///< what the help calls it; empty for a flag
  Words choices;      ///< the only values; empty when there are others
  std::string help;   ///< its first sentence, on one line
  bool may_repeat = false;
};

/// What a command declares.
struct CommandOutline {
  std::vector<OptionOutline> options;
  Words choices;  ///< of the first positional, as OptionOutline::choices
};

/// Calls the command, which ends when it has declared its options.
CommandOutline outline_of(int (*run)(const Words&));

class Arguments {
 public:
  /// `usage` is what follows "riffle <command>" in the usage line.
  Arguments(std::string command, std::string usage, std::string description);

  CLI::App& app() { return app_; }

  /// Declares the next positional, for the help; `is_required` ones come first.
  void add_positional(std::string name, std::string description, bool is_required = true);

  /// The last positional may be given many times.
  void set_last_repeats() { last_repeats_ = true; }

  /// After the first positional, a word like "-aleppo" that is no option is a positional.
  void set_accepts_dash_words() { accepts_dash_words_ = true; }

  /// The first positional is one of these.
  void set_choices(Words choices) { choices_ = std::move(choices); }

  void set_examples(std::string examples) { examples_ = std::move(examples); }

  /// No value: go on. A value: everything was said, exit with it.
  [[nodiscard]] std::optional<int> parse(const Words& words);

  [[nodiscard]] const Words& positionals() const { return positionals_; }

  /// The option is understood, but help and completion do not offer it.
  void hide(const std::string& name) { app_.get_option(name)->group(""); }

  /// The option was given; `name` as declared, e.g. "--limit".
  [[nodiscard]] bool has(const std::string& name) const;

 private:
  struct Positional {
    std::string name;
    std::string description;
    bool is_required = true;
  };

  [[nodiscard]] const CLI::Option* find(const std::string& name) const;
  [[nodiscard]] bool is_dash_word(const std::string& word) const;
  std::optional<int> split(const Words& words, Words& options);
  std::optional<int> take_option(const Words& words, std::size_t& at, Words& options);
  std::optional<int> unknown_option(const std::string& word) const;
  std::optional<int> check_positionals() const;
  [[nodiscard]] std::string help() const;
  [[nodiscard]] CommandOutline outline() const;

  std::string command_;
  std::string usage_;
  std::string examples_;
  CLI::App app_;
  std::vector<Positional> declared_;
  Words positionals_;
  Words choices_;
  bool last_repeats_ = false;
  bool accepts_dash_words_ = false;
  bool wants_help_ = false;
};

/// Refuses everything but decimal digits ("-1" would be taken for a very large number).
CLI::Validator whole_number();

/// Refuses 0 as well.
CLI::Validator positive_number();

/// Refuses what parse_byte_count() does not read.
CLI::Validator byte_count();

/// Reads "256M" into bytes: a whole number with K, M or G (powers of 1024) or nothing behind it.
std::optional<std::size_t> parse_byte_count(std::string_view text);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_ARGUMENTS_H_
