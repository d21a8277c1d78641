#include "query/query_leaf.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/limits.h"
#include "query/date_range.h"
#include "query/pattern_text.h"
#include "query/query_suffix.h"
#include "query/term_machine.h"

namespace riffle {
namespace {

using FieldKind = QueryField::Kind;

constexpr std::size_t kNamedFields = 12;     ///< field names that a message lists
constexpr std::size_t kComparableName = 64;  ///< longer names get no suggestion: the distance costs their product
constexpr std::size_t kShortWord = 5;        ///< characters up to which "~" alone allows one edit
constexpr std::string_view kSearchedAsWords = "it is searched as words";

class TermCollector final : public TokenSink {
 public:
  explicit TermCollector(std::vector<PhraseTerm>& terms) : terms_(terms) {}

  void token(std::string_view term, std::uint32_t position, std::uint32_t, std::uint32_t) override {
    // One more than allowed is kept: enough to see that it is too many.
    if (terms_.size() > limits::kPhraseTerms) return;
    if (terms_.empty()) first_position_ = position;
    terms_.push_back({std::string(term), position - first_position_});
  }

 private:
  std::vector<PhraseTerm>& terms_;
  std::uint32_t first_position_ = 0;
};

/// Takes the suffix off a word that is more than a suffix.
QuerySuffix cut_suffix(std::string_view& text) {
  const auto suffix = operator_suffix(text);
  if (suffix.size() == text.size()) return {};
  text.remove_suffix(suffix.size());
  return split_suffix(suffix);
}

/// `text` with one star where several follow each other.
std::string one_star_each(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '*' || !out.ends_with('*')) out += c;
  }
  return out;
}

