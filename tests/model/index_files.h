// Temporary index files for tests, and building them through the public API.
#ifndef RIFFLE_TESTS_MODEL_INDEX_FILES_H_
#define RIFFLE_TESTS_MODEL_INDEX_FILES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "random_corpus.h"
#include "riffle/document.h"
#include "riffle/index_writer.h"

namespace model {

/// A folder of its own under the system's temporary folder; removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// The documents [begin, end) of commit `number` of `shape.commits`.
struct CommitRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
CommitRange commit_range(std::size_t documents, std::size_t commits, std::size_t number);

/// Called after each commit with its number, from 0.
using AfterCommit = std::function<void(std::size_t, const riffle::CommitReport&)>;

/// Adds all documents to the index at `path` in `shape.commits` commits; an empty string, or what went wrong.
std::string build_index(const std::string& path, const CorpusShape& shape,
                        const std::vector<riffle::Document>& documents, const AfterCommit& after_commit = {},
                        std::size_t memory_bytes = std::size_t{32} << 20);

std::string read_bytes(const std::string& path);

/// What verify() finds wrong with a file, a line each; empty for a sound one.
std::string faults_of(const std::string& path);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_INDEX_FILES_H_
