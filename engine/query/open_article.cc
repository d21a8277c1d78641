#include "query/open_article.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/ascii.h"
#include "query/pattern_text.h"

namespace riffle {
namespace {

/// Before these "Al" is a first name, or "El" an article of Spanish.
constexpr std::string_view kOtherNames[] = {
    "cajon",     "capitan", "capone",   "centro",   "chapo",     "clasico",   "davis",   "dorado",     "franken",
    "gore",      "gordo",   "greco",    "green",    "hirt",      "jarreau",   "jolson",  "jourgensen", "lewis",
    "michaels",  "mundo",   "nino",     "nina",     "ni\u00F1a", "ni\u00F1o", "oerter",  "pacino",     "pais",
    "pa\u00EDs", "alto",    "camino",   "cid",      "diablo",    "norte",     "pueblo",  "sol",        "sur",
    "paso",      "roker",   "salvador", "sharpton", "smith",     "unser",     "yankovic"};

bool is_letter_or_mark(char c) { return (is_word_byte(c) && !is_ascii_digit(c) && c != '_') || c == '\''; }

}  // namespace

bool is_open_article(std::string_view word) {
  if (word.size() != 2) return false;
  const std::string lower = to_lower_ascii(word);
  return lower == "al" || lower == "el";
}

bool is_noun_of_article(std::string_view word) {
  constexpr std::size_t kShortest = 2;
  if (word.size() < kShortest || is_open_article(word) || !std::all_of(word.begin(), word.end(), is_letter_or_mark)) {
    return false;
  }
  const std::string lower = to_lower_ascii(word);
  return std::find(std::begin(kOtherNames), std::end(kOtherNames), lower) == std::end(kOtherNames);
}

}  // namespace riffle
