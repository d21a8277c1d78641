// Bugs of others that a crafted or damaged file set off: the table of all of them is in bugs_of_others_test.cc.
#include "regress/hostile_files.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "format/segment_check.h"
#include "index_image.h"
#include "kernels/kernel_test_support.h"
#include "storage/index_file.h"

namespace riffle {
namespace {

constexpr std::array<std::uint64_t, 8> kLengths{
    0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, std::uint64_t{1} << 63, ~std::uint64_t{0} - 1, ~std::uint64_t{0}};

ByteBuffer buffer_of(const std::string& text) { return {text.begin(), text.end()}; }

class HostileFile : public testing::Test {
 protected:
  HostileFile() : path_(folder_.file("a.riffle")), sound_(small_file(folder_, 1)) {}

  void write(const ByteBuffer& bytes) const { write_whole_file(path_, std::string(as_text(bytes))); }

  /// Reads the file in every way, and has it copied by what copies.
  void use_it() const {
    question(path_);
    compact_or_refuse(path_);
    if (HasFailure()) return;
    std::filesystem::remove(folder_.file("merged.riffle"));
  }

  /// Changes each row of the section table of a sound file, seals it and uses it.
  void with_rows(const std::function<void(std::uint8_t* row, std::uint64_t segment_bytes)>& change) {
    write_whole_file(path_, sound_);
    const IndexBytes sound(path_);
    const std::uint32_t rows = sound.record().segments[0].section_count;
    ASSERT_GT(rows, 10u);
    for (std::uint32_t row = 0; row < rows; ++row) {
      SCOPED_TRACE("row " + std::to_string(row));
      IndexBytes image = sound;
      image.change_segment(0, [&](MemorySegment& segment) {
        change(segment.bytes.data() + segment.entry.table_offset + std::size_t{32} * row, segment.entry.data_bytes);
      });
      image.save();
      EXPECT_FALSE(is_sound(path_));
      question(path_);
      compact_or_refuse(path_);
      if (HasFailure()) return;
    }
  }

