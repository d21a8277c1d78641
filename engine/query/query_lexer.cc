#include "query/query_lexer.h"

#include <algorithm>

#include "base/ascii.h"
#include "query/pattern_text.h"

namespace riffle {
namespace {

bool is_straight(char32_t c) { return c == U'"'; }

/// A hyphen, an en dash or a minus sign: word processors and telephones write them for -.
bool is_minus(char32_t c) { return c == U'-' || (c >= 0x2010 && c <= 0x2013) || c == 0x2212; }

bool is_single_closing(char32_t c) { return c == U'\'' || c == U'\u2019'; }

bool is_parenthesis(char32_t c) { return c == U'(' || c == U')'; }

constexpr std::string_view kDigits = "0123456789";

/// Length and smallest value of the sequence that `lead` begins; length 0 for none.
struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;
};

Lead lead_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {2, static_cast<char32_t>(lead & 0x1F), 0x80};
  if (lead >= 0xE0 && lead <= 0xEF) return {3, static_cast<char32_t>(lead & 0x0F), 0x800};
  if (lead >= 0xF0 && lead <= 0xF4) return {4, static_cast<char32_t>(lead & 0x07), 0x10000};
  return {0, 0, 0};
}

/// Whether `text` begins with digits that a fraction, a degree or a percent sign makes a number with certainty: "18.6",
/// "2\u00B0C", "5%". A second point makes it a date or a version.
bool begins_with_number(std::string_view text) {
  const std::size_t end = std::min(text.find_first_not_of(kDigits), text.size());
  if (end == 0 || end == text.size()) return false;
  for (const std::string_view sign : {"\u00B0", "%", "\u2103", "\u2109"}) {
    if (text.substr(end).starts_with(sign)) return true;
  }
  if (text[end] != '.' || end + 1 == text.size() || !is_ascii_digit(text[end + 1])) return false;
  const std::size_t behind = text.find_first_not_of(kDigits, end + 1);
  return behind >= text.size() || text[behind] != '.' || behind + 1 == text.size() || !is_ascii_digit(text[behind + 1]);
}

/// `name`, a slash and digits.
bool is_numbered(std::string_view word, std::string_view name) {
  if (!word.starts_with(name)) return false;
  word.remove_prefix(name.size());
  return word.size() > 1 && word[0] == '/' && word.find_first_not_of(kDigits, 1) == std::string_view::npos;
}

}  // namespace

CodePoint decode_code_point(std::string_view text, std::size_t offset) {
  const auto first = static_cast<unsigned char>(text[offset]);
  if (first < 0x80) return {first, 1};
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() - offset < lead.length) return {kIllFormed, 1};
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[offset + i]);
    if ((byte & 0xC0) != 0x80) return {kIllFormed, 1};
    value = value << 6 | static_cast<char32_t>(byte & 0x3F);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || value > 0x10FFFF || is_surrogate) return {kIllFormed, 1};
  return {value, lead.length};
}

bool is_query_space(char32_t c) {
  if (c <= 0x20 || (c >= 0x7F && c <= 0xA0)) return true;
  if (c < 0x1680) return false;
  return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool is_query_quote(char32_t c) {
  return is_straight(c) || c == U'\u201C' || c == U'\u201D' || c == U'\u201E' || c == U'\u00AB' || c == U'\u00BB';
}

std::string unescape_quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const CodePoint escaped = decode_code_point(text, i + 1);
      if (escaped.value == '\\' || is_query_quote(escaped.value)) {
        out += text.substr(i + 1, escaped.length);
        i += 1 + escaped.length;
        continue;
      }
    }
    out += text[i];
    ++i;
  }
  return out;
}

std::string_view operator_suffix(std::string_view text) {
  constexpr std::string_view kNumber = "0123456789.";
  std::size_t begin = text.size();
  auto last_other = text.find_last_not_of(kNumber);
  if (last_other != std::string_view::npos && last_other + 1 < text.size()) {
    // A boost with a sign is no number, but it is meant for one.
    const bool is_signed = (text[last_other] == '-' || text[last_other] == '+') && last_other > 0;
    if (is_signed && text[last_other - 1] == '^') --last_other;
    if (text[last_other] == '^') begin = last_other;
  }
  const auto before = text.substr(0, begin);
  const auto tilde = before.find_last_not_of(kNumber);
  if (tilde != std::string_view::npos && before[tilde] == '~') begin = tilde;
  return text.substr(begin);
}

