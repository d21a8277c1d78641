#include "query/query_leaf.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/spoken_numbers.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "query/pattern_text.h"
#include "query/query_near.h"
#include "query/query_suffix.h"

namespace riffle {
namespace {

using FieldSort = QueryField::Kind;

constexpr std::size_t kNamedFields = 12;     ///< field names that a message lists
constexpr std::size_t kComparableName = 64;  ///< longer names get no suggestion: the distance costs their product

/// No small letter, and a word too long for an acronym that is no operator: a headline in capitals.
bool is_in_capitals_throughout(std::string_view text) {
  constexpr std::size_t kLongestAcronym = 6;
  bool has_long_word = false;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] >= 'a' && text[i] <= 'z') return false;
    const std::size_t begin = i;
    while (i < text.size() && text[i] >= 'A' && text[i] <= 'Z') ++i;
    const std::string_view word = text.substr(begin, i - begin);
    has_long_word = has_long_word || (word.size() > kLongestAcronym && word != "ATLEAST" && word != "SENTENCE");
    if (word.empty()) ++i;
  }
  return has_long_word;
}

/// "1990s" for "1990's"; empty for what is no such number.
std::string plural_of_number(std::string_view text) {
  for (const std::string_view mark : {"'s", "\u2019s"}) {
    if (!text.ends_with(mark) || text.size() == mark.size()) continue;
    const std::string_view number = text.substr(0, text.size() - mark.size());
    if (is_ascii_digit(number.back())) return std::string(number) + "s";
  }
  return {};
}

/// "$1.2m" of "US$1.2m": one to three capitals before the sign of a currency and a digit. Other texts as they are.
std::string_view without_country(std::string_view text) {
  constexpr std::size_t kMostLetters = 3;
  std::size_t letters = 0;
  while (letters < text.size() && text[letters] >= 'A' && text[letters] <= 'Z') ++letters;
  if (letters == 0 || letters > kMostLetters) return text;
  const std::string_view money = text.substr(letters);
  for (const std::string_view sign : {"$", "\u00A3", "\u20AC"}) {
    if (money.starts_with(sign) && money.size() > sign.size() && is_ascii_digit(money[sign.size()])) return money;
  }
  return text;
}

/// Levenshtein distance in bytes, letters compared without case.
std::size_t edit_distance(std::string_view a_text, std::string_view b_text) {
  const std::string a = to_lower_ascii(a_text);
  const std::string b = to_lower_ascii(b_text);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

LeafMaker::LeafMaker(const std::vector<QueryField>& fields, Analyzer& analyzer, const ParseOptions& options,
                     const QueriedIndex& index, QueryReport& report)
    : fields_(fields),
      index_(index),
      text_(analyzer),
      others_{options.names ? TextLeaf::Names::kCapitals : TextLeaf::Names::kOff, options.spellings},
      match_any_(options.match_any),
      limits_(options.limits),
      report_(report),
      synonyms_(options, analyzer, report) {
  for (const auto& field : fields) by_name_.try_emplace(field.name, &field);
  if (is_in_capitals_throughout(report.query())) text_.ignore_capitals();
}

const QueryField* LeafMaker::find_field(std::string_view name, bool ignores_case) const {
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) return found->second;
  if (name == names_.name) return &names_;
  if (!ignores_case) return nullptr;
  const std::string lower = to_lower_ascii(name);
  const auto same = std::find_if(fields_.begin(), fields_.end(), [&lower](const QueryField& field) {
    return field.name.size() == lower.size() && to_lower_ascii(field.name) == lower;
  });
  return same == fields_.end() ? nullptr : &*same;
}

FieldName LeafMaker::text_field_name(const QueryField* field) {
  return field != nullptr && field->kind == FieldSort::kText && !field->is_of_names ? field->name : FieldName();
}

bool LeafMaker::word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  if (field == nullptr || field->kind == FieldSort::kText) return text_word(text, offset, field, leaf);
  switch (field->kind) {
    case FieldSort::kId:
      // Every document has an id, and an id may hold any byte: nothing but a lone star means anything in it.
      return text == "*" ? keep(make_all(), leaf) : value(std::string(text), offset, *field, leaf);
    case FieldSort::kInt64:
    case FieldSort::kFloat64:
    case FieldSort::kDate: return text == "*" ? keep(make_exists(field->name), leaf) : date(text, offset, *field, leaf);
    case FieldSort::kStored: return stored(text, offset, *field, leaf);
    default: return keyword_word(text, offset, *field, leaf);
  }
}

bool LeafMaker::plain_text(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  if (!read_text(text)) return false;
  if (!text_.is_empty()) return keep(text_.quoted(text_field_name(field)), leaf);
  return no_words(text, offset);
}

