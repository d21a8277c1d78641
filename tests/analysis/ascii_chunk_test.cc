#include "analysis/ascii_chunk.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace riffle {
namespace {

std::string runs_of(const AsciiChunk& chunk) {
  std::string joined;
  for (const auto [begin, end] : chunk.runs()) {
    joined += "[" + std::string(chunk.lower() + begin, end - begin) + "]";
    if (chunk.has_high(begin, end)) joined += "!";
  }
  return joined;
}

TEST(AsciiChunk, SplitsAtEveryAsciiByteThatIsNoLetterOrDigit) {
  const auto chunk = std::make_unique<AsciiChunk>();
  const std::string text = "Hello, WORLD-42 a_b caf\xC3\xA9! \xFF";
  EXPECT_EQ(chunk->read(text), text.size());
  EXPECT_EQ(runs_of(*chunk), "[hello][world][42][a][b][caf\xC3\xA9]![\xFF]!");
}

TEST(AsciiChunk, ClassifiesAndLowersEachByteAlone) {
  const auto chunk = std::make_unique<AsciiChunk>();
  for (int c = 0; c < 256; ++c) {
    const std::string text(1, static_cast<char>(c));
    ASSERT_EQ(chunk->read(text), 1u);
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_word = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    EXPECT_EQ(chunk->runs().size(), is_word ? 1u : 0u) << c;
    EXPECT_EQ(chunk->lower()[0], static_cast<char>(is_upper ? c + 32 : c)) << c;
    if (is_word) {
      EXPECT_EQ(chunk->has_high(0, 1), c >= 0x80) << c;
    }
  }
}

TEST(AsciiChunk, KeepsRunsWholeAcrossBlocksOf64Bytes) {
  const auto chunk = std::make_unique<AsciiChunk>();
  for (std::size_t size = 1; size < 300; ++size) {
    for (std::size_t before = 0; before < 3; ++before) {
      const std::string text = std::string(before, ' ') + std::string(size, 'x');
      ASSERT_EQ(chunk->read(text), text.size());
      ASSERT_EQ(chunk->runs().size(), 1u);
      EXPECT_EQ(chunk->runs()[0].begin, before);
      EXPECT_EQ(chunk->runs()[0].end, text.size());
      EXPECT_EQ(chunk->lower()[text.size()], '\0');
      EXPECT_EQ(chunk->lower()[-1], '\0');
    }
  }
}

TEST(AsciiChunk, FindsOneHighByteAnywhere) {
  const auto chunk = std::make_unique<AsciiChunk>();
  for (std::size_t at = 0; at < 260; ++at) {
    std::string text(260, 'x');
    text[at] = '\xC3';
    ASSERT_EQ(chunk->read(text), text.size());
    EXPECT_TRUE(chunk->has_high(0, 260)) << at;
    EXPECT_TRUE(chunk->has_high(at, at + 1)) << at;
    if (at > 0) {
      EXPECT_FALSE(chunk->has_high(0, at)) << at;
    }
    if (at < 259) {
      EXPECT_FALSE(chunk->has_high(at + 1, 260)) << at;
    }
  }
}

TEST(AsciiChunk, EndsAfterTheLastWhiteSpaceThatFits) {
  const auto chunk = std::make_unique<AsciiChunk>();
  std::string text(AsciiChunk::kBytes + 100, 'x');
  EXPECT_EQ(chunk->read(text), 0u);
  EXPECT_EQ(chunk->read({}), 0u);
  text[70] = '\n';
  EXPECT_EQ(chunk->read(text), 71u);
  EXPECT_EQ(chunk->runs().size(), 1u);
  text[AsciiChunk::kBytes - 1] = ' ';
  EXPECT_EQ(chunk->read(text), AsciiChunk::kBytes);
  EXPECT_EQ(chunk->runs().size(), 2u);
  EXPECT_EQ(chunk->read(std::string_view(text).substr(0, AsciiChunk::kBytes)), AsciiChunk::kBytes);
}

TEST(AsciiChunk, HoldsAsManyRunsAsBytesAllow) {
  const auto chunk = std::make_unique<AsciiChunk>();
  std::string text;
  while (text.size() < AsciiChunk::kBytes) text += "x ";
  EXPECT_EQ(chunk->read(text), AsciiChunk::kBytes);
  EXPECT_EQ(chunk->runs().size(), AsciiChunk::kBytes / 2);
}

}  // namespace
}  // namespace riffle
