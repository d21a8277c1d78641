#include "analysis/simple_analyzer.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/limits.h"
#include "text/code_points.h"
#include "text/utf8.h"
#include "text/word_table.h"

namespace riffle {
namespace {

/// The term that is being put together: as many whole code points as limits::kTokenBytes holds.
class TermBuffer {
 public:
  void clear() {
    size_ = 0;
    is_full_ = false;
  }

  void append(char32_t code_point) {
    char encoded[4];
    const auto length = static_cast<std::size_t>(store_utf8(encoded, code_point) - encoded);
    append({encoded, length});
  }

  /// `text` is one code point. Once one does not fit, shorter ones that follow must not slip in.
  void append(std::string_view text) {
    is_full_ = is_full_ || text.size() > limits::kTokenBytes - size_;
    if (is_full_) return;
    std::memcpy(bytes_ + size_, text.data(), text.size());
    size_ += text.size();
  }

  [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }

 private:
  std::size_t size_ = 0;
  bool is_full_ = false;
  char bytes_[limits::kTokenBytes] = {};
};

void append_rare_lower(TermBuffer& term, char32_t code_point) {
  std::string lower;
  append_lower(lower, code_point);
  const char* const end = lower.data() + lower.size();
  for (const char* at = lower.data(); at < end;) {
    const Utf8Char c = decode_utf8(at, end);
    term.append({at, c.length});
    at += c.length;
  }
}

/// Adds `code_point` to the term if it belongs to words.
bool append_if_word(TermBuffer& term, const WordTable& table, char32_t code_point) {
  const char16_t lower = table.lower(code_point);
  if (lower == WordTable::kNotWord) return false;
  if (lower != WordTable::kAsk) {
    term.append(lower);
    return true;
  }
  if (!is_word_code_point(code_point)) return false;
  append_rare_lower(term, code_point);
  return true;
}

/// Tokens of text[begin, end), which no token reaches over; returns the next position.
std::uint32_t analyze_mixed(std::string_view text, std::size_t begin, std::size_t end, std::uint32_t position,
                            TokenSink& sink) {
  const WordTable& table = WordTable::get();
  const char* const stop = text.data() + end;
  TermBuffer term;
  std::size_t token_begin = begin;
  bool in_token = false;
  for (std::size_t at = begin; at < end;) {
    const Utf8Char c = decode_utf8(text.data() + at, stop);
    if (c.is_valid && append_if_word(term, table, c.code_point)) {
      if (!in_token) token_begin = at;
      in_token = true;
    } else if (in_token) {
      sink.token(term.view(), position++, static_cast<std::uint32_t>(token_begin), static_cast<std::uint32_t>(at));
      term.clear();
      in_token = false;
    }
    at += c.length;
  }
  if (in_token) {
    sink.token(term.view(), position++, static_cast<std::uint32_t>(token_begin), static_cast<std::uint32_t>(end));
  }
  return position;
}

}  // namespace

std::uint32_t SimpleAnalyzer::analyze(std::string_view text, TokenSink& sink) {
  std::uint32_t position = 0;
  std::size_t base = 0;
  while (base < text.size()) {
    const std::size_t size = chunk_.read(text.substr(base));
    if (size == 0) {
      const std::size_t end = end_of_piece(text, base);
      position = analyze_mixed(text, base, end, position, sink);
      base = end;
      continue;
    }
    for (const auto [begin, end] : chunk_.runs()) {
      if (chunk_.has_high(begin, end)) {
        position = analyze_mixed(text, base + begin, base + end, position, sink);
        continue;
      }
      const std::size_t term_size = std::min<std::size_t>(end - begin, limits::kTokenBytes);
      sink.token({chunk_.lower() + begin, term_size}, position++, static_cast<std::uint32_t>(base + begin),
                 static_cast<std::uint32_t>(base + end));
    }
    base += size;
  }
  return position;
}

std::uint32_t SimpleAnalyzer::analyze_reference(std::string_view text, TokenSink& sink) {
  std::uint32_t position = 0;
  std::string term;
  std::size_t token_begin = 0;
  const auto close = [&](std::size_t end) {
    if (term.empty()) return;
    sink.token(cut_utf8(term, limits::kTokenBytes), position++, static_cast<std::uint32_t>(token_begin),
               static_cast<std::uint32_t>(end));
    term.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = decode_utf8(text.data() + at, text.data() + text.size());
    if (c.is_valid && is_word_code_point(c.code_point)) {
      if (term.empty()) token_begin = at;
      append_lower(term, c.code_point);
    } else {
      close(at);
    }
    at += c.length;
  }
  close(text.size());
  return position;
}

}  // namespace riffle