/// The items of a list: words, and texts in straight quotes.
std::vector<ListItem> list_items(std::string_view text) {
  std::vector<ListItem> items;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_code_point(text, i);
    if (is_query_space(c.value)) {
      i += c.length;
      continue;
    }
    const std::size_t begin = i;
    if (c.value == U'"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
      const std::size_t end = std::min(i, text.size());
      items.push_back({unescape_quoted(text.substr(begin + 1, end - begin - 1)), begin});
      i = std::min(i + 1, text.size());
      continue;
    }
    while (i < text.size()) {
      const CodePoint next = decode_code_point(text, i);
      if (is_query_space(next.value) || next.value == U'"') break;
      i += next.length;
    }
    items.push_back({std::string(text.substr(begin, i - begin)), begin});
  }
  return items;
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// The field that text is searched in: text beside a value that is no text goes to all text fields.
FieldName text_field_name(const QueryField* field) {
  return field != nullptr && field->kind == FieldKind::kText ? field->name : FieldName();
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

LeafMaker::LeafMaker(const std::vector<QueryField>& fields, Analyzer& analyzer, QueryReport& report)
    : fields_(fields), analyzer_(analyzer), report_(report) {
  for (const auto& field : fields) by_name_.try_emplace(field.name, &field);
}

const QueryField* LeafMaker::find_field(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

bool LeafMaker::word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  if (field == nullptr || field->kind == FieldKind::kText) return text_word(text, offset, field, leaf);
  switch (field->kind) {
    case FieldKind::kId:
      // Every document has an id, and an id may hold any byte: nothing but a lone star means anything in it.
      return text == "*" ? keep(make_all(), leaf) : value(std::string(text), offset, *field, leaf);
    case FieldKind::kDate: return text == "*" ? keep(make_exists(field->name), leaf) : date(text, offset, *field, leaf);
    case FieldKind::kStored: return stored(text, offset, *field, leaf);
    default: return keyword_word(text, offset, *field, leaf);
  }
}

bool LeafMaker::quoted(const Token& token, const QueryField* field, QueryNodePtr& leaf) {
  if (!token.is_closed && !report_.trouble(token.begin, "the quote before " + excerpt(token.text) + " is not closed",
                                           "it is closed at the end", "put a \" behind the phrase")) {
    return false;
  }
  const auto [distance, boost_text] = split_suffix(token.suffix);
  const std::size_t suffix_begin = token.end - token.suffix.size();
  double boost = 1;
  if (!distance_trouble(distance, suffix_begin, '"')) return false;
  if (!take_boost(boost_text, suffix_begin + distance.size(), boost)) return false;
  const std::string text = unescape_quoted(token.text);
  if (field != nullptr && field->kind != FieldKind::kText) {
    if (field->kind == FieldKind::kDate) return date(text, token.begin, *field, leaf);
    if (field->kind == FieldKind::kStored) return stored(text, token.begin, *field, leaf);
    return value(text, token.begin, *field, leaf);
  }
  const bool made =
      distance.empty() ? plain_text(text, token.begin, field, leaf) : sloppy(text, token.begin, field, leaf);
  if (leaf != nullptr && boost != 1) leaf = boosted(leaf, boost);
  return made;
}

bool LeafMaker::plain_text(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  std::vector<PhraseTerm> terms;
  if (!analyze(text, terms)) return false;
  if (!terms.empty()) return keep(make_phrase(text_field_name(field), std::move(terms)), leaf);
  std::string_view advice = "leave it out";
  if (text == "&&") advice = "write AND";
  if (text == "||") advice = "write OR";
  if (text == "!") advice = "write NOT";
  return report_.trouble(offset, excerpt(text) + " holds no letter or digit", "it is ignored", advice);
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
  return distance_trouble(distance, offset, ')') && take_boost(boost_text, offset + distance.size(), boost);
}

/// A text leaf scores; what else is asked for only chooses documents.
QueryNodePtr LeafMaker::boosted(const QueryNodePtr& node, double factor) const {
  return make_boosted(node, factor, [this](const QueryNode& leaf) {
    const QueryField* const field = find_field(leaf.field);
    return field == nullptr || field->kind == FieldKind::kText;
  });
}

bool LeafMaker::take_boost(std::string_view text, std::size_t offset, double& boost) {
  if (text.empty()) return true;
  if (const auto number = read_boost(text)) {
    boost = *number;
    return true;
  }
  return report_.trouble(offset, "the boost " + excerpt(text) + " is no number", "it is ignored",
                         "write a number, as in ^2.5");
}

/// The suffix of a value that does not score: its boost changes nothing.
bool LeafMaker::ignored_suffix(std::string_view suffix, std::size_t offset) {
  double boost = 1;
  const auto [distance, boost_text] = split_suffix(suffix);
  return distance_trouble(distance, offset, 'w') && take_boost(boost_text, offset + distance.size(), boost);
}

bool LeafMaker::distance_trouble(std::string_view distance, std::size_t offset, char before) {
  if (distance.empty()) return true;
  if (before == '"') {
    return report_.trouble(offset, "the distance " + excerpt(distance) + " of a phrase is not supported yet",
                           "the words may stand anywhere", "leave it out, or write the words without quotes");
  }
  return report_.trouble(offset, "the distance " + excerpt(distance) + " stands behind neither a word nor a phrase",
                         "it is ignored", "leave it out");
}

bool LeafMaker::text_word(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  if (text == "*" || (field == nullptr && text == "*:*")) {
    return keep(field == nullptr ? make_all() : make_exists(field->name), leaf);
  }
  const auto [distance, boost_text] = cut_suffix(text);
  double boost = 1;
  if (!take_boost(boost_text, offset + text.size() + distance.size(), boost)) return false;
  bool made = false;
  if (is_regex(text) || has_wildcard(text)) {
    made = pattern_distance(distance, offset + text.size()) &&
           (is_regex(text) ? regex(text, offset, field, leaf) : wildcard(text, offset, field, leaf));
  } else {
    made = distance.empty() ? plain_text(text, offset, field, leaf) : fuzzy(text, distance, offset, field, leaf);
  }
  if (leaf != nullptr && boost != 1) leaf = boosted(leaf, boost);
  return made;
}

bool LeafMaker::keyword_word(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  if (text == "*") return keep(make_exists(field.name), leaf);
  const auto [distance, boost_text] = cut_suffix(text);
  double ignored = 1;
  if (!take_boost(boost_text, offset + text.size() + distance.size(), ignored)) return false;
  const bool is_pattern = is_regex(text) || text.find('*') != std::string_view::npos;
  if (is_pattern && !pattern_distance(distance, offset + text.size())) return false;
  if (is_regex(text)) return regex(text, offset, &field, leaf);
  const std::string folded = normalize_keyword(text);
  if (is_pattern && is_bare_value(folded) && folded != "*") {
    return pattern({PatternSort::kWildcard, one_star_each(folded), 0}, text, offset, &field, leaf);
  }
  if (!is_pattern && !distance.empty() && is_bare_value(folded) && folded.find('*') == std::string::npos) {
    std::uint32_t edits = 0;
    if (!take_edits(distance, folded, offset + text.size(), edits)) return false;
    if (edits > 0) return pattern({PatternSort::kFuzzy, folded, edits}, text, offset, &field, leaf);
  }
  return value(std::string(text), offset, field, leaf);
}

/// "~2" behind a pattern.
bool LeafMaker::pattern_distance(std::string_view distance, std::size_t offset) {
  return distance.empty() || report_.trouble(offset, "the distance " + excerpt(distance) + " stands behind a pattern",
                                             "it is ignored", "leave it out");
}

/// The number of edits that "~1" asks for; 0 when it asks for none.
bool LeafMaker::take_edits(std::string_view distance, std::string_view word, std::size_t offset, std::uint32_t& edits) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < word.size(); ++characters) i += decode_code_point(word, i).length;
  const auto number = read_distance(distance, characters <= kShortWord ? 1 : kMaxEdits);
  if (!number) {
    return report_.trouble(offset, "the distance " + excerpt(distance) + " is no whole number", "it is ignored",
                           "write ~1 or ~2");
  }
  edits = static_cast<std::uint32_t>(std::min<std::size_t>(*number, kMaxEdits));
  return *number <= kMaxEdits || report_.trouble(offset, "the distance " + excerpt(distance) + " is more than 2",
                                                 "it is taken as ~2", "write ~1 or ~2");
}

