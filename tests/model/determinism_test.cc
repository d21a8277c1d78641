// The bytes of a file depend on the documents and the options, not on threads or memory.
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "index_files.h"
#include "random.h"
#include "random_corpus.h"

namespace model {
namespace {

/// True when the two builds give the same bytes; the sizes are printed otherwise.
testing::AssertionResult same_bytes(const CorpusShape& shape, const std::vector<riffle::Document>& documents,
                                    unsigned threads, std::size_t memory_bytes) {
  const TemporaryFolder folder;
  CorpusShape plain = shape;
  plain.threads = 1;
  CorpusShape other = shape;
  other.threads = threads;
  const std::string first = build_index(folder.file("a"), plain, documents, {}, std::size_t{256} << 20);
  if (!first.empty()) return testing::AssertionFailure() << first;
  const std::string second = build_index(folder.file("b"), other, documents, {}, memory_bytes);
  if (!second.empty()) return testing::AssertionFailure() << second;
  const std::string a = read_bytes(folder.file("a"));
  const std::string b = read_bytes(folder.file("b"));
  if (a == b && !a.empty()) return testing::AssertionSuccess();
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  return testing::AssertionFailure() << a.size() << " and " << b.size() << " bytes, first difference at " << at;
}

TEST(Determinism, ThreadsAndMemoryDoNotChangeTheFile) {
  Random random(77);
  CorpusShape shape;
  shape.documents = 400 + riffle::rounds(2600);
  shape.vocabulary = 2000;
  shape.body_words = 100;
  shape.commits = 2;
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  for (const unsigned threads : {1u, 2u, 3u}) {
    EXPECT_TRUE(same_bytes(shape, documents, threads, std::size_t{32} << 20)) << threads << " threads, 32 MiB";
    EXPECT_TRUE(same_bytes(shape, documents, threads, std::size_t{512} << 20)) << threads << " threads, 512 MiB";
  }
}

// Sixty megabytes of text, which so little memory must spill (with less still, batches are smaller); only when
// RIFFLE_MODEL_SECONDS is set, for its time.
TEST(Determinism, SpillingDoesNotChangeTheFile) {
  Random random(78);
  CorpusShape shape;
  shape.documents = std::getenv("RIFFLE_MODEL_SECONDS") == nullptr ? 500 : 40000;
  shape.vocabulary = 60000;
  shape.body_words = 700;
  shape.skew = 2;
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  EXPECT_TRUE(same_bytes(shape, documents, 1, std::size_t{100} << 20)) << "one thread";
  EXPECT_TRUE(same_bytes(shape, documents, 2, std::size_t{336} << 20)) << "two threads";
}

}  // namespace
}  // namespace model