Comma find_comma(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const CodePoint c = decode_code_point(word, i);
    const bool is_comma = c.value == U',' || c.value == U';' || c.value == U'\u2014' || c.value == U'\u060C';
    if (!is_comma || i + c.length == word.size()) continue;
    const char before = word[i - 1];
    const char behind = word[i + c.length];
    const bool is_number = is_ascii_digit(before) && is_ascii_digit(behind);
    if (is_word_byte(before) && is_word_byte(behind) && !is_number) return {i, i + c.length};
  }
  return {};
}

bool is_listed_by_slashes(std::string_view word) {
  constexpr std::size_t kShortest = 3;
  const auto is_item = [](std::string_view item) {
    return item.size() >= kShortest && item.front() != '-' && item.back() != '-' &&
           std::all_of(item.begin(), item.end(), [](char c) {
             return c == '\'' || c == '-' || (is_word_byte(c) && !is_ascii_digit(c) && c != '_');
           });
  };
  if (word.find('/') == std::string_view::npos) return false;
  for (std::size_t slash = word.find('/'); slash != std::string_view::npos; slash = word.find('/')) {
    if (!is_item(word.substr(0, slash))) return false;
    word.remove_prefix(slash + 1);
  }
  return is_item(word);
}

bool is_negative_number(std::string_view word) {
  if (word.empty()) return false;
  const CodePoint sign = decode_code_point(word, 0);
  return is_minus(sign.value) && begins_with_number(word.substr(sign.length));
}

Token QueryLexer::next() {
  if (skip_space()) border_before_ = true;
  if (offset_ == text_.size()) return {.begin = offset_, .end = offset_};
  const CodePoint c = decode_code_point(text_, offset_);
  if (is_query_quote(c.value)) return take_quoted(c.value);
  if (!is_parenthesis(c.value) && !is_prefix()) return take_word();

  Token token{.begin = offset_, .end = offset_ + c.length};
  offset_ = token.end;
  border_before_ = is_parenthesis(c.value);
  prefix_before_ = !border_before_;
  switch (c.value) {
    case U'(': token.kind = Token::Kind::kOpen; break;
    case U')':
      token.kind = Token::Kind::kClose;
      token.suffix = take_suffix();
      token.end = offset_;
      break;
    default: token.kind = c.value == U'+' ? Token::Kind::kPlus : Token::Kind::kMinus; break;
  }
  return token;
}

std::optional<Token> QueryLexer::next_word() {
  QueryLexer ahead = *this;
  if (ahead.skip_space()) ahead.border_before_ = true;
  if (ahead.offset_ == text_.size() || ahead.is_prefix()) return std::nullopt;
  const CodePoint c = decode_code_point(text_, ahead.offset_);
  if (is_query_quote(c.value) || is_parenthesis(c.value)) return std::nullopt;
  const Token token = ahead.take_word();
  *this = ahead;
  return token;
}

bool QueryLexer::at_quote_or_group() const { return offset_ < text_.size() && (text_[offset_] == '(' || at_quote()); }

bool QueryLexer::at_quote() const {
  return offset_ < text_.size() && is_query_quote(decode_code_point(text_, offset_).value);
}

bool QueryLexer::skip_space() {
  const std::size_t before = offset_;
  while (offset_ < text_.size()) {
    const CodePoint c = decode_code_point(text_, offset_);
    if (!is_query_space(c.value)) break;
    offset_ += c.length;
  }
  return offset_ > before;
}

/// Whether -, + or ! at offset_ is a prefix of what stands behind it.
bool QueryLexer::is_prefix() const {
  const CodePoint sign = decode_code_point(text_, offset_);
  const std::size_t end = offset_ + sign.length;
  const bool is_exclamation = sign.value == U'!';
  if ((!is_minus(sign.value) && sign.value != U'+' && !is_exclamation) || !border_before_ || end == text_.size()) {
    return false;
  }
  const CodePoint behind = decode_code_point(text_, end);
  if (is_minus(sign.value) && begins_with_number(text_.substr(end))) return false;
  if (is_exclamation && behind.value < 0x80) {
    return is_ascii_letter(text_[end]) || is_ascii_digit(text_[end]) || behind.value == U'"' || behind.value == U'(';
  }
  return !is_query_space(behind.value) && !is_minus(behind.value) && behind.value != U'+' && behind.value != U')';
}

