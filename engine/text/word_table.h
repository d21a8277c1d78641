// WordTable: for every code point below U+10000, whether it belongs to words and its lower case, in one load.
// Cost:    128 KiB, made once in about 1 ms when first asked for.
// Threads: immutable after get().
// Source:  is_word_code_point() and append_lower() of text/code_points.h.
#ifndef RIFFLE_TEXT_WORD_TABLE_H_
#define RIFFLE_TEXT_WORD_TABLE_H_

#include <array>

namespace riffle {

class WordTable {
 public:
  static constexpr char16_t kNotWord = 0;
  static constexpr char16_t kAsk = 0xFFFF;  ///< append_lower() must say: more than one code point, or above U+FFFF

  static const WordTable& get();

  /// kNotWord, kAsk, or the one code point that is the lower case.
  [[nodiscard]] char16_t lower(char32_t code_point) const {
    return code_point < lower_.size() ? lower_[code_point] : kAsk;
  }

 private:
  WordTable();

  std::array<char16_t, 0x10000> lower_{};
};

}  // namespace riffle

#endif  // RIFFLE_TEXT_WORD_TABLE_H_