  ScratchFolder folder_;
  std::string path_;
  std::string sound_;
};

// CVE-2018-20346, -20506: the length of a forged segment overflowed, in queries and in the merging of segments.
TEST_F(HostileFile, Magellan_LengthsOfAnyValueInQueryAndCompaction) {
  const IndexImage image(buffer_of(sound_));
  std::size_t turn = 0;
  for (const std::size_t start : image.part_starts()) {
    for (std::size_t at = start; at < start + 40; at += 4) {
      // Another value at each place in turn; every place has a 32-bit and a 64-bit one.
      const std::uint64_t value = kLengths[turn++ * 3 % kLengths.size()];
      for (const bool is_wide : {false, true}) {
        SCOPED_TRACE("part at " + std::to_string(start) + ", byte " + std::to_string(at - start));
        ByteBuffer bytes = image.bytes();
        if (is_wide) store(bytes.data() + at, value);
        if (!is_wide) store(bytes.data() + at, static_cast<std::uint32_t>(value));
        image.repair(bytes);
        write(bytes);
        question(path_, is_wide ? Trust::kUntrusted : Trust::kUsual);
        if (!is_wide) compact_or_refuse(path_);
        if (HasFailure()) return;
      }
    }
  }
}

// CVE-2025-7709: the sum of two numbers of the file wrapped around, and passed the comparison with the length.
TEST_F(HostileFile, Cve2025_7709_OffsetAndLengthThatWrapTogether) {
  with_rows([](std::uint8_t* row, std::uint64_t) {
    store(row + 8, std::uint64_t{0} - 4096);
    store(row + 16, std::uint64_t{8192});
  });
  with_rows([](std::uint8_t* row, std::uint64_t segment_bytes) {
    store(row + 16, segment_bytes - load<std::uint64_t>(row + 8) - (std::uint64_t{1} << 63) * 2 + 1);
  });
  with_rows(
      [](std::uint8_t* row, std::uint64_t) { store(row + 16, ~std::uint64_t{0} - load<std::uint64_t>(row + 8) + 2); });
}

// CVE-2026-11824, -11822: a header said to be shorter than it is made a length wrap; a count led out of its block.
TEST_F(HostileFile, Cve2026_11824_SectionsShorterThanTheirHeader) {
  for (const std::uint64_t bytes : {1u, 3u, 4u, 7u}) {
    with_rows([bytes](std::uint8_t* row, std::uint64_t) {
      store(row + 16, load<std::uint64_t>(row + 16) == bytes ? bytes + 1 : bytes);
    });
  }
}

TEST_F(HostileFile, Cve2026_11822_CountsLargerThanTheirBlock) {
  const IndexImage image(buffer_of(sound_));
  for (const std::size_t start : image.part_starts()) {
    for (const std::uint64_t count : {std::uint64_t{0xFFFF}, image.bytes().size() / 4, std::uint64_t{0xFFFFFFFF} / 4}) {
      ByteBuffer bytes = image.bytes();
      store(bytes.data() + start, count);
      image.repair(bytes);
      write(bytes);
      question(path_);
      compact_or_refuse(path_);
      if (HasFailure()) FAIL() << "part at " << start << ", count " << count;
    }
  }
}

// SQLite check-in 55c5d72a: a search of a crafted file never ended. Every table of offsets leads to itself here, and
// each record of a commit names itself as the one before.
TEST_F(HostileFile, Sqlite55c5d72a_OffsetsThatLeadInACircle) {
  const IndexImage image(buffer_of(sound_));
  for (const std::size_t start : image.part_starts()) {
    for (const std::size_t from : {std::size_t{0}, std::size_t{8}, std::size_t{16}}) {
      ByteBuffer bytes = image.bytes();
      const std::uint64_t same = load<std::uint64_t>(bytes.data() + start + from);
      for (std::size_t at = start + from; at < start + from + 64; at += 8) store(bytes.data() + at, same);
      image.repair(bytes);
      write(bytes);
      question(path_);
      compact_or_refuse(path_);
      if (HasFailure()) FAIL() << "part at " << start;
    }
  }
}

TEST_F(HostileFile, Sqlite55c5d72a_ACommitThatComesBeforeItself) {
  write_whole_file(path_, small_file(folder_, 2));
  IndexBytes image(path_);
  CommitRecord record = image.record();
  const Extent own = image.slot(0).record;
  ASSERT_NE(record.previous.offset, 0u);
  record.previous.offset = own.offset;
  image.set_record(record);
  image.save();
  EXPECT_FALSE(is_sound(path_));
  const auto index = Index::open(path_);
  if (index) {
    const auto history = index->history();
    EXPECT_TRUE(!history || history->size() <= 2);
  }
  const auto salvaged = salvage(path_, folder_.file("salvaged.riffle"));
  expect_documented(salvaged);
}

// pg_roaringbitmap, pull request 68: one of the ways in did not check the set that was given.
TEST_F(HostileFile, PgRoaringbitmap68_EveryWayInRefusesASetThatIsNone) {
  write_whole_file(path_, small_file(folder_, 2));
  IndexBytes image(path_);
  CommitRecord record = image.record();
  Extent& tombstones = record.segments[0].tombstones;
  ASSERT_NE(tombstones.bytes, 0u);
  // One value twice, which reads as a set of as many.
  DocIdSet two;
  two.add(0);
  two.add(1);
  ByteBuffer bitmap = two.to_bytes();
  store(bitmap.data() + bitmap.size() - 2, std::uint16_t{0});
  ASSERT_LE(bitmap.size(), tombstones.bytes);
  bitmap.resize(static_cast<std::size_t>(tombstones.bytes));
  image.bytes.replace(static_cast<std::size_t>(tombstones.offset), bitmap.size(), as_text(bitmap));
  tombstones.checksum = checksum64(bitmap);
  record.segments[0].deleted_count = 2;
  image.set_record(record);
  image.save();
  const std::string forged = image.bytes;

  const auto is_refused = [](const auto& result) { return !result && result.error().code == ErrorCode::kCorrupt; };
  EXPECT_FALSE(is_sound(path_));
  EXPECT_TRUE(is_refused(Index::open(path_)));
  EXPECT_TRUE(is_refused(Index::open(path_, {.trust = Trust::kUntrusted})));
  EXPECT_TRUE(is_refused(Index::open_all({folder_.file("sound.riffle"), path_})));
  EXPECT_TRUE(is_refused(merge({path_}, folder_.file("merged.riffle"), small_writer())));
  EXPECT_TRUE(is_refused(backup(path_, folder_.file("copy.riffle"))));
  const auto writer = IndexWriter::open(path_, small_writer());
  if (writer) {
    auto compacting = IndexWriter::open(path_, small_writer());
    EXPECT_FALSE(compacting && compacting->compact());
  } else {
    EXPECT_TRUE(is_refused(writer));
  }
  const auto salvaged = salvage(path_, folder_.file("salvaged.riffle"));
  ASSERT_TRUE(salvaged) << salvaged.error().message;
  EXPECT_TRUE(salvaged->deletions_lost);
  EXPECT_TRUE(is_sound(folder_.file("salvaged.riffle")));
  EXPECT_EQ(read_whole_file(path_), forged);
}

// libmdbx issue 217: a page of the head that was not valid won, since its number was the largest; one that was valid
// asked for more memory than there is.
TEST_F(HostileFile, Libmdbx217_ASlotIsNotBelievedForItsNumber) {
  write_whole_file(path_, sound_);
  const IndexBytes sound(path_);
  using Change = std::function<void(Slot&)>;
  const std::vector<std::pair<const char*, Change>> changes{
      {"the largest number", [](Slot& slot) { slot.generation = ~std::uint64_t{0}; }},
      {"2^62 bytes committed", [](Slot& slot) { slot.committed_bytes = std::uint64_t{1} << 62; }},
      {"a record of 2^62 bytes", [](Slot& slot) { slot.record.bytes = std::uint64_t{1} << 62; }},
      {"all of these",
       [](Slot& slot) {
         slot.generation = ~std::uint64_t{0};
         slot.committed_bytes = slot.record.bytes = std::uint64_t{1} << 62;
       }},
  };
  for (const auto& [name, change] : changes) {
    IndexBytes image = sound;
    Slot slot = image.slot(0);
    change(slot);
    image.set_slots(slot);
    image.save();
    const auto neither = Index::open(path_);
    EXPECT_FALSE(neither) << name;
    expect_documented(neither);
    expect_documented(backup(path_, folder_.file("copy.riffle")));
    image.set_page(2, sound.page(2));
    image.save();
    const auto other = Index::open(path_);
    ASSERT_TRUE(other) << name << ": " << other.error().message;
    EXPECT_EQ(other->info()->generation, 1u) << name;
    EXPECT_EQ(*other->count(*other->parse("of")), 3u) << name;
  }
}

// libmdbx issue 375, lmdb-zero issue 30: what checks a file read a page before it had looked where the page lies.
TEST_F(HostileFile, Libmdbx375_TheCheckStaysInsideTheBytes) {
  write_whole_file(path_, sound_);
  const IndexBytes sound(path_);
  const CommitRecord record = sound.record();
  const SegmentEntry& entry = record.segments[0];
  const ByteSpan bytes = as_bytes(sound.bytes).subspan(entry.offset, entry.total_bytes);
  const MemorySegment segment(ByteBuffer(bytes.begin(), bytes.end()), entry, record.schema);
  for (std::size_t at = 0; at < entry.data_bytes; at += 29) {
    MemorySegment changed = segment;
    changed.bytes[at] = static_cast<std::uint8_t>(changed.bytes[at] ^ 0xFF);
    changed.repair_checksums();
    // A page that cannot be touched follows the last byte.
    kernels::GuardedBytes guarded(changed.bytes.data(), changed.bytes.size(),
                                  kernels::GuardedBytes::Place::kBeforeGuard);
    const auto reader = SegmentReader::open(ByteSpan(guarded.data(), guarded.size()), changed.entry, changed.schema, 0);
    if (!reader || !(*reader)->guard().touch(0, changed.entry.data_bytes)) continue;
    expect_documented(check_segment(**reader, changed.schema));
  }
}

// Xapian issue 824, pull request 337: a level beyond the tree, and an item's length, were believed when a database was
// compacted.
TEST_F(HostileFile, Xapian824_CompactionOfDamageFailsAndCopiesNothing) {
  const auto compact = [this]() -> Result<CommitReport> {
    auto writer = IndexWriter::open(path_, small_writer());
    if (!writer) return std::unexpected(writer.error());
    return writer->compact();
  };
  write_whole_file(path_, sound_);
  const IndexBytes sound(path_);
  const SegmentEntry entry = sound.record().segments[0];
  ASSERT_TRUE(compact());
  const std::string compacted = read_whole_file(path_);
  std::size_t refused = 0;
  for (std::size_t at = entry.offset; at < entry.offset + entry.total_bytes; at += 61) {
    IndexBytes image = sound;
    image.flip(at);
    image.save();
    const auto copied = backup(path_, folder_.file("copy.riffle"));
    ASSERT_FALSE(copied) << "byte " << at;
    EXPECT_EQ(copied.error().code, ErrorCode::kCorrupt) << "byte " << at;
    const auto report = compact();
    // What a compaction makes anew it need not read.
    ASSERT_EQ(read_whole_file(path_), report ? compacted : image.bytes) << "byte " << at;
    if (report) continue;
    ++refused;
    EXPECT_EQ(report.error().code, ErrorCode::kCorrupt) << "byte " << at;
  }
  EXPECT_GT(refused, 20u);
}

}  // namespace
}  // namespace riffle
