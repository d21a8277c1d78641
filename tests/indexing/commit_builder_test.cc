#include "indexing/commit_builder.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/scratch_folder.h"
#include "format/memory_segment.h"
#include "indexing/sound_file.h"

namespace riffle {
namespace {

WriterOptions options_of(unsigned threads, std::size_t memory_bytes = std::size_t{512} << 20) {
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = threads;
  options.memory_bytes = memory_bytes;
  options.merge_segments = false;
  return options;
}

CommitReport must_index(const std::string& path, const std::vector<Document>& documents,
                        const WriterOptions& options = options_of(1)) {
  auto builder = CommitBuilder::open(path, options);
  if (!builder) {
    ADD_FAILURE() << builder.error().message;
    return {};
  }
  for (const Document& document : documents) EXPECT_TRUE((*builder)->add(document));
  const auto report = (*builder)->commit();
  if (!report) {
    ADD_FAILURE() << report.error().message;
    return {};
  }
  return *report;
}

/// About 14 MB of text: several batches.
std::vector<Document> many_documents() {
  std::vector<Document> documents;
  for (const Document& document : varied_documents(3000)) {
    documents.push_back(document);
    std::string text;
    while (text.size() < 4500) text += document.body + " ";
    documents.back().body = text;
  }
  return documents;
}

TEST(CommitBuilder, TheFileDependsOnTheDocumentsAlone) {
  const ScratchFolder folder;
  const std::vector<Document> documents = many_documents();
  must_index(folder.file("one"), documents, options_of(1, std::size_t{128} << 20));
  const std::string whole = read_whole_file(folder.file("one"));
  must_index(folder.file("four"), documents, options_of(4, std::size_t{1} << 30));
  EXPECT_TRUE(read_whole_file(folder.file("four")) == whole);
  expect_sound(folder.file("one"));
  EXPECT_EQ(folder.file_count(), 2u) << "nothing else is left behind";
}

TEST(CommitBuilder, LittleMemoryGivesTheSameArticlesInSmallBatches) {
  const ScratchFolder folder;
  const std::vector<Document> documents = many_documents();
  must_index(folder.file("one"), documents, options_of(1, limits::kMinMemoryBytes));
  must_index(folder.file("four"), documents, options_of(4, limits::kMinMemoryBytes));
  EXPECT_TRUE(read_whole_file(folder.file("four")) == read_whole_file(folder.file("one")));
  expect_sound(folder.file("one"));
  const auto snapshot = Snapshot::open(folder.file("one"));
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->live_count(), documents.size());
}

TEST(CommitBuilder, ManySmallArticlesInLittleMemoryAreSeveralSegments) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  WriterOptions options = options_of(2, limits::kMinMemoryBytes);
  options.find_copies = false;
  // 64 MiB at 256 bytes each, whatever their text.
  constexpr std::size_t kMost = std::size_t{64} << 20 >> 8;
  std::vector<Document> documents;
  for (std::size_t i = 0; i < kMost + 1; ++i) documents.push_back(make_document(std::to_string(i), "", ""));
  must_index(path, documents, options);
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->live_count(), documents.size());
  EXPECT_EQ((*snapshot)->segments().size(), 2u);
}

TEST(CommitBuilder, ReportsWhatItWrote) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const CommitReport first = must_index(
      path, {make_document("a", "one", "two two"), make_document("b", "", "three"), make_document("a", "four", "")});
  EXPECT_EQ(first.generation, 1u);
  EXPECT_EQ(first.documents_added, 3u);
  EXPECT_EQ(first.documents_replaced, 1u);
  EXPECT_EQ(first.documents_total, 2u);
  EXPECT_EQ(first.file_bytes, read_whole_file(path).size());
  EXPECT_EQ(first.posting_count, 4u);
  EXPECT_EQ(first.occurrence_count, 5u);
  EXPECT_FALSE(first.sections.empty());
  const CommitReport second = must_index(path, {make_document("b", "five", "")});
  EXPECT_EQ(second.generation, 2u);
  EXPECT_EQ(second.documents_replaced, 1u);
  EXPECT_EQ(second.documents_total, 2u);
  expect_sound(path);
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->live_count(), 2u);
  ASSERT_EQ((*snapshot)->segments().size(), 2u);
  const SegmentEntry& old = (*snapshot)->segments()[0].reader->entry();
  EXPECT_EQ(old.field_tokens, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(old.live_field_tokens, (std::vector<std::uint64_t>{1, 0}));
}

