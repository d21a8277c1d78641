#include "storage/snapshot.h"

#include <filesystem>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "storage/index_file.h"
#include "storage/verify.h"

namespace riffle {
namespace {

std::vector<std::string> live_ids(const Snapshot& snapshot) {
  std::vector<std::string> ids;
  for (const LiveSegment& segment : snapshot.segments()) {
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      if (segment.tombstones.contains(doc)) continue;
      const auto id = segment.reader->keyword(0, doc);
      EXPECT_TRUE(id);
      ids.push_back(id.value_or("?"));
    }
  }
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Snapshot, KeepsAnsweringAfterLaterCommitsAndDeletion) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two"), make_document("b", "", "")});
  const auto first = Snapshot::open(path);
  ASSERT_TRUE(first);
  add_commit(path, {make_document("a", "new", "new"), make_document("c", "", "")});
  const auto second = Snapshot::open(path);
  ASSERT_TRUE(second);
  EXPECT_EQ(live_ids(**first), (Ids{"a", "b"}));
  EXPECT_EQ(live_ids(**second), (Ids{"b", "a", "c"}));
  std::filesystem::remove(path);
  write_whole_file(path, "something else");
  EXPECT_EQ(live_ids(**first), (Ids{"a", "b"}));
  EXPECT_EQ(live_ids(**second), (Ids{"b", "a", "c"}));
  EXPECT_EQ((*first)->segments()[0].reader->document(0)->title, "one");
  EXPECT_EQ((*first)->live_count(), 2u);
  EXPECT_EQ((*second)->live_count(), 3u);
  EXPECT_EQ((*first)->uuid(), (*second)->uuid());
  EXPECT_EQ((*second)->commit().generation, 2u);
  EXPECT_EQ((*second)->path(), path);
}

TEST(Snapshot, OpensWhileAWriterHasTheFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  EXPECT_TRUE(Snapshot::open(path));
}

TEST(Snapshot, NeedsNoRightToWrite) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  EXPECT_TRUE(Snapshot::open(path));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(Snapshot, NamesTheFileInItsErrors) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const auto missing = Snapshot::open(path);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  write_whole_file(path, "some text that is no index");
  const auto foreign = Snapshot::open(path);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ErrorCode::kNotRiffle);
  EXPECT_TRUE(foreign.error().message.starts_with(path)) << foreign.error().message;
}

/// A file with tombstones, and a change to its record.
Error error_after(const std::function<void(IndexBytes&)>& change) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two"), make_document("b", "", "")});
  add_commit(path, {make_document("a", "new", "new")});
  IndexBytes image(path);
  change(image);
  image.save();
  const auto snapshot = Snapshot::open(path);
  return snapshot ? Error{} : snapshot.error();
}

TEST(Snapshot, TombstonesAreCheckedBeforeTheyAreUsed) {
  const auto with_record = [](const std::function<void(SegmentEntry&, IndexBytes&)>& change) {
    return error_after([&](IndexBytes& image) {
      CommitRecord record = image.record();
      change(record.segments[0], image);
      image.set_record(record);
    });
  };
  EXPECT_EQ(with_record([](SegmentEntry&, IndexBytes&) {}).message, "");
  const Error flipped =
      error_after([](IndexBytes& image) { image.flip(image.record().segments[0].tombstones.offset + 3); });
  EXPECT_EQ(flipped.section, "tombstones");
  const Error miscounted = with_record([](SegmentEntry& entry, IndexBytes&) { entry.deleted_count = 2; });
  EXPECT_EQ(miscounted.section, "tombstones");
  const Error sealed = with_record([](SegmentEntry& entry, IndexBytes& image) {
    // Document 7 of 2, with the right checksum.
    const Extent& place = entry.tombstones;
    DocIdSet set;
    set.add(7);
    ByteBuffer bytes = set.to_bytes();
    bytes.resize(place.bytes);
    image.bytes.replace(place.offset, place.bytes, as_text(bytes));
    entry.tombstones.checksum = checksum64(bytes);
  });
  EXPECT_EQ(sealed.section, "tombstones");
  const Error too_long = with_record([](SegmentEntry& entry, IndexBytes& image) {
    entry.tombstones.bytes += kPageBytes;
    entry.tombstones.checksum =
        checksum64(as_bytes(image.bytes).subspan(entry.tombstones.offset, entry.tombstones.bytes));
  });
  EXPECT_NE(too_long.message, "");
}

