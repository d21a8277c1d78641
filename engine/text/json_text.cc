#include "text/json_text.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "base/ascii.h"
#include "text/utf8.h"

namespace riffle {
namespace {

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return {};
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const char c = text[i];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A') + 10;
    } else {
      return {};
    }
    value = value * 16 + digit;
  }
  return value;
}

constexpr unsigned char kDelete = 0x7F;
constexpr unsigned char kNoControl = 0xFF;

/// The control character that stands at byte `at`: U+0000 to U+001F, U+007F, or U+0080 to U+009F of two bytes, which
/// terminals may obey, too.
unsigned char control_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x20 || byte == kDelete) return byte;
  if (byte != 0xC2 || at + 1 == text.size()) return kNoControl;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  return second >= 0x80 && second < 0xA0 ? second : kNoControl;
}

void append_control(unsigned char control, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out.push_back(kHex[control >> 4]);
  out.push_back(kHex[control & 15]);
}

/// Reads the "XXXX" behind "\u" and, for a high surrogate, a low one behind it; moves `text` on.
std::optional<char32_t> take_unicode_escape(std::string_view& text) {
  const std::optional<std::uint32_t> first = hex4(text);
  if (!first) return {};
  text.remove_prefix(4);
  if (*first < 0xD800 || *first > 0xDFFF) return *first;
  if (*first > 0xDBFF || !text.starts_with("\\u")) return kReplacementCharacter;
  const std::optional<std::uint32_t> second = hex4(text.substr(2));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return kReplacementCharacter;
  text.remove_prefix(6);
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

/// Checks one value with a stack of bits instead of recursion.
class JsonChecker {
 public:
  explicit JsonChecker(std::string_view text) : rest_(text) {}

  bool check() {
    bool ok = value();
    while (ok && !stack_.empty()) ok = after_value();
    skip_space();
    return ok && rest_.empty();
  }

  [[nodiscard]] std::size_t bytes_left() const { return rest_.size(); }

 private:
  void skip_space() {
    while (!rest_.empty() && is_json_space(rest_.front())) rest_.remove_prefix(1);
  }

  bool take(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A scalar, or the opening of a container together with everything up to its first scalar.
  bool value() {
    for (;;) {
      if (take('{')) {
        if (!push(true)) return false;
        if (take('}')) return pop();
        if (!key()) return false;
      } else if (take('[')) {
        if (!push(false)) return false;
        if (take(']')) return pop();
      } else {
        return scalar();
      }
    }
  }

  bool after_value() {
    const bool in_object = stack_.back();
    if (take(in_object ? '}' : ']')) return pop();
    if (!take(',')) return false;
    return (!in_object || key()) && value();
  }

  bool push(bool is_object) {
    if (stack_.size() >= kJsonDepth) return false;
    stack_.push_back(is_object);
    return true;
  }

  bool pop() {
    stack_.pop_back();
    return true;
  }

  bool key() { return take('"') && string_rest() && take(':'); }

  bool scalar() {
    if (take('"')) return string_rest();
    for (const std::string_view literal : {"true", "false", "null"}) {
      if (rest_.starts_with(literal)) {
        rest_.remove_prefix(literal.size());
        return true;
      }
    }
    std::size_t length = 0;
    while (length < rest_.size() && std::strchr("+-.0123456789eE", rest_[length]) != nullptr && rest_[length] != '\0') {
      ++length;
    }
    bool is_integer = false;
    if (!is_json_number(rest_.substr(0, length), is_integer)) return false;
    rest_.remove_prefix(length);
    return true;
  }

  bool string_rest() {
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '"') {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      if (++i == rest_.size()) return false;
      if (rest_[i] == 'u') {
        if (!hex4(rest_.substr(i + 1))) return false;
        i += 4;
      } else if (simple_escape(rest_[i]) == '\0') {
        return false;
      }
    }
    return false;
  }

  std::string_view rest_;
  std::vector<bool> stack_;
};

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_ascii_digit(text[at + count])) ++count;
  return count;
}

}  // namespace

bool append_unescaped(std::string_view quoted, std::string& out) {
  while (!quoted.empty()) {
    const void* found = std::memchr(quoted.data(), '\\', quoted.size());
    if (found == nullptr) {
      out.append(quoted);
      return true;
    }
    const auto plain = static_cast<std::size_t>(static_cast<const char*>(found) - quoted.data());
    out.append(quoted.substr(0, plain));
    quoted.remove_prefix(plain + 1);
    if (quoted.empty()) return false;
    const char escape = quoted.front();
    quoted.remove_prefix(1);
    if (escape == 'u') {
      const std::optional<char32_t> code_point = take_unicode_escape(quoted);
      if (!code_point) return false;
      append_utf8(out, *code_point);
      continue;
    }
    const char plain_char = simple_escape(escape);
    if (plain_char == '\0') return false;
    out.push_back(plain_char);
  }
  return true;
}

void append_quoted(std::string_view text, std::string& out) {
  std::string repaired;
  if (!is_valid_utf8(text)) {
    repaired = repair_utf8(text);
    text = repaired;
  }
  out.push_back('"');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (const unsigned char control = control_at(text, i); control < kNoControl) {
      append_control(control, out);
      i += control > kDelete ? 1 : 0;
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

std::string with_controls_escaped(std::string_view json) {
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const unsigned char control = control_at(json, i);
    if (control < kDelete || control == kNoControl) {
      out.push_back(json[i]);
      continue;
    }
    append_control(control, out);
    i += control > kDelete ? 1 : 0;
  }
  return out;
}

bool is_json_value(std::string_view text) { return JsonChecker(text).check(); }

std::optional<std::size_t> json_fault(std::string_view text) {
  JsonChecker checker(text);
  if (checker.check()) return {};
  return text.size() - checker.bytes_left();
}

bool is_json_number(std::string_view text, bool& is_integer) {
  is_integer = true;
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    is_integer = false;
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    is_integer = false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

}  // namespace riffle
