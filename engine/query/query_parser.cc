#include "query/query_parser.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/limits.h"
#include "format/schema.h"
#include "query/frame_stack.h"
#include "query/pattern_text.h"
#include "query/query_leaf.h"
#include "query/query_lexer.h"
#include "query/query_report.h"
#include "query/query_words.h"
#include "query/words_ahead.h"

namespace riffle {
namespace {

/// Bytes of a query that a message repeats; excerpt() cuts it further.
constexpr std::size_t kLongestAdvice = 256;

/// SQLite counts the words between, and 10 when there is no number.
std::size_t distance_of_call(std::string_view number) {
  constexpr std::size_t kUsual = 10;
  std::size_t between = number.empty() ? kUsual : 0;
  for (const char digit : number)
    between = std::min<std::size_t>(between * 10 + static_cast<std::size_t>(digit - '0'), kMostDistance);
  return between + 1;
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
              const ParseOptions& options, const QueriedIndex& index)
      : limits_(options.limits),
        index_(index),
        report_(text, options.strict),
        lexer_(text),
        leaves_(fields, analyzer, options, index, report_),
        frames_(options, index.has_sentences, leaves_, report_),
        ahead_(lexer_, frames_, leaves_),
        words_(lexer_, leaves_, frames_, ahead_, report_) {}

  /// Reading the text again with less besides it is of no use.
  [[nodiscard]] bool is_text_over_limit() const { return report_.is_text_over_limit(); }

  Result<ParsedQuery> parse() {
    for (Token token = lexer_.next(); token.kind != Token::Kind::kEnd; token = lexer_.next()) {
      if (!take(token)) return std::unexpected(std::move(report_.error()));
    }
    QueryNodePtr root;
    if (!frames_.finish(root)) return std::unexpected(std::move(report_.error()));
    if (auto status = check_tree_limits(*root); !status) return std::unexpected(std::move(status).error());
    if (root->leaf_count > limits_.leaves) {
      return make_error(ErrorCode::kResourceLimit,
                        "the query holds more than " + std::to_string(limits_.leaves) + " terms and phrases");
    }
    return ParsedQuery{.root = std::move(root), .notes = std::move(report_.notes())};
  }

 private:
  [[nodiscard]] const Frame& top() const { return frames_.top(); }

  bool take(const Token& token) {
    words_.begin_token();
    switch (token.kind) {
      case Token::Kind::kWord: return take_word(token);
      case Token::Kind::kQuoted: return take_quoted(token, top().field, nullptr);
      case Token::Kind::kOpen: return frames_.open(token.begin, top().field, nullptr);
      case Token::Kind::kClose: return frames_.close(token);
      case Token::Kind::kAnd: return frames_.connect(Frame::Connector::kAnd, "AND", token.begin);
      case Token::Kind::kOr: return frames_.connect(Frame::Connector::kOr, "OR", token.begin);
      case Token::Kind::kProximity: return is_call(token) ? take_call(token) : frames_.connect_near(token);
      case Token::Kind::kAtLeast: return frames_.at_least(token);
      case Token::Kind::kNot: return frames_.negate("NOT", token.begin);
      case Token::Kind::kMinus: return frames_.negate("-", token.begin);
      case Token::Kind::kPlus: return frames_.require(token.begin);
      case Token::Kind::kEnd: break;
    }
    return true;
  }

  bool take_word(const Token& token) {
    const QueryField* const scope = top().field;
    if (is_call(token)) return take_call(token);
    if (token.text == "^" && (scope == nullptr || scope->kind == QueryField::Kind::kText) && lexer_.at_quote_or_group())
      return take_anchored(scope);
    const std::size_t colon = token.text.find(':');
    if (const std::size_t sign = token.text.find_first_of("=<>"); sign < colon) {
      if (const QueryField* const field = compared_field(token.text, sign)) return take_comparison(token, sign, *field);
    }
    if (const std::optional<Token> sign = sign_behind(token)) return take_apart_comparison(token, *sign);
    if (colon == std::string_view::npos || colon == 0) {
      const bool has_values =
          scope != nullptr && (scope->kind == QueryField::Kind::kKeyword || scope->kind == QueryField::Kind::kDate);
      if (has_values) return take_value(token, 0, scope);
      tell_of_or(token, scope);
      return words_.take_words(token, scope);
    }
    const auto name = token.text.substr(0, colon);
    const auto value = token.text.substr(colon + 1);
    const bool governs_next = value.empty() && lexer_.at_quote_or_group();
    if (const QueryField* const field = leaves_.find_field(name, !value.empty() || governs_next)) {
      return take_field(token, colon + 1, *field, name);
    }
    const bool is_text_scope = scope == nullptr || scope->kind == QueryField::Kind::kText;
    const bool is_web_address = value.starts_with("//");
    if (!is_text_scope || !is_field_name(name) || is_web_address || (value.empty() && !governs_next)) {
      return words_.take_word(token.text, token.begin, scope);
    }
    if (!leaves_.unknown_field(name, token.begin)) return false;
    if (!governs_next) return words_.take_word(token.text, token.begin, scope);
    QueryNodePtr name_word;
    if (!leaves_.plain_text(name, token.begin, scope, name_word)) return false;
    return take_governed(lexer_.next(), scope, std::move(name_word));
  }

