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

  /// Skips a byte order mark of UTF-8. False when the input is UTF-16 by its mark. For the start of an input.
  Result<bool> skip_byte_order_mark();

  [[nodiscard]] std::uint64_t bytes_taken() const { return source_ ? source_->bytes_taken() : 0; }

 private:
  void make_room(std::size_t chunk);

  std::optional<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;  ///< without the padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t read_bytes_ = 0;  ///< of this input, as far as chunks grow with it
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_INPUT_WINDOW_H_
