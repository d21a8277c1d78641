// The grammar has two levels (AND binds tighter than OR) and groups, so the state of each open group is one frame with
// the finished parts of its expression; what a shift/reduce parser would keep as operators is the frame's connector
// and the prefix that waits for its operand.
#include "query/query_parser.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "format/schema.h"
#include "query/date_range.h"
#include "query/pattern_text.h"
#include "query/query_leaf.h"
#include "query/query_lexer.h"
#include "query/query_near.h"
#include "query/query_report.h"
#include "query/synonym_table.h"

namespace riffle {
namespace {

/// What stands before an operand: NOT, -, + and the name of an unknown field, in the order in which they apply.
struct Prefix {
  bool is_negated = false;
  bool is_required = false;    ///< the last sign was +
  std::size_t depth = 0;       ///< how much of QueryLimits::depth it uses
  std::size_t at_least = 0;    ///< of ATLEAST/n, until its group opens
  std::size_t offset = 0;      ///< of the last part
  std::string_view name = {};  ///< of the last part: "NOT", "-", "+", "ATLEAST/2"; empty when there is none
  QueryNodePtr joined;         ///< the unknown field's name as a word: must match too
};

/// A group that is open, or the whole query.
struct Frame {
  enum class Connector : std::uint8_t { kStart, kOperand, kAnd, kOr, kNear };

  const QueryField* field = nullptr;  ///< what bare words in it search; null = all text fields
  std::size_t begin = 0;
  std::size_t operand_count = 0;
  std::size_t at_least = 0;         ///< the group of ATLEAST/n
  std::size_t at_least_offset = 0;  ///< where ATLEAST/n stands
  Prefix outer;                     ///< stands before the group
  Prefix prefix;                    ///< waits for the next operand of the group

  std::size_t connector_offset = 0;
  std::string_view connector_name = {};
  ProximityLink link;         ///< of kNear
  QueryNodePtr near_left;     ///< what stands before it
  QueryNodePtr last_operand;  ///< the last of the chain, without its negation; null when it was ignored

  std::vector<QueryNodePtr> chain;         ///< operands joined by AND
  std::vector<QueryNodePtr> alternatives;  ///< finished chains joined by OR
  std::size_t clause_operands = 0;         ///< operands of the current clause, ignored ones included

  Connector connector = Connector::kStart;
  bool match_any = false;           ///< juxtaposed parts are clauses
  bool is_last_negated = false;     ///< the last operand
  bool is_near_negated = false;     ///< what stands before kNear
  bool is_clause_required = false;  ///< by its first operand
  bool is_clause_excluded = false;

