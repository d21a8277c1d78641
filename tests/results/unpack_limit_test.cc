// Stored documents of an untrusted file unpack to bounded memory, whatever they claim.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "format/stored_documents.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

class UnpackedBlocks : public testing::Test {
 protected:
  void SetUp() override {
    WriterOptions options;
    options.analyzer = "simple";
    auto writer = IndexWriter::open(path_, options);
    ASSERT_TRUE(writer);
    for (const std::size_t words : {10u, 10'000u, 600'000u}) {
      Document document;
      document.id = std::to_string(words);
      document.body = "storm ";
      for (std::size_t i = 0; i < words; ++i) document.body += "rain" + std::to_string(i % 60'000) + " ";
      sizes_.push_back(document.body.size());
      ASSERT_TRUE(writer->add(std::move(document)));
      ASSERT_TRUE(writer->commit());
    }
  }

  [[nodiscard]] Index open(Trust trust, std::size_t copy_bytes = OpenOptions().copy_bytes) const {
    auto index = Index::open(path_, {.trust = trust, .copy_bytes = copy_bytes});
    EXPECT_TRUE(index) << index.error().message;
    return std::move(*index);
  }

  std::vector<std::size_t> sizes_;
  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
};

constexpr std::size_t kLittle = 4 << 20;

TEST_F(UnpackedBlocks, OfAnUntrustedFileAreRefusedWhenTheyAreTooLarge) {
  const Index index = open(Trust::kUntrusted, kLittle);
  EXPECT_TRUE(index.get("10"));
  EXPECT_TRUE(index.get("10000"));
  const auto refused = index.get("600000");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceLimit);
  EXPECT_THAT(refused.error().message, testing::StartsWith(path_ + ": stored documents would unpack to"));
  EXPECT_THAT(refused.error().message, testing::HasSubstr("allow more memory for copies"));
  const auto found = index.search("storm");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
  EXPECT_TRUE(index.search("storm", {.fetch = false}));
  const auto walked = index.for_each_document([](const Document&) { return true; });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().code, ErrorCode::kResourceLimit);
}

TEST_F(UnpackedBlocks, OfOrdinarySizeAndOfTrustedFilesAreRead) {
  EXPECT_EQ(open(Trust::kUntrusted).get("600000")->body.size(), sizes_.back());
  EXPECT_EQ(open(Trust::kUsual, kLittle).get("600000")->body.size(), sizes_.back());
}

TEST_F(UnpackedBlocks, VerifyIsHeldToTheSame) {
  const auto refused = verify(path_, {}, {.trust = Trust::kUntrusted, .copy_bytes = kLittle});
  ASSERT_FALSE(refused) << "it is not damage";
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceLimit);
  const auto whole = verify(path_, {}, {.trust = Trust::kUntrusted});
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->faults.empty());
}

TEST_F(UnpackedBlocks, BackupAndSalvageAreHeldToTheSame) {
  const OpenOptions little{.trust = Trust::kUntrusted, .copy_bytes = kLittle};
  const auto copied = backup(path_, folder_.file("copy"), little);
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, ErrorCode::kResourceLimit) << copied.error().message;
  const auto salvaged = salvage(path_, folder_.file("rest"), little);
  ASSERT_FALSE(salvaged) << "an article that is refused is not lost";
  EXPECT_EQ(salvaged.error().code, ErrorCode::kResourceLimit);
  EXPECT_THAT(salvaged.error().message, testing::StartsWith(path_ + ": "));
  EXPECT_EQ(folder_.file_count(), 1u) << "nothing is left behind";

  EXPECT_TRUE(backup(path_, folder_.file("copy"), {.trust = Trust::kUntrusted}));
  const auto whole = salvage(path_, folder_.file("rest"), {.trust = Trust::kUntrusted});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->documents_recovered, 3u);
}

// What a caller reads of another file while it visits is not held to the limit of the first.
TEST_F(UnpackedBlocks, OfOtherFilesAreNotLimitedMeanwhile) {
  const Index untrusted = open(Trust::kUntrusted, kLittle);
  const Index usual = open(Trust::kUsual);
  std::size_t visits = 0;
  const auto walked = untrusted.for_each_document([&](const Document&) {
    EXPECT_TRUE(usual.get("600000"));
    return ++visits < 2;
  });
  EXPECT_TRUE(walked);
  EXPECT_EQ(visits, 2u);
  {
    const UnpackLimit outer(1, "a");
    EXPECT_TRUE(usual.get("600000")) << "the limit of the file counts, not one around it";
  }
}

}  // namespace
}  // namespace riffle
