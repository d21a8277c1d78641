#include "storage/verify.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "storage/index_file.h"
#include "storage/snapshot.h"

namespace riffle {
namespace {

/// Large enough that most sections have a checksum block for themselves; two commits, with tombstones.
class VerifyFile : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const ScratchFolder folder;
    std::vector<Document> documents = varied_documents(9000);
    for (Document& document : documents) document.body += " " + document.body + document.id;
    add_commit(folder.file("a"), documents);
    add_commit(folder.file("a"), {make_document("n5", "replaced", "once"), make_document("fresh", "", "")});
    sound_ = new std::string(read_whole_file(folder.file("a")));
  }
  static void TearDownTestSuite() { delete std::exchange(sound_, nullptr); }

  VerifyFile() : path_(folder_.file("a.riffle")) {
    write_whole_file(path_, *sound_);
    image_ = std::make_unique<IndexBytes>(path_);
  }
  [[nodiscard]] VerifyReport verify() const {
    image_->save();
    const auto report = verify_file(path_, {});
    if (!report) ADD_FAILURE() << report.error().message;
    return report.value_or(VerifyReport());
  }
  /// Flips a byte, verifies, and puts it back.
  [[nodiscard]] VerifyReport verify_flipped(std::size_t at) {
    image_->flip(at);
    VerifyReport report = verify();
    image_->flip(at);
    return report;
  }

  static std::string* sound_;
  ScratchFolder folder_;
  std::string path_;
  std::unique_ptr<IndexBytes> image_;
};

std::string* VerifyFile::sound_ = nullptr;

TEST_F(VerifyFile, FindsNothingInASoundFile) {
  std::uint64_t done = 0;
  std::uint64_t of = 0;
  const auto report = verify_file(path_, [&](std::uint64_t now, std::uint64_t all) {
    EXPECT_GE(now, done);
    done = now;
    of = all;
  });
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->faults.empty()) << report->faults[0].message;
  EXPECT_EQ(report->bytes_checked, sound_->size());
  EXPECT_EQ(report->documents_checked, 9002u);
  EXPECT_GT(report->terms_checked, 9000u);
  EXPECT_EQ(of, sound_->size());
}

TEST_F(VerifyFile, NamesHeaderSlotsAndRecords) {
  const CommitRecord record = image_->record();
  const std::vector<std::pair<std::size_t, std::string>> places{
      {20, "header"},
      {kPageBytes + 20, "slot A"},
      {2 * kPageBytes + 600, "slot B"},
      {record.previous.offset + 50, "commit record"},
      {record.segments[0].tombstones.offset + 2, "tombstones"},
      {record.segments[0].tombstones.offset + 4000, "tombstones"}};
  for (const auto& [at, section] : places) {
    const VerifyReport report = verify_flipped(at);
    ASSERT_EQ(report.faults.size(), 1u) << section;
    EXPECT_EQ(report.faults[0].section, section);
    EXPECT_LE(report.faults[0].offset, at);
  }
  // The newest record is named by both slots.
  const VerifyReport report = verify_flipped(image_->slot(0).record.offset + 8);
  ASSERT_EQ(report.faults.size(), 2u);
  EXPECT_EQ(report.faults[0].section, "commit record");
}