bool LeafMaker::bare_text(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  const std::string before = std::exchange(last_term_, {});
  const bool is_behind_name = std::exchange(is_last_capital_, !text.empty() && text[0] >= 'A' && text[0] <= 'Z');
  text = without_country(text);
  const std::string plural = plural_of_number(text);
  if (!plural.empty()) text = plural;
  if (!read_text(text)) return false;
  if (text_.is_empty()) return no_words(text, offset);
  if (text_.is_part_of_pairs()) return part_of_pairs(text, offset, field, leaf);
  const bool is_function = field != &names_ && text_.is_function_word();
  const bool is_weak = match_any_ && is_function;
  TextLeaf::Others others = others_;
  if (field == &names_) others.names = TextLeaf::Names::kAll;
  // "Here" at the start of a question is no name.
  if (is_function) others.names = TextLeaf::Names::kOff;
  QueryNodePtr made = text_.bare(text_field_name(field), others);
  QueryNodePtr near = others.names == TextLeaf::Names::kOff ? nullptr : text_.pair(text_field_name(field));
  if (near != nullptr) made = make_or({std::move(made), std::move(near)});
  const QueryNode& typed = made->kind == QueryNode::Kind::kOr ? *made->children.front() : *made;
  const bool is_number = typed.kind == QueryNode::Kind::kTerm && is_ascii_digit(typed.term.front());
  if (others.spellings && !is_weak && (is_number || !made->class_name.empty())) {
    last_term_ = typed.term;
    if (is_side_by_side_ && !before.empty()) made = with_joined(before, made);
  }
  if (others.spellings && is_side_by_side_ && is_behind_name && !before.empty() && !is_weak) {
    made = with_numeral(before, made);
  }
  if (is_weak && !made->class_name.empty()) {
    auto weak = std::make_shared<QueryNode>(*made);
    weak->is_weak = true;
    made = std::move(weak);
  } else if (synonyms_.has_rules() && are_synonyms_on_ && field != &names_) {
    made = synonyms_.expand({&text, 1}, text_field_name(field), std::move(made));
  }
  return keep(std::move(made), leaf);
}

/// One character of Chinese or its like, which stands first or last in pairs.
bool LeafMaker::part_of_pairs(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  const std::string term = text_.words()[0].term;
  QueryNodePtr first;
  QueryNodePtr last;
  if (!pattern({PatternSort::kWildcard, term + "*", 0}, text, offset, field, first) ||
      !pattern({PatternSort::kWildcard, "*" + term, 0}, text, offset, field, last)) {
    return false;
  }
  leaf = make_or({std::move(first), std::move(last)});
  return true;
}

/// A word behind the term `before`, which may be written as one with it.
QueryNodePtr LeafMaker::with_joined(const std::string& before, const QueryNodePtr& made) const {
  if (made->kind != QueryNode::Kind::kTerm) return made;
  WordSpelling joined = text_.joined_with(before, made->term);
  if (joined.term.empty()) return made;
  auto word = std::make_shared<QueryNode>(*made);
  word->joined = std::move(joined);
  word->joined_spellings = text_.spellings_of(word->joined);
  return word;
}

bool LeafMaker::is_behind_number() const {
  return !last_term_.empty() && (is_ascii_digit(last_term_.front()) || is_large_number(last_term_));
}

/// "II" behind "War" as "War 2" and "War Two", and the other way round. A numeral is one in capitals only.
QueryNodePtr LeafMaker::with_numeral(const std::string& before, const QueryNodePtr& made) const {
  if (made->kind != QueryNode::Kind::kTerm || !text_.has_articles()) return made;
  const bool is_word = !made->class_name.empty();
  const std::vector<std::string> numbers = numeral_spellings(made->term);
  const bool may_be_numeral = !is_word || !number_words(made->term).empty();
  if (numbers.empty() || !may_be_numeral) return made;
  auto word = std::make_shared<QueryNode>(*made);
  for (const std::string& number : numbers) {
    std::string both = before;
    (both += ' ') += number;
    word->spellings.push_back({std::move(both), {}});
  }
  return word;
}

bool LeafMaker::no_words(std::string_view text, std::size_t offset) {
  return report_.trouble(offset, excerpt(text) + " holds no letter or digit", "it is ignored",
                         text == "!" ? "write NOT" : "leave it out");
}

bool LeafMaker::unknown_field(std::string_view name, std::size_t offset) {
  if (report_.is_full()) return true;
  std::string what = "there is no field " + excerpt(name) + " (fields:";
  for (std::size_t i = 0; i < fields_.size() && i < kNamedFields; ++i) {
    // Through excerpt(), without its quotes: a name may be long or ill-formed too.
    const std::string shown = excerpt(fields_[i].name);
    what += i > 0 ? ", " : " ";
    what += std::string_view(shown).substr(1, shown.size() - 2);
  }
  if (fields_.empty()) what += " none";
  what += fields_.size() > kNamedFields ? ", \u2026)" : ")";

  const QueryField* nearest = nullptr;
  std::size_t least = 2 + name.size() / 4;
  if (name.size() <= kComparableName) {
    for (const auto& field : fields_) {
      if (field.name.size() > kComparableName) continue;
      const std::size_t distance = edit_distance(name, field.name);
      if (distance < least) {
        least = distance;
        nearest = &field;
      }
    }
  }
  const std::string advice = nearest != nullptr ? "did you mean " + excerpt(nearest->name) + "?"
                                                : "put it in double quotes to search for it as text";
  const std::string outcome =
      nearest != nullptr ? std::string(kSearchedAsWords) + " (" + advice + ")" : std::string(kSearchedAsWords);
  return report_.trouble(offset, what, outcome, advice);
}

