// Bugs that others had, each with what looks for it here. Tests named without a file are below or in
// hostile_files_test.cc; the others stand where their subject is tested.

// clang-format off
// | bug of others                             | what looks for it                                                    |
// |-------------------------------------------|----------------------------------------------------------------------|
// | Magellan, CVE-2018-20346, -20506          | HostileFile.Magellan...; fuzz/maintenance_fuzz.cc                    |
// | CVE-2025-7709, sums that wrap             | HostileFile.Cve2025_7709...; base: Bytes.RangeFitsNeverOverflows     |
// | CVE-2026-11824, -11822, short headers     | HostileFile.Cve2026_11824..., Cve2026_11822...                       |
// | CVE-2026-119373, output of a union        | kernels: ArrayKernels.UnionEqualsItsDefinition, on outputs with a    |
// |                                           | guard behind a.count + b.count; Cve2026_119373... for whole sets     |
// | SQLite check-in 55c5d72a, endless search  | HostileFile.Sqlite55c5d72a...; storage: VerifyFile.ChecksTheChain... |
// | CVE-2021-20223, wrong results             | model: all tests; fuzz/living_index_fuzz.cc                          |
// | CRoaring 324, 815, 516, false sets        | postings: DocSetView.ValidateRejectsUnsoundContainers,               |
// |                                           | OpenRejectsMalformedHeaders; fuzz/postings_fuzz.cc                   |
// | CRoaring 660, 661, 727, 757, edges        | Croaring660...; postings: DocSetView.EdgesOfContainersAndWords...    |
// | pg_roaringbitmap 68, one way in unchecked | HostileFile.PgRoaringbitmap68...                                     |
// | zstd 1722, 3517, CVE-2026-2219, no end    | format: StoredReader.ABlockIsOneFrame, FalseIndexesAreRefused...;    |
// |                                           | ingest: ByteSource.TellsOfPackedDataCutShortAnywhere;                |
// |                                           | fuzz/stored_documents_fuzz.cc, ingest_fuzz.cc                        |
// | libmdbx 217, a head that is not valid     | HostileFile.Libmdbx217...; storage: CommitState2.ForgedSlots...      |
// | libmdbx 375, lmdb-zero 30, checks that    | HostileFile.Libmdbx375...; fuzz/open_and_query_fuzz.cc (verify)      |
// | read outside                              |                                                                      |
// | Xapian 824, 337, compaction of damage     | HostileFile.Xapian824...; fuzz/maintenance_fuzz.cc                   |
// | Xapian check(), a foreign exception       | XapianCheck...; fuzz/c_api_fuzz.cc                                   |
// | Lucene, last bytes of a compound file     | storage: Corruption.EveryFlippedBitOf...: all bits, checksums too    |
// | qdrant 9857, tantivy 3079, zeros          | storage: Corruption.ZerosFromAnySector..., EveryWipedSectorIsSeen    |
// | tantivy 2498, a parser that doubles       | Tantivy2498...                                                       |
// | SQLite WAL reset, two writers             | storage: Concurrency.EachReaderSeesWholeCommits..., Processes...     |
// | SQLite, an error taken as a free lock     | SqliteLocks...; base: FileFailure.ALockThatTheSystemRefuses...       |
// | Fossil 2013, a write to descriptor 2      | Fossil2013...; base: FileFailure.DescriptorsOfStandardStreams...     |
// | fsyncgate, an fsync that is tried again   | storage: BrokenRules.EachIsNoticed, Faults.EveryChangeMayFail        |
// | LevelDB 333, an empty file after a crash  | storage: BrokenRules.EachIsNoticed; cli: syscall_order_test.py       |
// clang-format on

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>

#include <gtest/gtest.h>

#include "base/failing_calls.h"
#include "base/file.h"
#include "kernels/kernel_test_support.h"
#include "postings/container_ops.h"
#include "postings/doc_set_view.h"
#include "query/plain_analyzer.h"
#include "regress/hostile_files.h"
#include "riffle/riffle_c.h"

