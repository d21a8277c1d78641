#include "ingest/input_window.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "base/try.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::size_t kFirstChunkBytes = 64 << 10;
constexpr std::size_t kLastChunkBytes = 512 << 10;

}  // namespace

void InputWindow::start(ByteSource source) {
  source_.emplace(std::move(source));
  read_bytes_ = 0;
  begin_ = 0;
  end_ = 0;
}

void InputWindow::stop() {
  source_.reset();
  begin_ = 0;
  end_ = 0;
}

void InputWindow::make_room(std::size_t chunk) {
  const std::size_t held = end_ - begin_;
  if (capacity_ - end_ >= chunk) return;
  if (capacity_ < held + chunk) {
    const std::size_t capacity = std::max(held * 2, 2 * chunk);
    auto grown = std::make_unique_for_overwrite<char[]>(capacity + kPadding);
    std::memset(grown.get() + capacity, 0, kPadding);
    if (held > 0) std::memcpy(grown.get(), buffer_.get() + begin_, held);
    buffer_ = std::move(grown);
    capacity_ = capacity;
  } else if (held > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
  }
  begin_ = 0;
  end_ = held;
}

Result<bool> InputWindow::fill() {
  if (!source_) return false;
  const std::size_t chunk = std::clamp(read_bytes_, kFirstChunkBytes, kLastChunkBytes);
  make_room(chunk);
  RIFFLE_TRY_ASSIGN(const std::size_t got, source_->read(std::span(buffer_.get() + end_, chunk)));
  read_bytes_ = std::min(read_bytes_ + got, kLastChunkBytes);
  end_ += got;
  // The parser may look at, but does not use, what lies behind the last byte.
  std::memset(buffer_.get() + end_, 0, kPadding);
  return got > 0;
}

Result<bool> InputWindow::skip_byte_order_mark() {
  while (unread().size() < 3) {
    RIFFLE_TRY_ASSIGN(const bool more, fill());
    if (!more) break;
  }
  if (unread().starts_with(kByteOrderMark)) consume(kByteOrderMark.size());
  return !unread().starts_with("\xFF\xFE") && !unread().starts_with("\xFE\xFF");
}

}  // namespace riffle
