// InputWindow: the unread bytes of one input, as one run in memory that grows at its end.
// Shape:   at least kPadding readable bytes follow unread(), as the JSON parser wants.
// Cost:    the buffer grows to the longest piece that a caller keeps unread, plus one chunk, and is used again for the
//          next input.
// Life:    views of unread() end with fill() and start().
#ifndef RIFFLE_INGEST_INPUT_WINDOW_H_
#define RIFFLE_INGEST_INPUT_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ingest/byte_source.h"
#include "riffle/error.h"

namespace riffle {

class InputWindow {
 public:
  static constexpr std::size_t kPadding = 64;

  void start(ByteSource source);
  /// Closes the input; nothing is unread then.
  void stop();

  [[nodiscard]] std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }

  /// REQUIRES: count <= unread().size().
  void consume(std::size_t count) { begin_ += count; }

  /// More bytes behind the unread ones; false at the end.
  Result<bool> fill();

  /// Skips a byte order mark; where it is one of UTF-16, unread() is UTF-8 from then on. For the start of an input.
  Status read_byte_order_mark();

  [[nodiscard]] std::uint64_t bytes_taken() const { return source_ ? source_->bytes_taken() : 0; }

 private:
  enum class Encoding : std::uint8_t { kBytes, kUtf16LittleEndian, kUtf16BigEndian };

  void make_room(std::size_t chunk);
  Result<bool> fill_from_utf16();
  Result<std::size_t> read_chunk(std::span<char> room);
  void decode_utf16(bool is_end);

  std::optional<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;  ///< without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t read_bytes_ = 0;  ///< of this input, as far as chunks grow with it
  Encoding encoding_ = Encoding::kBytes;
  std::string undecoded_;  ///< UTF-16 that was read, without its last character until that is whole
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_INPUT_WINDOW_H_