TEST_F(VerifyFile, NamesTheSectionOfADamagedBlock) {
  const CommitRecord record = image_->record();
  const auto reader = SegmentReader::open(as_bytes(*sound_), record.segments[0], record.schema, 0);
  ASSERT_TRUE(reader);
  std::size_t named = 0;
  for (const SectionRow& row : (*reader)->rows()) {
    if (row.bytes == 0) continue;
    const std::uint64_t at = row.offset + row.bytes / 2;
    const std::uint64_t block = at / BlockGuard::kBlockBytes * BlockGuard::kBlockBytes;
    const bool is_alone = row.offset <= block && row.offset + row.bytes >= block + BlockGuard::kBlockBytes;
    const VerifyReport report = verify_flipped(static_cast<std::size_t>(record.segments[0].offset + at));
    ASSERT_EQ(report.faults.size(), 1u);
    const std::string& section = report.faults[0].section;
    // Without the table nobody knows what else lies in its block.
    const std::uint64_t table = record.segments[0].table_offset / BlockGuard::kBlockBytes * BlockGuard::kBlockBytes;
    const std::string name(block == table ? "section table" : section_name(static_cast<SectionKind>(row.kind)));
    EXPECT_TRUE(section.starts_with("segment 0: ")) << section;
    EXPECT_NE(section.find(name), std::string::npos) << section;
    if (is_alone) {
      EXPECT_EQ(section, "segment 0: " + name);
    }
    EXPECT_EQ(report.faults[0].offset, record.segments[0].offset + block);
    named += is_alone ? 1 : 0;
  }
  EXPECT_GE(named, 6u);
}

TEST_F(VerifyFile, NamesTheChecksumTree) {
  const SegmentEntry entry = image_->record().segments[0];
  const std::uint64_t tree = entry.offset + entry.data_bytes;
  // A piece of the tree that the section table needs is met when the segment is opened.
  const VerifyReport in_tree = verify_flipped(static_cast<std::size_t>(tree) + 3);
  ASSERT_EQ(in_tree.faults.size(), 1u);
  EXPECT_TRUE(in_tree.faults[0].section.starts_with("segment 0")) << in_tree.faults[0].section;
  EXPECT_EQ(in_tree.faults[0].offset, tree);
  const VerifyReport in_padding = verify_flipped(static_cast<std::size_t>(entry.offset + entry.total_bytes) - 1);
  ASSERT_EQ(in_padding.faults.size(), 1u);
  EXPECT_EQ(in_padding.faults[0].section, "segment 0");
  EXPECT_NE(in_padding.faults[0].message.find("zero"), std::string::npos);
}

TEST_F(VerifyFile, IgnoresTheTail) {
  image_->bytes += std::string(30000, 'g');
  const VerifyReport report = verify();
  EXPECT_TRUE(report.faults.empty());
  EXPECT_EQ(report.bytes_checked, sound_->size());
}

TEST_F(VerifyFile, NamesForgedStructure) {
  using Change = std::function<void(MemorySegment&)>;
  const std::vector<std::pair<SectionKind, Change>> changes{
      {SectionKind::kSpans, [](MemorySegment& s) { s.bytes[s.section_offset(SectionKind::kSpans)] = 9; }},
      {SectionKind::kNorms, [](MemorySegment& s) { s.bytes[s.section_offset(SectionKind::kNorms) + 1] ^= 1; }},
      {SectionKind::kTermIndex, [](MemorySegment& s) { s.bytes[s.section_offset(SectionKind::kTermIndex) + 17] ^= 1; }},
  };
  for (const auto& [kind, change] : changes) {
    write_whole_file(path_, *sound_);
    IndexBytes image(path_);
    image.change_segment(1, change);
    image.save();
    const auto report = verify_file(path_, {});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->faults.size(), 1u) << section_name(kind);
    EXPECT_EQ(report->faults[0].section, "segment 1: " + std::string(section_name(kind)));
  }
}

TEST_F(VerifyFile, ChecksTheSumsOfLiveLengths) {
  CommitRecord record = image_->record();
  --record.segments[0].live_field_tokens[1];
  image_->set_record(record);
  const VerifyReport report = verify();
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].section, "commit record");
}

