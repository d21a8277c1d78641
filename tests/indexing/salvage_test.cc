#include "indexing/salvage.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/sentence_mark.h"
#include "salvaged_file.h"

namespace riffle {
namespace {

void make_index(const std::string& path) {
  std::vector<Document> first;
  for (int i = 0; i < 200; ++i) {
    first.push_back(dated("a" + std::to_string(i), std::string(200, static_cast<char>('a' + i % 26)), 86400 * i));
  }
  add_commit(path, first);
  add_commit(path, {dated("b", "the second commit", 1), dated("a3", "replaced", 2)});
}

TEST(Salvage, LosesNothingOfASoundFile) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents_recovered, 201u);
  EXPECT_EQ(report->documents_lost + report->ids_lost + report->members_lost + report->segments_lost, 0u);
  EXPECT_EQ(report->commits_lost + report->segments_found + report->documents_unverified, 0u);
  EXPECT_FALSE(report->newest_unknown || report->record_damaged || report->description_lost);
  EXPECT_TRUE(report->faults.empty());
  const auto before = documents_of(folder.file("a"));
  const auto after = documents_of(folder.file("b"));
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [id, document] : before) {
    ASSERT_TRUE(after.contains(id)) << id;
    EXPECT_EQ(after.at(id).body, document.body);
    EXPECT_EQ(after.at(id).date, document.date);
    EXPECT_EQ(after.at(id).source, document.source);
    EXPECT_EQ(after.at(id).extra.size(), 1u);
  }
}

TEST(Salvage, ReadsAFileWithoutHeaderAndSlots) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  std::string bytes = read_whole_file(folder.file("a"));
  bytes.replace(0, kFirstBlobOffset, kFirstBlobOffset, 'x');
  write_whole_file(folder.file("a"), bytes);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents_recovered, 201u);
  EXPECT_FALSE(report->faults.empty());
  EXPECT_TRUE(report->newest_unknown) << "the file may have been cut off behind this commit";
  EXPECT_EQ(report->segments_found, 0u);
}

// One slot is enough when nothing lies behind the commit that it names.
TEST(Salvage, OneDamagedSlotIsNoLoss) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  std::string bytes = read_whole_file(folder.file("a"));
  bytes[kPageBytes + 20] ^= 1;
  write_whole_file(folder.file("a"), bytes);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->commits_lost, 0u);
  EXPECT_FALSE(report->newest_unknown);
}

// With normal durability one slot alone names the newest commit: without it, that commit is found by its record.
TEST(Salvage, ACommitWhoseOnlySlotIsDamagedIsTaken) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "one", 1)});
  const Slot old = IndexBytes(path).slot(0);
  add_commit(path, {dated("b", "two", 1)});
  IndexBytes file(path);
  file.set_page(2, encode_slot(old));
  file.bytes[kPageBytes + 20] ^= 1;
  file.save();
  ASSERT_EQ(Snapshot::open(path).value()->commit().generation, 1u);
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents_recovered, 2u);
}

// The newest record is damaged, the slots still name it: its segment is found, its deletions are not.
TEST(Salvage, ANewerCommitWhoseRecordIsDamagedIsTold) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "one", 1), dated("b", "two", 1)});
  add_commit(path, {dated("b", "three", 1)});
  IndexBytes file(path);
  const Extent record = file.slot(0).record;
  file.bytes.replace(record.offset, kPageBytes, kPageBytes, '\0');
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 1u);
  EXPECT_EQ(report->commits_lost, 1u);
  EXPECT_EQ(report->segments_found, 1u);
  EXPECT_TRUE(report->deletions_lost);
  const auto after = documents_of(folder.file("b"));
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after.at("b").body, "three");
}

