// KeyPart: a few bytes that a wanted key of the dictionary holds, looked for while the keys of a block are spelled out.
// Shape:   the first four bytes of the part, or the last four of one at the end of the key: a key without them is not
//          wanted, one with them may be. Where keys share bytes with the one before, only the new ones are looked at.
// Threads: one owner, for the keys of one block in their order.
#ifndef RIFFLE_FORMAT_KEY_PART_H_
#define RIFFLE_FORMAT_KEY_PART_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace riffle {

class KeyPart {
 public:
  /// So many bytes before a key can be read.
  static constexpr std::size_t kBytes = sizeof(std::uint32_t);

  /// Every key is wanted.
  KeyPart() = default;
  KeyPart(std::string_view part, bool is_end) : is_end_(is_end) {
    if (part.size() > kBytes) part = is_end ? part.substr(part.size() - kBytes) : part.substr(0, kBytes);
    for (const char byte : part) {
      wanted_ = wanted_ >> 8 | std::uint32_t{static_cast<std::uint8_t>(byte)} << 24;
      mask_ = mask_ >> 8 | std::uint32_t{0xFF} << 24;
    }
  }

  /// Whether the key may be wanted. `shared` = its bytes that are those of the key asked for before.
  bool stands_in(const char* key, std::size_t shared, std::size_t bytes) {
    if (is_end_) return ends_at(key + bytes);
    if (found_ != 0 && found_ <= shared) return true;
    found_ = 0;
    for (std::size_t end = shared + 1; end <= bytes && found_ == 0; ++end) found_ = ends_at(key + end) ? end : 0;
    return found_ != 0;
  }

 private:
  [[nodiscard]] bool ends_at(const char* end) const {
    return ((load<std::uint32_t>(reinterpret_cast<const std::uint8_t*>(end) - kBytes) ^ wanted_) & mask_) == 0;
  }

  std::uint32_t wanted_ = 0;  // its last byte highest
  std::uint32_t mask_ = 0;
  bool is_end_ = false;
  std::size_t found_ = 0;  // where it ends in the key; 0: nowhere
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_KEY_PART_H_