  // Finished clauses; more than one only where match_any holds.
  std::vector<QueryNodePtr> required;
  std::vector<QueryNodePtr> optional;
  std::vector<QueryNodePtr> excluded;
};

void end_chain(Frame& frame) {
  if (!frame.chain.empty()) frame.alternatives.push_back(make_and(std::exchange(frame.chain, {})));
}

/// A clause that is one operand with a sign is required or excluded; any other is optional.
void end_clause(Frame& frame) {
  end_chain(frame);
  if (!frame.alternatives.empty()) {
    auto clause = make_or(std::exchange(frame.alternatives, {}));
    const bool is_single = frame.clause_operands == 1;
    auto& list = is_single && frame.is_clause_required   ? frame.required
                 : is_single && frame.is_clause_excluded ? frame.excluded
                                                         : frame.optional;
    list.push_back(std::move(clause));
  }
  frame.clause_operands = 0;
  frame.is_clause_required = frame.is_clause_excluded = false;
}

/// The tree of a finished group; null when it holds nothing to search for.
QueryNodePtr finish(Frame& frame) {
  end_clause(frame);
  std::vector<QueryNodePtr> parts = std::move(frame.required);
  if (frame.at_least > 0) {
    parts.push_back(make_at_least(frame.at_least, std::move(frame.optional)));
  } else if (!frame.optional.empty()) {
    // Beside a required clause an optional one only adds to the score: "or all" keeps it from choosing documents.
    if (!parts.empty()) frame.optional.push_back(make_all());
    parts.push_back(make_or(std::move(frame.optional)));
  }
  std::move(frame.excluded.begin(), frame.excluded.end(), std::back_inserter(parts));
  return parts.empty() ? nullptr : make_and(std::move(parts));
}

/// The number of "NEAR/5"; the greatest that there is when it does not fit.
std::size_t number_behind_slash(std::string_view text) {
  text.remove_prefix(text.find('/') + 1);
  std::size_t number = 0;
  for (const char digit : text) {
    if (number > (SIZE_MAX - 9) / 10) return SIZE_MAX;
    number = number * 10 + static_cast<std::size_t>(digit - '0');
  }
  return number;
}

/// A word without an operator in it.
bool is_bare_word(std::string_view text) {
  return text.find(':') == std::string_view::npos && text != "*" && !text.starts_with('^') && !is_regex(text) &&
         !has_wildcard(text) && operator_suffix(text).empty();
}

/// What may stand between two dates.
bool is_to_sign(std::string_view word) {
  constexpr std::string_view kSigns[] = {"..", "...", "\u2013", "-", "to", "TO"};
  return std::find(std::begin(kSigns), std::end(kSigns), word) != std::end(kSigns);
}

/// Of NEAR and ADJ without a number: Xapian's.
constexpr std::size_t kUsualDistance = 10;

/// Words of a phrase, or of a chain of NEAR and ADJ; of several the most.
std::size_t slot_count(const QueryNode& node) {
  std::size_t count = node.phrase.size();
  for (const QueryNodePtr& child : node.children) count = std::max(count, slot_count(*child));
  for (const ProximityItem& item : node.items) count += item.slots.size();
  return count;
}

/// Nothing but the bytes may be more than the trees are made for.
ParseOptions within_bounds(ParseOptions options) {
  QueryLimits& limits = options.limits;
  limits.bytes = std::min(limits.bytes, limits::kMostQueryBytes);
  limits.depth = std::min(limits.depth, limits::kQueryDepth);
  limits.leaves = std::min(limits.leaves, limits::kQueryLeaves);
  limits.phrase_terms = std::min(limits.phrase_terms, limits::kPhraseTerms);
  limits.patterns = std::min(limits.patterns, limits::kQueryPatterns);
  limits.list_values = std::min(limits.list_values, limits::kQueryListValues);
  return options;
}

class QueryParser {
 public:
  QueryParser(std::string_view text, const std::vector<QueryField>& fields, Analyzer& analyzer,
              const ParseOptions& options, bool has_sentences)
      : match_any_(options.match_any),
        has_sentences_(has_sentences),
        limits_(options.limits),
        report_(text, options.strict),
        lexer_(text),
        leaves_(fields, analyzer, options, report_) {
    frames_.emplace_back().match_any = match_any_;
  }

  Result<ParsedQuery> parse() {
    for (Token token = lexer_.next(); token.kind != Token::Kind::kEnd; token = lexer_.next()) {
      if (!take(token)) return std::unexpected(std::move(report_.error()));
    }
    QueryNodePtr root;
    if (!finish_all(root)) return std::unexpected(std::move(report_.error()));
    if (auto status = check_tree_limits(*root); !status) return std::unexpected(std::move(status).error());
    if (root->leaf_count > limits_.leaves) {
      return make_error(ErrorCode::kResourceLimit,
                        "the query holds more than " + std::to_string(limits_.leaves) + " terms and phrases");
    }
    return ParsedQuery{.root = std::move(root), .notes = std::move(report_.notes())};
  }

 private:
  Frame& top() { return frames_.back(); }