TEST(CommitBuilder, ASegmentWithoutLiveDocumentsIsLeftOut) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  must_index(path, {make_document("a", "one", ""), make_document("b", "two", "")});
  must_index(path, {make_document("b", "three", ""), make_document("a", "four", "")});
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->segments().size(), 1u);
  expect_sound(path);
}

TEST(CommitBuilder, CommitsAgainWithTheSameWriter) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto builder = CommitBuilder::open(path, options_of(2));
  ASSERT_TRUE(builder);
  for (std::uint64_t generation = 1; generation <= 4; ++generation) {
    for (std::uint64_t i = 0; i < 3; ++i) {
      ASSERT_TRUE((*builder)->add(make_document("d" + std::to_string(i + generation), "t", "body")));
    }
    const auto report = (*builder)->commit();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->generation, generation);
    EXPECT_EQ(report->documents_total, 2 + generation);
  }
  const auto nothing = (*builder)->commit();
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->generation, 4u) << "a commit of nothing makes no generation";
  expect_sound(path);
}

std::uint64_t live_count(const std::string& path) {
  const auto snapshot = Snapshot::open(path);
  return snapshot ? (*snapshot)->live_count() : 0;
}

TEST(CommitBuilder, APreparedCommitIsSeenWhenItIsCommitted) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto builder = CommitBuilder::open(path, options_of(1));
  ASSERT_TRUE(builder);
  for (const std::uint64_t generation : {1u, 2u, 3u}) {
    const std::string id = "a" + std::to_string(generation);
    ASSERT_TRUE((*builder)->add(make_document(id, "one", "two")));
    for (int times = 0; times < 2; ++times) {
      const auto prepared = (*builder)->prepare_commit();
      ASSERT_TRUE(prepared) << prepared.error().message;
      EXPECT_EQ(prepared->generation, generation);
      EXPECT_EQ(prepared->documents_total, generation);
    }
    EXPECT_EQ(live_count(path), generation - 1);
    EXPECT_EQ((*builder)->add(make_document("b", "", "")).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ((*builder)->remove(id).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ((*builder)->rollback(1).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ((*builder)->compact(DocumentSort::kAsAdded).error().code, ErrorCode::kInvalidArgument);
    const auto committed = (*builder)->commit();
    ASSERT_TRUE(committed) << committed.error().message;
    EXPECT_EQ(committed->generation, generation);
    EXPECT_EQ(live_count(path), generation);
  }
  const auto nothing = (*builder)->prepare_commit();
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->generation, 3u);
  EXPECT_EQ((*builder)->commit()->generation, 3u);
  ASSERT_TRUE((*builder)->remove("a1"));
  EXPECT_EQ((*builder)->commit()->generation, 4u);
  expect_sound(path);
}

TEST(CommitBuilder, APreparedCommitIsForgottenWithItsWriter) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const auto prepare = [&](const std::string& id) {
    auto builder = CommitBuilder::open(path, options_of(1));
    EXPECT_TRUE((*builder)->add(make_document(id, "one", "two")));
    EXPECT_TRUE((*builder)->prepare_commit());
  };
  prepare("a");
  EXPECT_EQ(folder.file_count(), 0u);
  must_index(path, {make_document("a", "one", "two")});
  const std::string before = read_whole_file(path);
  prepare("b");
  EXPECT_TRUE(read_whole_file(path) == before);
  must_index(path, {make_document("b", "one", "two")});
  EXPECT_EQ(live_count(path), 2u);
  expect_sound(path);
}

TEST(CommitBuilder, ANewFileMayHaveNoDocuments) {
  const ScratchFolder folder;
  must_index(folder.file("a.riffle"), {});
  expect_sound(folder.file("a.riffle"));
  const auto snapshot = Snapshot::open(folder.file("a.riffle"));
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->live_count(), 0u);
}

