// Files of articles of any bytes: the first byte chooses the kind of file (JSON lines, JSON, CSV, text, HTML), the rest
// is the file. Reading ends, gives only documents that an index takes, and gives the same ones each time.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "riffle/article_reader.h"
#include "riffle/document.h"

namespace {

using riffle::fuzz::check;

/// The file that every input is written to; one for each ending.
std::string path_of(const char* ending) {
  return (std::filesystem::temp_directory_path() / ("riffle_ingest_fuzz_" + std::to_string(::getpid()) + ending))
      .string();
}

std::vector<riffle::Document> read_all(const std::string& path, bool with_cuts) {
  riffle::ReaderOptions options;
  options.cut_boilerplate = with_cuts;
  options.guess_titles = with_cuts;
  options.on_note = [](const riffle::InputNote& note) { check(!note.message.empty()); };
  options.on_cut = [](const riffle::CutLine& cut) { check(!cut.rule.empty()); };
  riffle::ArticleReader reader({path}, options);
  std::vector<riffle::Document> documents;
  riffle::Document document;
  for (;;) {
    const auto more = reader.next(document);
    if (!more || !*more) return documents;
    documents.push_back(document);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> kPaths = {path_of(".jsonl"), path_of(".json"), path_of(".csv"), path_of(".txt"),
                                                  path_of(".html")};
  // Longer files are longer only.
  if (size == 0 || size > (64U << 10)) return 0;
  const std::string& path = kPaths[data[0] % kPaths.size()];
  {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(data) + 1, static_cast<std::streamsize>(size - 1));
  }
  const auto documents = read_all(path, false);
  const auto again = read_all(path, false);
  check(documents.size() == again.size());
  for (std::size_t i = 0; i < documents.size(); ++i) {
    check(!documents[i].id.empty() && documents[i].id.size() <= 512);
    check(documents[i].id == again[i].id && documents[i].body == again[i].body);
    check(documents[i].extra.size() == again[i].extra.size());
  }
  check(read_all(path, true).size() == documents.size());
  std::remove(path.c_str());
  return 0;
}