  bool take(const Token& token) {
    was_bare_word_ = std::exchange(is_bare_word_, false);
    switch (token.kind) {
      case Token::Kind::kWord: return take_word(token);
      case Token::Kind::kQuoted: return take_quoted(token, top().field, nullptr);
      case Token::Kind::kOpen: return open_group(token.begin, top().field, nullptr);
      case Token::Kind::kClose: return take_close(token);
      case Token::Kind::kAnd: return connect(Frame::Connector::kAnd, "AND", token.begin);
      case Token::Kind::kOr: return connect(Frame::Connector::kOr, "OR", token.begin);
      case Token::Kind::kProximity: return take_proximity(token);
      case Token::Kind::kAtLeast: return take_at_least(token);
      case Token::Kind::kNot: return negate("NOT", token.begin);
      case Token::Kind::kMinus: return negate("-", token.begin);
      case Token::Kind::kPlus:
        if (!end_at_least(top().prefix)) return false;
        top().prefix.is_required = true;
        top().prefix.name = "+";
        top().prefix.offset = token.begin;
        return true;
      case Token::Kind::kEnd: break;
    }
    return true;
  }

  bool negate(std::string_view name, std::size_t offset) {
    Prefix& prefix = top().prefix;
    if (!end_at_least(prefix)) return false;
    prefix.is_negated = !prefix.is_negated;
    prefix.name = name;
    prefix.offset = offset;
    return deepen(prefix);
  }

  bool take_at_least(const Token& token) {
    Prefix& prefix = top().prefix;
    if (!end_at_least(prefix)) return false;
    prefix.at_least = number_behind_slash(token.text);
    prefix.name = token.text;
    prefix.offset = token.begin;
    if (prefix.at_least > 0) return true;
    prefix.at_least = 1;
    return report_.trouble(token.begin, excerpt(token.text) + " asks for no match", "it is taken as ATLEAST/1",
                           "write a number from 1 on");
  }

  /// Passes over an ATLEAST/n that has no group behind it.
  bool end_at_least(Prefix& prefix) {
    if (std::exchange(prefix.at_least, 0) == 0) return true;
    return report_.trouble(prefix.offset, excerpt(prefix.name) + " has no group behind it", "it is ignored",
                           "write it like ATLEAST/2 (a b c)");
  }

  bool deepen(Prefix& prefix) {
    ++prefix.depth;
    if (++depth_ <= limits_.depth) return true;
    return report_.over_limit("the query nests more than " + std::to_string(limits_.depth) +
                              " parentheses and negations");
  }

  bool take_word(const Token& token) {
    const QueryField* const scope = top().field;
    if (token.text == "^" && (scope == nullptr || scope->kind == QueryField::Kind::kText) && lexer_.at_quote())
      return take_anchored_quote(scope);
    const std::size_t colon = token.text.find(':');
    if (const std::size_t sign = token.text.find_first_of("=<>"); sign < colon) {
      if (const QueryField* const field = compared_field(token.text, sign)) return take_comparison(token, sign, *field);
    }
    if (colon == std::string_view::npos || colon == 0) return take_words(token, scope);
    const auto name = token.text.substr(0, colon);
    const auto value = token.text.substr(colon + 1);
    const bool governs_next = value.empty() && lexer_.at_quote_or_group();
    if (const QueryField* const field = leaves_.find_field(name, !value.empty() || governs_next)) {
      return take_field(token, colon + 1, *field, name);
    }
    const bool is_text_scope = scope == nullptr || scope->kind == QueryField::Kind::kText;
    const bool is_web_address = value.starts_with("//");
    if (!is_text_scope || !is_field_name(name) || is_web_address || (value.empty() && !governs_next)) {
      return take_leaf(token.text, token.begin, scope);
    }
    if (!leaves_.unknown_field(name, token.begin)) return false;
    if (!governs_next) return take_leaf(token.text, token.begin, scope);
    QueryNodePtr name_word;
    if (!leaves_.plain_text(name, token.begin, scope, name_word)) return false;
    return take_governed(lexer_.next(), scope, std::move(name_word));
  }

