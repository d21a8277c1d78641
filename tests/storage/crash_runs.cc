#include "storage/crash_runs.h"

#include <cerrno>
#include <iterator>
#include <utility>

#include <gtest/gtest.h>

#include "storage/crash_check.h"
#include "storage/workload.h"

namespace riffle {
namespace {

/// Lets a sync fail, or everything from one change on, as when the process dies; the next writer may go on.
class Trouble final : public ChangeRecorder {
 public:
  Trouble(std::string prefix, TroubleKind kind, std::uint64_t number)
      : ChangeRecorder(std::move(prefix)), kind_(kind), number_(number) {}

  int before(const FileChange& change, std::size_t& written) override {
    if (is_dead_) return EIO;
    const bool is_sync = change.kind == FileChange::Kind::kSync || change.kind == FileChange::Kind::kSyncFolder;
    if (kind_ == TroubleKind::kSyncFails && !is_sync) return 0;
    if (count_++ != number_) return 0;
    place_ = changes().size();
    if (kind_ == TroubleKind::kDies) {
      is_dead_ = true;
      if (change.kind == FileChange::Kind::kWrite) written = change.bytes.size() / 2;
    } else {
      record(change, true);
    }
    return EIO;
  }
  void revive() { is_dead_ = false; }
  [[nodiscard]] bool has_happened() const { return count_ > number_; }
  /// Of the change that went wrong.
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  TroubleKind kind_;
  std::uint64_t number_;
  std::uint64_t count_ = 0;
  std::size_t place_ = 0;
  bool is_dead_ = false;
};

}  // namespace

Recording record_workload(const ScratchFolder& folder, Durability durability) {
  Recording recording;
  recording.path = folder.file("a.riffle");
  std::uint64_t commits = 0;
  ChangeRecorder recorder(recording.path);
  const auto acknowledge = [&](std::uint64_t generation) {
    recorder.acknowledge(generation);
    ++commits;
  };
  const Status done = Workload(recording.path, acknowledge, durability).run();
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(commits, kWorkloadCommits);
  recording.changes = recorder.changes();
  return recording;
}

std::vector<std::size_t> first_slot_writes(const std::vector<RecordedChange>& changes) {
  std::vector<std::size_t> places;
  std::string present;
  for (std::size_t i = 1; i + 3 < changes.size(); ++i) {
    if (!is_slot_write(changes[i])) continue;
    if (changes[i].bytes != present && changes[i - 1].kind == FileChange::Kind::kSync &&
        changes[i + 1].kind == FileChange::Kind::kSync && is_slot_write(changes[i + 2])) {
      places.push_back(i);
    }
    present = changes[i].bytes;
  }
  return places;
}

void erase_at(std::vector<RecordedChange>& changes, const std::vector<std::size_t>& places) {
  for (auto at = places.rbegin(); at != places.rend(); ++at)
    changes.erase(std::next(changes.begin(), static_cast<std::ptrdiff_t>(*at)));
}

std::vector<TroubledRun> record_trouble(TroubleKind kind, const BeforeNextWriter& before_next_writer) {
  std::vector<TroubledRun> runs;
  for (std::uint64_t number = 0;; ++number) {
    const ScratchFolder folder;
    TroubledRun run{.path = folder.file("a.riffle"), .changes = {}, .place = 0};
    Trouble trouble(run.path, kind, number);
    Workload workload(run.path, [&](std::uint64_t generation) { trouble.acknowledge(generation); });
    const Status done = workload.run([&] {
      trouble.revive();
      if (before_next_writer) before_next_writer(run.path, trouble.changes());
      return true;
    });
    EXPECT_TRUE(done) << "change " << number << ": " << done.error().message;
    if (!trouble.has_happened() || !done) return runs;
    run.changes = trouble.changes();
    run.place = trouble.place();
    runs.push_back(std::move(run));
  }
}

}  // namespace riffle