bool LeafMaker::fuzzy(std::string_view text, std::string_view distance, std::size_t offset, const QueryField* field,
                      QueryNodePtr& leaf) {
  std::vector<PhraseTerm> terms;
  if (!analyze(text, terms)) return false;
  if (terms.size() != 1) {
    return (terms.empty() || report_.trouble(offset + text.size(), "a distance stands behind several words",
                                             "they are searched as they are", "leave it out, or split the words")) &&
           plain_text(text, offset, field, leaf);
  }
  std::uint32_t edits = 0;
  if (!take_edits(distance, terms[0].term, offset + text.size(), edits)) return false;
  if (edits == 0) return plain_text(text, offset, field, leaf);
  return pattern({PatternSort::kFuzzy, std::move(terms[0].term), edits}, text, offset, field, leaf);
}

bool LeafMaker::regex(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  return pattern({PatternSort::kRegex, fold_regex(inner), 0}, text, offset, field, leaf);
}

/// Each literal part goes through the analyzer and must be one word, or nothing.
bool LeafMaker::wildcard(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  std::string_view rest = text;
  while (!rest.empty() && rest.back() == '?') rest.remove_suffix(1);
  std::string out;
  while (!rest.empty()) {
    const std::size_t literal = std::min(rest.find_first_of("*?"), rest.size());
    std::vector<PhraseTerm> terms;
    if (!analyze(rest.substr(0, literal), terms)) return false;
    if (terms.size() > 1) {
      return report_.trouble(offset, "the wildcard in " + excerpt(text) + " belongs to several words", kSearchedAsWords,
                             "put a space between the words") &&
             plain_text(text, offset, field, leaf);
    }
    if (!terms.empty()) out += terms[0].term;
    rest.remove_prefix(literal);
    if (rest.empty()) break;
    out += rest.front();
    rest.remove_prefix(1);
  }
  // Punctuation may have stood behind the last ones.
  while (out.ends_with('?')) out.pop_back();
  if (out.find_first_not_of("*?") == std::string::npos || !has_wildcard(out)) {
    return plain_text(text, offset, field, leaf);
  }
  return pattern({PatternSort::kWildcard, one_star_each(out), 0}, text, offset, field, leaf);
}