/// Whether a word that ends at `end` has nothing behind it.
bool QueryLexer::is_border(std::size_t end) const {
  return end == text_.size() || text_[end] == ')' || is_query_space(decode_code_point(text_, end).value);
}

std::size_t QueryLexer::word_end(std::size_t from) const {
  while (from < text_.size()) {
    const CodePoint c = decode_code_point(text_, from);
    if (is_query_space(c.value) || is_query_quote(c.value) || is_parenthesis(c.value)) break;
    from += c.length;
  }
  return from;
}

/// The place behind the regular expression that begins at `slash` and what is written directly behind it; `slash` when
/// there is none. It holds no white space, and white space, a parenthesis or the end follows.
std::size_t QueryLexer::regex_end(std::size_t slash) const {
  if (slash + 1 >= text_.size() || text_[slash] != '/' || text_[slash + 1] == '/') return slash;
  for (std::size_t i = slash + 1; i < text_.size();) {
    const CodePoint c = decode_code_point(text_, i);
    if (is_query_space(c.value)) break;
    i += c.length;
    if (c.value == U'/') {
      const std::size_t end = word_end(i);
      const bool is_whole = i == end || operator_suffix(text_.substr(i, end - i)).size() == end - i;
      return is_whole && (end == text_.size() || !is_query_quote(decode_code_point(text_, end).value)) ? end : slash;
    }
    if (c.value == U'\\' && i < text_.size()) {
      const CodePoint escaped = decode_code_point(text_, i);
      if (!is_query_space(escaped.value)) i += escaped.length;
    }
  }
  return slash;
}

std::optional<QueryLexer::Call> QueryLexer::take_call() {
  constexpr std::size_t kMostItems = 64;
  QueryLexer ahead = *this;
  if (ahead.next().kind != Token::Kind::kOpen) return std::nullopt;
  Call call;
  Token token = ahead.next();
  for (; token.kind == Token::Kind::kWord || token.kind == Token::Kind::kQuoted; token = ahead.next()) {
    if (call.items.size() == kMostItems || !token.is_closed) return std::nullopt;
    call.items.push_back(token);
  }
  if (token.kind != Token::Kind::kClose || !token.suffix.empty() || call.items.empty()) return std::nullopt;
  call.end = token.begin;
  // ", 5", ",5" or "b,5" at the end.
  const std::string_view inside = text_.substr(offset_, token.begin - offset_);
  const std::size_t last = inside.find_last_not_of(" \t\n\r");
  const std::size_t before = inside.find_last_not_of(kDigits, last);
  const std::size_t comma = before == std::string_view::npos ? before : inside.find_last_not_of(" \t\n\r", before);
  if (comma != std::string_view::npos && inside[comma] == ',' && before < last) {
    call.number = inside.substr(before + 1, last - before);
    const std::size_t place = offset_ + comma;
    while (!call.items.empty() && call.items.back().begin >= place) call.items.pop_back();
    if (!call.items.empty() && call.items.back().end > place) {
      Token& item = call.items.back();
      if (item.kind != Token::Kind::kWord) return std::nullopt;
      item.end = place;
      item.text = item.text.substr(0, place - item.begin);
    }
  }
  if (call.items.empty()) return std::nullopt;
  *this = ahead;
  return call;
}

std::optional<Token> QueryLexer::take_list(std::size_t offset, bool has_braces) {
  bool& none_left = has_braces ? no_brace_left_ : no_bracket_left_;
  if (none_left || no_brace_left_) return std::nullopt;
  bool is_quoted = false;
  for (std::size_t i = offset + 1; i < text_.size(); ++i) {
    const bool closes = text_[i] == ']' || (has_braces && text_[i] == '}');
    if (is_quoted && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '"') {
      is_quoted = !is_quoted;
    } else if (closes && !is_quoted) {
      Token token{.begin = offset, .text = text_.substr(offset + 1, i - offset - 1)};
      token.opening = text_[offset];
      token.closing = text_[i];
      offset_ = i + 1;
      border_before_ = false;
      token.suffix = take_suffix();
      token.end = offset_;
      return token;
    }
  }
  none_left = true;
  return std::nullopt;
}

