// ZstdFrames: tells whether a stream of zstd bytes ended at the end of a frame, which Boost's filter does not report.
// Shape:   looks at the compressed bytes as they pass, at frame and block headers only.
// Errors:  none; bytes that are no zstd stop the watch, since the decoder itself refuses them.
// Source:  RFC 8878, section 3.1.
#ifndef RIFFLE_INGEST_ZSTD_FRAMES_H_
#define RIFFLE_INGEST_ZSTD_FRAMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace riffle {

class ZstdFrames {
 public:
  void pass(std::string_view compressed);

  /// False when the bytes so far end inside a frame.
  [[nodiscard]] bool at_frame_border() const;

 private:
  enum class Expect : std::uint8_t { kMagic, kSkippableSize, kDescriptor, kBlockHeader, kUnknown };

  void header_complete();
  [[nodiscard]] std::uint32_t header_value() const;
  void expect(Expect next, std::size_t header_bytes);

  Expect expect_ = Expect::kMagic;
  std::array<unsigned char, 4> header_{};
  std::size_t header_filled_ = 0;
  std::size_t header_bytes_ = 4;
  std::uint64_t to_skip_ = 0;  ///< bytes of content before the next header
  bool has_checksum_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_ZSTD_FRAMES_H_