// A file of one commit whose record is gone, is damaged, or lacks its last byte.
TEST(Salvage, AFileWhoseOnlyRecordIsDamagedIsRebuiltFromItsSegments) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "one", 1), dated("b", "two", 2)});
  const std::string sound = read_whole_file(path);
  const std::uint64_t record = IndexBytes(path).slot(0).record.offset;
  const auto salvaged = [&](const std::string& name, const std::string& bytes) {
    write_whole_file(folder.file(name), bytes);
    auto report = salvage_file(folder.file(name), folder.file(name + "-out"));
    EXPECT_TRUE(report) << report.error().message;
    const auto after = documents_of(folder.file(name + "-out"));
    EXPECT_EQ(after.size(), 2u) << name;
    EXPECT_EQ(after.at("a").body, "one");
    EXPECT_EQ(after.at("b").date, Date{2});
    return *report;
  };
  const SalvageReport cut = salvaged("cut", sound.substr(0, sound.size() - 1));
  EXPECT_EQ(cut.generation, 1u);
  EXPECT_EQ(cut.commits_lost + cut.segments_found, 0u);
  std::string bytes = sound;
  bytes[record + 32] ^= 1;
  const SalvageReport flipped = salvaged("flipped", bytes);
  EXPECT_TRUE(flipped.record_damaged);
  EXPECT_EQ(Snapshot::open(folder.file("flipped-out")).value()->commit().analyzer, "simple");
  bytes.resize(record);
  const SalvageReport gone = salvaged("gone", bytes);
  EXPECT_TRUE(gone.description_lost);
  EXPECT_EQ(gone.segments_found, 1u);
  EXPECT_EQ(gone.documents_unverified, 0u) << "the checksum tree is there";
}

TEST(Salvage, ACutFileGivesTheCommitThatIsStillWhole) {
  const ScratchFolder folder;
  add_commit(folder.file("a"), {dated("a", "one", 1)});
  const std::size_t first_commit = read_whole_file(folder.file("a")).size();
  add_commit(folder.file("a"), {dated("b", "two", 1)});
  write_whole_file(folder.file("a"), read_whole_file(folder.file("a")).substr(0, first_commit + kPageBytes));
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 1u);
  EXPECT_EQ(report->commits_lost, 1u);
}

TEST(Salvage, TellsWhatIsLost) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  const std::string sound = read_whole_file(folder.file("a"));
  const auto with_damage = [&](std::uint64_t offset) {
    std::string bytes = sound;
    bytes[offset] ^= 1;
    const std::string path = folder.file("damaged-" + std::to_string(offset));
    write_whole_file(path, bytes);
    auto report = salvage_file(path, path + "-out");
    EXPECT_TRUE(report) << report.error().message;
    EXPECT_EQ(documents_of(path + "-out").size(), report->documents_recovered);
    EXPECT_FALSE(report->faults.empty());
    return *report;
  };
  // The stored blocks begin the segment and share its first checksummed block.
  const SalvageReport texts = with_damage(section_offset(folder.file("a"), 0, SectionKind::kStoredBlocks) + 5);
  EXPECT_GT(texts.documents_lost, 0u);
  EXPECT_EQ(texts.documents_recovered + texts.documents_lost, 201u);
  const auto snapshot = Snapshot::open(folder.file("a"));
  const std::uint64_t tombstones = (*snapshot)->segments()[0].reader->entry().tombstones.offset;
  const SalvageReport deletions = with_damage(tombstones + 2);
  EXPECT_TRUE(deletions.deletions_lost);
  EXPECT_EQ(deletions.documents_recovered, 201u) << "the replaced document is replaced again";
  const SegmentEntry& entry = (*snapshot)->segments()[1].reader->entry();
  const SalvageReport tree = with_damage(entry.offset + entry.data_bytes);
  EXPECT_EQ(tree.segments_lost + tree.documents_lost, 0u);
  EXPECT_EQ(tree.documents_unverified, 2u);
}

// Sound checksums over a column that is none: the documents are there, what the column held is not.
TEST(Salvage, DocumentsWhoseColumnsCannotBeReadAreKept) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  const auto snapshot = Snapshot::open(folder.file("a"));
  ASSERT_TRUE(snapshot);
  const Schema& schema = (*snapshot)->schema();
  const auto without_column = [&](const std::string& name) {
    const std::string path = folder.file("no-" + name);
    write_whole_file(path, read_whole_file(folder.file("a")));
    IndexBytes file(path);
    const std::uint32_t field = schema.find(name).value_or(0);
    const std::uint64_t offset =
        (*snapshot)->segments()[0].reader->section(SectionKind::kColumn, field).segment_offset();
    file.change_segment(0, [&](MemorySegment& segment) { segment.bytes[offset] = 0xFF; });
    file.save();
    auto report = salvage_file(path, path + "-out");
    EXPECT_TRUE(report) << report.error().message;
    EXPECT_EQ(documents_of(path + "-out").size(), report->documents_recovered);
    EXPECT_EQ(report->documents_lost, 0u);
    return *report;
  };
  const SalvageReport ids = without_column("id");
  EXPECT_EQ(ids.ids_lost, 199u);
  EXPECT_EQ(ids.documents_recovered, 201u);
  EXPECT_TRUE(documents_of(folder.file("no-id-out")).contains("salvaged-0-17"));
  EXPECT_LE(ids.faults.size(), 101u);
  const SalvageReport dates = without_column("date");
  EXPECT_EQ(dates.members_lost, 199u);
  EXPECT_EQ(dates.documents_recovered, 201u);
  EXPECT_FALSE(documents_of(folder.file("no-date-out")).at("a17").date.has_value());
}

