// Source: the bytes of an input that names calls, one after the other; zeros behind its end.
// Life:    the bytes must outlive it.
#ifndef RIFFLE_FUZZ_SOURCE_H_
#define RIFFLE_FUZZ_SOURCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace riffle::fuzz {

class Source {
 public:
  Source(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::uint32_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  [[nodiscard]] bool at_end() const { return at_ >= size_; }
  /// At most `count` bytes as they are.
  std::string_view bytes(std::size_t count) {
    const std::size_t taken = std::min(count, size_ - at_);
    const std::string_view text(reinterpret_cast<const char*>(data_) + at_, taken);
    at_ += taken;
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_SOURCE_H_
