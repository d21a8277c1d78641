// An index whose content follows from the number of its commit, for tests in which several write and read at once.
#ifndef RIFFLE_TESTS_STORAGE_GENERATIONS_H_
#define RIFFLE_TESTS_STORAGE_GENERATIONS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "riffle/riffle.h"

namespace riffle {

inline constexpr std::uint64_t kCompactEvery = 20;
inline constexpr std::uint64_t kKeptGenerations = 7;

/// Each commit adds an article and removes the one of seven commits before, but for those that compact.
inline bool compacts(std::uint64_t generation) { return generation % kCompactEvery == 0; }

inline std::string id_of(std::uint64_t generation) { return "d" + std::to_string(generation); }

inline std::vector<std::string> expected_ids(std::uint64_t generation) {
  if (compacts(generation)) --generation;
  std::vector<std::string> ids;
  for (std::uint64_t i = generation - std::min(kKeptGenerations - 1, generation); i <= generation; ++i) {
    if (i > 0 && !compacts(i)) ids.push_back(id_of(i));
  }
  return ids;
}

/// Whether the index holds what its commit must hold.
inline bool is_right(const Index& index, std::uint64_t& generation) {
  const auto info = index.info();
  if (!info) return false;
  generation = info->generation;
  std::vector<std::string> ids;
  const auto listed = index.for_each_document([&](const Document& document) {
    ids.push_back(document.id);
    return document.body == "the body of " + document.id;
  });
  std::vector<std::string> expected = expected_ids(generation);
  std::ranges::sort(ids);
  std::ranges::sort(expected);
  const auto query = index.parse("body");
  if (!listed || !query) return false;
  const auto count = index.count(*query);
  return ids == expected && count && *count == expected.size();
}

/// The next commit of the file; kLocked when another writer is at work.
inline Status write_next(const std::string& path) {
  WriterOptions options{.threads = 1};
  options.memory_bytes = std::size_t{32} << 20;
  auto writer = IndexWriter::open(path, options);
  if (!writer) return std::unexpected(writer.error());
  std::uint64_t generation = 1;
  if (const auto index = Index::open(path)) generation = index->info()->generation + 1;
  if (compacts(generation)) {
    const auto report = writer->compact();
    return report ? Status() : std::unexpected(report.error());
  }
  Document document;
  document.id = id_of(generation);
  document.body = "the body of " + document.id;
  if (auto added = writer->add(std::move(document)); !added) return added;
  for (std::uint64_t age = kKeptGenerations; age <= kKeptGenerations + 1 && age < generation; ++age) {
    if (const auto removed = writer->remove(id_of(generation - age)); !removed) return std::unexpected(removed.error());
  }
  const auto report = writer->commit();
  return report ? Status() : std::unexpected(report.error());
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_GENERATIONS_H_