// Sound checksums over blocks that do not decompress.
TEST(Salvage, StoredBlocksThatCannotBeReadAreALoss) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  make_index(path);
  const std::uint64_t offset =
      (*Snapshot::open(path))->segments()[0].reader->section(SectionKind::kStoredBlocks).segment_offset();
  IndexBytes file(path);
  file.change_segment(0, [&](MemorySegment& segment) { segment.bytes[offset] ^= 0xFF; });
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->documents_lost, 0u);
  EXPECT_EQ(report->documents_lost + report->documents_recovered, 201u);
  EXPECT_EQ(documents_of(folder.file("b")).size(), report->documents_recovered);
}

// Where the index of the blocks is gone they are found one behind the other, also behind one that is broken.
TEST(Salvage, StoredBlocksAreFoundBehindABrokenOne) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  const std::vector<Document> articles = scattered_articles();
  add_commit(path, articles);
  const std::uint64_t blocks = section_offset(path, 0, SectionKind::kStoredBlocks);
  const std::uint64_t index = section_offset(path, 0, SectionKind::kStoredIndex);
  std::string bytes = read_whole_file(path);
  const auto second_block = load<std::uint64_t>(as_bytes(bytes).data() + index + 16);
  bytes[blocks + second_block] ^= 1;
  bytes[index] = 0;  // the number of blocks
  write_whole_file(path, bytes);
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->documents_lost, 0u);
  const auto documents = documents_of(folder.file("b"));
  EXPECT_EQ(documents.size(), report->documents_recovered);
  const auto holds = [&](const std::string& body) {
    return std::any_of(documents.begin(), documents.end(), [&](const auto& each) { return each.second.body == body; });
  };
  EXPECT_TRUE(holds(articles.front().body)) << "of the first block";
  EXPECT_TRUE(holds(articles.back().body)) << "of the last one";
}

// Without any record the names of fields are lost, and what their members hold is not.
TEST(Salvage, MembersOfFieldsWithoutARecordAreKept) {
  const ScratchFolder folder;
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.fields = {{.name = "seen", .kind = FieldKind::kDate}, {.name = "words", .kind = FieldKind::kInt64}};
  {
    auto builder = CommitBuilder::open(folder.file("a"), options);
    ASSERT_TRUE(builder) << builder.error().message;
    Document document = make_document("a", "Title", "one two");
    document.extra = {{.name = "words", .json = "2"}};
    ASSERT_TRUE((*builder)->add(std::move(document)));
    ASSERT_TRUE((*builder)->commit());
  }
  std::string bytes = read_whole_file(folder.file("a"));
  bytes.resize(IndexBytes(folder.file("a")).slot(0).record.offset);
  write_whole_file(folder.file("a"), bytes);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->description_lost);
  const auto documents = documents_of(folder.file("b"));
  ASSERT_EQ(documents.size(), 1u);
  const Document& kept = documents.begin()->second;
  EXPECT_EQ(kept.body, "one two");
  ASSERT_EQ(kept.extra.size(), 1u);
  EXPECT_EQ(kept.extra[0].name + "=" + kept.extra[0].json, "words=2");
}

// A first segment without a text does not say whether sentences are kept; dates other than the article's are members.
TEST(Salvage, FieldsOfTheIndexAreKept) {
  const ScratchFolder folder;
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.merge_segments = false;
  options.sentences = true;
  options.fields = {{.name = "seen", .kind = FieldKind::kDate}};
  for (const char* const body : {"", "One two. Three"}) {
    auto builder = CommitBuilder::open(folder.file("a"), options);
    ASSERT_TRUE(builder) << builder.error().message;
    Document document = make_document(std::string("d") + body, "", body);
    document.extra = {{.name = "seen", .json = "\"2024-05-06\""}};
    ASSERT_TRUE((*builder)->add(std::move(document)));
    ASSERT_TRUE((*builder)->commit());
  }
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->faults.empty());
  EXPECT_EQ(documents_of(folder.file("b")).size(), 2u);
  const auto snapshot = Snapshot::open(folder.file("b"));
  ASSERT_TRUE(snapshot);
  EXPECT_TRUE((*snapshot)->schema().find("seen"));
  EXPECT_EQ(sentence_marks_of(*(*snapshot)->segments()[0].reader).value(), SentenceMarks::kKept);
}