bool LeafMaker::group_suffix(std::string_view suffix, std::size_t offset, double& boost) {
  const auto [distance, boost_text] = split_suffix(suffix);
  return distance_trouble(distance, offset) && take_boost(boost_text, offset + distance.size(), boost);
}

/// A text leaf scores; what else is asked for only chooses documents.
QueryNodePtr LeafMaker::boosted(const QueryNodePtr& node, double factor) const {
  return make_boosted(node, factor, [this](const QueryNode& leaf) {
    const QueryField* const field = find_field(leaf.field);
    return field == nullptr || field->kind == FieldSort::kText;
  });
}

bool LeafMaker::take_boost(std::string_view text, std::size_t offset, double& boost) {
  if (text.empty()) return true;
  const std::optional<double> number = read_boost(text);
  if (number && !std::signbit(*number)) {
    boost = *number;
    return true;
  }
  return report_.trouble(offset, "the boost " + excerpt(text) + (number ? " is below 0" : " is no number"),
                         "it is ignored", "write a number, as in ^2.5");
}

/// The suffix of a value that does not score: its boost changes nothing.
bool LeafMaker::ignored_suffix(std::string_view suffix, std::size_t offset) {
  double boost = 1;
  const auto [distance, boost_text] = split_suffix(suffix);
  return distance_trouble(distance, offset) && take_boost(boost_text, offset + distance.size(), boost);
}

bool LeafMaker::distance_trouble(std::string_view distance, std::size_t offset) {
  return distance.empty() ||
         report_.trouble(offset, "the distance " + excerpt(distance) + " stands behind neither a word nor a phrase",
                         "it is ignored", "leave it out");
}

bool LeafMaker::text_word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  if (text.size() > 1 && text[0] == '^' && (is_word_byte(text[1]) || has_wildcard(text.substr(1)))) {
    return anchored_word(text.substr(1), offset + 1, field, leaf);
  }
  if (text == "*" || (field == nullptr && text == "*:*")) {
    return keep(field == nullptr || field->is_of_names ? make_all() : make_exists(field->name), leaf);
  }
  const auto [distance, boost_text] = cut_suffix(text);
  double boost = 1;
  if (!take_boost(boost_text, offset + text.size() + distance.size(), boost)) return false;
  bool made = false;
  if (is_regex(text) || has_wildcard(text)) {
    made = pattern_distance(distance, offset + text.size()) &&
           (is_regex(text) ? regex(text, offset, field, leaf) : wildcard(text, offset, field, leaf));
  } else {
    made = distance.empty() ? bare_text(text, offset, field, leaf) : fuzzy(text, distance, offset, field, leaf);
  }
  if (leaf != nullptr && boost != 1) leaf = boosted(leaf, boost);
  return made;
}

/// A word behind "^".
bool LeafMaker::anchored_word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  QueryNodePtr word;
  const bool were_on = std::exchange(are_synonyms_on_, false);
  const bool is_made = text_word(text, offset, field, word);
  are_synonyms_on_ = were_on;
  if (!is_made) return false;
  const QueryNodePtr anchored = word == nullptr ? nullptr : make_anchored(*word);
  leaf = anchored == nullptr ? word : anchored;
  return true;
}

bool LeafMaker::is_text(const QueryNode& node) const {
  const FieldName& name = node.children.empty() ? node.field : node.children.front()->field;
  const QueryField* const field = find_field(name);
  return name.empty() || (field != nullptr && field->kind == FieldSort::kText);
}

bool LeafMaker::analyze(std::string_view text, std::vector<PhraseTerm>& terms, std::size_t* last_end) {
  if (!read_text(text)) return false;
  terms = text_.words();
  if (last_end != nullptr) *last_end = text_.end();
  return true;
}

bool LeafMaker::read_text(std::string_view text) {
  if (text.size() > limits::kQueryBytes) {
    return report_.over_limit("the query holds a word or phrase of more than " + std::to_string(limits::kQueryBytes) +
                              " bytes: " + excerpt(text));
  }
  text_.read(text);
  if (!text_.is_too_long() && text_.words().size() <= limits_.phrase_terms) return true;
  return report_.over_limit("the query holds a phrase of more than " + std::to_string(limits_.phrase_terms) +
                            " terms: " + excerpt(text));
}

/// Counts a leaf.
bool LeafMaker::keep(QueryNodePtr made, QueryNodePtr& leaf) {
  if (++leaf_count_ > limits_.leaves) {
    return report_.over_limit("the query holds more than " + std::to_string(limits_.leaves) + " terms and phrases");
  }
  leaf = std::move(made);
  return true;
}

}  // namespace riffle
