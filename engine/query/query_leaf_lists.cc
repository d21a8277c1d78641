// LeafMaker for lists of values.
#include <algorithm>
#include <utility>

#include "query/query_leaf.h"
#include "query/query_suffix.h"

namespace riffle {
namespace {

using FieldSort = QueryField::Kind;

/// The items of a list: words, and texts in straight quotes. No more than `most` and one are taken.
std::vector<ListItem> list_items(std::string_view text, std::size_t most) {
  std::vector<ListItem> items;
  for (std::size_t i = 0; i < text.size() && items.size() <= most;) {
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

}  // namespace

bool LeafMaker::list(const Token& token, const QueryField& field, QueryNodePtr& leaf) {
  const auto [distance, boost_text] = split_suffix(token.suffix);
  const std::size_t suffix_begin = token.end - token.suffix.size();
  double boost = 1;
  if (!distance_trouble(distance, suffix_begin) || !take_boost(boost_text, suffix_begin + distance.size(), boost)) {
    return false;
  }
  if (field.kind == FieldSort::kStored) return stored(token.text, token.begin, field, leaf);
  const std::size_t room = limits_.list_values - list_value_count_;
  const std::vector<ListItem> items = list_items(token.text, room);
  if (items.size() > room) {
    return report_.text_over_limit("the query holds more than " + std::to_string(limits_.list_values) +
                                   " values in its lists");
  }
  list_value_count_ += items.size();
  if (items.empty()) {
    return report_.trouble(token.begin, "the brackets hold nothing to search for", "they are ignored",
                           "leave them out");
  }
  if (has_ranges(field)) return date_list(token, items, field, leaf);
  std::vector<std::string> terms;
  for (const ListItem& item : items) {
    if (!list_term(item, token.begin + 1 + item.offset, field, terms)) return false;
  }
  if (terms.empty()) return true;
  if (terms.size() > 1 && !count_pattern()) return false;
  if (field.is_of_names) {
    // No field of the index: any of the words in any text field.
    std::vector<QueryNodePtr> words;
    for (const std::string& term : terms) {
      if (!keep(text_.exact({}, term), words.emplace_back())) return false;
    }
    leaf = make_or(std::move(words));
    if (boost != 1) leaf = boosted(leaf, boost);
    return true;
  }
  QueryNodePtr set = make_term_set(field.name, std::move(terms));
  // The words of a list are exact forms, and so is one alone.
  if (field.kind == FieldSort::kText && set->kind == QueryNode::Kind::kTerm) set = text_.exact(field.name, set->term);
  if (!keep(std::move(set), leaf)) return false;
  if (boost != 1) leaf = boosted(leaf, boost);
  return true;
}

bool LeafMaker::list_term(const ListItem& item, std::size_t offset, const QueryField& field,
                          std::vector<std::string>& terms) {
  if (field.kind == FieldSort::kText) {
    std::vector<PhraseTerm> found;
    if (!analyze(item.text, found)) return false;
    if (found.size() == 1) {
      terms.push_back(std::move(found[0].term));
      return true;
    }
    return report_.trouble(offset, excerpt(item.text) + " in a list is not one word", "it is ignored",
                           "leave it out, or write a OR \"b c\" in parentheses");
  }
  std::string value = field.kind == FieldSort::kKeyword ? normalize_keyword(item.text) : item.text;
  if (value.empty()) {
    return report_.trouble(offset, "a value of " + excerpt(field.name) + " is empty", "it is ignored", "leave it out");
  }
  std::vector<std::string> values;
  if (field.kind == FieldSort::kKeyword && !like_values(value, offset, field, values)) return false;
  if (values.empty()) values.push_back(std::move(value));
  terms.insert(terms.end(), values.begin(), values.end());
  return true;
}

/// Periods and ranges, or the "A TO B" of other search engines, where braces leave A or B out.
bool LeafMaker::date_list(const Token& token, const std::vector<ListItem>& items, const QueryField& field,
                          QueryNodePtr& leaf) {
  const std::size_t offset = token.begin + 1;
  if (items.size() == 3 && (items[1].text == "TO" || items[1].text == "to")) {
    if (token.opening == '{' || token.closing == '}') return open_range(token, items, field, leaf);
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

/// "{A TO B]": two comparisons.
bool LeafMaker::open_range(const Token& token, const std::vector<ListItem>& items, const QueryField& field,
                           QueryNodePtr& leaf) {
  std::vector<QueryNodePtr> sides;
  const auto add_side = [&](const ListItem& item, const std::string& sign) {
    if (item.text == "*") return true;
    QueryNodePtr side;
    if (!date(sign + item.text, token.begin + 1 + item.offset, field, side)) return false;
    if (side != nullptr) sides.push_back(std::move(side));
    return true;
  };
  if (!add_side(items[0], token.opening == '{' ? ">" : ">=") ||
      !add_side(items[2], token.closing == '}' ? "<" : "<=")) {
    return false;
  }
  if (sides.empty()) return keep(make_exists(field.name), leaf);
  leaf = make_and(std::move(sides));
  return true;
}

}  // namespace riffle