TEST(Salvage, PassesOverPagesThatOnlyLookLikeRecords) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  IndexBytes file(folder.file("a"));
  const Extent record = file.slot(0).record;
  const std::string magic = file.bytes.substr(record.offset, 8);
  // The real record once more with another nonce, a page of nothing but the magic, and one that is cut off.
  std::string forged = file.bytes.substr(record.offset, record.bytes);
  for (std::size_t at = 8; at < 40; ++at) forged[at] = static_cast<char>(forged[at] ^ 0x55);
  file.bytes += forged + magic + std::string(kPageBytes - magic.size(), '\0') + magic;
  file.bytes.replace(0, kFirstBlobOffset, kFirstBlobOffset, '\0');
  file.save();
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents_recovered, 201u);
}

// Looking at a page that is none costs as many bytes as a record may have; there is a limit for all of them.
TEST(Salvage, ManyPagesThatOnlyLookLikeRecordsAreGivenUp) {
  const ScratchFolder folder;
  std::string bytes(kFirstBlobOffset, 'x');
  for (int page = 0; page < 600; ++page) bytes += "RFLCOMIT" + std::string(kPageBytes - 8, '\0');
  write_whole_file(folder.file("a"), bytes);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kNotRiffle);
  EXPECT_FALSE(path_exists(folder.file("b")));
}

// The newest of several sound records counts, wherever it lies.
TEST(Salvage, AnOlderRecordBehindTheNewestIsPassedOver) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "one", 1)});
  const IndexBytes first(path);
  const Extent old = first.slot(0).record;
  add_commit(path, {dated("b", "two", 1)});
  IndexBytes file(path);
  file.bytes += first.bytes.substr(old.offset, old.bytes);
  file.bytes.replace(0, kFirstBlobOffset, kFirstBlobOffset, '\0');
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents_recovered, 2u);
}

/// The stored documents begin a segment; its checksum tree ends it. Without the tree nothing vouches for them.
void damage_tree(IndexBytes& file, std::size_t segment) {
  const SegmentEntry entry = file.record().segments[segment];
  file.flip(entry.offset + entry.data_bytes);
}

void damage_tombstones(IndexBytes& file, std::size_t segment) {
  file.flip(file.record().segments[segment].tombstones.offset + 2);
}

// "a" was replaced, and that is lost: of what nothing vouches for the id may be wrong, what is sound stays.
TEST(Salvage, AnIdInDoubtNeverReplacesASoundDocument) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "old", 1), dated("b", "two", 1)});
  add_commit(path, {dated("a", "new", 2)});
  IndexBytes file(path);
  damage_tombstones(file, 0);
  damage_tree(file, 0);
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->deletions_lost);
  EXPECT_EQ(report->documents_unverified, 1u) << "b";
  EXPECT_EQ(report->documents_lost, 1u) << "the old a";
  EXPECT_EQ(documents_of(folder.file("b")).at("a").body, "new");
}

TEST(Salvage, OfTwoDocumentsWithOneIdInDoubtTheSecondGetsAnother) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "old", 1), dated("b", "two", 1)});
  add_commit(path, {dated("a", "new", 2)});
  IndexBytes file(path);
  damage_tombstones(file, 0);
  damage_tree(file, 0);
  damage_tree(file, 1);
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->ids_lost, 1u);
  EXPECT_EQ(report->documents_unverified, 3u);
  const auto after = documents_of(folder.file("b"));
  EXPECT_EQ(after.at("a").body, "old");
  EXPECT_EQ(after.at("salvaged-1-0").body, "new");
}

// What nothing vouches for may be what no index takes: here an id that is longer as UTF-8 than an id may be.
TEST(Salvage, ADocumentInDoubtThatNoIndexTakesIsALoss) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  std::mt19937 random(1);
  std::string id;
  for (int i = 0; i < 200; ++i) id += static_cast<char>('a' + random() % 26);
  add_commit(path, {dated(id, "one", 1), dated("z", "two", 1)});
  IndexBytes file(path);
  damage_tree(file, 0);
  std::size_t places = 0;
  for (std::size_t at = file.bytes.find(id); at != std::string::npos; at = file.bytes.find(id, at + id.size())) {
    file.bytes.replace(at, id.size(), id.size(), '\xFF');
    ++places;
  }
  ASSERT_GT(places, 0u);
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->documents_lost, 1u);
  EXPECT_EQ(report->documents_recovered, 1u);
  EXPECT_EQ(report->faults.back().message, "an id that is not UTF-8");
}

