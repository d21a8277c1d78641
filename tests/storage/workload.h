// A small life of an index file: made, added to, deleted from, compacted, added to again; for tests that break it off.
#ifndef RIFFLE_TESTS_STORAGE_WORKLOAD_H_
#define RIFFLE_TESTS_STORAGE_WORKLOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/try.h"
#include "format/memory_segment.h"
#include "indexing/commit_builder.h"
#include "riffle/error.h"

namespace riffle {

inline WriterOptions workload_options() {
  WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  options.merge_segments = false;
  options.keep_history = true;
  return options;
}

/// Commits 1 to 7 of the file at `path`, from where it stands; each is told to `acknowledge` when it has returned.
inline Status run_workload(const std::string& path, const std::function<void(std::uint64_t)>& acknowledge) {
  std::unique_ptr<CommitBuilder> builder;
  const auto open = [&]() -> Status {
    builder.reset();
    RIFFLE_TRY_ASSIGN(builder, CommitBuilder::open(path, workload_options()));
    return {};
  };
  const auto add = [&](const std::string& id) {
    return builder->add(make_document(id, "Title of " + id, "a body that tells of " + id));
  };
  const auto commit = [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const CommitReport report, builder->commit());
    acknowledge(report.generation);
    return {};
  };
  RIFFLE_TRY(open());
  for (const char* id : {"a", "b", "c"}) RIFFLE_TRY(add(id));
  RIFFLE_TRY(commit());
  for (const char* id : {"d", "b"}) RIFFLE_TRY(add(id));
  RIFFLE_TRY(commit());
  RIFFLE_TRY(builder->remove("a"));
  RIFFLE_TRY(builder->remove("d"));
  RIFFLE_TRY(commit());
  RIFFLE_TRY(open());
  RIFFLE_TRY(add("e"));
  RIFFLE_TRY(builder->remove("c"));
  RIFFLE_TRY(commit());
  RIFFLE_TRY_ASSIGN(const CommitReport compacted, builder->compact(DocumentSort::kAsAdded));
  acknowledge(compacted.generation);
  RIFFLE_TRY(add("f"));
  RIFFLE_TRY(commit());
  RIFFLE_TRY(open());
  RIFFLE_TRY(builder->remove("f"));
  RIFFLE_TRY(add("g"));
  return commit();
}

inline constexpr std::uint64_t kWorkloadCommits = 7;

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_WORKLOAD_H_
