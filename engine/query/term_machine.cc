#include "query/term_machine.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

#include "query/char_masks.h"
#include "query/query_lexer.h"
#include "query/query_report.h"
#include "query/stacked_machine.h"

namespace riffle {
namespace {

constexpr int kRegexBytes = 8 << 20;       ///< what RE2 may use for one expression
constexpr int kRegexInstructions = 2'000;  ///< of the compiled expression
constexpr int kRangeBytes = 32;            ///< of the bounds that an expression is asked for

std::vector<char32_t> code_points_of(std::string_view text) {
  std::vector<char32_t> code_points;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_code_point(text, i);
    code_points.push_back(c.value);
    i += c.length;
  }
  return code_points;
}

/// Bit i of a state: the first i places of the pattern are matched. A star lets
/// its bit stay.
class WildcardAutomaton {
 public:
  struct State {
    std::uint64_t places = 0;
    PartialCodePoint partial;
  };

  explicit WildcardAutomaton(std::string_view pattern) {
    for (const char32_t c : code_points_of(pattern)) {
      if (c == U'*') {
        stars_ |= std::uint64_t{1} << length_;
      } else if (c == U'?') {
        any_ |= std::uint64_t{1} << length_++;
      } else {
        masks_.add(c, length_++);
      }
    }
  }

  [[nodiscard]] State start() const { return {.places = 1, .partial = {}}; }
  [[nodiscard]] State step(const State& state, unsigned char byte) const {
    State next = state;
    if (!next.partial.take(byte)) return next;
    const std::uint64_t matching = masks_.of(next.partial.value) | any_;
    next.places = (state.places & matching) << 1 | (state.places & stars_);
    return next;
  }
  [[nodiscard]] bool is_dead(const State& state) const { return state.places == 0; }
  [[nodiscard]] bool accepts(const State& state) const {
    return state.partial.missing == 0 && (state.places >> length_ & 1) != 0;
  }

 private:
  CharMasks masks_;
  std::uint64_t any_ = 0;
  std::uint64_t stars_ = 0;
  std::size_t length_ = 0;
};

/// Row e of a state: bit i = the first i places of the word are matched with e
/// edits. A swap that has begun waits in a row of its own.
class FuzzyAutomaton {
 public:
  struct State {
    std::array<std::uint64_t, kMaxEdits + 1> rows{};
    std::array<std::uint64_t, kMaxEdits + 1> swaps{};
    PartialCodePoint partial;
  };

  FuzzyAutomaton(std::string_view word, unsigned edits) : edits_(edits) {
    for (const char32_t c : code_points_of(word)) masks_.add(c, length_++);
  }

  [[nodiscard]] State start() const {
    State state;
    // Places left out at the beginning.
    for (unsigned e = 0; e <= edits_; ++e) state.rows[e] = (std::uint64_t{2} << e) - 1;
    return state;
  }

  [[nodiscard]] State step(const State& state, unsigned char byte) const {
    State next = state;
    if (!next.partial.take(byte)) return next;
    const std::uint64_t matching = masks_.of(next.partial.value);
    for (unsigned e = 0; e <= edits_; ++e) {
      next.rows[e] = (state.rows[e] & matching) << 1;
      if (e == 0) continue;
      next.rows[e] |= state.rows[e - 1];       // put in
      next.rows[e] |= state.rows[e - 1] << 1;  // replaced
      next.rows[e] |= next.rows[e - 1] << 1;   // left out
      next.rows[e] |= (state.swaps[e] & matching) << 2;
      next.swaps[e] = state.rows[e - 1] & matching >> 1;
    }
    return next;
  }
  [[nodiscard]] bool is_dead(const State& state) const {
    std::uint64_t alive = 0;
    for (unsigned e = 0; e <= edits_; ++e) alive |= (state.rows[e] | state.swaps[e]) & reachable();
    return alive == 0;
  }
  [[nodiscard]] bool accepts(const State& state) const { return edits(state) <= edits_; }
  /// More than allowed when it is not accepted.
  [[nodiscard]] unsigned edits(const State& state) const {
    if (state.partial.missing > 0) return edits_ + 1;
    unsigned e = 0;
    while (e <= edits_ && (state.rows[e] >> length_ & 1) == 0) ++e;
    return e;
  }

 private:
  // Shifts leave bits beyond the end of the word.
  [[nodiscard]] std::uint64_t reachable() const { return UINT64_MAX >> (63 - length_); }

  CharMasks masks_;
  std::size_t length_ = 0;
  unsigned edits_;
};

std::size_t literal_bytes(std::string_view pattern) { return std::min(pattern.find_first_of("*?"), pattern.size()); }

/// Calls visit(part, is_end) for the parts of a pattern behind its wildcards.
template <typename Visitor>
void for_each_part(std::string_view pattern, Visitor visit) {
  for (std::size_t at = literal_bytes(pattern) + 1; at < pattern.size();) {
    const std::string_view part = pattern.substr(at, literal_bytes(pattern.substr(at)));
    at += part.size() + 1;
    visit(part, at > pattern.size());
  }
}

/// A pattern that begins with a star cannot die, so that no state is worth
/// keeping: nearly all terms fail at the literal end, or at the longest literal
/// part, which are compared first.
class OpenWildcardMachine final : public TermMachine {
 public:
  explicit OpenWildcardMachine(std::string_view pattern) : automaton_(pattern) {
    is_one_part_ = pattern.find('?') == std::string_view::npos;
    for_each_part(pattern, [this](std::string_view part, bool is_end) {
      is_one_part_ = is_one_part_ && longest_.empty();
      if (part.size() > longest_.size()) longest_ = part;
      if (is_end) end_ = part;
    });
  }

