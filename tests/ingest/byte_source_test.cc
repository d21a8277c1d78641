#include "ingest/byte_source.h"

#include <algorithm>

#include "ingest/zstd_frames.h"
#include "ingest_fixture.h"

namespace riffle {
namespace {

std::string long_text() {
  std::string text;
  for (int i = 0; i < 60000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

struct Unpacked {
  std::string text;
  std::optional<Error> error;
  std::uint64_t bytes_taken = 0;
};

Unpacked unpack(const std::string& path, std::size_t step = 100000) {
  Unpacked result;
  auto source = ByteSource::open(path, Packing::kByFirstBytes);
  if (!source) return {.text = {}, .error = source.error()};
  std::string buffer(step, '\0');
  for (;;) {
    const Result<std::size_t> got = source->read(buffer);
    if (!got) result.error = got.error();
    if (!got || *got == 0) break;
    result.text.append(buffer, 0, *got);
  }
  result.bytes_taken = source->bytes_taken();
  return result;
}

TEST(ByteSource, UnpacksByTheFirstBytes) {
  const TempFolder folder;
  const std::string text = long_text();
  const std::string skippable("\x50\x2A\x4D\x18\x04\0\0\0abcd", 12);
  struct Case {
    const char* name;
    std::string bytes;
    std::string expected;
  };
  for (const Case& c :
       {Case{"plain", text, text}, Case{"gzip", gzip(text), text}, Case{"zstd", zstd(text), text},
        Case{"members", gzip(text) + gzip("tail"), text + "tail"},
        Case{"frames", zstd(text) + zstd("tail") + zstd(""), text + "tail"},
        Case{"skippable", skippable + zstd(text) + skippable, text}, Case{"empty", "", ""},
        Case{"empty gzip", gzip(""), ""}, Case{"empty zstd", zstd(""), ""}, Case{"short", "\x1F", "\x1F"}}) {
    const std::string path = folder.write("file", c.bytes);
    for (const std::size_t step : {std::size_t{1000}, std::size_t{1} << 20}) {
      const Unpacked unpacked = unpack(path, step);
      EXPECT_FALSE(unpacked.error) << c.name << ": " << unpacked.error->message;
      EXPECT_TRUE(unpacked.text == c.expected) << c.name << " gives " << unpacked.text.size() << " bytes";
      EXPECT_EQ(unpacked.bytes_taken, c.bytes.size()) << c.name;
    }
  }
}

TEST(ByteSource, TellsOfPackedDataCutShortAnywhere) {
  const TempFolder folder;
  for (const std::string& bytes : {gzip("a short text, packed"), zstd("a short text, packed")}) {
    for (std::size_t length = 5; length < bytes.size(); ++length) {
      const Unpacked unpacked = unpack(folder.write("file", bytes.substr(0, length)));
      ASSERT_TRUE(unpacked.error) << length << " of " << bytes.size();
      EXPECT_EQ(unpacked.error->code, ErrorCode::kCorrupt);
    }
  }
}

TEST(ByteSource, KeepsWhatComesBeforeTheDamage) {
  const TempFolder folder;
  const std::string text = long_text();
  for (std::string bytes : {gzip(text) + "garbage behind", zstd(text) + "garbage behind"}) {
    const Unpacked unpacked = unpack(folder.write("file", bytes));
    ASSERT_TRUE(unpacked.error);
    EXPECT_EQ(unpacked.error->code, ErrorCode::kCorrupt);
    EXPECT_TRUE(text.starts_with(unpacked.text));
    EXPECT_GE(unpacked.text.size() + (64 << 10), text.size());
  }
}

TEST(ByteSource, SeesAFlippedBitInGzip) {
  const TempFolder folder;
  std::string bytes = gzip(long_text());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  EXPECT_TRUE(unpack(folder.write("file", bytes)).error);
}

TEST(ByteSource, RefusesAFileThatIsNotPackedAsItsNameSays) {
  const TempFolder folder;
  const std::string path = folder.write("a", "plain text");
  EXPECT_EQ(ByteSource::open(path, Packing::kGzip).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ByteSource::open(path, Packing::kZstd).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ByteSource::open(folder.path() + "/none", Packing::kByFirstBytes).error().code, ErrorCode::kNotFound);
}

TEST(ZstdFrames, KnowsTheBorderWhateverThePieces) {
  // Three frames: one raw block of a known size; a skippable one; two blocks, the second a repeated byte, a window
  // descriptor, a dictionary id and a checksum.
  const std::string known("\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc", 12);
  const std::string skippable("\x5F\x2A\x4D\x18\x02\0\0\0xy", 10);
  const std::string checked("\x28\xB5\x2F\xFD\x45\x58\x07\x10\x01\x08\0\0a\x4B\0\0z1234", 21);
  const std::string bytes = known + skippable + checked;
  for (const std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{100}}) {
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
      ZstdFrames frames;
      for (std::size_t at = 0; at < length; at += step)
        frames.pass(std::string_view(bytes).substr(at, std::min(step, length - at)));
      const bool is_border =
          length == 0 || length == known.size() || length == known.size() + skippable.size() || length == bytes.size();
      EXPECT_EQ(frames.at_frame_border(), is_border) << length;
    }
  }
}

TEST(ZstdFrames, LeavesOtherBytesToTheDecoder) {
  ZstdFrames frames;
  frames.pass("no zstd at all");
  EXPECT_TRUE(frames.at_frame_border());
}

}  // namespace
}  // namespace riffle