std::optional<Token> QueryLexer::take_single_quoted(std::size_t offset) {
  if (no_single_left_) return std::nullopt;
  const std::size_t begin = offset + decode_code_point(text_, offset).length;
  for (std::size_t i = begin; i < text_.size();) {
    const CodePoint c = decode_code_point(text_, i);
    const std::size_t end = i + c.length;
    if (is_single_closing(c.value) && is_border(end)) {
      if (i == begin) return std::nullopt;
      offset_ = end;
      border_before_ = false;
      return Token{.kind = Token::Kind::kQuoted, .begin = offset, .end = end, .text = text_.substr(begin, i - begin)};
    }
    i = end;
  }
  no_single_left_ = true;
  return std::nullopt;
}

Token QueryLexer::take_word() {
  Token token{.kind = Token::Kind::kWord, .begin = offset_, .end = word_end(offset_)};
  std::size_t slash = offset_;
  if (text_[slash] != '/') {
    const std::size_t colon = text_.substr(offset_, token.end - offset_).find(':');
    slash = colon == std::string_view::npos ? token.end : offset_ + colon + 1;
  }
  token.end = std::max(token.end, slash < token.end ? regex_end(slash) : token.end);
  token.text = text_.substr(token.begin, token.end - token.begin);
  if (!prefix_before_) {
    if (token.text == "AND" || token.text == "&&") token.kind = Token::Kind::kAnd;
    if (token.text == "OR" || token.text == "||") token.kind = Token::Kind::kOr;
    if (token.text == "NOT") token.kind = Token::Kind::kNot;
    const bool is_chain = token.text == "SENTENCE" || token.text == "NEAR" || token.text == "ADJ" ||
                          is_numbered(token.text, "NEAR") || is_numbered(token.text, "ADJ");
    if (is_chain) token.kind = Token::Kind::kProximity;
  }
  if (is_numbered(token.text, "ATLEAST")) token.kind = Token::Kind::kAtLeast;
  offset_ = token.end;
  border_before_ = prefix_before_ = false;
  return token;
}

Token QueryLexer::take_quoted(char32_t opening) {
  Token token{.kind = Token::Kind::kQuoted, .begin = offset_};
  const std::size_t from = offset_ + decode_code_point(text_, offset_).length;
  std::size_t to = find_quote(from, is_straight(opening));
  if (to == text_.size()) to = find_quote(from, !is_straight(opening));
  token.text = text_.substr(from, to - from);
  token.is_closed = to < text_.size();
  offset_ = token.is_closed ? to + decode_code_point(text_, to).length : to;
  const auto behind = text_.substr(offset_);
  token.has_star = behind.starts_with('*') && (is_border(offset_ + 1) || behind[1] == '^' || behind[1] == '~');
  if (token.has_star) ++offset_;
  token.suffix = take_suffix();
  token.end = offset_;
  border_before_ = prefix_before_ = false;
  return token;
}

/// The next quote of the sort wanted that no backslash protects; text_.size() when there is none. A search that fails
/// is not made again, which keeps the whole linear.
std::size_t QueryLexer::find_quote(std::size_t from, bool straight) {
  bool& none_left = straight ? no_straight_left_ : no_curly_left_;
  if (none_left) return text_.size();
  for (std::size_t i = from; i < text_.size();) {
    CodePoint c = decode_code_point(text_, i);
    if (c.value == U'\\' && i + 1 < text_.size()) {
      const CodePoint escaped = decode_code_point(text_, i + 1);
      if (escaped.value == U'\\' || is_query_quote(escaped.value)) c.length += escaped.length;
    } else if (is_query_quote(c.value) && is_straight(c.value) == straight) {
      return i;
    }
    i += c.length;
  }
  none_left = true;
  return text_.size();
}

/// Takes the "~3" or "^2.5" directly behind a quote or a parenthesis when nothing else belongs to that run.
std::string_view QueryLexer::take_suffix() {
  const std::size_t end = word_end(offset_);
  const auto run = text_.substr(offset_, end - offset_);
  if (run.empty() || operator_suffix(run).size() != run.size()) return {};
  offset_ = end;
  border_before_ = false;
  return run;
}

}  // namespace riffle
