// Little-endian loads and stores, varints, and the bounds-checked ByteReader that all bytes of a file pass through.
// Errors:  ByteReader never reads past its end: a failed read returns 0 and clears ok(), which stays cleared.
// Threads: plain values.
// Life:    views point into the caller's bytes.
// Source:  format-spec "Conventions" (integers little-endian; varint = unsigned LEB128, at most 10 bytes).
#ifndef RIFFLE_BASE_BYTES_H_
#define RIFFLE_BASE_BYTES_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"

namespace riffle {

static_assert(std::endian::native == std::endian::little, "Riffle maps little-endian files directly");

using ByteSpan = std::span<const std::uint8_t>;
using ByteBuffer = std::vector<std::uint8_t>;

/// REQUIRES: sizeof(T) readable bytes at `from`; no alignment needed.
template <typename T>
inline T load(const std::uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

template <typename T>
inline void store(std::uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof(T));
}

template <typename T>
inline void append(ByteBuffer& out, T value) {
  const std::size_t at = out.size();
  out.resize(at + sizeof(T));
  store(out.data() + at, value);
}

/// Asks for the first four cache lines of what will be read. None of them need be there.
inline void prefetch_lines(const std::uint8_t* from) {
  for (std::size_t line = 0; line < 4; ++line) __builtin_prefetch(from + 64 * line);
}

inline void append_bytes(ByteBuffer& out, ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteSpan bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// The first byte is zero, and each is as the one before.
inline bool all_zero(ByteSpan bytes) {
  return bytes.empty() || (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

inline constexpr std::size_t kMaxVarintBytes = 10;

inline void append_varint(ByteBuffer& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

/// Writes at `to` (kMaxVarintBytes must be writable) and returns the end.
inline std::uint8_t* store_varint(std::uint8_t* to, std::uint64_t value) {
  while (value >= 0x80) {
    *to++ = static_cast<std::uint8_t>(value | 0x80);
    value >>= 7;
  }
  *to++ = static_cast<std::uint8_t>(value);
  return to;
}

/// Reads one varint from [at, end); null when it is cut off or longer than 64 bits.
inline const std::uint8_t* load_varint(const std::uint8_t* at, const std::uint8_t* end, std::uint64_t& value) {
  if (at != end && *at < 0x80) {
    value = *at;
    return at + 1;
  }
  std::uint64_t result = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (at == end) return nullptr;
    const std::uint8_t byte = *at++;
    if (shift == 63 && byte > 1) return nullptr;
    result |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) {
      value = result;
      return at;
    }
  }
  return nullptr;
}

inline constexpr std::uint64_t round_up(std::uint64_t value, std::uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// True when [offset, offset + length) lies inside [0, size), with no overflow.
inline constexpr bool range_fits(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
  return offset <= size && length <= size - offset;
}

/// Ordered reads from bytes that nobody has checked.
class ByteReader {
 public:
  explicit ByteReader(ByteSpan bytes) : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  template <typename T>
  T read() {
    if (remaining() < sizeof(T)) return fail<T>();
    const T value = load<T>(at_);
    at_ += sizeof(T);
    return value;
  }

  std::uint64_t read_varint() {
    if (at_ != end_ && *at_ < 0x80) return *at_++;
    return read_long_varint();
  }

  /// A varint that must fit 32 bits.
  std::uint32_t read_varint32() {
    const std::uint64_t value = read_varint();
    return value <= UINT32_MAX ? static_cast<std::uint32_t>(value) : fail<std::uint32_t>();
  }

  ByteSpan read_bytes(std::uint64_t count) {
    if (!ok_ || count > remaining()) {
      fail<int>();
      return {};
    }
    const ByteSpan bytes{at_, static_cast<std::size_t>(count)};
    at_ += count;
    return bytes;
  }

  void skip(std::uint64_t count) { (void)read_bytes(count); }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }
  [[nodiscard]] std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] ByteSpan rest() const { return {at_, end_}; }
  [[nodiscard]] std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  // Apart, so that the short form is small enough to be inlined.
  [[gnu::noinline]] std::uint64_t read_long_varint() {
    std::uint64_t value = 0;
    const std::uint8_t* next = ok_ ? load_varint(at_, end_, value) : nullptr;
    if (next == nullptr) return fail<std::uint64_t>();
    at_ = next;
    return value;
  }

  template <typename T>
  T fail() {
    ok_ = false;
    at_ = end_;
    return T{};
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

}  // namespace riffle

#endif  // RIFFLE_BASE_BYTES_H_
