#include "query/query_words.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "query/pattern_text.h"
#include "query/query_tree.h"

namespace riffle {

bool QueryWords::take_words(Token token, const QueryField* field) {
  const bool is_text = field == nullptr || (field->kind == QueryField::Kind::kText && !field->is_of_names);
  if (is_text) {
    if (const std::optional<WrittenDay> day = ahead_.day(token, false)) return take_day(*day, field);
    if (const std::optional<WrittenWays> ways = ahead_.ways(token)) return take_ways(*ways, field);
  }
  if (is_text && top().prefix.name.empty() && token.text[0] != '/') {
    const bool has_slashes = is_listed_by_slashes(token.text) && !ahead_.is_beside_near();
    const auto border_of = [has_slashes](std::string_view word) {
      const std::size_t slash = has_slashes ? word.find('/') : std::string_view::npos;
      return slash == std::string_view::npos ? find_comma(word) : Comma{slash, slash + 1};
    };
    for (Comma comma = border_of(token.text); comma.end != 0; comma = border_of(token.text)) {
      if (!take_one_word(token.text.substr(0, comma.begin), token.begin, field, is_text)) return false;
      was_bare_word_ = std::exchange(is_bare_word_, false);
      token.text.remove_prefix(comma.end);
      token.begin += comma.end;
    }
  }
  return take_last_words(token, field, is_text);
}

/// The words, or another way to write them.
bool QueryWords::take_ways(const WrittenWays& written, const QueryField* field) {
  lexer_ = written.behind;
  QueryNodePtr leaf;
  return leaves_.ways(written, top().match_any, field, leaf) && frames_.operand(std::move(leaf));
}

bool QueryWords::take_day(const WrittenDay& day, const QueryField* field) {
  lexer_ = day.behind;
  std::vector<QueryNodePtr> typed;
  for (const Token& word : day.words) {
    if (word.text == "of") continue;
    QueryNodePtr part;
    if (!leaves_.word(word.text, word.begin, field, part)) return false;
    if (part != nullptr) typed.push_back(std::move(part));
  }
  QueryNodePtr all = top().match_any ? make_or(std::move(typed)) : make_and(std::move(typed));
  QueryNodePtr leaf;
  if (!leaves_.day(day.midnight, day.words.front().begin, field, std::move(all), leaf)) return false;
  double boost = 1;
  if (!leaves_.group_suffix(day.boost, day.words.back().end - day.boost.size(), boost)) return false;
  if (boost != 1) leaf = leaves_.boosted(leaf, boost);
  return frames_.operand(std::move(leaf));
}

/// A word; or as many of the words from it on as are one entry of the synonyms.
bool QueryWords::take_last_words(const Token& token, const QueryField* field, bool is_text) {
  if (leaves_.has_synonyms() && is_text && !top().is_anchored) {
    const std::vector<Token> words = ahead_.side_by_side(token);
    const std::size_t length = words.size() < 2 ? 1 : leaves_.entry_length(words);
    if (length > 1) {
      for (std::size_t i = 1; i < length; ++i) (void)lexer_.next_word();
      QueryNodePtr leaf;
      return leaves_.entry(std::span(words).first(length), field, top().match_any, leaf) &&
             frames_.operand(std::move(leaf));
    }
  }
  if (is_text) {
    if (const std::optional<Token> noun = ahead_.noun_of_article(token)) return take_article(token, *noun, field);
    if (const std::optional<QueryLexer> behind = ahead_.behind_of(token)) lexer_ = *behind;
    if (is_negative_number(token.text) &&
        !report_.trouble(token.begin, "the minus of " + excerpt(token.text) + " is that of a number",
                         "it leaves nothing out", "write NOT and the number, or the number alone")) {
      return false;
    }
  }
  // Documents write the sign, the name or the code: it counts, but need not be there.
  const bool is_side_by_side = was_bare_word_ && top().connector == Frame::Connector::kOperand;
  if (is_text && ahead_.is_currency(token, is_side_by_side)) {
    QueryNodePtr leaf;
    return leaves_.word(token.text, token.begin, field, leaf) && frames_.operand(make_or({leaf, make_all()}));
  }
  return take_one_word(token.text, token.begin, field, is_text);
}

/// "Al Kut" is al-Kut. REQUIRES: `noun` is the next word.
bool QueryWords::take_article(const Token& article, const Token& noun, const QueryField* field) {
  (void)lexer_.next_word();
  const std::string text = std::string(article.text) + "-" + std::string(noun.text);
  return take_word(text, article.begin, field);
}

bool QueryWords::take_one_word(std::string_view text, std::size_t offset, const QueryField* field, bool is_text) {
  const Frame& frame = top();
  is_bare_word_ = is_text && frame.prefix.name.empty() && frame.at_least == 0 && is_bare_word(text);
  leaves_.set_side_by_side(is_bare_word_ && was_bare_word_ && frame.connector == Frame::Connector::kOperand);
  const bool is_taken = take_word(text, offset, field);
  leaves_.set_side_by_side(false);
  return is_taken;
}

bool QueryWords::take_word(std::string_view text, std::size_t offset, const QueryField* field) {
  if (leaves_.has_synonyms()) leaves_.set_synonyms(!top().is_anchored && !ahead_.is_beside_near());
  QueryNodePtr leaf;
  return leaves_.word(text, offset, field, leaf) && frames_.operand(std::move(leaf));
}

}  // namespace riffle