  /// The field of "source=" and "date>": one that has such values. `sign` = where the = < or > stands.
  [[nodiscard]] const QueryField* compared_field(std::string_view text, std::size_t sign) const {
    const std::string_view name = text.substr(0, sign);
    if (!is_field_name(name)) return nullptr;
    const QueryField* const field = leaves_.find_field(name, true);
    if (field == nullptr || field->is_of_names || field->kind == QueryField::Kind::kStored) return nullptr;
    const bool is_equals = text[sign] == '=';
    const bool has_value = sign + 1 < text.size() || (is_equals && lexer_.at_quote_or_group());
    return has_value && (is_equals || has_ranges(*field)) ? field : nullptr;
  }

  /// "source=afp" is source:afp, "date>2024" is date:>2024.
  bool take_comparison(const Token& token, std::size_t sign, const QueryField& field) {
    const std::string_view name = token.text.substr(0, sign);
    const std::size_t begin = sign + (token.text[sign] == '=' ? 1 : 0);
    return report_.trouble(token.begin + sign,
                           "a colon stands behind the name of a field, not " + excerpt(token.text.substr(sign, 1)),
                           "it is read as one",
                           "write " + std::string(name) + ":" + std::string(token.text.substr(begin))) &&
           take_field(token, begin, field, name);
  }

  /// A word that names a field; its value begins at byte `begin` of it.
  bool take_field(const Token& token, std::size_t begin, const QueryField& field, std::string_view name) {
    const bool is_text = field.kind == QueryField::Kind::kText;
    const auto value = token.text.substr(begin);
    if (value.empty()) return take_field_ahead(token, field, name);
    if (value == "^" && is_text && lexer_.at_quote()) return take_anchored_quote(&field);
    if (value[0] == '[' || (value[0] == '{' && has_ranges(field))) {
      if (const auto list = lexer_.take_list(token.begin + begin, has_ranges(field))) {
        QueryNodePtr leaf;
        return leaves_.list(*list, field, leaf) && operand(std::move(leaf));
      }
    }
    if (field.kind != QueryField::Kind::kId && (value[0] == '\'' || value.starts_with("\u2018"))) {
      if (const auto quoted = lexer_.take_single_quoted(token.begin + begin)) {
        return take_quoted(*quoted, &field, nullptr);
      }
    }
    if (value.size() > 1 && value[0] == '-' && is_text &&
        !report_.trouble(token.begin + begin, "'-' behind " + excerpt(token.text.substr(0, begin)) + " is no operator",
                         "it is ignored", "write -" + std::string(name) + ":" + std::string(value.substr(1)))) {
      return false;
    }
    return take_value(token, begin, &field);
  }

  /// A word that is the name of a field and a colon: what stands behind it, also behind white space, is the value.
  bool take_field_ahead(const Token& token, const QueryField& field, std::string_view name) {
    if (lexer_.at_quote_or_group()) return take_governed(lexer_.next(), &field, nullptr);
    if (const std::optional<Token> next = value_behind_space()) {
      return report_.trouble(token.begin, "a space stands behind " + excerpt(token.text),
                             "what follows is searched in that field", "write it directly behind the colon") &&
             (next->kind == Token::Kind::kWord ? take_value(*next, 0, &field) : take_governed(*next, &field, nullptr));
    }
    QueryNodePtr leaf;
    return report_.trouble(token.begin, "nothing stands directly behind " + excerpt(token.text),
                           "it is searched as a word", "write the word directly behind the colon") &&
           leaves_.plain_text(name, token.begin, top().field, leaf) && operand(std::move(leaf));
  }

  /// What stands from byte `begin` of a word on, as a value of a field.
  bool take_value(const Token& token, std::size_t begin, const QueryField* field) {
    const std::size_t end = field->kind == QueryField::Kind::kDate ? end_of_date(token, begin) : token.end;
    return take_leaf(lexer_.text_from(token.begin + begin, end), token.begin + begin, field);
  }

