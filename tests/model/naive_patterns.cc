#include "naive_patterns.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <vector>

namespace model {

bool wildcard_matches(std::u32string_view pattern, std::u32string_view term) {
  // matches[i]: the pattern so far matches the first i code points.
  std::vector<char> matches(term.size() + 1, 0);
  matches[0] = 1;
  for (const char32_t c : pattern) {
    if (c == U'*') {
      for (std::size_t i = 1; i <= term.size(); ++i) matches[i] = matches[i] != 0 || matches[i - 1] != 0 ? 1 : 0;
      continue;
    }
    for (std::size_t i = term.size(); i > 0; --i) {
      matches[i] = matches[i - 1] != 0 && (c == U'?' || c == term[i - 1]) ? 1 : 0;
    }
    matches[0] = 0;
  }
  return matches[term.size()] != 0;
}

std::size_t edits_between(std::u32string_view a, std::u32string_view b) {
  std::vector<std::vector<std::size_t>> least(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        least[i][j] = i + j;
        continue;
      }
      least[i][j] =
          std::min({least[i - 1][j] + 1, least[i][j - 1] + 1, least[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
      }
    }
  }
  return least[a.size()][b.size()];
}

std::u32string code_points(std::string_view utf8) {
  const icu::UnicodeString units =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  std::u32string out;
  for (std::int32_t at = 0; at < units.length(); at = units.moveIndex32(at, 1)) {
    out += static_cast<char32_t>(units.char32At(at));
  }
  return out;
}

}  // namespace model