TEST_F(VerifyFile, ChecksTheChainOfCommits) {
  const CommitRecord sound = image_->record();
  using Change = std::function<void(CommitRecord&)>;
  const std::vector<std::pair<const char*, Change>> changes{
      {"half a previous record", [](CommitRecord& r) { r.previous.bytes = 0; }},
      {"a place of no record", [](CommitRecord& r) { r.previous = {.offset = 4096, .bytes = 0, .checksum = 0}; }},
      {"the checksum of no record", [](CommitRecord& r) { r.previous = {.offset = 0, .bytes = 0, .checksum = 7}; }},
      {"another checksum", [](CommitRecord& r) { ++r.previous.checksum; }},
      {"previous record behind this one", [](CommitRecord& r) { r.previous.offset += 1 << 30; }},
      {"previous record near 2^64", [](CommitRecord& r) { r.previous.offset = UINT64_MAX; }},
      {"previous record in the header", [](CommitRecord& r) { r.previous.offset = 0; }},
      {"a generation left out", [](CommitRecord& r) { ++r.generation; }},
  };
  for (const auto& [name, change] : changes) {
    CommitRecord record = sound;
    change(record);
    image_->set_record(record);
    const VerifyReport report = verify();
    ASSERT_FALSE(report.faults.empty()) << name;
    EXPECT_EQ(report.faults[0].section, "commit record") << name;
  }
}

// A file may begin with any commit, but what lies before it must then be zeros.
TEST_F(VerifyFile, TheFirstCommitMustAccountForAllBytes) {
  CommitRecord record = image_->record();
  record.previous = {};
  image_->set_record(record);
  const VerifyReport report = verify();
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].section, "file");
}

TEST_F(VerifyFile, BytesThatNoCommitNamesAreAFault) {
  CommitRecord record = image_->record();
  record.segments.pop_back();  // the segment stays in the file, unnamed
  ByteBuffer padded = encode_commit(record);
  image_->set_record(record);
  const VerifyReport report = verify();
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].section, "file");
}

// Sealed with right checksums.
TEST(VerifyForged, TombstonesAreASetOfTheDeletedDocuments) {
  using Change = std::function<void(SegmentEntry&, ByteBuffer&)>;
  const std::vector<std::pair<std::string, Change>> changes{
      {"", [](SegmentEntry&, ByteBuffer&) {}},
      {"no set of that many documents", [](SegmentEntry& entry, ByteBuffer&) { entry.deleted_count = 2; }},
      {"no set of that many documents", [](SegmentEntry&, ByteBuffer& bitmap) { bitmap[0] ^= 0xFF; }},
      {"no set of that many documents",
       [](SegmentEntry&, ByteBuffer& bitmap) {
         DocIdSet behind_the_end;
         behind_the_end.add(7);
         const ByteBuffer bytes = behind_the_end.to_bytes();
         std::copy(bytes.begin(), bytes.end(), bitmap.begin());
       }},
      {"bytes that must be zero", [](SegmentEntry&, ByteBuffer& bitmap) { bitmap[4000] = 1; }},
      {"the sums of the live field lengths", [](SegmentEntry& entry, ByteBuffer&) { ++entry.live_field_tokens[0]; }},
  };
  for (const auto& [message, change] : changes) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.riffle");
    add_commit(path, {make_document("a", "one", "two"), make_document("b", "", "")});
    add_commit(path, {make_document("a", "new", "new")});
    IndexBytes image(path);
    CommitRecord record = image.record();
    Extent& place = record.segments[0].tombstones;
    const ByteSpan old = as_bytes(image.bytes).subspan(place.offset, place.bytes);
    ByteBuffer bitmap(old.begin(), old.end());
    change(record.segments[0], bitmap);
    image.bytes.replace(place.offset, place.bytes, as_text(bitmap));
    place.checksum = checksum64(bitmap);
    image.set_record(record);
    image.save();
    for (const Trust trust : {Trust::kUsual, Trust::kUntrusted}) {
      const auto report = verify_file(path, {}, {.trust = trust});
      ASSERT_TRUE(report) << message;
      ASSERT_EQ(report->faults.size(), message.empty() ? 0u : 1u) << message;
      if (message.empty()) continue;
      EXPECT_NE(report->faults[0].message.find(message), std::string::npos) << report->faults[0].message;
    }
  }
}

