#include "format/stored_frames.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/errors.h"
#include "base/limits.h"

namespace riffle {
namespace {

constexpr std::array<std::uint8_t, 4> kFrameMagic = {0x28, 0xB5, 0x2F, 0xFD};
constexpr std::uint64_t kRawBytesPerByte = 64;

struct FrameContextDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// The documents in a raw block; 0 when it is none.
std::uint32_t count_records(ByteSpan raw) {
  ByteReader reader(raw);
  std::uint32_t count = 0;
  while (reader.ok() && !reader.at_end()) {
    reader.skip(reader.read_varint());
    ++count;
  }
  return reader.ok() ? count : 0;
}

class FrameFinder {
 public:
  FrameFinder(ByteSpan bytes, ByteSpan dictionary, std::uint64_t most_raw_bytes)
      : bytes_(bytes), dictionary_(dictionary), most_raw_bytes_(most_raw_bytes) {
    // Bytes that only look like frames must not make this take for ever.
    budget_ = bytes.size() * kRawBytesPerByte + limits::kStoredSlackBytes;
  }

  Result<StoredFrames> run() {
    if (!context_) return make_error(ErrorCode::kOutOfMemory, "no memory to decompress");
    std::size_t at = 0;
    while (at < bytes_.size() && budget_ > 0) {
      const auto magic = std::search(bytes_.begin() + static_cast<std::ptrdiff_t>(at), bytes_.end(),
                                     kFrameMagic.begin(), kFrameMagic.end());
      if (magic == bytes_.end()) break;
      at = static_cast<std::size_t>(magic - bytes_.begin());
      const std::size_t frame_bytes = take_frame(at);
      at += std::max<std::size_t>(frame_bytes, 1);
    }
    if (found_.doc_count > 0) {
      found_.index.offsets.push_back(end_);
      found_.index.first_docs.push_back(found_.doc_count);
    }
    return std::move(found_);
  }

 private:
  /// Bytes of the frame at `at`, when it is a block of documents; else 0.
  std::size_t take_frame(std::size_t at) {
    const ByteSpan rest = bytes_.subspan(at);
    // What is no frame, or does not tell its length, says so by a very large number.
    const unsigned long long raw_bytes = ZSTD_getFrameContentSize(rest.data(), rest.size());
    if (raw_bytes == 0 || raw_bytes > std::min<std::uint64_t>({most_raw_bytes_, UINT32_MAX, budget_})) return 0;
    budget_ -= raw_bytes;
    // No frame that was written is longer than this, and what follows is not walked for its end.
    const std::size_t most_bytes = std::min(rest.size(), ZSTD_compressBound(static_cast<std::size_t>(raw_bytes)));
    const std::size_t frame_bytes = ZSTD_findFrameCompressedSize(rest.data(), most_bytes);
    if (ZSTD_isError(frame_bytes) != 0 ||
        raw_bytes > frame_bytes * limits::kStoredExpansion + limits::kStoredSlackBytes) {
      return 0;
    }
    raw_.resize(static_cast<std::size_t>(raw_bytes));
    const std::size_t got = ZSTD_decompress_usingDict(context_.get(), raw_.data(), raw_.size(), rest.data(),
                                                      frame_bytes, dictionary_.data(), dictionary_.size());
    const std::uint32_t docs = ZSTD_isError(got) == 0 && got == raw_bytes ? count_records(raw_) : 0;
    if (docs == 0 || docs >= UINT32_MAX - 2 - found_.doc_count) return 0;
    if (at != end_) {
      found_.has_gaps = true;
      append(end_, 1, 0);
    }
    append(at, docs, static_cast<std::uint32_t>(raw_bytes));
    end_ = at + frame_bytes;
    return frame_bytes;
  }

  void append(std::uint64_t offset, std::uint32_t docs, std::uint32_t raw_bytes) {
    found_.index.offsets.push_back(offset);
    found_.index.first_docs.push_back(found_.doc_count);
    found_.index.raw_bytes.push_back(raw_bytes);
    found_.doc_count += docs;
  }

  ByteSpan bytes_;
  ByteSpan dictionary_;
  std::uint64_t most_raw_bytes_;
  std::uint64_t budget_ = 0;
  std::uint64_t end_ = 0;
  ByteBuffer raw_;
  std::unique_ptr<ZSTD_DCtx, FrameContextDeleter> context_{ZSTD_createDCtx()};
  StoredFrames found_;
};

}  // namespace

Result<StoredFrames> find_stored_frames(ByteSpan bytes, ByteSpan dictionary, std::uint64_t most_raw_bytes) {
  return FrameFinder(bytes, dictionary, most_raw_bytes).run();
}

}  // namespace riffle
