// salvage() of files whose records are damaged: what their segments still tell, and what of a record is not believed.
#include <cstdint>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "indexing/salvage.h"
#include "salvaged_file.h"

namespace riffle {
namespace {

/// A file of two segments, both of its records damaged by `change`; the newest is the one that counts.
class DamagedRecord : public testing::Test {
 protected:
  void SetUp() override {
    add_commit(path_, {dated("a", "one", 1), dated("b", "two", 1)});
    add_commit(path_, {dated("c", "three", 2)});
    record_ = IndexBytes(path_).record();
    place_ = IndexBytes(path_).slot(0).record;
    bytes_ = read_whole_file(path_);
    bytes_[record_.previous.offset + 16] ^= 1;  // its checksum
  }
  /// Puts `with` in the place of `what`, of the same length, in the newest record.
  void put(const std::string& what, const std::string& with) {
    const std::size_t at = bytes_.find(what, place_.offset);
    ASSERT_NE(at, std::string::npos) << what;
    bytes_.replace(at, with.size(), with);
  }
  void damage_checksum() { bytes_[place_.offset + 16] ^= 1; }
  void blank_table(std::size_t segment) {
    const SegmentEntry& entry = record_.segments[segment];
    bytes_.replace(entry.offset + entry.table_offset, kSectionRowBytes, kSectionRowBytes, '\0');
  }
  void blank(std::size_t segment) {
    const SegmentEntry& entry = record_.segments[segment];
    bytes_.replace(entry.offset, entry.total_bytes, entry.total_bytes, '\0');
  }
  SalvageReport salvaged() {
    write_whole_file(path_, bytes_);
    auto report = salvage_file(path_, folder_.file("b"));
    EXPECT_TRUE(report) << report.error().message;
    after_ = documents_of(folder_.file("b"));
    return report.value_or(SalvageReport());
  }
  const ScratchFolder folder_;
  std::string path_ = folder_.file("a");
  CommitRecord record_;
  Extent place_;
  std::string bytes_;
  std::map<std::string, Document> after_;
};

TEST_F(DamagedRecord, IsTakenWhereItsSegmentsAreFound) {
  damage_checksum();
  const SalvageReport report = salvaged();
  EXPECT_TRUE(report.record_damaged);
  EXPECT_FALSE(report.description_lost);
  EXPECT_EQ(report.segments_found, 0u);
  EXPECT_EQ(after_.size(), 3u);
}

TEST_F(DamagedRecord, DescribesWhatIsLeftOfTheFirstSegment) {
  damage_checksum();
  blank(0);
  const SalvageReport report = salvaged();
  EXPECT_TRUE(report.record_damaged);
  EXPECT_EQ(report.segments_lost, 1u);
  EXPECT_EQ(report.documents_lost, 2u);
  EXPECT_EQ(after_.size(), 1u);
  EXPECT_EQ(after_.at("c").body, "three");
}

TEST_F(DamagedRecord, DescribesWhatIsLeftOfTheLastSegment) {
  damage_checksum();
  blank(1);
  const SalvageReport report = salvaged();
  EXPECT_EQ(report.segments_lost, 1u);
  EXPECT_EQ(after_.size(), 2u);
}

TEST_F(DamagedRecord, DescribesSegmentsWhoseTablesAreLost) {
  damage_checksum();
  blank_table(0);
  blank_table(1);
  const SalvageReport report = salvaged();
  EXPECT_TRUE(report.record_damaged);
  EXPECT_EQ(report.documents_lost, 0u);
  EXPECT_EQ(report.documents_unverified, 3u);
  EXPECT_EQ(after_.size(), 3u);
}

// Fields that no index begins with, and an analyzer that there is not, are not believed.
TEST_F(DamagedRecord, IsNotBelievedWithAnotherNameForItsFields) {
  put("title", "tikle");
  const SalvageReport report = salvaged();
  EXPECT_TRUE(report.description_lost);
  EXPECT_FALSE(report.record_damaged);
  EXPECT_EQ(after_.size(), 3u);
}

TEST_F(DamagedRecord, IsNotBelievedWithAnotherTypeForItsFields) {
  const std::string name = "source";
  const std::size_t at = bytes_.find(name, place_.offset);
  ASSERT_NE(at, std::string::npos);
  bytes_[at + name.size()] = static_cast<char>(FieldType::kStored);
  EXPECT_TRUE(salvaged().description_lost);
  EXPECT_EQ(after_.size(), 3u);
}

TEST_F(DamagedRecord, IsNotBelievedWithTooFewFields) {
  store(reinterpret_cast<std::uint8_t*>(bytes_.data()) + place_.offset + 60, std::uint32_t{1});
  store(reinterpret_cast<std::uint8_t*>(bytes_.data()) + place_.offset + 56, std::uint32_t{0});
  EXPECT_TRUE(salvaged().description_lost);
  EXPECT_EQ(after_.size(), 3u);
}

TEST_F(DamagedRecord, IsNotBelievedWithAnAnalyzerThatThereIsNot) {
  put("simple", "simply");
  EXPECT_TRUE(salvaged().description_lost);
  EXPECT_EQ(after_.size(), 3u);
}

TEST(Salvage, JoinedTitlesAreKnownWithoutARecord) {
  const ScratchFolder folder;
  write_joined(folder.file("a"), {dated("a", "one", 1)});
  std::string bytes = read_whole_file(folder.file("a"));
  bytes.resize(IndexBytes(folder.file("a")).slot(0).record.offset);
  write_whole_file(folder.file("a"), bytes);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->description_lost);
  EXPECT_TRUE(Snapshot::open(folder.file("b")).value()->schema().joins_title());
  const auto after = documents_of(folder.file("b"));
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after.begin()->second.body, "Title of a\none") << "once, not twice";
}

}  // namespace
}  // namespace riffle
