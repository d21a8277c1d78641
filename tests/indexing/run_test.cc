#include "indexing/run.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

std::string key_of(std::size_t i) {
  std::string digits = std::to_string(i);
  return std::string(1, '\0') + std::string(6 - digits.size(), '0') + digits;
}

using AnyRun = riffle::Run;  // inside a test Run is a function of the framework

/// `count` keys; key i has i % 5 + 1 documents from i % 7 on, each with tf rank + 1.
Run sample_run(std::size_t count, DocId first_doc) {
  RunWriter writer(first_doc);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t df = i % 5 + 1;
    writer.begin(key_of(i), df, df * (df + 1) / 2);
    for (std::size_t rank = 0; rank < df; ++rank) {
      append_varint(writer.data(), rank == 0 ? i % 7 : 3);
      append_varint(writer.data(), rank + 1);
      for (std::size_t gap = 0; gap <= rank; ++gap) append_varint(writer.data(), gap + i);
    }
    writer.end();
  }
  return writer.finish();
}

void expect_entry(const RunCursor& cursor, std::size_t i, DocId first_doc) {
  ASSERT_FALSE(cursor.at_end());
  ASSERT_EQ(cursor.key(), key_of(i));
  TermPostings postings;
  ASSERT_TRUE(cursor.append_postings(true, postings));
  ASSERT_EQ(postings.docs.size(), i % 5 + 1);
  EXPECT_EQ(postings.docs.front(), first_doc + i % 7);
  EXPECT_EQ(postings.docs.back(), first_doc + i % 7 + 3 * (i % 5));
  EXPECT_EQ(postings.tfs.back(), i % 5 + 1);
  EXPECT_EQ(postings.gaps.back(), i % 5 + i);
}

/// The run in memory, and the same behind other bytes in a spill file.
struct BothRuns {
  explicit BothRuns(Run run) : in_memory(std::move(run)) {
    spill = std::make_unique<SpillFile>(std::move(*File::create_unnamed(folder.path())));
    EXPECT_TRUE(spill->write(as_bytes("something before")));
    spilled.first_doc = in_memory.first_doc;
    spilled.size = in_memory.size;
    spilled.marks = in_memory.marks;
    spilled.spilled = true;
    spilled.spill_offset = spill->size();
    EXPECT_TRUE(spill->write(in_memory.bytes));
    EXPECT_TRUE(spill->write(as_bytes("something behind")));
  }
  ScratchFolder folder;
  Run in_memory;
  Run spilled;
  std::unique_ptr<SpillFile> spill;
};

TEST(RunCursor, ReadsAllEntriesFromMemoryAndFromAFile) {
  const BothRuns runs(sample_run(3000, 100));
  for (const std::size_t buffer : {1u, 100u, 4096u, 1u << 20}) {
    for (const AnyRun* run : {&runs.in_memory, &runs.spilled}) {
      RunCursor cursor(*run, runs.spill.get(), buffer);
      ASSERT_TRUE(cursor.seek(""));
      for (std::size_t i = 0; i < 3000; ++i) {
        expect_entry(cursor, i, 100);
        ASSERT_TRUE(cursor.next());
      }
      EXPECT_TRUE(cursor.at_end());
    }
  }
}

TEST(RunCursor, SeeksTheFirstKeyAtOrBehind) {
  const BothRuns runs(sample_run(20000, 0));
  EXPECT_GT(runs.in_memory.marks.size(), 3u);
  EXPECT_EQ(runs.in_memory.marks.front().offset, 0u);
  for (const AnyRun* run : {&runs.in_memory, &runs.spilled}) {
    RunCursor cursor(*run, runs.spill.get(), 512);
    for (const std::size_t i : {19999u, 0u, 7u, 12345u, 12344u, 1u}) {
      ASSERT_TRUE(cursor.seek(key_of(i)));
      expect_entry(cursor, i, 0);
      ASSERT_TRUE(cursor.seek(key_of(i).substr(0, 6) + '!'));
      EXPECT_GE(cursor.key(), key_of(i).substr(0, 6));
    }
    ASSERT_TRUE(cursor.seek("\xFF"));
    EXPECT_TRUE(cursor.at_end());
    ASSERT_TRUE(cursor.seek(key_of(500)));
    expect_entry(cursor, 500, 0);
  }
}

TEST(RunCursor, AnEmptyRunIsAtItsEnd) {
  const AnyRun run = RunWriter(5).finish();
  RunCursor cursor(run, nullptr, 100);
  ASSERT_TRUE(cursor.seek(""));
  EXPECT_TRUE(cursor.at_end());
}

TEST(RunCursor, EntriesMayBeLargerThanTheBuffer) {
  RunWriter writer(0);
  writer.begin(std::string("\0big", 4), 1, 50000);
  append_varint(writer.data(), 9);
  append_varint(writer.data(), 50000);
  for (int i = 0; i < 50000; ++i) append_varint(writer.data(), 1);
  writer.end();
  writer.begin(std::string("\0last", 5), 1, 1);
  append_bytes(writer.data(), ByteBuffer{2, 1, 4});
  writer.end();
  const BothRuns runs(writer.finish());
  RunCursor cursor(runs.spilled, runs.spill.get(), 64);
  ASSERT_TRUE(cursor.seek(""));
  TermPostings postings;
  ASSERT_TRUE(cursor.append_postings(true, postings));
  EXPECT_EQ(postings.gaps.size(), 50000u);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.key(), std::string_view("\0last", 5));
  postings.clear();
  ASSERT_TRUE(cursor.append_postings(true, postings));
  EXPECT_EQ(postings.docs, std::vector<DocId>{2});
  EXPECT_EQ(postings.gaps, std::vector<std::uint32_t>{4});
}

// A run comes from this process, but a disk may fail: bytes that changed give an error, nothing worse.
TEST(RunCursor, ChangedBytesAreAnErrorOrOtherPostings) {
  const AnyRun sound = sample_run(40, 0);
  for (std::size_t at = 0; at < sound.bytes.size(); ++at) {
    AnyRun run = sound;
    run.bytes[at] = 0xFF;
    RunCursor cursor(run, nullptr, 100);
    Status status = cursor.seek("");
    for (int i = 0; i < 100 && status && !cursor.at_end(); ++i) {
      TermPostings postings;
      status = cursor.append_postings(true, postings);
      if (status) status = cursor.next();
    }
    if (!status) {
      EXPECT_EQ(status.error().code, ErrorCode::kIo);
    }
  }
}

TEST(SpillFile, SendsEverythingToASink) {
  const ScratchFolder folder;
  auto spill = SpillFile::create(folder.path());
  ASSERT_TRUE(spill);
  ByteBuffer all;
  for (int i = 0; i < 300000; ++i) {
    append(all, i);
  }
  ASSERT_TRUE((*spill)->write(ByteSpan(all).first(1000)));
  ASSERT_TRUE((*spill)->write(ByteSpan(all).subspan(1000)));
  EXPECT_EQ((*spill)->size(), all.size());
  MemorySink sink;
  ASSERT_TRUE((*spill)->copy_to(sink));
  EXPECT_EQ(sink.bytes, all);
  EXPECT_EQ(folder.file_count(), 0u) << "spill files have no name";
  EXPECT_FALSE(SpillFile::create(folder.file("no")));
}

}  // namespace
}  // namespace riffle