  /// The place behind a date of several words, "30 November 2024" or "2024-11-30 to 2024-12-02", which are taken; else
  /// behind `token`.
  std::size_t end_of_date(const Token& token, std::size_t value_begin) {
    constexpr int kMoreWords = 6;
    constexpr std::size_t kLongestDate = 64;
    std::size_t end = token.end;
    std::size_t end_of_longest = token.end;
    bool is_date = false;
    bool is_behind_sign = false;  // ".." alone ends a range, too
    QueryLexer ahead = lexer_;
    for (int i = 0; i <= kMoreWords && end - token.begin - value_begin <= kLongestDate; ++i) {
      if (parse_date_range(lexer_.text_from(token.begin + value_begin, end))) {
        is_date = true;
        end_of_longest = end;
        lexer_ = ahead;
      }
      const std::optional<Token> next = ahead.next_word();
      const bool is_sign = next && is_to_sign(next->text);
      if (!next || (is_date && end == end_of_longest && !is_sign && !is_behind_sign)) break;
      is_behind_sign = is_sign;
      end = next->end;
    }
    return end_of_longest;
  }

  /// The word without a colon, quote or group that follows, which is taken; none before an operator or the end.
  std::optional<Token> value_behind_space() {
    QueryLexer ahead = lexer_;
    const Token next = ahead.next();
    const bool is_word = next.kind == Token::Kind::kWord && next.text.find(':') == std::string_view::npos;
    if (!is_word && next.kind != Token::Kind::kQuoted && next.kind != Token::Kind::kOpen) return std::nullopt;
    lexer_ = ahead;
    return next;
  }

  /// The quote or group directly behind "field:". `joined` is the word that must match beside it, or null.
  bool take_governed(const Token& token, const QueryField* field, QueryNodePtr joined) {
    if (token.kind == Token::Kind::kOpen) return open_group(token.begin, field, std::move(joined));
    return take_quoted(token, field, std::move(joined));
  }

  /// "^" directly before a quote.
  bool take_anchored_quote(const QueryField* field) {
    const Token token = lexer_.next();
    QueryNodePtr leaf;
    return leaves_.quoted(token, field, leaf, true) && operand(std::move(leaf));
  }

  /// A word, or several with commas between them: "Putin,Erdogan" is two. The last one as take_last_words() does.
  bool take_words(Token token, const QueryField* field) {
    const bool is_text = field == nullptr || (field->kind == QueryField::Kind::kText && !field->is_of_names);
    if (is_text && top().prefix.name.empty() && token.text[0] != '/') {
      for (Comma comma = find_comma(token.text); comma.end != 0; comma = find_comma(token.text)) {
        if (!take_one_word(token.text.substr(0, comma.begin), token.begin, field, is_text)) return false;
        was_bare_word_ = std::exchange(is_bare_word_, false);
        token.text.remove_prefix(comma.end);
        token.begin += comma.end;
      }
    }
    return take_last_words(token, field, is_text);
  }

  /// A word; or as many of the words from it on as are one entry of the synonyms.
  bool take_last_words(const Token& token, const QueryField* field, bool is_text) {
    if (leaves_.has_synonyms() && is_text) {
      const std::vector<Token> words = words_side_by_side(token);
      const std::size_t length = words.size() < 2 ? 1 : leaves_.entry_length(words);
      if (length > 1) {
        for (std::size_t i = 1; i < length; ++i) (void)lexer_.next_word();
        QueryNodePtr leaf;
        return leaves_.entry(std::span(words).first(length), field, top().match_any, leaf) && operand(std::move(leaf));
      }
    }
    return take_one_word(token.text, token.begin, field, is_text);
  }

  bool take_one_word(std::string_view text, std::size_t offset, const QueryField* field, bool is_text) {
    const Frame& frame = top();
    is_bare_word_ = is_text && frame.prefix.name.empty() && frame.at_least == 0 && is_bare_word(text);
    leaves_.set_side_by_side(is_bare_word_ && was_bare_word_ && frame.connector == Frame::Connector::kOperand);
    const bool is_taken = take_leaf(text, offset, field);
    leaves_.set_side_by_side(false);
    return is_taken;
  }