TEST(Salvage, AHundredFaultsAreToldAtMost) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  for (int i = 0; i < 102; ++i) add_commit(path, {dated("a" + std::to_string(i), "one", 1)});
  IndexBytes file(path);
  for (std::size_t i = 0; i < 102; ++i) damage_tree(file, i);
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->faults.size(), 100u);
  EXPECT_EQ(report->documents_recovered, 102u);
}

// Sound checksums over deletions that are none, and deletions that the record looks for outside of the file.
TEST(Salvage, ForgedDeletionsAreLeftOut) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("a", "old", 1), dated("b", "two", 1)});
  add_commit(path, {dated("a", "new", 2)});
  IndexBytes file(path);
  CommitRecord record = file.record();
  Extent& extent = record.segments[0].tombstones;
  file.bytes.replace(extent.offset, extent.bytes, extent.bytes, '\xFF');
  extent.checksum = checksum64(as_bytes(file.bytes).subspan(extent.offset, extent.bytes));
  file.set_record(record);
  file.save();
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->deletions_lost);
  ASSERT_EQ(report->faults.size(), 1u);
  EXPECT_EQ(report->faults[0].section, "tombstones");
  EXPECT_EQ(documents_of(folder.file("b")).at("a").body, "new");
}

// The index of the blocks has a false number in it: the blocks are sound, and so are what columns hold.
TEST(Salvage, AFalsePlaceOfABlockHidesNoDocument) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  const std::vector<Document> articles = scattered_articles();
  add_commit(path, articles);
  std::string bytes = read_whole_file(path);
  bytes[section_offset(path, 0, SectionKind::kStoredIndex) + 16] ^= 1;
  write_whole_file(path, bytes);
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->documents_lost, 0u);
  const auto after = documents_of(folder.file("b"));
  ASSERT_EQ(after.size(), 200u);
  EXPECT_EQ(after.at("a0").body, articles.front().body);
}

// Neither a section table nor a record says how many there are, and the index claims more in the last block.
TEST(Salvage, DocumentsThatAreOnlyClaimedAreNotLookedForOneByOne) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, scattered_articles());
  const std::uint64_t index = section_offset(path, 0, SectionKind::kStoredIndex);
  const SegmentEntry entry = (*Snapshot::open(path))->segments()[0].reader->entry();
  std::string bytes = read_whole_file(path);
  bytes.resize(entry.offset + entry.table_offset);
  const auto blocks = load<std::uint64_t>(as_bytes(bytes).data() + index);
  ASSERT_GT(blocks, 2u);
  const std::uint64_t end_at = index + 8 + 8 * (blocks + 1) + 4 * blocks;
  ASSERT_EQ(load<std::uint32_t>(as_bytes(bytes).data() + end_at), 200u);
  for (const std::uint32_t claimed : {200u, 201u, 60'000u, UINT32_MAX}) {
    ByteBuffer number;
    append(number, claimed);
    bytes.replace(end_at, number.size(), as_text(number));
    const std::string name = folder.file(std::to_string(claimed));
    write_whole_file(name, bytes);
    const auto report = salvage_file(name, name + "-out");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->documents_recovered, 200u);
    EXPECT_EQ(report->documents_unverified, 200u);
    EXPECT_EQ(report->faults.size(), claimed == 200 ? 1u : 2u);
    if (claimed <= 60'000) {
      EXPECT_EQ(report->documents_lost, claimed - 200);
    } else {
      EXPECT_GT(report->documents_lost, 60'000u);
    }
  }
}

// The file is looked through in pieces where little of it may be copied.
TEST(Salvage, SegmentsAreFoundBehindTheFirstPieceOfAFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  add_commit(path, {dated("first", "one", 1)});
  add_commit(path, scattered_articles());
  add_commit(path, {dated("last", "two", 2)});
  OpenOptions options;
  options.copy_bytes = std::size_t{64} << 10;
  std::string bytes = read_whole_file(path);
  ASSERT_GT(bytes.size(), options.copy_bytes);
  std::fill_n(bytes.begin(), kFirstBlobOffset, '\0');
  for (std::size_t at = kFirstBlobOffset; at < bytes.size(); at += kPageBytes) {
    if (bytes.compare(at, 8, "RFLCOMIT") == 0) bytes[at] = '-';
  }
  write_whole_file(path, bytes);
  const auto report = salvage_file(path, folder.file("b"), options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->segments_found, 3u);
  EXPECT_EQ(report->documents_recovered, 202u);
}