/// Keeps the pattern, or says what is wrong with it and searches for what was typed.
bool LeafMaker::pattern(TermPattern made, std::string_view typed, std::size_t offset, const QueryField* field,
                        QueryNodePtr& leaf) {
  const bool is_text = field == nullptr || field->kind == FieldKind::kText;
  std::string fault = why_no_machine(made);
  const bool is_written_plainly = made.sort == PatternSort::kRegex || !is_text ||
                                  (is_bare_value(made.text) && made.text.find_first_of(":+-") == std::string::npos);
  if (fault.empty() && !is_written_plainly) fault = "holds characters that a pattern cannot";
  if (fault.empty()) {
    if (++pattern_count_ > limits::kQueryPatterns) {
      return report_.over_limit("the query holds more than " + std::to_string(limits::kQueryPatterns) +
                                " patterns and lists");
    }
    return keep(make_pattern(field == nullptr ? FieldName() : field->name, std::move(made)), leaf);
  }
  if (!report_.trouble(offset, excerpt(typed) + " " + fault, is_text ? kSearchedAsWords : "it is searched as it is",
                       "put it in double quotes to search for it as text")) {
    return false;
  }
  return is_text ? plain_text(typed, offset, field, leaf) : value(std::string(typed), offset, *field, leaf);
}

bool LeafMaker::list(const Token& token, const QueryField& field, QueryNodePtr& leaf) {
  const auto [distance, boost_text] = split_suffix(token.suffix);
  const std::size_t suffix_begin = token.end - token.suffix.size();
  double boost = 1;
  if (!distance_trouble(distance, suffix_begin, ')') ||
      !take_boost(boost_text, suffix_begin + distance.size(), boost)) {
    return false;
  }
  if (field.kind == FieldKind::kStored) return stored(token.text, token.begin, field, leaf);
  const std::vector<ListItem> items = list_items(token.text);
  if (items.empty()) {
    return report_.trouble(token.begin, "the brackets hold nothing to search for", "they are ignored",
                           "leave them out");
  }
  if (field.kind == FieldKind::kDate) return date_list(items, token.begin + 1, field, leaf);
  std::vector<std::string> terms;
  for (const ListItem& item : items) {
    if (!list_term(item, token.begin + 1 + item.offset, field, terms)) return false;
  }
  if (terms.empty()) return true;
  if (terms.size() > 1 && ++pattern_count_ > limits::kQueryPatterns) {
    return report_.over_limit("the query holds more than " + std::to_string(limits::kQueryPatterns) +
                              " patterns and lists");
  }
  if (!keep(make_term_set(field.name, std::move(terms)), leaf)) return false;
  if (boost != 1) leaf = boosted(leaf, boost);
  return true;
}

bool LeafMaker::list_term(const ListItem& item, std::size_t offset, const QueryField& field,
                          std::vector<std::string>& terms) {
  if (field.kind == FieldKind::kText) {
    std::vector<PhraseTerm> found;
    if (!analyze(item.text, found)) return false;
    if (found.size() == 1) {
      terms.push_back(std::move(found[0].term));
      return true;
    }
    return report_.trouble(offset, excerpt(item.text) + " in a list is not one word", "it is ignored",
                           "leave it out, or write a OR \"b c\" in parentheses");
  }
  std::string value = field.kind == FieldKind::kKeyword ? normalize_keyword(item.text) : item.text;
  if (value.empty()) {
    return report_.trouble(offset, "a value of " + excerpt(field.name) + " is empty", "it is ignored", "leave it out");
  }
  terms.push_back(std::move(value));
  return true;
}

