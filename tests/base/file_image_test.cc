#include "base/file_image.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/scratch_folder.h"

namespace riffle {
namespace {

constexpr std::size_t kPiece = FileImage::kPieceBytes;

class CopiedFile : public testing::Test {
 protected:
  /// A file of five pieces and a bit, of which the last bytes are no part of the image.
  void SetUp() override {
    write_whole_file(path_, std::string(5 * kPiece + 200, 'a'));
    auto file = File::open_for_reading(path_);
    ASSERT_TRUE(file);
    auto image = FileImage::copy(std::move(*file), kBytes, 3 * kPiece);
    ASSERT_TRUE(image) << image.error().message;
    image_ = std::move(*image);
  }

  static constexpr std::uint64_t kBytes = 5 * kPiece + 100;
  ScratchFolder folder_;
  std::string path_ = folder_.file("a");
  std::unique_ptr<FileImage> image_;
};

TEST_F(CopiedFile, KeepsAPieceAsItWasFirstRead) {
  EXPECT_TRUE(image_->is_copy());
  ASSERT_EQ(image_->bytes().size(), kBytes);
  ASSERT_TRUE(image_->fetch(kPiece - 1, 2));
  EXPECT_EQ(image_->resident_bytes(), 2 * kPiece);
  write_whole_file(path_, std::string(5 * kPiece + 200, 'b'));
  ASSERT_TRUE(image_->fetch(0, 5));
  EXPECT_EQ(as_text(image_->bytes().first(3)), "aaa");
  ASSERT_TRUE(image_->fetch(kBytes - 100, 100));
  EXPECT_EQ(as_text(image_->bytes().last(2)), "bb");
  EXPECT_EQ(image_->bytes()[3 * kPiece], 0);
  image_->forget();
  EXPECT_EQ(image_->resident_bytes(), 0u);
  EXPECT_EQ(image_->bytes()[0], 0);
  ASSERT_TRUE(image_->fetch(0, 5));
  EXPECT_EQ(as_text(image_->bytes().first(3)), "bbb");
}

TEST_F(CopiedFile, ReadsTheMissingPiecesBetweenOthers) {
  ASSERT_TRUE(image_->fetch(2 * kPiece, 1));
  EXPECT_TRUE(image_->fetch(4 * kPiece, 0));
  EXPECT_EQ(image_->resident_bytes(), kPiece);
  write_whole_file(path_, std::string(5 * kPiece + 200, 'b'));
  ASSERT_TRUE(image_->fetch(kPiece, 3 * kPiece));
  EXPECT_EQ(image_->resident_bytes(), 3 * kPiece);
  EXPECT_EQ(image_->bytes()[2 * kPiece - 1], 'b');
  EXPECT_EQ(image_->bytes()[2 * kPiece], 'a');
  EXPECT_EQ(image_->bytes()[3 * kPiece], 'b');
}

TEST_F(CopiedFile, TakesNoMoreMemoryThanItMay) {
  ASSERT_TRUE(image_->fetch(0, 3 * kPiece));
  ASSERT_TRUE(image_->fetch(kPiece, 2 * kPiece));
  ASSERT_TRUE(image_->check());
  const Status more = image_->fetch(0, 3 * kPiece + 1);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::kResourceLimit);
  EXPECT_THAT(more.error().message, testing::StartsWith(path_ + ": "));
  EXPECT_THAT(more.error().message, testing::HasSubstr(" 12 KiB "));
  EXPECT_EQ(image_->check().error().code, ErrorCode::kResourceLimit);
  EXPECT_EQ(image_->resident_bytes(), 3 * kPiece);
  image_->forget();
  EXPECT_TRUE(image_->check());
  EXPECT_TRUE(image_->fetch(3 * kPiece, kPiece));
}

TEST(FileImage, TheMemoryThatIsTooLittleIsNamedAsItWasGiven) {
  const ScratchFolder folder;
  constexpr std::size_t kFileBytes = (1 << 20) + kPiece;
  write_whole_file(folder.file("a"), std::string(kFileBytes, 'x'));
  for (const auto& [bytes, text] : {std::pair(std::uint64_t{1024}, " 1 KiB "), std::pair(std::uint64_t{7}, " 7 bytes "),
                                    std::pair(std::uint64_t{1 << 20}, " 1 MiB ")}) {
    auto file = File::open_for_reading(folder.file("a"));
    ASSERT_TRUE(file);
    const auto image = FileImage::copy(std::move(*file), kFileBytes, bytes);
    ASSERT_TRUE(image);
    const Status fetched = (*image)->fetch(0, bytes + 1);
    ASSERT_FALSE(fetched);
    EXPECT_THAT(fetched.error().message, testing::HasSubstr(text));
  }
}

TEST_F(CopiedFile, CutShortIsAnErrorThatStays) {
  ASSERT_TRUE(image_->fetch(0, 1));
  std::filesystem::resize_file(path_, kPiece);
  EXPECT_TRUE(image_->fetch(5, kPiece - 5));
  const Status lost = image_->fetch(2 * kPiece, 1);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kIo);
  EXPECT_THAT(lost.error().message, testing::StartsWith(path_ + ": it was cut short"));
  image_->forget();
  EXPECT_EQ(image_->check().error().code, ErrorCode::kIo);
}

TEST_F(CopiedFile, OutlivesItsName) {
  std::filesystem::remove(path_);
  ASSERT_TRUE(image_->fetch(0, kPiece));
  EXPECT_EQ(image_->bytes()[7], 'a');
}

TEST(FileImage, OfAMapIsThereAtOnce) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), std::string(5000, 'x'));
  const auto file = File::open_for_reading(folder.file("a"));
  ASSERT_TRUE(file);
  const auto image = FileImage::map(*file, 4999);
  ASSERT_TRUE(image);
  EXPECT_FALSE((*image)->is_copy());
  EXPECT_EQ((*image)->bytes().size(), 4999u);
  EXPECT_EQ((*image)->bytes()[4998], 'x');
  EXPECT_TRUE((*image)->fetch(0, 4999));
  (*image)->forget();
  EXPECT_EQ((*image)->bytes()[0], 'x');
  EXPECT_EQ((*image)->resident_bytes(), 0u);
  EXPECT_TRUE((*image)->check());
}

TEST(FileImage, WithoutAddressSpaceIsAnError) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), "x");
  auto file = File::open_for_reading(folder.file("a"));
  ASSERT_TRUE(file);
  // A sparse file of many tebibytes may say so of itself; no machine maps it.
  const auto image = FileImage::copy(std::move(*file), std::uint64_t{1} << 47, kPiece);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::kIo);
  EXPECT_THAT(image.error().message, testing::StartsWith(folder.file("a") + ": "));
}

}  // namespace
}  // namespace riffle
