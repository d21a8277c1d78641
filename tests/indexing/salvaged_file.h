// For tests of salvage(): articles with all members, what an index holds, and where its sections lie.
#ifndef RIFFLE_TESTS_INDEXING_SALVAGED_FILE_H_
#define RIFFLE_TESTS_INDEXING_SALVAGED_FILE_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "indexing/commit_builder.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {

inline Document dated(const std::string& id, const std::string& body, Date date) {
  Document document = make_document(id, "Title of " + id, body);
  document.date = date;
  document.source = "Tigris Daily";
  document.extra.push_back({.name = "rank", .json = "7"});
  return document;
}

/// 200 of them, "a0" to "a199", that hardly compress: their stored blocks are many.
inline std::vector<Document> scattered_articles() {
  std::mt19937 random(1);
  std::vector<Document> articles;
  for (int i = 0; i < 200; ++i) {
    std::string body;
    for (int k = 0; k < 400; ++k) body += k % 6 == 5 ? ' ' : static_cast<char>('a' + random() % 26);
    articles.push_back(dated("a" + std::to_string(i), body, 86400 * i));
  }
  return articles;
}

/// An index of them with titles and bodies joined.
inline void write_joined(const std::string& path, const std::vector<Document>& documents) {
  WriterOptions options;
  options.join_title = true;
  options.memory_bytes = std::size_t{32} << 20;
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder);
  for (const Document& document : documents) ASSERT_TRUE((*builder)->add(document));
  ASSERT_TRUE((*builder)->commit());
}

/// By id, without deleted ones. The index must be sound.
inline std::map<std::string, Document> documents_of(const std::string& path) {
  std::map<std::string, Document> documents;
  const auto report = verify_file(path, {});
  EXPECT_TRUE(report && report->faults.empty()) << path;
  const auto snapshot = Snapshot::open(path);
  EXPECT_TRUE(snapshot) << snapshot.error().message;
  for (const LiveSegment& segment : (*snapshot)->segments()) {
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      if (segment.tombstones.contains(doc)) continue;
      const auto document = segment.reader->document(doc);
      EXPECT_TRUE(document);
      documents.emplace(document->id, *document);
    }
  }
  return documents;
}

/// In the file.
inline std::uint64_t section_offset(const std::string& path, std::size_t segment, SectionKind kind,
                                    std::uint32_t field = 0) {
  const auto snapshot = Snapshot::open(path);
  EXPECT_TRUE(snapshot);
  const SegmentReader& reader = *(*snapshot)->segments()[segment].reader;
  return reader.entry().offset + reader.section(kind, field).segment_offset();
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_INDEXING_SALVAGED_FILE_H_