  [[nodiscard]] std::string_view prefix() const override { return {}; }
  [[nodiscard]] std::size_t dead_length() const override { return 0; }
  [[nodiscard]] bool can_die() const override { return false; }
  bool read(std::string_view term) override {
    if (!may_match(term)) return false;
    if (is_one_part_) return true;
    WildcardAutomaton::State state = automaton_.start();
    for (const char byte : term) state = automaton_.step(state, static_cast<unsigned char>(byte));
    return automaton_.accepts(state);
  }

 private:
  // Nearly every term of the dictionary ends here.
  [[nodiscard]] bool may_match(std::string_view term) const {
    if (!end_.empty() && (term.empty() || term.back() != end_.back() || !term.ends_with(end_))) return false;
    return longest_.size() <= end_.size() || term.find(longest_) != std::string_view::npos;
  }

  WildcardAutomaton automaton_;
  std::string longest_;
  std::string end_;
  bool is_one_part_ = false;
};

class FuzzyMachine final : public StackedMachine<FuzzyAutomaton> {
 public:
  explicit FuzzyMachine(const TermPattern& pattern) : StackedMachine({pattern.text, pattern.edits}, {}) {}
  [[nodiscard]] unsigned edits() const { return automaton().edits(state()); }
};

/// Memory that runs out in RE2 is thrown through pthread_once(), for which glibc opens libgcc the first time, and ends
/// the process when there is no memory for that: so the first time is now.
void prepare_unwinding() {
  static const bool is_ready = [] {
    std::once_flag once;
    try {
      std::call_once(once, [] { throw 0; });
    } catch (int) {
    }
    return true;
  }();
  (void)is_ready;
}

RE2::Options regex_options() {
  prepare_unwinding();
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kRegexBytes);
  return options;
}

class RegexMachine final : public TermMachine {
 public:
  explicit RegexMachine(const std::string& expression) : expression_(expression, regex_options()) {
    std::string least;
    std::string most;
    if (expression_.PossibleMatchRange(&least, &most, kRangeBytes)) {
      while (prefix_bytes_ < std::min(least.size(), most.size()) && least[prefix_bytes_] == most[prefix_bytes_]) {
        ++prefix_bytes_;
      }
      term_ = least.substr(0, prefix_bytes_);
    }
  }

  [[nodiscard]] std::string_view prefix() const override { return std::string_view(term_).substr(0, prefix_bytes_); }
  bool read(std::string_view rest) override {
    term_.resize(prefix_bytes_);
    term_ += rest;
    return RE2::FullMatch(term_, expression_);
  }
  [[nodiscard]] std::size_t dead_length() const override { return 0; }
  [[nodiscard]] bool can_die() const override { return false; }

 private:
  RE2 expression_;
  std::size_t prefix_bytes_ = 0;
  std::string term_;  // the prefix, then what was read
};

std::unique_ptr<TermMachine> make_wildcard(const std::string& pattern) {
  if (pattern.starts_with('*')) return std::make_unique<OpenWildcardMachine>(pattern);
  const std::size_t literal = literal_bytes(pattern);
  return std::make_unique<StackedMachine<WildcardAutomaton>>(WildcardAutomaton(pattern.substr(literal)),
                                                             pattern.substr(0, literal));
}

std::string why_no_regex(const std::string& text) {
  const RE2 expression(text, regex_options());
  if (!expression.ok()) return "is no regular expression: " + excerpt(expression.error());
  return expression.ProgramSize() > kRegexInstructions ? "is a regular expression that is too large" : std::string();
}

}  // namespace

std::string why_no_machine(const TermPattern& pattern) {
  if (pattern.sort == PatternSort::kRegex) return why_no_regex(pattern.text);
  const bool is_fuzzy = pattern.sort == PatternSort::kFuzzy;
  const std::string_view counted = std::string_view(pattern.text).substr(is_fuzzy ? 0 : literal_bytes(pattern.text));
  std::size_t length = 0;
  for (const char32_t c : code_points_of(counted)) length += is_fuzzy || c != U'*' ? 1 : 0;
  if (length <= kMaxPatternChars) return {};
  return "has more than " + std::to_string(kMaxPatternChars) +
         (is_fuzzy ? " characters" : " characters behind the first wildcard");
}

std::unique_ptr<TermMachine> make_machine(const TermPattern& pattern) {
  switch (pattern.sort) {
    case PatternSort::kFuzzy: return std::make_unique<FuzzyMachine>(pattern);
    case PatternSort::kRegex: return std::make_unique<RegexMachine>(pattern.text);
    case PatternSort::kWildcard: break;
  }
  std::unique_ptr<TermMachine> machine = make_wildcard(pattern.text);
  for_each_part(pattern.text, [&](std::string_view part, bool is_end) { machine->require(part, is_end); });
  return machine;
}

unsigned edits_of(const TermMachine& machine) { return static_cast<const FuzzyMachine&>(machine).edits(); }

}  // namespace riffle
