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

inline constexpr std::uint64_t kCompactEvery = 10;
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

/// Whether queries of several kinds count what they must among these articles.
inline bool answers_are_right(const Index& index, const std::vector<std::string>& ids) {
  const auto ones =
      static_cast<std::uint64_t>(std::ranges::count_if(ids, [](const std::string& id) { return id[1] == '1'; }));
  const std::pair<std::string, std::uint64_t> answers[] = {
      {"body", ids.size()}, {"\"the body of d1*\"", ones}, {"body NOT d1*", ids.size() - ones}, {"d0", 0}};
  return std::ranges::all_of(answers, [&](const auto& answer) {
    const auto query = index.parse(answer.first);
    const auto count = query ? index.count(*query) : Result<std::uint64_t>(std::unexpected(query.error()));
    return count && *count == answer.second;
  });
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
  return listed && ids == expected && answers_are_right(index, expected);
}

enum class Commits : std::uint8_t { kAll, kThatAdd, kThatCompact };

/// The next commit of the file, if it is one of those; kLocked when another writer is at work, or is to do it.
inline Status write_next(const std::string& path, Commits which = Commits::kAll) {
  WriterOptions options{.threads = 1};
  options.memory_bytes = std::size_t{32} << 20;
  auto writer = IndexWriter::open(path, options);
  if (!writer) return std::unexpected(writer.error());
  std::uint64_t generation = 1;
  if (const auto index = Index::open(path)) generation = index->info()->generation + 1;
  if (which != Commits::kAll && compacts(generation) != (which == Commits::kThatCompact))
    return std::unexpected(Error{.code = ErrorCode::kLocked, .message = "another's turn"});
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
