#include "analysis/umlauts.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace riffle {
namespace {

constexpr std::size_t kShortestUmlautName = 5;

constexpr std::pair<std::string_view, std::string_view> kUmlauts[] = {
    {"\u00E4", "ae"}, {"\u00F6", "oe"}, {"\u00FC", "ue"}, {"\u00F8", "oe"},
    {"\u00C4", "Ae"}, {"\u00D6", "Oe"}, {"\u00DC", "Ue"}, {"\u00D8", "Oe"},
};

bool is_plain_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/// Whether "ae", "oe" or "ue" at `at` may be one vowel.
bool may_be_umlaut(std::string_view term, std::size_t at) {
  const char vowel = term[at];
  const std::string_view rest = term.substr(at + 2);
  // "Soederstroem" and "Karmoey", but not "poem" and "Joey".
  if (term.ends_with("stroem") || (term.size() > kShortestUmlautName + 1 && term.ends_with("oey"))) {
    if (vowel == 'o' && rest.size() == 1) return true;
  }
  if (rest.size() < 2 || is_plain_vowel(rest[0]) || rest == "rs" || rest == "ms" || rest == "ts") return false;
  // "Michael" and "Samuelson"; but "Koeln".
  if (rest[0] == 'l' && (is_plain_vowel(rest[1]) || rest[1] == 'l' || rest[1] == 's')) return false;
  if (at == 0) return vowel != 'a';
  const char before = term[at - 1];
  return !is_plain_vowel(before) && !(vowel == 'u' && (before == 'g' || before == 'q'));
}

}  // namespace

std::string with_umlauts_in_two(std::string_view text) {
  std::string out;
  bool has_umlaut = false;
  while (!text.empty()) {
    const auto* const found = std::find_if(std::begin(kUmlauts), std::end(kUmlauts),
                                           [&](const auto& umlaut) { return text.starts_with(umlaut.first); });
    const std::size_t bytes = found == std::end(kUmlauts) ? 1 : found->first.size();
    // An e behind it is the second vowel already.
    const bool is_umlaut = found != std::end(kUmlauts) && !text.substr(bytes).starts_with('e');
    out += is_umlaut ? found->second : text.substr(0, bytes);
    text.remove_prefix(bytes);
    has_umlaut = has_umlaut || is_umlaut;
  }
  return has_umlaut ? out : std::string();
}

std::string with_umlauts_in_one(std::string_view term) {
  if (term.size() < kShortestUmlautName) return {};
  std::string out;
  for (std::size_t at = 0; at < term.size(); ++at) {
    out += term[at];
    const bool is_pair =
        at + 1 < term.size() && term[at + 1] == 'e' && (term[at] == 'a' || term[at] == 'o' || term[at] == 'u');
    if (is_pair && may_be_umlaut(term, at)) ++at;
  }
  return out.size() < term.size() ? out : std::string();
}

}  // namespace riffle
