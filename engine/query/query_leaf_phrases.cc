// LeafMaker: quoted texts.
#include <algorithm>
#include <utility>

#include "analysis/compounds.h"
#include "base/ascii.h"
#include "query/pattern_text.h"
#include "query/query_leaf.h"
#include "query/query_suffix.h"

namespace riffle {
namespace {

using FieldSort = QueryField::Kind;

/// A word and a mark that may go on inside it, on its way to "3,500", "U.S." or "o'clock": the word.
std::string_view without_begun_mark(std::string_view text) {
  for (const std::string_view mark : {".", ",", "'", "\u2018", "\u2019", "\u02BC"}) {
    if (!text.ends_with(mark)) continue;
    const std::string_view word = text.substr(0, text.size() - mark.size());
    return !word.empty() && is_word_byte(word.back()) ? word : text;
  }
  return text;
}

/// "al-b", on its way to "al-bahr", whose noun stands in the place of its article.
void drop_begun_article(std::string_view text, std::vector<PhraseTerm>& terms) {
  if (terms.size() < 2) return;
  const PhraseTerm& article = terms[terms.size() - 2];
  PhraseTerm& noun = terms.back();
  if (!is_article_of_begun(article.term, noun.term) || noun.position != article.position + 1) return;
  text.remove_suffix(1);
  const auto ends_text = [text](std::string_view hyphen) { return text.ends_with(hyphen); };
  if (!ends_text("-") && !ends_text("\u2010") && !ends_text("\u2011")) return;
  noun.position = article.position;
  terms.erase(terms.end() - 2);
}

}  // namespace

bool LeafMaker::quoted(const Token& token, const QueryField* field, QueryNodePtr& leaf, bool is_anchored) {
  if (!token.is_closed && !report_.trouble(token.begin, "the quote before " + excerpt(token.text) + " is not closed",
                                           "it is closed at the end", "put a \" behind the phrase")) {
    return false;
  }
  const auto [distance, boost_text] = split_suffix(token.suffix);
  const std::size_t suffix_begin = token.end - token.suffix.size();
  double boost = 1;
  const bool is_in_text = field == nullptr || field->kind == FieldSort::kText;
  std::uint32_t slop = 0;
  if (!(is_in_text ? take_slop(distance, suffix_begin, slop) : distance_trouble(distance, suffix_begin))) return false;
  if (!take_boost(boost_text, suffix_begin + distance.size(), boost)) return false;
  std::string text = unescape_quoted(token.text);
  if (token.has_star && is_in_text) text += '*';
  if (!is_in_text) {
    if (has_ranges(*field)) return date(text, token.begin, *field, leaf);
    if (field->kind == FieldSort::kStored) return stored(text, token.begin, *field, leaf);
    return value(text, token.begin, *field, leaf);
  }
  const bool made = phrase(text, token.begin, field, slop, is_anchored, leaf);
  if (leaf != nullptr && boost != 1) leaf = boosted(leaf, boost);
  return made;
}

/// "~3" behind a phrase.
bool LeafMaker::take_slop(std::string_view distance, std::size_t offset, std::uint32_t& slop) {
  if (distance.empty()) return true;
  if (const auto number = read_distance(distance, SIZE_MAX); number && distance.size() > 1) {
    slop = static_cast<std::uint32_t>(std::min<std::size_t>(*number, kMostDistance));
    return true;
  }
  return report_.trouble(offset, "the distance " + excerpt(distance) + " is no whole number", "it is ignored",
                         "write a number, as in ~3");
}

/// A phrase whose last word may end with a star.
bool LeafMaker::phrase(std::string_view text, std::size_t offset, const QueryField* field, std::uint32_t slop,
                       bool is_anchored, QueryNodePtr& leaf) {
  std::vector<PhraseTerm> terms;
  std::size_t last_end = 0;
  const std::string_view body = text.ends_with('*') ? without_begun_mark(text.substr(0, text.size() - 1)) : text;
  const bool has_star = text.ends_with('*') && !body.empty() && is_word_byte(body.back());
  if (!analyze(body, terms, &last_end)) return false;
  // A star behind what is no word means nothing.
  const bool is_prefix = has_star && !terms.empty() && last_end == body.size();
  if (is_prefix && text_.has_articles()) drop_begun_article(body, terms);
  if (terms.empty() || (!is_prefix && !is_anchored && (slop == 0 || terms.size() == 1)))
    return plain_text(text, offset, field, leaf);
  if (is_prefix && terms.size() == 1 && !is_anchored) {
    return pattern({PatternSort::kWildcard, terms[0].term + "*", 0}, text, offset, field, leaf);
  }
  ProximityItem item{.slots = {}, .is_anchored = is_anchored};
  for (PhraseTerm& term : terms) item.slots.push_back({term.position, {std::move(term.term)}, {}});
  if (is_prefix) {
    if (!count_pattern()) return false;
    ProximitySlot& last = item.slots.back();
    last.pattern = TermPattern{PatternSort::kWildcard, last.terms.front() + "*", 0};
    last.terms.clear();
  }
  return keep(make_proximity(text_field_name(field), {std::move(item)}, {}, slop), leaf);
}

}  // namespace riffle
