// Not a test: how many of the pairs of copies among the first N articles of some files the index finds.
//   copy_oracle N INPUT...
// A pair counts when the article with fewer distinct runs of eight words shares at least half of them with the other:
// found here by looking at every run of every article, with code of its own.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "index_files.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace {

/// The words of a text: lower-case ASCII letters and digits, and bytes above ASCII but for general punctuation.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_punctuation = text.compare(i, 2, "\xE2\x80") == 0 && i + 2 < text.size();
    if (is_punctuation) {
      const auto third = static_cast<unsigned char>(text[i + 2]);
      i += 2;
      if (third != 0x98 && third != 0x99 && !words.back().empty()) words.emplace_back();
    } else if (text.compare(i, 2, "\xC2\xA0") == 0) {
      ++i;
      if (!words.back().empty()) words.emplace_back();
    } else if (byte >= 0x80 || std::isalnum(byte) != 0) {
      words.back() += static_cast<char>(std::tolower(byte));
    } else if (byte != '\'' && byte != '`' && !words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::set<std::string> runs_of(const std::string& text) {
  const std::vector<std::string> words = words_of(text);
  std::set<std::string> runs;
  for (std::size_t i = 0; i + 8 <= words.size(); ++i) {
    std::string run;
    for (std::size_t j = i; j < i + 8; ++j) run += words[j] + ' ';
    runs.insert(std::move(run));
  }
  return runs;
}

std::vector<riffle::Document> read_articles(std::size_t count, const std::vector<std::string>& inputs) {
  riffle::ArticleReader reader(inputs);
  std::vector<riffle::Document> documents;
  riffle::Document document;
  while (documents.size() < count) {
    const auto more = reader.next(document);
    if (!more || !*more) break;
    documents.push_back(document);
  }
  return documents;
}

using Pair = std::pair<std::size_t, std::size_t>;

std::vector<Pair> brute_force_pairs(const std::vector<riffle::Document>& documents) {
  std::unordered_map<std::string, std::vector<std::size_t>> holders;
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::set<std::string> runs = runs_of(documents[i].body);
    sizes.push_back(runs.size());
    for (const std::string& run : runs) holders[run].push_back(i);
  }
  std::map<Pair, std::size_t> shared;
  for (const auto& [run, list] : holders) {
    for (std::size_t a = 0; a < list.size(); ++a) {
      for (std::size_t b = a + 1; b < list.size(); ++b) ++shared[{list[a], list[b]}];
    }
  }
  std::vector<Pair> pairs;
  for (const auto& [pair, count] : shared) {
    if (2 * count >= std::min(sizes[pair.first], sizes[pair.second])) pairs.push_back(pair);
  }
  return pairs;
}

std::unordered_map<std::string, std::size_t> clusters_of(const std::vector<riffle::Document>& documents) {
  const model::TemporaryFolder folder;
  const std::string path = folder.file("copies.riffle");
  auto writer = riffle::IndexWriter::open(path);
  if (!writer) return {};
  for (const riffle::Document& document : documents) {
    if (!writer->add(document)) return {};
  }
  if (!writer->commit()) return {};
  const auto index = riffle::Index::open(path);
  if (!index) return {};
  std::unordered_map<std::string, std::size_t> clusters;
  std::size_t number = 0;
  const auto done = index->for_each_cluster([&](const riffle::CopyCluster& cluster) {
    for (const riffle::Copy& copy : cluster.documents) clusters[copy.id] = number;
    ++number;
    return true;
  });
  return done ? clusters : std::unordered_map<std::string, std::size_t>();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: copy_oracle N INPUT...\n"), 2;
  const std::size_t count = std::strtoull(argv[1], nullptr, 10);
  const std::vector<riffle::Document> documents = read_articles(count, {argv + 2, argv + argc});
  const std::vector<Pair> pairs = brute_force_pairs(documents);
  const auto clusters = clusters_of(documents);
  std::size_t found = 0;
  for (const auto& [a, b] : pairs) {
    const auto first = clusters.find(documents[a].id);
    const auto second = clusters.find(documents[b].id);
    const bool together = first != clusters.end() && second != clusters.end() && first->second == second->second;
    found += together ? 1 : 0;
    if (!together) std::printf("missed %s %s\n", documents[a].id.c_str(), documents[b].id.c_str());
  }
  std::printf("%zu articles, %zu pairs, %zu found, %zu articles in clusters\n", documents.size(), pairs.size(), found,
              clusters.size());
  return 0;
}
