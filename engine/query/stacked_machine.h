// StackedMachine: a TermMachine made of an automaton over bytes. Terms come in byte order, so most of the next one is
// known: the state after each byte of the last term is kept.
// Shape:   Automaton has a State, start(), step(state, byte), is_dead(state) and accepts(state).
// Threads: one owner.
#ifndef RIFFLE_QUERY_STACKED_MACHINE_H_
#define RIFFLE_QUERY_STACKED_MACHINE_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/term_walk.h"

namespace riffle {

template <typename Automaton>
class StackedMachine : public TermMachine {
 public:
  StackedMachine(Automaton automaton, std::string prefix)
      : automaton_(std::move(automaton)), prefix_(std::move(prefix)), states_{automaton_.start()} {}

  [[nodiscard]] std::string_view prefix() const override { return prefix_; }
  [[nodiscard]] std::size_t dead_length() const override { return dead_length_; }

  bool read(std::string_view rest) override {
    const std::size_t most = std::min(rest.size(), bytes_.size());
    std::size_t same = 0;
    while (same < most && rest[same] == bytes_[same]) ++same;
    if (dead_length_ > 0 && same >= dead_length_) return false;
    dead_length_ = 0;
    bytes_.resize(same);
    states_.resize(same + 1, automaton_.start());
    for (std::size_t i = same; i < rest.size(); ++i) {
      bytes_.push_back(rest[i]);
      const auto next = automaton_.step(states_.back(), static_cast<unsigned char>(rest[i]));
      if (automaton_.is_dead(next)) {
        dead_length_ = i + 1;
        return false;
      }
      states_.push_back(next);
    }
    return automaton_.accepts(states_.back());
  }

 protected:
  [[nodiscard]] const Automaton& automaton() const { return automaton_; }
  [[nodiscard]] const typename Automaton::State& state() const { return states_.back(); }

 private:
  Automaton automaton_;
  std::string prefix_;
  std::string bytes_;                              // what was read, up to the byte that killed
  std::vector<typename Automaton::State> states_;  // after 0, 1, ... of the bytes, while the automaton lived
  std::size_t dead_length_ = 0;
};

/// Code points out of bytes, as part of a state. An ill-formed byte is a code point that no pattern has.
struct PartialCodePoint {
  char32_t value = 0;
  std::uint8_t missing = 0;

  /// Takes a byte; true when `value` is complete.
  bool take(unsigned char byte) {
    if (missing > 0 && (byte & 0xC0) == 0x80) {
      value = value << 6 | (byte & 0x3Fu);
      return --missing == 0;
    }
    missing = 0;
    if (byte < 0x80) {
      value = byte;
      return true;
    }
    if (byte >= 0xF0 && byte < 0xF5) {
      value = byte & 0x07u;
      missing = 3;
    } else if (byte >= 0xE0 && byte < 0xF0) {
      value = byte & 0x0Fu;
      missing = 2;
    } else if (byte >= 0xC2 && byte < 0xE0) {
      value = byte & 0x1Fu;
      missing = 1;
    } else {
      value = 0x110000;
      return true;
    }
    return false;
  }
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_STACKED_MACHINE_H_
