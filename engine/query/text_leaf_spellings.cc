// TextLeaf: words, numbers and compounds as others spell them.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "analysis/acronyms.h"
#include "analysis/counted_words.h"
#include "analysis/name_key.h"
#include "analysis/number_spellings.h"
#include "analysis/ordinary_words.h"
#include "analysis/spoken_numbers.h"
#include "analysis/umlauts.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "base/numbers.h"
#include "query/joined_words.h"
#include "query/text_leaf.h"

namespace riffle {
namespace {

/// An Arabic noun without its article for one with it, and the other way round; empty for what is none.
std::string other_arabic_article(std::string_view term) {
  constexpr std::string_view kArticle = "\u0627\u0644";
  constexpr std::size_t kShortestNoun = 6;  // bytes of three letters
  const bool is_noun = term.size() >= kShortestNoun && term.size() + kArticle.size() <= limits::kTokenBytes &&
                       std::all_of(term.begin(), term.end(), [](char c) {
                         const auto byte = static_cast<unsigned char>(c);
                         return (byte >= 0xD8 && byte <= 0xDB) || (byte >= 0x80 && byte < 0xC0);
                       });
  if (!is_noun || !with_ascii_digits(term).empty()) return {};
  if (!term.starts_with(kArticle)) return std::string(kArticle).append(term);
  return term.size() < kArticle.size() + kShortestNoun ? std::string() : std::string(term.substr(kArticle.size()));
}

bool is_year(std::string_view term) {
  return term.size() == 4 && term >= "1000" && term < "2100" &&
         std::all_of(term.begin(), term.end(), [](char c) { return is_ascii_digit(c); });
}

/// Of digits with or without commas and a point.
std::optional<double> value_of(std::string_view term) {
  if (term.empty() || !is_ascii_digit(term.front())) return std::nullopt;
  std::string digits(term);
  std::erase(digits, ',');
  return digits.find_first_not_of("0123456789.") == std::string::npos ? read_number<double>(digits) : std::nullopt;
}

/// Two words.
bool is_spelled_open(std::string_view spelling) { return spelling.find(' ') != std::string_view::npos; }

}  // namespace

QueryNodePtr TextLeaf::word(const FieldName& field, const std::string& term, double name_weight,
                            bool has_spellings) const {
  const std::string name(analyzer_.class_of(term));
  if (name.empty()) return number(field, term, has_spellings);
  const bool is_counted = has_spellings && (is_acronym_ ? is_counted_acronym(term) : is_plural_acronym_);
  if (const std::string number = is_counted ? analyzer_.other_number(term) : std::string(); !number.empty()) {
    QueryNodePtr typed = is_acronym_ ? make_exact(field, term) : make_class(field, term, name);
    return make_or({std::move(typed), as_other(*make_exact(field, number))});
  }
  QueryNodePtr other = has_spellings ? acronym(field, term) : nullptr;
  const auto or_other = [&](QueryNodePtr typed) {
    return other == nullptr ? typed : make_or({std::move(typed), std::move(other)});
  };
  if (is_acronym_) return or_other(make_exact(field, term));
  std::vector<WordSpelling> spellings;
  if (has_spellings) spellings = other_spellings(term, name);
  QueryNodePtr made = make_class(field, term, name);
  const bool is_name = name_weight > 0 && !name_key(term).empty();
  if (!is_name && spellings.empty()) return or_other(std::move(made));
  auto with_others = std::make_shared<QueryNode>(*made);
  if (is_name) with_others->name_weight = name_weight;
  with_others->spellings = std::move(spellings);
  return or_other(std::move(with_others));
}

/// USA for "US", under analyzers that know it; else null.
QueryNodePtr TextLeaf::acronym(const FieldName& field, const std::string& term) const {
  const std::string other(other_acronym(term));
  if (other.empty()) return nullptr;
  const std::vector<std::string> known = analyzer_.spellings_of(term);
  if (std::find(known.begin(), known.end(), other) == known.end()) return nullptr;
  QueryNodePtr made = as_other(*make_exact(field, other));
  const std::string_view open = open_acronym(term);
  if (open.empty()) return made;
  return make_or({std::move(made), as_other(*make_phrase(field, phrase_of_words(open)))});
}

/// Of a name with an umlaut in it also the way to write it without, and the other way round.
QueryNodePtr TextLeaf::with_umlauts(const FieldName& field, QueryNodePtr word, double name_weight) const {
  const auto is_ascii = [](const std::string& term) {
    return std::none_of(term.begin(), term.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  };
  const std::string& term = words_[0].term;
  // With both kinds of vowels only what it has without accents, as which it is written out.
  const std::string other = name_weight > 0 && !is_ordinary_word(term) ? with_umlauts_in_one(term) : std::string();
  if (!other.empty() && !is_ordinary_word(other) && drops_accents()) {
    const QueryNodePtr plain = make_exact(field, other);
    return make_or(
        {std::move(word), as_other(*make_boosted(plain, name_weight, [](const QueryNode&) { return true; }))});
  }
  // An analyzer that keeps accents has no "jorg".
  if (with_two_vowels_.empty() || !is_ascii(term)) return word;
  return make_or({std::move(word), as_other(*make_exact(field, with_two_vowels_))});
}

/// "5 to 7 kilometres" of "5km".
std::vector<QueryNodePtr> TextLeaf::ranges_of_glued(const FieldName& field, const std::string& term) const {
  const std::string digits = term.substr(0, std::min(term.find_first_not_of("0123456789.,"), term.size()));
  std::vector<std::string> numbers{digits};
  std::vector<std::string> units;
  for (const std::string& spelling : analyzer_.spellings_of(term)) {
    const std::size_t space = spelling.find(' ');
    if (space == std::string::npos || spelling.substr(0, space) != digits) continue;
    std::string unit = spelling.substr(space + 1);
    if (!unit_words(unit).empty()) units.push_back(std::move(unit));
  }
  if (digits.empty() || units.empty()) return {};
  if (std::string words = in_words(whole_number(digits)); !words.empty()) numbers.push_back(std::move(words));
  return in_ranges(field, numbers, units);
}

/// What has no stem: a number also as it is spelt otherwise.
QueryNodePtr TextLeaf::number(const FieldName& field, const std::string& term, bool has_spellings) const {
  std::vector<QueryNodePtr> nodes{make_term(field, term)};
  if (std::string digits = has_spellings ? with_ascii_digits(term) : std::string(); !digits.empty()) {
    nodes.push_back(as_other(*make_term(field, std::move(digits))));
  }
  if (std::string other = has_spellings ? other_arabic_article(term) : std::string(); !other.empty()) {
    nodes.push_back(as_other(*make_term(field, std::move(other))));
  }
  if (QueryNodePtr other = has_spellings ? acronym(field, term) : nullptr; other != nullptr) {
    nodes.push_back(std::move(other));
  }
  if (has_spellings && !number_spellings(term).empty()) {
    for (const std::string& spelling : analyzer_.spellings_of(term)) {
      if (!is_spelled_open(spelling)) {
        nodes.push_back(as_other(*make_term(field, spelling)));
        continue;
      }
      const QueryNodePtr words = make_phrase(field, phrase_of_words(spelling));
      nodes.push_back(as_other(*but_not_larger(words, spelling, before_larger_number(spelling))));
    }
    for (const QueryNodePtr& range : ranges_of_glued(field, term)) nodes.push_back(as_other(*range));
  }
  return make_or(std::move(nodes));
}

/// Those of other stem classes, of each class one.
std::vector<WordSpelling> TextLeaf::other_spellings(const std::string& term, const std::string& class_name) const {
  std::vector<WordSpelling> spellings;
  for (std::string& spelling : analyzer_.spellings_of(term)) {
    const bool is_open = is_spelled_open(spelling);
    std::string name(is_open ? std::string_view() : analyzer_.class_of(spelling));
    if (!is_open && name.empty()) continue;  // of acronym()
    const bool is_known = name == class_name || std::any_of(spellings.begin(), spellings.end(), [&](const auto& known) {
                            return !name.empty() && known.class_name == name;
                          });
    if (!is_known) spellings.push_back({std::move(spelling), std::move(name)});
  }
  return spellings;
}

std::vector<WordSpelling> TextLeaf::spellings_of(const WordSpelling& joined) const {
  if (joined.class_name.empty()) return {};
  std::vector<WordSpelling> spellings = other_spellings(joined.term, joined.class_name);
  std::erase_if(spellings, [](const WordSpelling& spelling) { return spelling.class_name.empty(); });
  return spellings;
}

/// "40%": "40 percent" or "40 per cent", with all that the number is besides. Null for other text.
QueryNodePtr TextLeaf::percent(const FieldName& field) const {
  if (choices_.size() != 2 || words_.size() != 2 || words_[1].term != "percent" || choices_[1].gap > 0) return nullptr;
  const std::string& typed = words_[0].term;
  if (!is_ascii_digit(typed.back())) return nullptr;
  std::vector<std::string> numbers = analyzer_.spellings_of(typed);
  std::erase_if(numbers, is_spelled_open);
  numbers.insert(numbers.begin(), typed);
  if (std::string words = in_words(whole_number(typed)); !words.empty()) numbers.push_back(std::move(words));
  std::vector<QueryNodePtr> nodes;
  for (const std::string& number : numbers) {
    for (const char* const sign : {" percent", " per cent", " pct"}) {
      const std::string words = number + sign;
      const QueryNodePtr phrase = make_phrase(field, phrase_of_words(words));
      nodes.push_back(nodes.empty() ? phrase : as_other(*but_not_larger(phrase, words, before_larger_number(words))));
    }
    if (is_ascii_digit(number.front())) nodes.push_back(as_other(*make_exact(field, number + "pct")));
  }
  const std::string units[] = {"percent", "pct", "per cent"};
  for (const QueryNodePtr& range : in_ranges(field, numbers, units)) nodes.push_back(as_other(*range));
  return as_ways(make_or(std::move(nodes)));
}

/// "1884-2024": "1884 to 2024"; "40-45%": "40 to 45 percent". Null for other text.
QueryNodePtr TextLeaf::range_with_hyphen(const FieldName& field) const {
  const bool is_percent = words_.size() == 3 && words_[2].term == "percent";
  if (words_.size() != 2 && !is_percent) return nullptr;
  if (std::any_of(choices_.begin() + 1, choices_.end(), [](const Choice& choice) { return choice.gap > 0; }))
    return nullptr;
  const std::string& first = words_[0].term;
  const std::string& last = words_[1].term;
  const std::optional<double> from = value_of(first);
  const std::optional<double> to = value_of(last);
  if (!from || !to || *from >= *to) return nullptr;
  if (!has_hyphen_ && !(is_year(first) && is_year(last))) return nullptr;
  std::vector<QueryNodePtr> nodes{quoted(field)};
  const auto add = [&](const std::string& way) {
    nodes.push_back(as_other(*make_phrase(field, phrase_of_words(way))));
  };
  const std::string with_to = std::string(first).append(" to ").append(last);
  const std::string with_and = std::string(first).append(" and ").append(last);
  if (is_percent) {
    for (const char* const unit : {" percent", " per cent", " pct"}) {
      add(with_to + unit);
      add("between " + with_and + unit);
      if (nodes.size() > 3) add(std::string(first).append(" ").append(last) + unit);
    }
  } else if (is_year(first) && is_year(last)) {
    add(with_to);
    add(with_and);
    add(std::string(first).append(" until ").append(last));
  } else {
    add(with_to);
    add("between " + with_and);
  }
  return as_ways(make_or(std::move(nodes)));
}

/// "12-year-old" as "12 years old", and with "twelve"; "9000-year-old" with "9,000".
/// False when it begins with no number.
bool TextLeaf::add_counted_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const {
  const std::vector<std::string>& parts = choices_[0].ways[0].words;
  std::vector<std::string> numbers = number_words(parts[0]);
  if (!is_ascii_digit(parts[0].back()) && numbers.empty()) return false;
  for (std::string& spelling : analyzer_.spellings_of(parts[0])) {
    if (!is_spelled_open(spelling)) numbers.push_back(std::move(spelling));
  }
  numbers.insert(numbers.begin(), parts[0]);
  if (const std::string joined = joined_round_number(parts); !joined.empty()) {
    std::vector<std::string> units = analyzer_.spellings_of(parts[1]);
    units.insert(units.begin(), parts[1]);
    std::vector<std::string> spelt = parts;
    for (std::string& unit : units) {
      if (is_spelled_open(unit) || nodes.size() == kWays) continue;
      spelt[1] = std::move(unit);
      nodes.push_back(as_other(*make_exact(field, joined_round_number(spelt))));
    }
  }
  if (const std::string digits = digits_of_two(parts[0], parts[1]); !digits.empty()) {
    Way way{{parts.begin() + 1, parts.end()}};  // "thirty-four-year-old" is "34 year old"
    way.words[0] = digits;
    nodes.push_back(as_other(way.words.size() == 1 ? *make_term(field, digits) : *make_phrase(field, phrase_of(way))));
    return true;
  }
  const std::string other = analyzer_.other_number(parts[1]);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (const std::string& unit : {parts[1], other}) {
      if (unit.empty() || (i == 0 && unit == parts[1]) || nodes.size() == kWays) continue;
      Way way{parts};
      way.words[0] = numbers[i];
      way.words[1] = unit;
      nodes.push_back(as_other(*make_phrase(field, phrase_of(way))));
    }
  }
  return true;
}

/// A compound with one of its parts spelt otherwise ("self-defence") or in the other number ("peace-talks"), as two
/// words and joined, as far as there is room.
void TextLeaf::add_compound_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const {
  const std::vector<std::string>& parts = choices_[0].ways[0].words;
  if (parts.size() < 2) return;
  const auto with_part = [&](std::size_t i, std::string part) {
    Way way{parts};
    way.words[i] = std::move(part);
    return way;
  };
  const bool has_joined = choices_[0].ways.size() > 1;
  std::vector<std::string> of_joined;  // that the joined word has anyway: "reorganize" for "re-organise"
  if (has_joined) of_joined = analyzer_.spellings_of(choices_[0].ways.back().words[0]);
  const bool is_counted = add_counted_spellings(field, nodes);
  for (std::size_t i = is_counted ? 1 : 0; i < parts.size(); ++i) {
    for (std::string& spelling : analyzer_.spellings_of(parts[i])) {
      if (is_spelled_open(spelling)) continue;
      if (nodes.size() + 2 > kWays) return;
      const Way way = with_part(i, std::move(spelling));
      nodes.push_back(as_other(*make_phrase(field, phrase_of(way))));
      std::string joined;
      for (const std::string& part : way.words) joined += part;
      const bool is_new = std::find(of_joined.begin(), of_joined.end(), joined) == of_joined.end();
      if (has_joined && is_new) nodes.push_back(as_other(*word(field, joined, 0, true)));
    }
  }
  // The joined word has both numbers as its forms; what is counted had its other number above.
  std::string other = analyzer_.other_number(parts.back());
  if (other.empty() || nodes.size() == kWays || (is_counted && parts.size() == 2)) return;
  nodes.push_back(as_other(*make_phrase(field, phrase_of(with_part(parts.size() - 1, std::move(other))))));
}

}  // namespace riffle