TEST(CommitBuilder, AnExistingFileKeepsItsSettings) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  WriterOptions options = options_of(1);
  options.store = StoreMode::kNone;
  options.join_title = true;
  must_index(path, {make_document("a", "one", "two")}, options);
  options.analyzer = "english";
  options.store = StoreMode::kFull;
  options.join_title = false;
  must_index(path, {make_document("b", "three", "running")}, options);
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->commit().analyzer, "simple");
  EXPECT_EQ((*snapshot)->commit().store, StoreMode::kNone);
  EXPECT_TRUE((*snapshot)->segments()[1].reader->find_term(kTextSpace, "running").value());
  expect_sound(path);
}

TEST(CommitBuilder, RefusesDocumentsThatItCannotKeepAndGoesOn) {
  const ScratchFolder folder;
  auto builder = CommitBuilder::open(folder.file("a.riffle"), options_of(1));
  ASSERT_TRUE(builder);
  Document early = make_document("early", "", "");
  early.date = std::numeric_limits<Date>::min();
  Document large = make_document("large", "", "");
  large.body.assign(limits::kDocumentBytes, 'x');
  // 200 bytes that are not UTF-8 become 600.
  const Document broken = make_document(std::string(200, '\xFF'), "", "");
  struct Case {
    const Document* document;
    ErrorCode code;
  };
  const Document empty = make_document("", "t", "b");
  const Document long_id = make_document(std::string(513, 'i'), "", "");
  for (const Case& bad : {Case{&empty, ErrorCode::kInvalidArgument}, Case{&long_id, ErrorCode::kInvalidArgument},
                          Case{&broken, ErrorCode::kInvalidArgument}, Case{&early, ErrorCode::kInvalidArgument},
                          Case{&large, ErrorCode::kResourceLimit}}) {
    const Status added = (*builder)->add(*bad.document);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, bad.code);
  }
  Document last = make_document(std::string(512, 'i'), "", "");
  last.date = std::numeric_limits<Date>::max();
  Document first = make_document("first", "", "");
  first.date = std::numeric_limits<Date>::min() + 1;
  EXPECT_TRUE((*builder)->add(last));
  EXPECT_TRUE((*builder)->add(first));
  const auto report = (*builder)->commit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->documents_added, 2u);
  expect_sound(folder.file("a.riffle"));
  const auto snapshot = Snapshot::open(folder.file("a.riffle"));
  ASSERT_TRUE(snapshot);
  const auto kept = (*snapshot)->segments()[0].reader->document(0);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->date, last.date);
}

TEST(CommitBuilder, RefusesTooLittleMemoryAndUnknownAnalyzers) {
  const ScratchFolder folder;
  EXPECT_FALSE(CommitBuilder::open(folder.file("a"), options_of(1, limits::kMinMemoryBytes - 1)));
  WriterOptions options = options_of(1);
  options.analyzer = "klingon";
  EXPECT_FALSE(CommitBuilder::open(folder.file("a"), options));
  EXPECT_EQ(folder.file_count(), 0u);
}

TEST(CommitBuilder, ManyTinyDocumentsMakeMoreBatches) {
  const ScratchFolder folder;
  std::vector<Document> documents;
  documents.reserve(kBatchDocuments + 10);
  for (std::size_t i = 0; i < kBatchDocuments + 10; ++i) documents.push_back(make_document(std::to_string(i), "", "x"));
  const CommitReport report = must_index(folder.file("a.riffle"), documents, options_of(2));
  EXPECT_EQ(report.documents_total, documents.size());
  const auto snapshot = Snapshot::open(folder.file("a.riffle"));
  ASSERT_TRUE(snapshot);
  for (const DocId doc : {0u, static_cast<DocId>(kBatchDocuments - 1), static_cast<DocId>(kBatchDocuments)}) {
    EXPECT_EQ((*snapshot)->segments()[0].reader->document(doc)->id, std::to_string(doc));
  }
}

}  // namespace
}  // namespace riffle