/// Periods and ranges, or the "A TO B" of other search engines.
bool LeafMaker::date_list(const std::vector<ListItem>& items, std::size_t offset, const QueryField& field,
                          QueryNodePtr& leaf) {
  if (items.size() == 3 && items[1].text == "TO") {
    const auto side = [](const std::string& text) { return text == "*" ? std::string() : text; };
    return date(side(items[0].text) + ".." + side(items[2].text), offset + items[0].offset, field, leaf);
  }
  std::vector<QueryNodePtr> parts;
  for (const ListItem& item : items) {
    QueryNodePtr part;
    if (!date(item.text, offset + item.offset, field, part)) return false;
    if (part != nullptr) parts.push_back(std::move(part));
  }
  if (!parts.empty()) leaf = make_or(std::move(parts));
  return true;
}

/// A value of a keyword or id field.
bool LeafMaker::value(std::string text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  if (field.kind == FieldKind::kKeyword) text = normalize_keyword(text);
  if (!text.empty()) return keep(make_term(field.name, std::move(text)), leaf);
  return report_.trouble(offset, "the value of " + excerpt(field.name) + " is empty", "it is ignored",
                         "write a value, or * for any");
}

bool LeafMaker::date(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  const auto suffix = operator_suffix(text);
  if (suffix.starts_with('^') && suffix.size() < text.size()) {
    text.remove_suffix(suffix.size());
    if (!ignored_suffix(suffix, offset + text.size())) return false;
  }
  if (const auto range = parse_date_range(text)) {
    return keep(make_date_range(field.name, range->from, range->to), leaf);
  }
  return report_.trouble(offset, excerpt(text) + " is neither a date nor a range of dates", kSearchedAsWords,
                         "write 2024, 2024-11, 2024-11-30, 2024-11-30T12:00:00Z, A..B with the earlier first, or "
                         ">=A") &&
         plain_text(text, offset, nullptr, leaf);
}

bool LeafMaker::stored(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  return report_.trouble(offset, "the field " + excerpt(field.name) + " is stored but not indexed", kSearchedAsWords,
                         "search another field") &&
         plain_text(text, offset, nullptr, leaf);
}

/// The terms of a phrase, wherever they stand: never fewer documents than the distance would give.
bool LeafMaker::sloppy(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  std::vector<PhraseTerm> terms;
  if (!analyze(text, terms)) return false;
  if (terms.empty()) return plain_text(text, offset, field, leaf);
  std::vector<QueryNodePtr> children;
  for (auto& term : terms) {
    QueryNodePtr child;
    if (!keep(make_term(text_field_name(field), std::move(term.term)), child)) return false;
    children.push_back(std::move(child));
  }
  leaf = make_and(std::move(children));
  return true;
}

bool LeafMaker::analyze(std::string_view text, std::vector<PhraseTerm>& terms) {
  TermCollector collector(terms);
  analyzer_.analyze(text, collector);
  if (terms.size() <= limits::kPhraseTerms) return true;
  return report_.over_limit("the query holds a phrase of more than " + std::to_string(limits::kPhraseTerms) +
                            " terms: " + excerpt(text));
}

/// Counts a leaf.
bool LeafMaker::keep(QueryNodePtr made, QueryNodePtr& leaf) {
  if (++leaf_count_ > limits::kQueryLeaves) {
    return report_.over_limit("the query holds more than " + std::to_string(limits::kQueryLeaves) +
                              " terms and phrases");
  }
  leaf = std::move(made);
  return true;
}

}  // namespace riffle