  /// The words from `token` on that nothing but white space joins, as long as no operator binds to one of them alone.
  std::vector<Token> words_side_by_side(const Token& token) {
    const Frame& frame = top();
    const bool is_joined = frame.connector == Frame::Connector::kAnd || frame.connector == Frame::Connector::kOr;
    std::vector<Token> words;
    if (!frame.prefix.name.empty() || frame.at_least > 0 || frame.connector == Frame::Connector::kNear ||
        (is_joined && frame.match_any)) {
      return words;
    }
    QueryLexer ahead = lexer_;
    std::optional<Token> next = token;
    while (next && next->kind == Token::Kind::kWord && is_bare_word(next->text) && words.size() < kSynonymWords) {
      words.push_back(*next);
      next = ahead.next_word();
    }
    const bool is_operator = next && next->kind != Token::Kind::kWord && next->kind != Token::Kind::kAtLeast;
    const bool binds_last = is_operator && (frame.match_any || next->kind == Token::Kind::kProximity);
    if (binds_last && next->kind != Token::Kind::kNot && !words.empty()) words.pop_back();
    return words;
  }

  /// Whether a word that is taken now is an item of NEAR or ADJ.
  bool is_beside_near() {
    QueryLexer ahead = lexer_;
    const std::optional<Token> next = ahead.next_word();
    return top().connector == Frame::Connector::kNear || (next && next->kind == Token::Kind::kProximity);
  }

  bool take_leaf(std::string_view text, std::size_t offset, const QueryField* field) {
    if (leaves_.has_synonyms()) leaves_.set_synonyms(!is_beside_near());
    QueryNodePtr leaf;
    return leaves_.word(text, offset, field, leaf) && operand(std::move(leaf));
  }

  bool take_quoted(const Token& token, const QueryField* field, QueryNodePtr joined) {
    QueryNodePtr leaf;
    if (!leaves_.quoted(token, field, leaf)) return false;
    top().prefix.joined = std::move(joined);
    return operand(std::move(leaf));
  }

  bool open_group(std::size_t offset, const QueryField* field, QueryNodePtr joined) {
    Prefix outer = std::exchange(top().prefix, {});
    const std::size_t at_least = std::exchange(outer.at_least, 0);
    outer.joined = std::move(joined);
    if (outer.joined != nullptr && !deepen(outer)) return false;
    if (!deepen(outer)) return false;
    Frame& frame = frames_.emplace_back();
    frame.field = field;
    frame.begin = offset;
    frame.match_any = match_any_ || at_least > 0;
    frame.at_least = at_least;
    frame.at_least_offset = outer.offset;
    frame.outer = std::move(outer);
    return true;
  }

  bool take_close(const Token& token) {
    if (frames_.size() == 1) {
      return report_.trouble(token.begin, "no parenthesis is open before a ')'", "it is ignored", "leave it out");
    }
    double boost = 1;
    return leaves_.group_suffix(token.suffix, token.begin + 1, boost) && close_group(boost);
  }

  bool close_group(double boost) {
    if (!end_operators()) return false;
    if (top().operand_count == 0 && !report_.trouble(top().begin, "the parentheses hold nothing to search for",
                                                     "they are ignored", "leave them out")) {
      return false;
    }
    if (!check_at_least(top())) return false;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    top().prefix = std::move(frame.outer);
    QueryNodePtr node = finish(frame);
    if (node != nullptr && boost != 1) node = leaves_.boosted(node, boost);
    return operand(std::move(node));
  }

  /// A group of ATLEAST/n that has fewer parts than it asks for.
  bool check_at_least(Frame& frame) {
    if (frame.at_least == 0) return true;
    end_clause(frame);
    const std::size_t parts = frame.optional.size();
    if (frame.at_least <= parts) return true;
    const std::size_t wanted = std::exchange(frame.at_least, parts);
    return report_.trouble(frame.at_least_offset,
                           "ATLEAST/" + std::to_string(wanted) + " stands before a group of " + std::to_string(parts),
                           "all must match", "write a number up to " + std::to_string(std::max<std::size_t>(parts, 1)));
  }

