#include "query/written_ways.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/spoken_numbers.h"
#include "analysis/word_runs.h"
#include "base/ascii.h"
#include "query/pattern_text.h"

namespace riffle {
namespace {

/// The parts of a word with hyphens, in small letters.
void add_parts(std::string_view word, std::vector<std::string>& parts) {
  while (!word.empty()) {
    const std::size_t hyphen = std::min(word.find('-'), word.size());
    parts.push_back(to_lower_ascii(word.substr(0, hyphen)));
    word.remove_prefix(std::min(hyphen + 1, word.size()));
  }
}

bool is_of_letters(const std::string& part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// A first letter of "one" to "ninety" and of "hundred", or "a".
bool may_begin_number(std::string_view word) {
  if (word.size() == 1) return word == "a" || word == "A";
  return !word.empty() && std::string_view("efhnostEFHNOST").find(word[0]) != std::string_view::npos;
}

std::optional<WrittenWays> find_number(const QueryLexer& lexer, const Token& first) {
  constexpr std::size_t kLeastParts = 3;
  constexpr std::size_t kMostNumberWords = 12;
  std::optional<WrittenWays> longest;
  if (!may_begin_number(first.text)) return longest;
  std::vector<Token> words;
  std::vector<std::string> parts;
  QueryLexer ahead = lexer;
  for (std::optional<Token> next = first; next && next->kind == Token::Kind::kWord && words.size() < kMostNumberWords;
       next = ahead.next_word()) {
    if (!is_bare_word(next->text)) break;
    words.push_back(*next);
    add_parts(next->text, parts);
    if (!std::all_of(parts.begin(), parts.end(), is_of_letters)) break;
    // "and" alone behind "hundred" is no number yet, nor is "a".
    const bool is_open = parts.back() == "and" || (parts.size() == 1 && parts.back() == "a");
    const std::uint64_t number = is_open ? 0 : number_of_words(parts);
    if (!is_open && number == 0) break;
    const auto ands = static_cast<std::size_t>(std::count(parts.begin(), parts.end(), "and"));
    if (parts.size() - ands >= kLeastParts && number > 0)
      longest = WrittenWays{.words = words, .ways = digits_of(number), .behind = ahead};
  }
  return longest;
}

/// "2" and "nd" are one part.
void join_ordinal(std::vector<std::string>& parts) {
  if (parts.size() < 2 || parts.back().size() != 2 || !is_ascii_digit(parts[parts.size() - 2].back())) return;
  constexpr std::string_view kEndings[] = {"st", "nd", "rd", "th"};
  if (std::ranges::find(kEndings, parts.back()) == std::end(kEndings)) return;
  const std::string ending = std::move(parts.back());
  parts.pop_back();
  parts.back() += ending;
}

/// The parts of a word as run_of() has them; false for one with other characters.
bool add_parts_of_run(std::string_view word, std::vector<std::string>& parts) {
  while (word.ends_with(',') || word.ends_with('.')) word.remove_suffix(1);
  const std::size_t first = parts.size();
  bool is_digit = false;
  bool is_open = false;  // the last part goes on
  for (const char c : to_lower_ascii(word)) {
    const bool is_mark = (c == ',' || c == '.') && is_open && is_digit;
    const bool is_letter = c >= 'a' && c <= 'z';
    if (c == '-' || c == '/') {
      if (!is_open) return false;
      is_open = false;
      continue;
    }
    if (!is_mark && !is_letter && !is_ascii_digit(c)) return false;
    if (!is_open || (is_digit && is_letter)) parts.emplace_back();
    is_digit = is_open ? is_digit && !is_letter : is_ascii_digit(c);
    is_open = true;
    parts.back() += c;
  }
  if (parts.size() - first == 2) join_ordinal(parts);
  return is_open;
}

std::optional<WrittenWays> find_run(const QueryLexer& lexer, const Token& first) {
  std::optional<WrittenWays> longest;
  std::vector<Token> words;
  std::vector<std::string> parts;
  QueryLexer ahead = lexer;
  for (std::optional<Token> next = first; next && next->kind == Token::Kind::kWord; next = ahead.next_word()) {
    if (!add_parts_of_run(next->text, parts) || parts.size() > kMostParts) break;
    words.push_back(*next);
    WordRun run = run_of(parts);
    if (run.ways.empty()) continue;
    longest = WrittenWays{.words = words,
                          .ways = std::move(run.ways),
                          .name = std::move(run.name),
                          .is_measure = run.is_measure,
                          .numbers = std::move(run.numbers),
                          .units = std::move(run.units),
                          .behind = ahead};
  }
  return longest;
}

}  // namespace

std::optional<WrittenWays> find_written_ways(const QueryLexer& lexer, const Token& first) {
  std::optional<WrittenWays> run = find_run(lexer, first);
  return run ? std::move(run) : find_number(lexer, first);
}

}  // namespace riffle
