#include "query/written_number.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "analysis/counted_words.h"
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

}  // namespace

std::optional<WrittenNumber> find_written_number(const QueryLexer& lexer, const Token& first) {
  constexpr std::size_t kLeastParts = 3;
  constexpr std::size_t kMostNumberWords = 12;
  std::optional<WrittenNumber> longest;
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
    if (parts.size() - ands >= kLeastParts && number > 0) longest.emplace(words, number, ahead);
  }
  return longest;
}

}  // namespace riffle
