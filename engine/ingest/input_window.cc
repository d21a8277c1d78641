#include "ingest/input_window.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "base/try.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::size_t kChunkBytes = 512 << 10;

}  // namespace

void InputWindow::start(ByteSource source) {
  source_.emplace(std::move(source));
  begin_ = 0;
  end_ = 0;
}

void InputWindow::stop() {
  source_.reset();
  begin_ = 0;
  end_ = 0;
}

void InputWindow::make_room() {
  const std::size_t held = end_ - begin_;
  if (capacity_ - end_ >= kChunkBytes) return;
  if (capacity_ < held + kChunkBytes) {
    const std::size_t capacity = std::max(held * 2, 2 * kChunkBytes);
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
  make_room();
  RIFFLE_TRY_ASSIGN(const std::size_t got, source_->read(std::span(buffer_.get() + end_, kChunkBytes)));
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