namespace riffle {
namespace {

using test::FailingCall;

// The buffer for a merge of two lists was too small where row ids were unusual.
TEST(Cve2026_119373, SetsOfExtremeIdsComeBackWhole) {
  const std::vector<std::vector<DocId>> sets{{0},
                                             {0, 0xFFFFFFFF},
                                             {65535, 65536},
                                             {0x7FFFFFFF, 0x80000000},
                                             {0xFFFFFFFE, 0xFFFFFFFF},
                                             {1, 127, 128, 16383, 16384}};
  for (const std::vector<DocId>& a : sets) {
    for (const std::vector<DocId>& b : sets) {
      DocIdSet both;
      for (const DocId id : a) both.add(id);
      for (const DocId id : b) both.add(id);
      std::vector<DocId> expected = a;
      expected.insert(expected.end(), b.begin(), b.end());
      std::sort(expected.begin(), expected.end());
      expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
      const ByteBuffer bytes = serialize_doc_set(expected);
      const auto view = DocSetView::open(bytes);
      ASSERT_TRUE(view);
      EXPECT_EQ(view->to_vector(), expected);
      EXPECT_EQ(view->size_bytes(), bytes.size());
      EXPECT_EQ(both.size(), expected.size());
    }
  }
}

// Largest values beside a multiple of 64, bytes at odd addresses, a size that was said too small.
TEST(Croaring660, EdgesOfWordsAtAnyAddress) {
  for (const DocId last : {63u, 64u, 127u, 128u, 65472u, 65535u, 65536u, 131071u}) {
    for (const bool is_dense : {false, true}) {
      std::vector<DocId> ids;
      for (DocId id = is_dense ? 0 : last - 63; id <= last; id += is_dense ? 3 : 21) ids.push_back(id);
      if (ids.back() != last) ids.push_back(last);
      const ByteBuffer bytes = serialize_doc_set(ids);
      for (const auto place : kernels::kPlaces) {
        kernels::GuardedBytes guarded(bytes.data(), bytes.size(), place);
        const auto view = DocSetView::open(ByteSpan(guarded.data(), guarded.size()));
        ASSERT_TRUE(view) << last;
        EXPECT_EQ(view->size_bytes(), bytes.size()) << last;
        EXPECT_EQ(view->validate(std::uint64_t{last} + 1), "") << last;
        EXPECT_NE(view->validate(last), "") << last;
        EXPECT_EQ(view->to_vector(), ids) << last;
      }
    }
  }
}

// An exception of another kind left the check of a database.
TEST(XapianCheck, TheCInterfaceGivesCodesForForgedFiles) {
  const ScratchFolder folder;
  const std::string sound = small_file(folder, 1);
  const std::string path = folder.file("a.riffle");
  for (std::size_t at = 0; at < sound.size(); at += 97) {
    std::string bytes = sound;
    bytes.replace(at, std::min<std::size_t>(8, bytes.size() - at), "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F");
    write_whole_file(path, bytes);
    riffle_error* error = nullptr;
    const int code = riffle_verify(path.c_str(), nullptr, nullptr, &error);
    EXPECT_GE(code, RIFFLE_OK);
    EXPECT_LE(code, RIFFLE_COMMIT_UNKNOWN);
    EXPECT_EQ(riffle_error_code(error), code);
    riffle_error_free(error);
    riffle_index* index = nullptr;
    const int opened = riffle_index_open(path.c_str(), nullptr, &index, nullptr);
    EXPECT_EQ(opened == RIFFLE_OK, index != nullptr);
    riffle_index_close(index);
  }
}

// Each level of parentheses doubled the work.
TEST(Tantivy2498, WorkGrowsWithDepthAndNotByDoubling) {
  const auto calls_at = [](std::size_t depth, std::string_view open, std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += "a";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    CountingAnalyzer analyzer;
    EXPECT_TRUE(parse_query(text, article_fields(), analyzer, {})) << text;
    return analyzer.calls;
  };
  using Pair = std::pair<std::string_view, std::string_view>;
  for (const auto& [open, close] :
       {Pair("(", ")"), Pair("(+a (b OR ", "))"), Pair("(NOT (a ", ") c)"), Pair("(a NEAR/3 ", ")")}) {
    const std::uint64_t once = calls_at(1, open, close);
    for (std::size_t depth = 2; depth <= 32; ++depth) {
      ASSERT_LE(calls_at(depth, open, close), 4 * depth * (once + 1)) << open << " at depth " << depth;
    }
  }
}

// "I/O error while obtaining a lock" was read as: nobody has it.
TEST(SqliteLocks, AnErrorIsNotAFreeLock) {
  const ScratchFolder folder;
  (void)small_file(folder, 1);
  auto file = File::open_for_writing(folder.file("sound.riffle"));
  ASSERT_TRUE(file);
  for (const int os_error : {EIO, ENOLCK, EDEADLK, EINVAL}) {
    const FailingCall failing("fcntl", 0, os_error);
    const Status locked = file->lock_for_writing();
    ASSERT_TRUE(failing.has_happened());
    ASSERT_FALSE(locked) << os_error;
    EXPECT_EQ(locked.error().os_error, os_error);
  }
  {
    // A call that a signal broke off has said nothing.
    const FailingCall failing("fcntl", 0, EINTR);
    EXPECT_TRUE(file->lock_for_writing());
    EXPECT_TRUE(failing.has_happened());
  }
  EXPECT_EQ(IndexWriter::open(folder.file("sound.riffle"), small_writer()).error().code, ErrorCode::kLocked);
}

// A message for people was written into the database, whose descriptor was number 2.
TEST(Fossil2013, ReadersCannotWrite) {
  const ScratchFolder folder;
  (void)small_file(folder, 1);
  const std::string path = folder.file("sound.riffle");
  const auto file = File::open_for_reading(path);
  ASSERT_TRUE(file);
  EXPECT_GT(file->descriptor(), 2);
  EXPECT_EQ(::fcntl(file->descriptor(), F_GETFL) & O_ACCMODE, O_RDONLY);
  const auto index = Index::open(path);
  ASSERT_TRUE(index);
  std::ifstream maps("/proc/self/maps");
  std::size_t found = 0;
  for (std::string line; std::getline(maps, line);) {
    if (!line.ends_with(path)) continue;
    ++found;
    EXPECT_NE(line.find(" r--"), std::string::npos) << line;
  }
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace riffle
