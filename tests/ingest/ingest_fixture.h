// What the tests of ingest share: a folder of files that goes away, packing, and reading everything at once.
#ifndef RIFFLE_TESTS_INGEST_INGEST_FIXTURE_H_
#define RIFFLE_TESTS_INGEST_INGEST_FIXTURE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "riffle/article_reader.h"

namespace riffle {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "riffle-ingest-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Writes a file and returns its path.
  [[nodiscard]] std::string write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path.string();
  }

 private:
  std::string path_;
};

template <typename Filter>
std::string packed(const Filter& filter, std::string_view text) {
  std::string out;
  boost::iostreams::filtering_ostream stream;
  stream.push(filter);
  stream.push(boost::iostreams::back_inserter(out));
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.reset();
  return out;
}

inline std::string gzip(std::string_view text) { return packed(boost::iostreams::gzip_compressor(), text); }
inline std::string zstd(std::string_view text) { return packed(boost::iostreams::zstd_compressor(), text); }

struct Reading {
  std::vector<Document> documents;
  std::vector<BadLine> bad_lines;
  std::optional<Error> error;
  std::uint64_t bytes_read = 0;
  std::optional<std::uint64_t> bytes_total;

  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> out;
    for (const Document& document : documents) out.push_back(document.id);
    return out;
  }
};

inline Reading read_all(const std::vector<std::string>& inputs, ReaderOptions options = {}) {
  Reading reading;
  options.on_bad_line = [&](const BadLine& bad) { reading.bad_lines.push_back(bad); };
  ArticleReader reader(inputs, std::move(options));
  Document document;
  for (;;) {
    const Result<bool> more = reader.next(document);
    if (!more) reading.error = more.error();
    if (!more || !*more) break;
    reading.documents.push_back(document);
  }
  reading.bytes_read = reader.bytes_read();
  reading.bytes_total = reader.bytes_total();
  return reading;
}

/// The one document of a file, or a test failure and an empty one.
inline Document read_one(const std::string& path) {
  const Reading reading = read_all({path});
  EXPECT_EQ(reading.documents.size(), 1u) << (reading.bad_lines.empty() ? "" : reading.bad_lines[0].message);
  return reading.documents.empty() ? Document{} : reading.documents[0];
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_INGEST_INGEST_FIXTURE_H_
