// Everything that reads, copies and mends a file, done to one that a stranger wrote.
#ifndef RIFFLE_TESTS_REGRESS_HOSTILE_FILES_H_
#define RIFFLE_TESTS_REGRESS_HOSTILE_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"

namespace riffle {

inline WriterOptions small_writer() {
  WriterOptions options;
  options.analyzer = "english";
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  options.durability = Durability::kNormal;
  options.merge_segments = false;
  return options;
}

inline Document small_article(std::uint64_t number) {
  Document article;
  article.id = "n" + std::to_string(number);
  article.title = "The title w" + std::to_string(number % 3);
  article.body = "The of w1 w2. The of the w" + std::to_string(number) + " walks walking the end";
  article.date = 86'400 * static_cast<Date>(number);
  article.source = "Rudaw";
  article.extra = {{"section", "\"world\""}};
  return article;
}

/// The bytes of a file of `commits` commits of three articles each; the last deletes one of the first.
inline std::string small_file(const ScratchFolder& folder, std::uint64_t commits) {
  const std::string path = folder.file("sound.riffle");
  auto writer = IndexWriter::open(path, small_writer());
  EXPECT_TRUE(writer);
  for (std::uint64_t commit = 0; commit < commits; ++commit) {
    for (std::uint64_t i = 0; i < 3; ++i) EXPECT_TRUE(writer->add(small_article(3 * commit + i)));
    if (commit > 0 && commit + 1 == commits) {
      EXPECT_TRUE(writer->remove("n1"));
    }
    EXPECT_TRUE(writer->commit());
  }
  return read_whole_file(path);
}

template <typename T>
void expect_documented(const Result<T>& result) {
  if (result) return;
  EXPECT_GE(result.error().code, ErrorCode::kInvalidArgument);
  EXPECT_LE(result.error().code, ErrorCode::kCommitUnknown);
  EXPECT_FALSE(result.error().message.empty());
}

/// Asks a file all kinds of questions: any answer or any documented error will do.
inline void question(const std::string& path, Trust trust = Trust::kUsual) {
  OpenOptions options;
  options.trust = trust;
  const auto index = Index::open(path, options);
  expect_documented(index);
  if (!index) return;
  SearchOptions search;
  search.snippets = true;
  search.collapse = true;
  search.control.work_limit = 100'000;
  for (const char* const text : {"of", "\"the of\"", "w1 NEAR/2 w2", "w* NOT w5", "source:rudaw date:1970-01-02"}) {
    expect_documented(index->search(text, search));
  }
  expect_documented(index->get("n1"));
  expect_documented(index->for_each_document([](const Document&) { return true; }));
  expect_documented(index->for_each_term("", "", [](const TermInfo&) { return true; }));
  expect_documented(index->history());
}

inline bool is_sound(const std::string& path) {
  const auto report = verify(path);
  expect_documented(report);
  return report && report->faults.empty();
}

/// A compaction copies nothing that does not pass: it fails, and leaves the file alone, or gives a sound file.
inline void compact_or_refuse(const std::string& path) {
  auto writer = IndexWriter::open(path, small_writer());
  expect_documented(writer);
  if (!writer) return;
  const auto report = writer->compact();
  expect_documented(report);
  if (report) {
    EXPECT_TRUE(is_sound(path));
  }
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_REGRESS_HOSTILE_FILES_H_