  /// Adds an operand (null when it is ignored) with the prefix that waits for it.
  bool operand(QueryNodePtr node) {
    Frame& frame = top();
    if (!end_at_least(frame.prefix)) return false;
    Prefix prefix = std::exchange(frame.prefix, {});
    depth_ -= prefix.depth;
    if (prefix.joined != nullptr) {
      node = node == nullptr ? std::move(prefix.joined) : make_and({std::move(prefix.joined), std::move(node)});
    }
    if (frame.connector == Frame::Connector::kNear) return near_operand(std::move(node), prefix);
    frame.last_operand = node;
    frame.is_last_negated = prefix.is_negated;
    if (node != nullptr && prefix.is_negated) node = make_not(std::move(node));

    if (frame.connector == Frame::Connector::kOr) end_chain(frame);
    if (frame.connector == Frame::Connector::kOperand && frame.match_any) end_clause(frame);
    if (++frame.clause_operands == 1) {
      frame.is_clause_required = prefix.is_required && !prefix.is_negated;
      frame.is_clause_excluded = prefix.is_negated;
    }
    ++frame.operand_count;
    if (node != nullptr) frame.chain.push_back(std::move(node));
    frame.connector = Frame::Connector::kOperand;
    return true;
  }

  /// NEAR/n, ADJ/n or SENTENCE: takes what stands before it off the chain.
  bool take_proximity(const Token& token) {
    if (!connect(Frame::Connector::kNear, token.text, token.begin)) return false;
    Frame& frame = top();
    if (frame.connector != Frame::Connector::kNear) return true;
    frame.link = {.is_sentence = token.text == "SENTENCE"};
    if (frame.link.is_sentence && !has_sentences_) {
      frame.connector = Frame::Connector::kAnd;
      return report_.trouble(token.begin, "the index keeps no sentences", "SENTENCE is taken as AND",
                             "write AND or NEAR/20, or index anew with sentences");
    }
    const std::size_t distance = token.text.find('/') != std::string_view::npos ? number_behind_slash(token.text)
                                 : frame.link.is_sentence                       ? 1
                                                                                : kUsualDistance;
    if (distance == 0 && !report_.trouble(token.begin, excerpt(token.text) + " leaves no place for a word",
                                          "the distance is taken as 1", "write a number from 1 on")) {
      return false;
    }
    frame.link.is_ordered = token.text.starts_with("ADJ");
    frame.link.distance = static_cast<std::uint32_t>(std::clamp<std::size_t>(distance, 1, kMostDistance));
    if (frame.last_operand == nullptr) {
      frame.connector = Frame::Connector::kAnd;
      return report_.trouble(token.begin, excerpt(token.text) + " has nothing before it that can be near",
                             "it is taken as AND", "write a word or a phrase before it");
    }
    frame.near_left = frame.last_operand;
    frame.is_near_negated = frame.is_last_negated;
    frame.chain.pop_back();
    return true;
  }

  /// The operand behind NEAR/n. Where one side is neither word nor phrase, both must match.
  bool near_operand(QueryNodePtr node, const Prefix& prefix) {
    Frame& frame = top();
    frame.connector = Frame::Connector::kOperand;
    ++frame.operand_count;
    QueryNodePtr left = std::move(frame.near_left);
    const bool can_join = node != nullptr && !prefix.is_negated && !prefix.is_required && leaves_.is_text(*left);
    QueryNodePtr joined = can_join ? join_near(left, frame.link, node) : nullptr;
    const bool is_joined = joined != nullptr;
    if (is_joined && (!check_tree_limits(*joined) || slot_count(*joined) > limits_.phrase_terms)) {
      return report_.over_limit("the query holds more than " + std::to_string(limits_.phrase_terms) +
                                " terms in a phrase or in a chain of NEAR and ADJ");
    }
    if (is_joined) frame.last_operand = left = std::move(joined);
    frame.chain.push_back(frame.is_near_negated ? make_not(std::move(left)) : std::move(left));
    if (is_joined) return true;
    const std::size_t offset = frame.connector_offset;
    ++frame.clause_operands;
    frame.last_operand = node;
    frame.is_last_negated = prefix.is_negated;
    if (node != nullptr) frame.chain.push_back(prefix.is_negated ? make_not(std::move(node)) : std::move(node));
    return report_.trouble(offset,
                           excerpt(frame.connector_name) + " does not stand between words or phrases of one field",
                           "it is taken as AND", "write AND, or put words or phrases at both sides");
  }