// Documents that are numbered anew have no deletions: the index of the blocks and one of the blocks are broken.
TEST(Salvage, DeletionsAreLostWithTheNumbersOfDocuments) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  const std::vector<Document> articles = scattered_articles();
  add_commit(path, articles);
  add_commit(path, {dated("a7", "replaced", 1)});
  const std::uint64_t blocks = section_offset(path, 0, SectionKind::kStoredBlocks);
  const std::uint64_t index = section_offset(path, 0, SectionKind::kStoredIndex);
  std::string bytes = read_whole_file(path);
  const auto second_block = load<std::uint64_t>(as_bytes(bytes).data() + index + 16);
  bytes[blocks + second_block] ^= 1;
  bytes[index] = 0;
  write_whole_file(path, bytes);
  const auto report = salvage_file(path, folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->deletions_lost);
  EXPECT_EQ(documents_of(folder.file("b")).at("a7").body, "replaced");
}

TEST(Salvage, TakesUntrustedFilesInLittleMemory) {
  const ScratchFolder folder;
  make_index(folder.file("a"));
  OpenOptions options;
  options.trust = Trust::kUntrusted;
  const auto report = salvage_file(folder.file("a"), folder.file("b"), options);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->documents_recovered, 201u);
  // A text that unpacks to more than may be copied is not lost: whoever allows more gets it.
  std::string body;
  for (int i = 0; i < 300'000; ++i) (body += "rain") += std::to_string(i % 60'000) + " ";
  add_commit(folder.file("c"), {dated("a", body, 1)});
  options.copy_bytes = std::size_t{1} << 20;
  const auto refused = salvage_file(folder.file("c"), folder.file("d"), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceLimit);
  EXPECT_FALSE(path_exists(folder.file("d")));
}

TEST(Salvage, TitlesThatWereJoinedAreJoinedAgain) {
  const ScratchFolder folder;
  write_joined(folder.file("a"), {dated("a", "one\ntwo", 1), dated("b", "", 1)});
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  const auto before = documents_of(folder.file("a"));
  const auto after = documents_of(folder.file("b"));
  ASSERT_EQ(after.size(), 2u);
  for (const std::string id : {"a", "b"}) {
    EXPECT_EQ(after.at(id).title, before.at(id).title);
    EXPECT_EQ(after.at(id).body, before.at(id).body);
  }
}

TEST(Salvage, BodiesThatAreNotStoredAreALoss) {
  const ScratchFolder folder;
  add_commit(folder.file("a"), {dated("a", "one", 1)}, StoreMode::kMeta);
  const auto report = salvage_file(folder.file("a"), folder.file("b"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->bodies_lost);
  EXPECT_EQ(report->documents_recovered, 1u);
  EXPECT_EQ(documents_of(folder.file("b")).at("a").title, "Title of a");
}

TEST(Salvage, SaysWhyItCannot) {
  const ScratchFolder folder;
  add_commit(folder.file("a"), {dated("a", "one", 1)}, StoreMode::kNone);
  EXPECT_EQ(salvage_file(folder.file("a"), folder.file("b")).error().code, ErrorCode::kInvalidArgument);
  std::string headless = read_whole_file(folder.file("a"));
  headless.replace(0, kFirstBlobOffset, kFirstBlobOffset, '\0');
  write_whole_file(folder.file("f"), headless);
  EXPECT_EQ(salvage_file(folder.file("f"), folder.file("b")).error().code, ErrorCode::kInvalidArgument);
  write_whole_file(folder.file("c"), "no index at all");
  EXPECT_EQ(salvage_file(folder.file("c"), folder.file("b")).error().code, ErrorCode::kNotRiffle);
  write_whole_file(folder.file("d"), "");
  EXPECT_EQ(salvage_file(folder.file("d"), folder.file("b")).error().code, ErrorCode::kNotRiffle);
  add_commit(folder.file("e"), {dated("a", "one", 1)});
  EXPECT_EQ(salvage_file(folder.file("e"), folder.file("c")).error().code, ErrorCode::kIo);
  EXPECT_EQ(read_whole_file(folder.file("c")), "no index at all");
  EXPECT_FALSE(path_exists(folder.file("b")));
}

}  // namespace
}  // namespace riffle
