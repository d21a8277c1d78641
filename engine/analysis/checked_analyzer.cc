#include "analysis/checked_analyzer.h"

#include <algorithm>
#include <exception>
#include <new>

#include "base/limits.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Of the terms of one text.
constexpr std::uint64_t kTermBytesOfText = std::uint64_t{1} << 30;
/// A sign behind the name of a class may tell it from a term.
constexpr std::size_t kClassNameBytes = limits::kTokenBytes + 1;
constexpr std::size_t kMostCodePointBytes = 4;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// What is wrong with the bytes of a term; empty when nothing is.
std::string_view fault_of(std::string_view term, std::size_t most_bytes) {
  if (term.empty()) return "is empty";
  if (term.size() > most_bytes) return "is longer than 255 bytes";
  if (std::any_of(term.begin(), term.end(), is_control)) return "holds a control character";
  return is_valid_utf8(term) ? std::string_view() : "is not UTF-8";
}

/// True inside a well-formed code point. Between ill-formed bytes, as queries may have them, any place is a border.
bool splits_code_point(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return false;
  for (std::size_t back = 1; back < kMostCodePointBytes && back <= at; ++back) {
    const Utf8Char c = decode_utf8(text.data() + at - back, text.data() + text.size());
    if (c.is_valid && c.length > back) return true;
  }
  return false;
}

}  // namespace

/// Stands between the analyzer and the sink.
class CheckedAnalyzer::Gate final : public TokenSink {
 public:
  Gate(const CheckedAnalyzer& owner, std::string_view text, TokenSink& sink)
      : owner_(owner), text_(text), sink_(sink) {}

  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
    if (owner_.fault_ || thrown_) return;
    if (const std::string_view what = fault_of_token(term, position, begin, end); !what.empty()) {
      owner_.fail(what);
      return;
    }
    next_position_ = position + 1;
    // What the sink throws must not pass through code that may swallow it.
    try {
      sink_.token(term, position, begin, end);
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }

  [[nodiscard]] std::uint32_t next_position() const { return next_position_; }
  void pass_on() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  std::string_view fault_of_token(std::string_view term, std::uint32_t position, std::uint32_t begin,
                                  std::uint32_t end) {
    if (const std::string_view what = fault_of(term, limits::kTokenBytes); !what.empty()) {
      return message_.assign("a term ").append(what);
    }
    if (next_position_ > 0 && position < next_position_ - 1) return "positions decrease";
    if (position == UINT32_MAX) return "a position is 2^32 - 1";
    if (begin >= end || end > text_.size()) return "a token has no place in the text";
    if (splits_code_point(text_, begin) || splits_code_point(text_, end))
      return "a token begins or ends in a character";
    term_bytes_ += term.size();
    if (++tokens_ > limits::kTokensPerDocument || term_bytes_ > kTermBytesOfText) return "one text has too many tokens";
    return {};
  }

  const CheckedAnalyzer& owner_;
  std::string_view text_;
  TokenSink& sink_;
  std::string message_;
  std::exception_ptr thrown_;
  std::uint32_t next_position_ = 0;
  std::uint64_t tokens_ = 0;
  std::uint64_t term_bytes_ = 0;
};

void CheckedAnalyzer::fail(std::string_view what, ErrorCode code) const {
  if (fault_) return;
  fault_ = Error{.code = code,
                 .message = "the analyzer " + name_ + ", version " + std::to_string(version_) +
                            ", broke its rules: " + std::string(what)};
}

template <typename Body>
void CheckedAnalyzer::run(Body&& body) const {
  if (fault_) return;
  try {
    std::forward<Body>(body)();
    if (const Status status = inner_->status(); !status) fail("it failed: " + status.error().message);
  } catch (const std::bad_alloc&) {
    fail("it is out of memory", ErrorCode::kOutOfMemory);
  } catch (const std::exception& thrown) {
    fail(std::string("it threw: ") + thrown.what());
  } catch (...) {
    fail("it threw something that is no std::exception");
  }
}

std::uint32_t CheckedAnalyzer::analyze(std::string_view text, TokenSink& sink) {
  Gate gate(*this, text, sink);
  std::uint32_t count = 0;
  run([&] { count = inner_->analyze(text, gate); });
  gate.pass_on();
  if (!fault_ && count < gate.next_position()) fail("it used more positions than it says");
  return fault_ ? 0 : count;
}

std::string_view CheckedAnalyzer::class_of(std::string_view term) {
  std::string_view name;
  run([&] { name = inner_->class_of(term); });
  if (fault_ || name.empty()) return {};
  const std::string_view what = fault_of(name, kClassNameBytes);
  if (what.empty()) return name;
  fail("the name of a class " + std::string(what));
  return {};
}

std::vector<std::string> CheckedAnalyzer::spellings_of(std::string_view term) const {
  std::vector<std::string> spellings;
  run([&] { spellings = inner_->spellings_of(term); });
  for (const std::string& spelling : spellings) {
    if (const std::string_view what = fault_of(spelling, limits::kTokenBytes); !what.empty()) {
      fail("a spelling " + std::string(what));
    }
  }
  return fault_ ? std::vector<std::string>() : spellings;
}

std::string CheckedAnalyzer::other_number(std::string_view term) const {
  std::string other;
  run([&] { other = inner_->other_number(term); });
  const std::string_view what = other.empty() ? std::string_view() : fault_of(other, limits::kTokenBytes);
  if (!what.empty()) fail("another number " + std::string(what));
  return fault_ ? std::string() : other;
}

bool CheckedAnalyzer::is_function_word(std::string_view term) const {
  bool answer = false;
  run([&] { answer = inner_->is_function_word(term); });
  return answer;
}

bool CheckedAnalyzer::capitals_are_names() const {
  bool answer = false;
  run([&] { answer = inner_->capitals_are_names(); });
  return answer;
}

Status CheckedAnalyzer::status() const { return fault_ ? Status(std::unexpected(*fault_)) : Status(); }

}  // namespace riffle