  bool connect(Frame::Connector connector, std::string_view name, std::size_t offset) {
    if (!end_prefix()) return false;
    Frame& frame = top();
    if (frame.connector == Frame::Connector::kStart) {
      return report_.trouble(offset, std::string(name) + " has nothing before it", "it is ignored",
                             "leave it out, or write it in lower case to search for the word");
    }
    if (!end_connector()) return false;
    frame.connector = connector;
    frame.connector_name = name;
    frame.connector_offset = offset;
    return true;
  }

  /// Passes over a prefix that has no operand.
  bool end_prefix() {
    const Prefix prefix = std::exchange(top().prefix, {});
    depth_ -= prefix.depth;
    return prefix.name.empty() || report_.trouble(prefix.offset, std::string(prefix.name) + " has nothing behind it",
                                                  "it is ignored", "leave it out");
  }

  /// Passes over an AND or OR that has nothing behind it.
  bool end_connector() {
    Frame& frame = top();
    if (frame.connector == Frame::Connector::kStart || frame.connector == Frame::Connector::kOperand) return true;
    if (frame.near_left != nullptr) {
      frame.chain.push_back(frame.is_near_negated ? make_not(std::move(frame.near_left)) : std::move(frame.near_left));
      frame.near_left = nullptr;
    }
    frame.connector = Frame::Connector::kOperand;
    return report_.trouble(frame.connector_offset, std::string(frame.connector_name) + " has nothing behind it",
                           "it is ignored", "leave it out, or write it in lower case to search for the word");
  }

  bool end_operators() { return end_prefix() && end_connector(); }

  bool finish_all(QueryNodePtr& root) {
    while (frames_.size() > 1) {
      if (!report_.trouble(top().begin, "a '(' is not closed", "it is closed at the end",
                           "put a ')' behind the group")) {
        return false;
      }
      if (!close_group(1)) return false;
    }
    if (!end_operators()) return false;
    root = finish(top());
    if (root != nullptr) return true;
    root = make_none();
    return report_.trouble(0, "the query holds nothing to search for", "it matches nothing",
                           "write a word, or * for all documents");
  }

  bool is_bare_word_ = false;   ///< the token is a word with no operator, and none binds to it from the left
  bool was_bare_word_ = false;  ///< the same of the token before
  bool match_any_;
  bool has_sentences_;
  QueryLimits limits_;
  QueryReport report_;
  QueryLexer lexer_;
  LeafMaker leaves_;
  std::vector<Frame> frames_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<ParsedQuery> parse_query(std::string_view text, const std::vector<QueryField>& fields, Analyzer& analyzer,
                                const ParseOptions& options, bool has_sentences) {
  const ParseOptions bounded = within_bounds(options);
  if (text.size() > bounded.limits.bytes) {
    return make_error(ErrorCode::kResourceLimit,
                      "the query is longer than " + std::to_string(bounded.limits.bytes) + " bytes");
  }
  Result<ParsedQuery> parsed = QueryParser(text, fields, analyzer, bounded, has_sentences).parse();
  if (parsed || options.synonyms.is_empty()) return parsed;
  // No text fails for its synonyms: not for their number, nor because too many of them stand beside NEAR.
  ParseOptions without = bounded;
  without.synonyms = {};
  parsed = QueryParser(text, fields, analyzer, without, has_sentences).parse();
  if (parsed && parsed->notes.size() < kMaxQueryNotes) {
    parsed->notes.emplace_back("with its synonyms the query would be too large; it is searched without them");
  }
  return parsed;
}

}  // namespace riffle
