// Merging against its oracle: an index made of the live documents at once.
#include "indexing/segment_merger.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "format/memory_segment.h"
#include "indexing/commit_builder.h"
#include "indexing/sound_file.h"

namespace riffle {
namespace {

WriterOptions options_of(StoreMode store = StoreMode::kFull, bool join_title = false) {
  WriterOptions options;
  options.analyzer = "english";
  options.threads = 2;
  options.memory_bytes = std::size_t{32} << 20;
  options.store = store;
  options.join_title = join_title;
  options.keep_history = true;
  options.merge_segments = false;
  options.fields = {{"rank", FieldKind::kInt64}, {"tags", FieldKind::kKeyword}};
  return options;
}

/// Documents of every kind of list, with dates, sources, several values of a field and members outside the schema.
std::vector<Document> rich_documents(std::size_t count, std::size_t body_bytes = 0) {
  std::vector<Document> documents = varied_documents(count);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i % 3 != 0) documents[i].date = static_cast<Date>((i * 7919) % 1000) * 86400;
    if (i % 4 != 0) documents[i].source = "Source " + std::to_string(i % 5);
    if (i % 5 == 0) documents[i].extra.push_back({.name = "rank", .json = std::to_string(i)});
    if (i % 7 < 4) documents[i].extra.push_back({.name = "tags", .json = i % 2 == 0 ? R"(["b", "a"])" : R"("c")"});
    if (i % 6 == 0) documents[i].extra.push_back({.name = "other", .json = "{}"});
    documents[i].url = "https://example.org/" + std::to_string(i);
    const std::string body = documents[i].body;
    while (documents[i].body.size() < body_bytes) documents[i].body += " " + body;
  }
  return documents;
}

/// The segments of the newest commit, their bytes as they lie in the file.
std::vector<std::string> segment_bytes(const std::string& path) {
  const auto snapshot = Snapshot::open(path);
  EXPECT_TRUE(snapshot);
  const std::string file = read_whole_file(path);
  std::vector<std::string> segments;
  for (const LiveSegment& segment : (*snapshot)->segments()) {
    segments.push_back(file.substr(segment.reader->entry().offset, segment.reader->entry().total_bytes));
  }
  return segments;
}

/// Puts the documents into `path` in several commits, with replacements and removals; returns those that stay.
std::vector<Document> make_history(const std::string& path, const std::vector<Document>& documents,
                                   const WriterOptions& options) {
  auto builder = CommitBuilder::open(path, options);
  EXPECT_TRUE(builder);
  std::vector<Document> live;
  const auto drop = [&](const std::string& id) { std::erase_if(live, [&](const Document& d) { return d.id == id; }); };
  for (std::size_t i = 0; i < documents.size(); ++i) {
    EXPECT_TRUE((*builder)->add(documents[i]));
    live.push_back(documents[i]);
    if (i % 10 == 9) {
      EXPECT_TRUE((*builder)->remove(documents[i - 7].id));
      drop(documents[i - 7].id);
    }
    if (i % 13 == 12) {
      Document changed = documents[i - 5];
      changed.title += " again";
      EXPECT_TRUE((*builder)->add(changed));
      drop(changed.id);
      live.push_back(changed);
    }
    if ((i + 1) % (documents.size() / 5) == 0) {
      EXPECT_TRUE((*builder)->commit());
    }
  }
  EXPECT_TRUE((*builder)->commit());
  return live;
}

void compact(const std::string& path, const WriterOptions& options, DocumentSort sort = DocumentSort::kAsAdded) {
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder) << builder.error().message;
  const auto report = (*builder)->compact(sort);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->history_dropped);
  expect_sound(path);
}

void make_at_once(const std::string& path, const std::vector<Document>& documents, const WriterOptions& options) {
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder);
  for (const Document& document : documents) ASSERT_TRUE((*builder)->add(document));
  ASSERT_TRUE((*builder)->commit());
}

struct Kind {
  StoreMode store;
  bool join_title;
};

TEST(SegmentMerger, GivesTheBytesOfTheLiveDocumentsIndexedAtOnce) {
  for (const Kind& kind : {Kind{StoreMode::kFull, false}, Kind{StoreMode::kFull, true}, Kind{StoreMode::kMeta, false},
                           Kind{StoreMode::kNone, false}}) {
    SCOPED_TRACE(std::to_string(static_cast<int>(kind.store)) + (kind.join_title ? " joined" : ""));
    const ScratchFolder folder;
    const WriterOptions options = options_of(kind.store, kind.join_title);
    const std::vector<Document> live = make_history(folder.file("a"), rich_documents(600), options);
    ASSERT_GT(segment_bytes(folder.file("a")).size(), 3u);
    compact(folder.file("a"), options);
    make_at_once(folder.file("b"), live, options);
    EXPECT_TRUE(segment_bytes(folder.file("a")) == segment_bytes(folder.file("b")));
    EXPECT_EQ(folder.file_count(), 2u);
  }
}

// More text than a batch holds, more tokens than a run may have, and a trained dictionary.
TEST(SegmentMerger, CutsBatchesAsTheWriterDoes) {
  const ScratchFolder folder;
  const WriterOptions options = options_of();
  const std::vector<Document> live = make_history(folder.file("a"), rich_documents(2500, 9000), options);
  compact(folder.file("a"), options);
  make_at_once(folder.file("b"), live, options);
  EXPECT_TRUE(segment_bytes(folder.file("a")) == segment_bytes(folder.file("b")));
}

