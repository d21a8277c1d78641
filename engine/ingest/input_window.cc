#include "ingest/input_window.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include "base/try.h"
#include "ingest/text_decoding.h"
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
  encoding_ = Encoding::kBytes;
  undecoded_.clear();
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

Result<std::size_t> InputWindow::read_chunk(std::span<char> room) {
  RIFFLE_TRY_ASSIGN(const std::size_t got, source_->read(room));
  read_bytes_ = std::min(read_bytes_ + got, kLastChunkBytes);
  return got;
}

Result<bool> InputWindow::fill() {
  if (!source_) return false;
  if (encoding_ != Encoding::kBytes) return fill_from_utf16();
  const std::size_t chunk = std::clamp(read_bytes_, kFirstChunkBytes, kLastChunkBytes);
  make_room(chunk);
  RIFFLE_TRY_ASSIGN(const std::size_t got, read_chunk(std::span(buffer_.get() + end_, chunk)));
  end_ += got;
  // The parser may look at, but does not use, what lies behind the last byte.
  std::memset(buffer_.get() + end_, 0, kPadding);
  return got > 0;
}

Result<bool> InputWindow::fill_from_utf16() {
  const std::size_t before = unread().size();
  for (bool is_end = false; !is_end && unread().size() == before;) {
    const std::size_t held = undecoded_.size();
    undecoded_.resize(held + std::clamp(read_bytes_, kFirstChunkBytes, kLastChunkBytes));
    RIFFLE_TRY_ASSIGN(const std::size_t got, read_chunk(std::span(undecoded_).subspan(held)));
    undecoded_.resize(held + got);
    is_end = got == 0;
    decode_utf16(is_end);
  }
  return unread().size() > before;
}

/// An odd byte and the first half of a pair wait for what follows.
void InputWindow::decode_utf16(bool is_end) {
  const bool is_big = encoding_ == Encoding::kUtf16BigEndian;
  std::size_t whole = undecoded_.size();
  if (!is_end) {
    whole -= whole % 2;
    const auto high_byte = [&](std::size_t end) {
      return static_cast<unsigned char>(undecoded_[is_big ? end - 2 : end - 1]);
    };
    if (whole >= 2 && (high_byte(whole) & 0xFC) == 0xD8) whole -= 2;
  }
  std::string text;
  append_from_utf16(std::string_view(undecoded_).substr(0, whole), is_big, text);
  undecoded_.erase(0, whole);
  make_room(text.size());
  if (!text.empty()) std::memcpy(buffer_.get() + end_, text.data(), text.size());
  end_ += text.size();
  std::memset(buffer_.get() + end_, 0, kPadding);
}

Status InputWindow::read_byte_order_mark() {
  while (unread().size() < 3) {
    RIFFLE_TRY_ASSIGN(const bool more, fill());
    if (!more) break;
  }
  if (unread().starts_with(kByteOrderMark)) consume(kByteOrderMark.size());
  if (unread().starts_with("\xFF\xFE")) encoding_ = Encoding::kUtf16LittleEndian;
  if (unread().starts_with("\xFE\xFF")) encoding_ = Encoding::kUtf16BigEndian;
  if (encoding_ == Encoding::kBytes) return {};
  undecoded_.assign(unread().substr(2));
  begin_ = 0;
  end_ = 0;
  decode_utf16(false);
  return {};
}

}  // namespace riffle
