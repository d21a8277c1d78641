// Commits that merge, and commits that move to a new file.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "format/memory_segment.h"
#include "indexing/commit_builder.h"
#include "indexing/sound_file.h"

namespace riffle {
namespace {

WriterOptions small_options() {
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  return options;
}

Document article(std::uint64_t number, std::string_view words = "storm over the harbour") {
  return make_document("d" + std::to_string(number), "Title " + std::to_string(number),
                       std::string(words) + " number " + std::to_string(number));
}

void print_times(const char* what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  if (ms.empty()) return;
  std::cout << what << ": " << ms.size() << ", p50 " << ms[ms.size() / 2] << " ms, p99 " << ms[ms.size() * 99 / 100]
            << " ms, most " << ms.back() << " ms\n";
}

// RIFFLE_CHURN_COMMITS=N makes N commits instead of 400.
TEST(CommitMerge, ManyCommitsOfOneDocumentStaySmallAndFew) {
  const std::uint64_t commits = asked_for("RIFFLE_CHURN_COMMITS", 400);
  std::vector<double> plain_ms;
  std::vector<double> merging_ms;
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto builder = CommitBuilder::open(path, small_options());
  ASSERT_TRUE(builder);
  std::size_t most_segments = 0;
  bool dropped = false;
  for (std::uint64_t i = 0; i < commits; ++i) {
    ASSERT_TRUE((*builder)->add(article(i)));
    const auto start = std::chrono::steady_clock::now();
    const auto report = (*builder)->commit();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->generation, i + 1);
    ASSERT_EQ(report->documents_total, i + 1);
    dropped = dropped || report->history_dropped;
    (report->segments_merged > 0 || report->history_dropped ? merging_ms : plain_ms).push_back(took.count());
    const auto snapshot = Snapshot::open(path);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    most_segments = std::max(most_segments, (*snapshot)->segments().size());
    std::uint64_t live = 0;
    for (const LiveSegment& segment : (*snapshot)->segments()) live += segment.reader->entry().total_bytes;
    ASSERT_LE(std::filesystem::file_size(path), live + std::max<std::uint64_t>(live, 512 << 10) + 65536);
    if (i % (commits / 8) == 0) expect_sound(path);
  }
  std::uint64_t live = 0;
  const auto last = Snapshot::open(path);
  for (const LiveSegment& segment : (*last)->segments()) live += segment.reader->entry().total_bytes;
  std::cout << commits << " commits: file " << std::filesystem::file_size(path) << " bytes, live " << live
            << ", at most " << most_segments << " segments, " << (*last)->segments().size() << " now\n";
  EXPECT_TRUE(dropped);
  print_times("commits that only add", plain_ms);
  print_times("commits that merge or move", merging_ms);
  EXPECT_LE(most_segments, 30u);
  expect_sound(path);
  EXPECT_EQ(folder.file_count(), 1u);
  const auto snapshot = Snapshot::open(path);
  std::uint64_t number = 0;
  for (const LiveSegment& segment : (*snapshot)->segments()) {
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      EXPECT_EQ(segment.reader->document(doc)->id, "d" + std::to_string(number++)) << "documents keep their order";
    }
  }
}

TEST(CommitMerge, HistoryStaysWhenAsked) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  WriterOptions options = small_options();
  options.keep_history = true;
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder);
  for (std::uint64_t i = 0; i < 150; ++i) {
    ASSERT_TRUE((*builder)->add(article(i)));
    ASSERT_TRUE((*builder)->commit());
  }
  const auto snapshot = Snapshot::open(path, {.generation = 1});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ((*snapshot)->live_count(), 1u);
  expect_sound(path);
}

TEST(CommitMerge, AReaderOfTheOldFileGoesOnAndTheNewFileHasItsPlace) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  std::filesystem::create_directory(folder.file("real"));
  const std::string real = folder.file("real/b.riffle");
  std::filesystem::create_symlink(real, path);
  {
    auto builder = CommitBuilder::open(real, small_options());
    ASSERT_TRUE(builder);
    ASSERT_TRUE((*builder)->add(article(1)));
    ASSERT_TRUE((*builder)->add(article(2)));
    ASSERT_TRUE((*builder)->commit());
  }
  ASSERT_EQ(::chmod(real.c_str(), 0640), 0);
  const auto old = Snapshot::open(path);
  ASSERT_TRUE(old);
  auto builder = CommitBuilder::open(path, small_options());
  ASSERT_TRUE(builder) << builder.error().message;
  ASSERT_TRUE((*builder)->remove("d1"));
  ASSERT_TRUE((*builder)->commit());
  ASSERT_TRUE((*builder)->compact(DocumentSort::kAsAdded));
  EXPECT_EQ((*old)->segments()[0].reader->document(0)->id, "d1");
  EXPECT_FALSE((*old)->is_newest());
  EXPECT_TRUE(std::filesystem::is_symlink(path)) << "the link leads to the new file";
  struct stat status{};
  ASSERT_EQ(::stat(real.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0640u);
  const auto fresh = Snapshot::open(path);
  ASSERT_TRUE(fresh);
  EXPECT_EQ((*fresh)->live_count(), 1u);
  EXPECT_EQ((*fresh)->commit().generation, 3u);
  EXPECT_EQ((*fresh)->uuid(), (*old)->uuid());
  const auto other = CommitBuilder::open(path, small_options());
  ASSERT_FALSE(other) << "the new file is locked as the old one was";
  EXPECT_EQ(other.error().code, ErrorCode::kLocked);
}