  /// Says once that a small "or" between two things to search for is no operator.
  void tell_of_or(const Token& token, const QueryField* scope) {
    const Frame& frame = top();
    const bool is_between = token.text == "or" && !frame.match_any && frame.prefix.name.empty() &&
                            frame.connector == Frame::Connector::kOperand &&
                            (scope == nullptr || scope->kind == QueryField::Kind::kText);
    if (!is_between || has_told_of_or_) return;
    QueryLexer ahead = lexer_;
    const Token::Kind next = ahead.next().kind;
    if (next != Token::Kind::kWord && next != Token::Kind::kQuoted && next != Token::Kind::kOpen &&
        next != Token::Kind::kMinus) {
      return;
    }
    has_told_of_or_ = true;
    report_.remark("'or' is searched as a word; write OR for what has either");
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

  /// The "<", ">" or "=" of "date >= 2024", with or without the value, behind the name of a date or number field.
  std::optional<Token> sign_behind(const Token& token) const {
    const QueryField* const field = is_field_name(token.text) ? leaves_.find_field(token.text) : nullptr;
    if (field == nullptr || !has_ranges(*field)) return std::nullopt;
    QueryLexer ahead = lexer_;
    const std::optional<Token> next = ahead.next_word();
    if (!next || next->kind != Token::Kind::kWord) return std::nullopt;
    const std::size_t digits = next->text.find_first_not_of("<>=");
    if (digits == 0) return std::nullopt;
    if (digits != std::string_view::npos) return next;
    const std::optional<Token> value = ahead.next_word();
    return value && value->kind == Token::Kind::kWord && is_ascii_digit(value->text[0]) ? next : std::nullopt;
  }

  /// REQUIRES: `sign` = sign_behind(token).
  bool take_apart_comparison(const Token& token, const Token& sign) {
    (void)lexer_.next_word();
    std::string value(sign.text);
    if (sign.text.find_first_not_of("<>=") == std::string_view::npos) value += lexer_.next_word()->text;
    if (value.starts_with('=')) value.erase(0, 1);
    QueryNodePtr leaf;
    return report_.trouble(token.end, "a colon stands directly behind the name of a field", "it is read as one",
                           "write " + std::string(token.text) + ":" + value) &&
           leaves_.word(value, sign.begin, leaves_.find_field(token.text), leaf) && frames_.operand(std::move(leaf));
  }

  /// A word that names a field; its value begins at byte `begin` of it.
  bool take_field(const Token& token, std::size_t begin, const QueryField& field, std::string_view name) {
    const bool is_text = field.kind == QueryField::Kind::kText;
    const auto value = token.text.substr(begin);
    if (value.empty()) return take_field_ahead(token, field, name);
    if (value == "^" && is_text && lexer_.at_quote_or_group()) return take_anchored(&field);
    if (value[0] == '[' || (value[0] == '{' && has_ranges(field))) {
      if (const auto list = lexer_.take_list(token.begin + begin, has_ranges(field))) {
        QueryNodePtr leaf;
        return leaves_.list(*list, field, leaf) && frames_.operand(std::move(leaf));
      }
      if (value[0] == '[' &&
          !report_.trouble(token.begin + begin,
                           "the '[' behind " + excerpt(token.text.substr(0, begin)) + " is not closed",
                           "it is read as it stands", "put a ']' behind the list, or the value in double quotes")) {
        return false;
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
           leaves_.plain_text(name, token.begin, top().field, leaf) && frames_.operand(std::move(leaf));
  }

  /// What stands from byte `begin` of a word on, as a value of a field.
  bool take_value(const Token& token, std::size_t begin, const QueryField* field) {
    if (field->kind == QueryField::Kind::kKeyword) {
      const std::size_t place = token.begin + begin;
      const auto run =
          find_keyword_run(lexer_.text_from(place, token.end), lexer_, *field, index_.has_value, index_.like_values);
      if (run) return take_run(*run, lexer_.text_from(place, token.end), place, *field);
    }
    if (field->kind == QueryField::Kind::kText && !field->is_of_names) {
      Token value = token;
      value.begin += begin;
      value.text.remove_prefix(begin);
      if (const std::optional<WrittenDay> day = ahead_.day(value, true)) return words_.take_day(*day, field);
    }
    const std::size_t end = field->kind == QueryField::Kind::kDate ? take_date(lexer_, token, begin) : token.end;
    return words_.take_word(lexer_.text_from(token.begin + begin, end), token.begin + begin, field);
  }

  /// The words of a keyword value that is not in quotes. `first` = the word at byte `place`.
  bool take_run(const KeywordRun& run, std::string_view first, std::size_t place, const QueryField& field) {
    lexer_ = run.behind;
    QueryNodePtr leaf;
    return report_.trouble(place,
                           "no " + excerpt(field.name) + " is " + excerpt(first) + ", but one is " + excerpt(run.value),
                           "that is searched", "put double quotes around " + excerpt(run.value)) &&
           leaves_.value(run.value, place, field, leaf) && frames_.operand(std::move(leaf));
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
    if (token.kind == Token::Kind::kOpen) return frames_.open(token.begin, field, std::move(joined));
    return take_quoted(token, field, std::move(joined));
  }

  /// "^" directly before a quote or group.
  bool take_anchored(const QueryField* field) {
    const Token token = lexer_.next();
    if (token.kind == Token::Kind::kOpen) return frames_.open_anchored(token.begin, field);
    QueryNodePtr leaf;
    return leaves_.quoted(token, field, leaf, true) && frames_.operand(std::move(leaf));
  }

  /// Whether the token is the NEAR of "NEAR(a b, 5)", as SQLite writes it, and no "a NEAR(b c)".
  bool is_call(const Token& token) {
    const QueryField* const scope = top().field;
    if (token.text != "NEAR" || (scope != nullptr && scope->kind != QueryField::Kind::kText)) return false;
    QueryLexer ahead = lexer_;
    if (!ahead.at_quote_or_group()) return false;
    const std::optional<QueryLexer::Call> call = ahead.take_call();
    if (!call || call->items.size() < 2) return false;
    return !call->number.empty() || (top().connector != Frame::Connector::kOperand && top().prefix.name.empty());
  }

  /// "NEAR(a b, 5)": a NEAR/6 b, for it counts the words between. REQUIRES: is_call(token).
  bool take_call(const Token& token) {
    const QueryLexer::Call call = *lexer_.take_call();
    const std::string& link = near_names_.emplace_back("NEAR/" + std::to_string(distance_of_call(call.number)));
    std::string meant;
    for (const Token& item : call.items) {
      if (!meant.empty()) meant += " " + link + " ";
      meant += lexer_.text_from(item.begin, item.end);
      if (report_.is_full() || meant.size() > kLongestAdvice) break;
    }
    if (!report_.trouble(token.begin, "NEAR stands between what is to be near, not before parentheses",
                         "it is read as " + excerpt(meant), "write " + excerpt(meant))) {
      return false;
    }
    const QueryField* const scope = top().field;
    if (!frames_.open(token.begin, scope, nullptr)) return false;
    if (leaves_.has_synonyms()) leaves_.set_synonyms(false);
    for (std::size_t i = 0; i < call.items.size(); ++i) {
      const Token& item = call.items[i];
      if (i > 0 && !frames_.connect_near({.kind = Token::Kind::kProximity, .begin = item.begin, .text = link}))
        return false;
      QueryNodePtr leaf;
      const bool is_read = item.kind == Token::Kind::kQuoted ? leaves_.quoted(item, scope, leaf)
                                                             : leaves_.word(item.text, item.begin, scope, leaf);
      if (!is_read || !frames_.operand(std::move(leaf))) return false;
    }
    return frames_.close({.kind = Token::Kind::kClose, .begin = call.end});
  }

  bool take_quoted(const Token& token, const QueryField* field, QueryNodePtr joined) {
    QueryNodePtr leaf;
    if (!leaves_.quoted(token, field, leaf)) return false;
    return frames_.operand(std::move(leaf), std::move(joined));
  }

  bool has_told_of_or_ = false;
  QueryLimits limits_;
  const QueriedIndex& index_;
  QueryReport report_;
  QueryLexer lexer_;
  LeafMaker leaves_;
  FrameStack frames_;
  WordsAhead ahead_;
  QueryWords words_;
  std::deque<std::string> near_names_;  ///< "NEAR/6" of a call; frames_ keeps views
};

}  // namespace

Result<ParsedQuery> parse_query(std::string_view text, const std::vector<QueryField>& fields, Analyzer& analyzer,
                                const ParseOptions& options, const QueriedIndex& index) {
  const ParseOptions bounded = within_bounds(options);
  if (text.size() > bounded.limits.bytes) {
    return make_error(ErrorCode::kResourceLimit,
                      "the query is longer than " + std::to_string(bounded.limits.bytes) + " bytes");
  }
  // No text fails for what is searched besides it: not for its number, nor because too much of it stands beside NEAR.
  bool is_hopeless = false;
  const auto parse_again = [&](const ParseOptions& with, std::string_view note) {
    QueryParser parser(text, fields, analyzer, with, index);
    Result<ParsedQuery> parsed = parser.parse();
    is_hopeless = parser.is_text_over_limit();
    if (parsed && !note.empty() && parsed->notes.size() < kMaxQueryNotes) parsed->notes.emplace_back(note);
    return parsed;
  };
  Result<ParsedQuery> parsed = parse_again(bounded, {});
  if (is_hopeless) return parsed;
  ParseOptions without = bounded;
  if (!parsed && !options.synonyms.is_empty()) {
    without.synonyms = {};
    parsed = parse_again(without, "with its synonyms the query would be too large; it is searched without them");
  }
  if (!parsed && parsed.error().code == ErrorCode::kResourceLimit && (options.spellings || options.names)) {
    without.spellings = without.names = false;
    parsed = parse_again(without, "the query is too large for other spellings of its words");
  }
  return parsed;
}

}  // namespace riffle
