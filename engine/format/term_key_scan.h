// TermKeyScan: the keys of one dictionary block, without what is said of the terms: several times as fast as
// TermBlockCursor where most keys are passed over.
// Errors:  next() says false at the end and where the bytes are no sound block: is_sound() tells. TermBlockCursor says
//          what is wrong.
// Source:  format-spec 5.
#ifndef RIFFLE_FORMAT_TERM_KEY_SCAN_H_
#define RIFFLE_FORMAT_TERM_KEY_SCAN_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "format/schema.h"
#include "format/term_dictionary.h"

namespace riffle {

class TermKeyScan {
 public:
  /// The block's bytes must be verified; `entry_count` = 1 to 16.
  TermKeyScan(ByteSpan block, std::uint32_t entry_count);

  bool next();
  [[nodiscard]] std::string_view key() const { return {key_.data(), key_bytes_}; }
  [[nodiscard]] bool is_sound() const { return is_sound_; }

 private:
  bool read_number(std::uint64_t& number);
  bool pass_numbers(std::uint32_t count);
  bool pass_short_entry();
  bool pass_entry();
  bool fail() {
    is_sound_ = false;
    return false;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::uint32_t left_;
  bool is_sound_ = true;
  std::array<char, kMaxKeyBytes> key_;
  std::size_t key_bytes_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_TERM_KEY_SCAN_H_