TEST(Snapshot, KnowsWhetherItIsTheNewest) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  add_commit(path, {make_document("b", "one", "two")});
  const auto snapshot = Snapshot::open(path);
  const auto before = Snapshot::open(path, {.generation = 1});
  ASSERT_TRUE(snapshot && before);
  EXPECT_TRUE((*snapshot)->is_newest());
  EXPECT_FALSE((*before)->is_newest());
  const std::string sound = read_whole_file(path);
  const auto is_newest_after = [&](const std::function<void(IndexBytes&)>& change) {
    const std::string other = folder.file("changed");
    write_whole_file(other, sound);
    IndexBytes image(other);
    change(image);
    // Another file at its place: the open one must not change.
    image.save();
    std::filesystem::rename(other, path);
    return (*snapshot)->is_newest();
  };
  EXPECT_TRUE(is_newest_after([](IndexBytes&) {}));
  EXPECT_TRUE(is_newest_after([](IndexBytes& image) { image.flip(kPageBytes + 30); })) << "one slot is torn";
  EXPECT_FALSE(is_newest_after([](IndexBytes& image) {
    image.flip(kPageBytes + 30);
    image.flip(2 * kPageBytes + 30);
  }));
  EXPECT_FALSE(is_newest_after([](IndexBytes& image) { image.flip(20); })) << "of the header";
  EXPECT_FALSE(is_newest_after([](IndexBytes& image) { image.bytes.resize(5000); }));
  for (const std::size_t page : {1u, 2u}) {
    EXPECT_FALSE(is_newest_after([&](IndexBytes& image) {
      Slot newer = image.slot(0);
      ++newer.generation;
      image.set_page(page, encode_slot(newer));
    })) << "a commit that has one slot so far";
  }
  using Change = std::function<void(Slot&)>;
  for (const Change& change :
       {Change([](Slot& slot) { ++slot.generation; }), Change([](Slot& slot) { ++slot.nonce; }),
        Change([](Slot& slot) { --slot.generation; }), Change([](Slot& slot) { slot.record.offset += kPageBytes; })}) {
    EXPECT_FALSE(is_newest_after([&](IndexBytes& image) {
      Slot slot = image.slot(0);
      change(slot);
      image.set_slots(slot);
    }));
  }
  std::filesystem::remove(path);
  EXPECT_FALSE((*snapshot)->is_newest());
  add_commit(path, {make_document("c", "another", "file")});
  add_commit(path, {make_document("d", "another", "file")});
  EXPECT_FALSE((*snapshot)->is_newest()) << "of another identity";
}

TEST(Snapshot, AnUnknownSectionIsNamedAsAVersionMatter) {
  const Error error = error_after([](IndexBytes& image) {
    image.change_segment(1, [](MemorySegment& segment) {
      store(segment.bytes.data() + segment.entry.table_offset + 32 * (segment.entry.section_count - 1), 20u);
    });
  });
  EXPECT_EQ(error.code, ErrorCode::kUnsupportedVersion);
  EXPECT_NE(error.message.find("kind 20"), std::string::npos);
}

TEST(Snapshot, AnUnknownOptionalSectionIsPassedOver) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two"), make_document("b", "", "")});
  for (const std::uint32_t kind : {69u, 200u}) {
    IndexBytes image(path);
    image.change_segment(0, [&](MemorySegment& segment) {
      const std::uint64_t at = segment.entry.table_offset + 32 * segment.entry.section_count;
      ASSERT_LE(at + 32, segment.entry.data_bytes);
      std::uint8_t* const row = segment.bytes.data() + at;
      store(row, kind);
      store(row + 4, std::uint32_t{7});
      store(row + 8, segment.entry.table_offset);
      store(row + 16, std::uint64_t{0});
      store(row + 24, std::uint64_t{3});
      ++segment.entry.section_count;
    });
    image.save();
    const auto snapshot = Snapshot::open(path);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ(live_ids(**snapshot), (Ids{"a", "b"}));
    const auto report = verify_file(path, {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->faults.empty()) << report->faults[0].message;
  }
}

}  // namespace
}  // namespace riffle
