#include "ingest/zstd_frames.h"

#include <algorithm>

namespace riffle {

void ZstdFrames::pass(std::string_view compressed) {
  while (!compressed.empty() && expect_ != Expect::kUnknown) {
    if (to_skip_ > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(to_skip_, compressed.size()));
      compressed.remove_prefix(skipped);
      to_skip_ -= skipped;
      continue;
    }
    header_[header_filled_] = static_cast<unsigned char>(compressed.front());
    compressed.remove_prefix(1);
    if (++header_filled_ == header_bytes_) header_complete();
  }
}

bool ZstdFrames::at_frame_border() const {
  return expect_ == Expect::kUnknown || (expect_ == Expect::kMagic && header_filled_ == 0 && to_skip_ == 0);
}

std::uint32_t ZstdFrames::header_value() const {
  std::uint32_t value = 0;
  for (std::size_t i = header_bytes_; i > 0; --i) value = value << 8 | header_[i - 1];
  return value;
}

void ZstdFrames::expect(Expect next, std::size_t header_bytes) {
  expect_ = next;
  header_bytes_ = header_bytes;
  header_filled_ = 0;
}

void ZstdFrames::header_complete() {
  const std::uint32_t value = header_value();
  switch (expect_) {
    case Expect::kMagic:
      if (value == 0xFD2FB528) {
        expect(Expect::kDescriptor, 1);
      } else if ((value & 0xFFFFFFF0) == 0x184D2A50) {
        expect(Expect::kSkippableSize, 4);
      } else {
        expect_ = Expect::kUnknown;
      }
      return;
    case Expect::kSkippableSize:
      to_skip_ = value;
      expect(Expect::kMagic, 4);
      return;
    case Expect::kDescriptor: {
      constexpr std::array<std::uint64_t, 4> kDictionaryIdBytes = {0, 1, 2, 4};
      const bool single_segment = (value & 0x20) != 0;
      const std::uint32_t size_flag = value >> 6;
      has_checksum_ = (value & 0x04) != 0;
      to_skip_ = kDictionaryIdBytes[value & 3] + (single_segment ? 0 : 1);
      to_skip_ += size_flag == 0 ? (single_segment ? 1 : 0) : std::uint64_t{1} << size_flag;
      expect(Expect::kBlockHeader, 3);
      return;
    }
    case Expect::kBlockHeader: {
      constexpr std::uint32_t kRepeatedByte = 1;
      const bool is_last = (value & 1) != 0;
      to_skip_ = (value >> 1 & 3) == kRepeatedByte ? 1 : value >> 3;
      if (!is_last) {
        expect(Expect::kBlockHeader, 3);
        return;
      }
      to_skip_ += has_checksum_ ? 4 : 0;
      expect(Expect::kMagic, 4);
      return;
    }
    case Expect::kUnknown: return;
  }
}

}  // namespace riffle
