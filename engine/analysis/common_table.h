// CommonTable: word break class, word membership and folded form of the common characters (see common_words.h).
// Cost:    46 KiB, made once, when first asked for, in about 0.5 ms.
// Threads: immutable after get().
// Source:  the Unicode Character Database and the normal forms of the ICU that is linked.
#ifndef RIFFLE_ANALYSIS_COMMON_TABLE_H_
#define RIFFLE_ANALYSIS_COMMON_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace riffle {

/// The classes of UAX #29 that common characters have.
enum class BreakClass : std::uint8_t {
  kNotCommon,
  kOther,               ///< breaks on both sides
  kBreakingApostrophe,  ///< kMidNumLet between letters, else kOther
  kMidLetter,
  kMidNum,
  kMidNumLet,  ///< with Single_Quote
  kLetter,     ///< this and the following always join each other
  kNumeric,
  kExtendNumLet,
};

struct CommonCharacter {
  BreakClass break_class;
  bool is_alphabetic : 1;
  bool is_word : 1;  ///< Alphabetic or a number
  std::uint8_t fold_size;
  char fold[5];

  [[nodiscard]] std::string_view folded() const { return {fold, fold_size}; }
};
static_assert(sizeof(CommonCharacter) == 8);

class CommonTable {
 public:
  static const CommonTable& get();

  /// kNotCommon for code points outside of the table.
  [[nodiscard]] const CommonCharacter& operator[](char32_t code_point) const {
    if (code_point < kLowEnd) return characters_[code_point];
    if (code_point >= kHighBegin && code_point < kHighEnd) return characters_[code_point - kHighBegin + kLowEnd];
    return not_common_;
  }

 private:
  static constexpr char32_t kLowEnd = 0x700;
  static constexpr char32_t kHighBegin = 0x1E00;
  static constexpr char32_t kHighEnd = 0x2E00;

  CommonTable();

  CommonCharacter not_common_{};
  std::array<CommonCharacter, kLowEnd + kHighEnd - kHighBegin> characters_{};
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_COMMON_TABLE_H_
