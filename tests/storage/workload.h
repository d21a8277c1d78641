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
class Workload {
 public:
  using Acknowledge = std::function<void(std::uint64_t)>;

  Workload(std::string path, Acknowledge acknowledge, Durability durability = Durability::kFull)
      : path_(std::move(path)), acknowledge_(std::move(acknowledge)), durability_(durability) {}

  /// When a step fails and `goes_on` says so, another writer does that step once more.
  Status run(const std::function<bool()>& goes_on = {}) {
    for (Step step : {&Workload::create, &Workload::append, &Workload::remove, &Workload::append_anew,
                      &Workload::compact, &Workload::append_after, &Workload::append_last}) {
      Status done = (this->*step)();
      if (!done) {
        builder_.reset();
        if (!goes_on || !goes_on()) return done;
        RIFFLE_TRY(open());
        RIFFLE_TRY((this->*step)());
      }
    }
    return {};
  }

 private:
  using Step = Status (Workload::*)();

  Status create() {
    RIFFLE_TRY(open());
    for (const char* id : {"a", "b", "c"}) RIFFLE_TRY(add(id));
    return commit();
  }
  Status append() {
    for (const char* id : {"d", "b"}) RIFFLE_TRY(add(id));
    return commit();
  }
  Status remove() {
    RIFFLE_TRY(builder_->remove("a"));
    RIFFLE_TRY(builder_->remove("d"));
    return commit();
  }
  Status append_anew() {
    RIFFLE_TRY(open());
    RIFFLE_TRY(add("e"));
    RIFFLE_TRY(builder_->remove("c"));
    return commit();
  }
  Status compact() {
    RIFFLE_TRY_ASSIGN(const CommitReport compacted, builder_->compact(DocumentSort::kAsAdded));
    acknowledge_(compacted.generation);
    return {};
  }
  Status append_after() {
    RIFFLE_TRY(add("f"));
    return commit();
  }
  Status append_last() {
    RIFFLE_TRY(open());
    RIFFLE_TRY(builder_->remove("f"));
    RIFFLE_TRY(add("g"));
    return commit();
  }

  Status open() {
    builder_.reset();
    WriterOptions options = workload_options();
    options.durability = durability_;
    RIFFLE_TRY_ASSIGN(builder_, CommitBuilder::open(path_, options));
    return {};
  }
  Status add(const std::string& id) {
    return builder_->add(make_document(id, "Title of " + id, "a body that tells of " + id));
  }
  Status commit() {
    RIFFLE_TRY_ASSIGN(const CommitReport report, builder_->commit());
    acknowledge_(report.generation);
    return {};
  }

  std::string path_;
  Acknowledge acknowledge_;
  Durability durability_;
  std::unique_ptr<CommitBuilder> builder_;
};

inline constexpr std::uint64_t kWorkloadCommits = 7;

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_WORKLOAD_H_
