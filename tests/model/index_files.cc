#include "index_files.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include <unistd.h>

#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> number{0};
  const std::string name = "riffle-model-" + std::to_string(::getpid()) + "-" + std::to_string(number++);
  path_ = (std::filesystem::temp_directory_path() / name).string();
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

CommitRange commit_range(std::size_t documents, std::size_t commits, std::size_t number) {
  return {documents * number / commits, documents * (number + 1) / commits};
}

std::string build_index(const std::string& path, const CorpusShape& shape,
                        const std::vector<riffle::Document>& documents, const AfterCommit& after_commit,
                        std::size_t memory_bytes) {
  riffle::WriterOptions options;
  options.analyzer = "simple";
  options.store = shape.store;
  options.join_title = shape.join_title;
  options.threads = shape.threads;
  options.memory_bytes = memory_bytes;
  std::optional<riffle::IndexWriter> writer;
  for (std::size_t number = 0; number < shape.commits; ++number) {
    if (!writer || !shape.one_writer) {
      writer.reset();
      auto opened = riffle::IndexWriter::open(path, options);
      if (!opened) return "IndexWriter::open: " + opened.error().message;
      writer.emplace(std::move(*opened));
    }
    const CommitRange range = commit_range(documents.size(), shape.commits, number);
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (const auto added = writer->add(documents[i]); !added) return "add: " + added.error().message;
    }
    const auto report = writer->commit();
    if (!report) return "commit: " + report.error().message;
    if (after_commit) after_commit(number, *report);
  }
  return "";
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string faults_of(const std::string& path) {
  const auto report = riffle::verify(path);
  if (!report) return report.error().message;
  std::string faults;
  for (const riffle::Fault& fault : report->faults) faults += fault.section + ": " + fault.message + "\n";
  return faults;
}

}  // namespace model