TEST(SegmentMerger, OrdersByDateAsIfTheDocumentsHadComeSo) {
  const ScratchFolder folder;
  const WriterOptions options = options_of();
  const std::vector<Document> live = make_history(folder.file("a"), rich_documents(700), options);
  compact(folder.file("a"), options, DocumentSort::kDate);
  std::multimap<Date, Document> dated;  // equal keys keep their order
  std::vector<Document> sorted;
  for (const Document& document : live) {
    if (document.date) dated.emplace(*document.date, document);
  }
  for (const auto& [date, document] : dated) sorted.push_back(document);
  std::copy_if(live.begin(), live.end(), std::back_inserter(sorted), [](const Document& d) { return !d.date; });
  make_at_once(folder.file("b"), sorted, options);
  EXPECT_TRUE(segment_bytes(folder.file("a")) == segment_bytes(folder.file("b")));
}

Document story(const std::string& id, const std::string& word) {
  std::string body;
  for (int i = 0; i < 40; ++i) body += word + std::to_string(i) + " ";
  return make_document(id, "", body);
}

using Clusters = std::vector<std::pair<DocId, std::uint32_t>>;

Clusters clusters_of(const std::string& path) {
  const auto snapshot = Snapshot::open(path);
  EXPECT_EQ((*snapshot)->segments().size(), 1u);
  const auto copies = (*snapshot)->segments()[0].reader->copies();
  EXPECT_TRUE(copies);
  Clusters clusters;
  for (std::uint32_t i = 0; i < copies->size(); ++i) clusters.emplace_back(copies->doc(i), copies->cluster(i));
  return clusters;
}

// Where bodies are stored copies are looked for anew; where not, those that each commit knew are kept.
TEST(SegmentMerger, KnowsTheCopiesThatStay) {
  const std::vector<std::vector<Document>> commits{
      {story("a0", "first"), story("a1", "gone"), story("a2", "first"), story("a3", "gone"), story("a4", "lone")},
      {story("b0", "other"), story("b1", "second"), story("b2", "second"), story("b3", "second"),
       story("b4", "first")}};
  for (const StoreMode store : {StoreMode::kFull, StoreMode::kMeta, StoreMode::kNone}) {
    SCOPED_TRACE(static_cast<int>(store));
    const ScratchFolder folder;
    const WriterOptions options = options_of(store);
    auto builder = CommitBuilder::open(folder.file("a"), options);
    ASSERT_TRUE(builder);
    for (const std::vector<Document>& documents : commits) {
      for (const Document& document : documents) ASSERT_TRUE((*builder)->add(document));
      ASSERT_TRUE((*builder)->commit());
    }
    for (const char* id : {"a3", "b1"}) ASSERT_TRUE((*builder)->remove(id));
    ASSERT_TRUE((*builder)->commit());
    builder->reset();
    compact(folder.file("a"), options);
    // a0, a1, a2, a4, b0, b2, b3, b4
    const Clusters expected = store == StoreMode::kFull ? Clusters{{0, 0}, {2, 0}, {5, 1}, {6, 1}, {7, 0}}
                                                        : Clusters{{0, 0}, {2, 0}, {5, 1}, {6, 1}};
    EXPECT_EQ(clusters_of(folder.file("a")), expected);
  }
}

TEST(SegmentMerger, AnIndexWithoutLiveDocumentsCompactsToNone) {
  const ScratchFolder folder;
  const WriterOptions options = options_of();
  auto builder = CommitBuilder::open(folder.file("a"), options);
  ASSERT_TRUE(builder);
  ASSERT_TRUE((*builder)->add(make_document("a", "one", "two")));
  ASSERT_TRUE((*builder)->commit());
  ASSERT_TRUE((*builder)->remove("a"));
  ASSERT_TRUE((*builder)->commit());
  std::uint64_t generation = 2;
  for (const DocumentSort sort : {DocumentSort::kAsAdded, DocumentSort::kDate, DocumentSort::kGraphBisection}) {
    const auto report = (*builder)->compact(sort);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->documents_total, 0u);
    EXPECT_EQ(report->generation, ++generation);
    expect_sound(folder.file("a"));
  }
  ASSERT_TRUE((*builder)->add(make_document("b", "one", "two"))) << "the writer goes on in the new file";
  EXPECT_EQ((*builder)->commit()->generation, generation + 1);
  expect_sound(folder.file("a"));
}

TEST(SegmentMerger, DamageEndsAMergeAndLeavesTheFileAsItWas) {
  const ScratchFolder folder;
  const WriterOptions options = options_of();
  make_history(folder.file("a"), rich_documents(400, 2000), options);
  std::string bytes = read_whole_file(folder.file("a"));
  const auto snapshot = Snapshot::open(folder.file("a"));
  bytes[(*snapshot)->segments()[1].reader->entry().offset + 2000] ^= 4;
  write_whole_file(folder.file("b"), bytes);
  auto builder = CommitBuilder::open(folder.file("b"), options);
  ASSERT_TRUE(builder);
  const auto report = (*builder)->compact(DocumentSort::kAsAdded);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kCorrupt);
  builder->reset();
  EXPECT_TRUE(read_whole_file(folder.file("b")) == bytes);
  EXPECT_EQ(folder.file_count(), 2u);
}

}  // namespace
}  // namespace riffle
