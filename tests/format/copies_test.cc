#include "format/copies.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "format/memory_segment.h"

namespace riffle {
namespace {

CopyClusters sample() { return {.docs = {1, 4, 5, 9}, .clusters = {0, 1, 0, 1}, .cluster_count = 2}; }

/// A segment of one section, and a view of it.
class SectionFixture {
 public:
  explicit SectionFixture(const ByteBuffer& bytes) {
    SegmentWriter writer(sink_);
    EXPECT_TRUE(writer.begin_section(SectionKind::kCopies));
    EXPECT_TRUE(writer.write(bytes));
    writer.end_section(0);
    const auto entry = writer.finish();
    EXPECT_TRUE(entry);
    const ByteSpan data = ByteSpan(sink_.bytes).first(static_cast<std::size_t>(entry->data_bytes));
    guard_ = std::make_unique<BlockGuard>(data, ByteSpan(sink_.bytes).subspan(data.size()), entry->tree_root, 0, "t");
    view_ = SectionView(guard_.get(), data.first(bytes.size()), 0);
  }
  [[nodiscard]] const SectionView& view() const { return view_; }

 private:
  MemorySink sink_;
  std::unique_ptr<BlockGuard> guard_;
  SectionView view_;
};

Result<CopiesReader> open(const ByteBuffer& bytes, std::uint32_t doc_count, std::unique_ptr<SectionFixture>& hold) {
  hold = std::make_unique<SectionFixture>(bytes);
  return CopiesReader::open(hold->view(), doc_count);
}

TEST(Copies, ComeBackAsTheyWent) {
  std::unique_ptr<SectionFixture> hold;
  const auto copies = open(encode_copies(sample()), 10, hold);
  ASSERT_TRUE(copies) << copies.error().message;
  EXPECT_EQ(copies->fault(), "");
  EXPECT_EQ(copies->size(), 4U);
  EXPECT_EQ(copies->cluster_of(4), 1U);
  EXPECT_EQ(copies->cluster_of(5), 0U);
  EXPECT_EQ(copies->cluster_of(0), std::nullopt);
  EXPECT_EQ(copies->cluster_of(6), std::nullopt);
  EXPECT_EQ(copies->cluster_of(10), std::nullopt);
}

TEST(Copies, AnAbsentSectionHasNone) {
  const auto copies = CopiesReader::open(SectionView(), 10);
  ASSERT_TRUE(copies);
  EXPECT_EQ(copies->size(), 0U);
  EXPECT_EQ(copies->cluster_of(3), std::nullopt);
  EXPECT_EQ(copies->fault(), "");
}

TEST(Copies, ContradictionsAreFaults) {
  const auto fault_of = [](const CopyClusters& clusters, std::uint32_t doc_count) {
    std::unique_ptr<SectionFixture> hold;
    const auto copies = open(encode_copies(clusters), doc_count, hold);
    return copies ? std::string(copies->fault()) : copies.error().message;
  };
  CopyClusters twice = sample();
  twice.docs[1] = 1;
  EXPECT_EQ(fault_of(twice, 10), "documents out of order");
  EXPECT_EQ(fault_of(sample(), 9), "documents out of order");
  CopyClusters wrong = sample();
  wrong.clusters = {1, 0, 1, 0};
  EXPECT_EQ(fault_of(wrong, 10), "clusters out of order");
  CopyClusters alone = sample();
  alone.clusters = {0, 1, 0, 0};
  EXPECT_EQ(fault_of(alone, 10), "a cluster of one document");
  CopyClusters many = sample();
  many.cluster_count = 3;
  EXPECT_NE(fault_of(many, 10).find("counts contradict"), std::string::npos);
  EXPECT_NE(fault_of(sample(), 3).find("counts contradict"), std::string::npos);
}

TEST(CopiesProperty, AnyBytesStayInBounds) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20'000; ++round) {
    ByteBuffer bytes = encode_copies(sample());
    for (std::size_t n = 1 + random() % 4; n > 0; --n) {
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    std::unique_ptr<SectionFixture> hold;
    const auto copies = open(bytes, 10, hold);
    if (!copies) continue;
    (void)copies->fault();
    for (std::uint32_t i = 0; i < copies->size(); ++i) {
      ASSERT_LT(copies->doc(i), 10U);
      ASSERT_LT(copies->cluster(i), copies->cluster_count());
    }
    for (DocId doc = 0; doc < 12; ++doc) (void)copies->cluster_of(doc);
  }
}

}  // namespace
}  // namespace riffle