// Sealed with right checksums: the page behind the newest set, that of an old commit record, is zeros and named with
// it.
TEST(VerifyForged, TombstonesHaveNoPageTooMany) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two"), make_document("b", "", ""), make_document("c", "", "")});
  add_commit(path, {make_document("a", "new", "new")});
  IndexBytes before(path);
  const Extent old = before.record().segments[0].tombstones;
  ASSERT_EQ(before.slot(0).record.offset, old.offset + kPageBytes);
  add_commit(path, {make_document("b", "new", "new")});
  IndexBytes image(path);
  CommitRecord record = image.record();
  DocIdSet deleted;
  deleted.add(0);
  deleted.add(1);
  ByteBuffer bitmap = deleted.to_bytes();
  bitmap.resize(2 * kPageBytes);
  image.bytes.replace(old.offset, bitmap.size(), as_text(bitmap));
  record.segments[0].tombstones = {.offset = old.offset, .bytes = bitmap.size(), .checksum = checksum64(bitmap)};
  record.previous = {};
  image.set_record(record);
  image.save();
  const auto report = verify_file(path, {});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->faults.size(), 1u);
  EXPECT_NE(report->faults[0].message.find("their padding is wrong"), std::string::npos) << report->faults[0].message;
  EXPECT_EQ(Snapshot::open(path).error().section, "tombstones");
}

TEST(VerifyForged, NothingLiesBehindTheNewestRecord) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  IndexBytes image(path);
  Slot slot = image.slot(0);
  for (const char filling : {'\0', 'x'}) {
    image.bytes.resize(slot.committed_bytes);
    image.bytes.append(kPageBytes, filling);
    Slot longer = slot;
    longer.committed_bytes += kPageBytes;
    image.set_slots(longer);
    image.save();
    const auto report = verify_file(path, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->faults.size(), filling == 'x' ? 1u : 0u);
  }
}

// The list of faults ends; a file can be damaged everywhere.
TEST(VerifyErrors, AHundredFaultsAreEnough) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.merge_segments = false;
  options.durability = Durability::kNormal;
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder);
  for (int i = 0; i < 105; ++i) {
    ASSERT_TRUE((*builder)->add(make_document(std::to_string(i), "", "")));
    ASSERT_TRUE((*builder)->commit());
  }
  builder->reset();
  IndexBytes image(path);
  for (const SegmentEntry& entry : image.record().segments) image.flip(static_cast<std::size_t>(entry.offset) + 10);
  image.save();
  const auto report = verify_file(path, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->faults.size(), 100u);
}

TEST(VerifyErrors, CopiesThatTakeTooMuchMemoryAreAnError) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, varied_documents(200));
  const auto report = verify_file(path, {}, {.trust = Trust::kUntrusted, .copy_bytes = 8192});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kResourceLimit);
  EXPECT_TRUE(report.error().message.starts_with(path)) << report.error().message;
  add_commit(path, {make_document("n3", "another", "text")});
  EXPECT_EQ(verify_file(path, {}, {.trust = Trust::kUntrusted, .copy_bytes = 0}).error().code,
            ErrorCode::kResourceLimit)
      << "not even the deleted documents";
}

TEST(VerifyErrors, FilesThatCannotBeReadAreErrors) {
  const ScratchFolder folder;
  EXPECT_EQ(verify_file(folder.file("no"), {}).error().code, ErrorCode::kNotFound);
  write_whole_file(folder.file("text"), "plain text");
  const auto report = verify_file(folder.file("text"), {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kNotRiffle);
  EXPECT_TRUE(report.error().message.starts_with(folder.path()));
}

TEST(VerifyErrors, AllDamagedSegmentsAreReported) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  for (int i = 0; i < 4; ++i) add_commit(path, {make_document("d" + std::to_string(i), "t", "b")});
  IndexBytes image(path);
  for (const SegmentEntry& entry : image.record().segments) image.flip(static_cast<std::size_t>(entry.offset) + 10);
  image.save();
  const auto report = verify_file(path, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->faults.size(), 4u);
}

}  // namespace
}  // namespace riffle