/// "storm" and many words that compress badly.
std::string wordy(std::uint64_t number) {
  std::string words = "storm";
  for (std::uint64_t i = 0; i < 150; ++i) words += " w" + std::to_string((number * 7919 + i * 104729) % 100003);
  return words;
}

/// What the one segment that there is keeps of "storm" since later versions of the format.
struct LaterParts {
  bool bounds = false;
  ChunkCode code = ChunkCode::kBuckets;
};

LaterParts later_parts(const std::string& path) {
  const auto snapshot = Snapshot::open(path);
  EXPECT_EQ((*snapshot)->segments().size(), 1u);
  const SegmentReader& reader = *(*snapshot)->segments()[0].reader;
  const auto entry = reader.find_term(kTextSpace, "storm");
  EXPECT_TRUE(entry && *entry);
  const auto list = reader.open_list(**entry);
  EXPECT_TRUE(list && list->is_long());
  EXPECT_EQ((*entry)->kind, TermEntry::Kind::kLongTokenSpace);
  const std::uint8_t* const record = reader.section(SectionKind::kPositions).at((*entry)->positions_offset);
  return {.bounds = list->has_bounds(), .code = static_cast<ChunkCode>(load<std::uint32_t>(record))};
}

// What readers of 1.0 know is all that they are given, until the whole file is made anew.
TEST(CommitMerge, AFileOfAnEarlierVersionKeepsItUntilItIsCompacted) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  {
    auto builder = CommitBuilder::open(path, small_options());
    ASSERT_TRUE(builder);
    ASSERT_TRUE((*builder)->add(article(0)));
    ASSERT_TRUE((*builder)->commit());
  }
  // A file of one document differs from one of version 1.0 in nothing but its header.
  std::string bytes = read_whole_file(path);
  FileHeader header = *decode_header(as_bytes(bytes).first(kPageBytes));
  header.read_minor = header.write_minor = 0;
  bytes.replace(0, kPageBytes, as_text(encode_header(header)));
  write_whole_file(path, bytes);
  auto builder = CommitBuilder::open(path, small_options());
  ASSERT_TRUE(builder) << builder.error().message;
  bool merged = false;
  for (std::uint64_t i = 1; i < 3000; ++i) {
    ASSERT_TRUE((*builder)->add(article(i, wordy(i))));
    if (i % 600 != 599) continue;
    const auto report = (*builder)->commit();
    ASSERT_TRUE(report) << report.error().message;
    merged = merged || report->segments_merged > 0;
  }
  EXPECT_TRUE(merged);
  for (std::uint64_t i = 0; i < 2400; ++i) ASSERT_TRUE((*builder)->remove("d" + std::to_string(i)));
  const auto moved = (*builder)->commit();
  ASSERT_TRUE(moved);
  EXPECT_TRUE(moved->history_dropped) << "the file is another one";
  EXPECT_EQ((*Snapshot::open(path))->format_minor(), 0u);
  EXPECT_FALSE(later_parts(path).bounds);
  EXPECT_EQ(later_parts(path).code, ChunkCode::kBuckets);
  expect_sound(path);
  ASSERT_TRUE((*builder)->compact(DocumentSort::kAsAdded));
  EXPECT_EQ((*Snapshot::open(path))->format_minor(), kFormatMinor);
  EXPECT_TRUE(later_parts(path).bounds);
  EXPECT_EQ(later_parts(path).code, ChunkCode::kEliasFano);
  expect_sound(path);
}

std::unique_ptr<CommitBuilder> one_article_committed(const std::string& path) {
  auto builder = CommitBuilder::open(path, small_options());
  EXPECT_TRUE(builder && (*builder)->add(article(1)) && (*builder)->commit());
  return std::move(*builder);
}

TEST(CommitMerge, AFileWithTwoNamesIsNotReplaced) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const auto builder = one_article_committed(path);
  std::filesystem::create_hard_link(path, folder.file("b.riffle"));
  const auto report = builder->compact(DocumentSort::kAsAdded);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().message.find("hard links"), std::string::npos) << report.error().message;
  EXPECT_EQ(folder.file_count(), 2u);
  expect_sound(path);
}

TEST(CommitMerge, AFileThatWasPutInItsPlaceMeanwhileIsNotOverwritten) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto builder = one_article_committed(path);
  write_whole_file(folder.file("other"), "precious");
  std::filesystem::rename(folder.file("other"), path);
  const auto report = builder->compact(DocumentSort::kAsAdded);
  ASSERT_FALSE(report);
  EXPECT_EQ(read_whole_file(path), "precious");
  builder.reset();
  EXPECT_EQ(folder.file_count(), 1u);
}

}  // namespace
}  // namespace riffle
