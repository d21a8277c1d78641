// A crash at every moment of a workload, with every loss that a disk may show, opened by the real code; and the same
// with the protocol broken on purpose, which must be noticed.
// RIFFLE_CRASH_SAMPLES=N takes N random losses at each moment where not all can be tried.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "storage/crash_model.h"
#include "storage/snapshot.h"
#include "storage/verify.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using Kind = FileChange::Kind;

struct Recording {
  std::string path;
  std::vector<RecordedChange> changes;
  std::map<std::uint64_t, std::string> images;  ///< the file after each commit
};

Recording record_workload(const ScratchFolder& folder) {
  Recording recording;
  recording.path = folder.file("a.riffle");
  ChangeRecorder recorder(recording.path);
  const Status done = run_workload(recording.path, [&](std::uint64_t generation) {
    recorder.acknowledge(generation);
    recording.images[generation] = read_whole_file(recording.path);
  });
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(recording.images.size(), kWorkloadCommits);
  recording.changes = recorder.changes();
  return recording;
}

/// Opens every state that the changes may leave behind.
class CrashCheck {
 public:
  explicit CrashCheck(const Recording& recording) : recording_(recording), file_(folder_.file("crashed.riffle")) {}

  void run(const std::vector<RecordedChange>& changes, std::size_t samples, bool stop_at_first) {
    std::mt19937_64 random(20241129);
    CrashModel model;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      model.apply(changes[i]);
      acknowledged_ = changes[i].acknowledged;
      states_ += model.for_each_state(samples, random, [&](const DiskState& state) {
        if (!stop_at_first || violations_ == 0) check(state, i);
      });
      if (stop_at_first && violations_ > 0) return;
    }
  }

  [[nodiscard]] std::uint64_t states() const { return states_; }
  [[nodiscard]] std::uint64_t opened() const { return seen_.size(); }
  [[nodiscard]] std::uint64_t recovered() const { return recovered_; }
  [[nodiscard]] std::uint64_t violations() const { return violations_; }
  [[nodiscard]] const std::string& first_violation() const { return first_violation_; }

 private:
  void fail(std::size_t change, const std::string& what) {
    if (violations_++ == 0) {
      first_violation_ = "after change " + std::to_string(change) + ", commit " + std::to_string(acknowledged_) +
                         " acknowledged: " + what;
    }
  }

  void check(const DiskState& state, std::size_t change) {
    const auto found = state.find(recording_.path);
    if (found == state.end()) {
      if (acknowledged_ > 0) fail(change, "the file is gone");
      return;
    }
    const std::size_t hash = std::hash<std::string_view>()(found->second) ^ acknowledged_;
    if (!seen_.insert(hash).second) return;
    write_whole_file(file_, found->second);
    const auto snapshot = Snapshot::open(file_);
    if (!snapshot) return fail(change, snapshot.error().message);
    const std::uint64_t generation = (*snapshot)->commit().generation;
    if (generation < acknowledged_) return fail(change, "commit " + std::to_string(generation) + " is back");
    if (generation > acknowledged_ + 1) return fail(change, "a commit from the future");
    const std::string& image = recording_.images.at(generation);
    const std::uint64_t end = (*snapshot)->committed_bytes();
    const bool is_same = end <= image.size() && end <= found->second.size() &&
                         found->second.compare(kFirstBlobOffset, end - kFirstBlobOffset, image, kFirstBlobOffset,
                                               end - kFirstBlobOffset) == 0;
    if (!is_same) return fail(change, "commit " + std::to_string(generation) + " has other bytes");
    if (seen_.size() % kRecoverEvery == 0) recover(generation, change);
  }

  /// The next writer must be able to go on.
  void recover(std::uint64_t generation, std::size_t change) {
    ++recovered_;
    auto builder = CommitBuilder::open(file_, workload_options());
    if (!builder) return fail(change, "the next writer: " + builder.error().message);
    if (!(*builder)->add(make_document("next", "after the crash", "")))
      return fail(change, "the next writer cannot add");
    const auto report = (*builder)->commit();
    if (!report) return fail(change, "the next commit: " + report.error().message);
    if (report->generation != generation + 1) return fail(change, "the next commit has a wrong number");
    const auto checked = verify_file(file_, {});
    if (!checked || !checked->faults.empty()) fail(change, "the file is not sound after the next commit");
  }

  static constexpr std::size_t kRecoverEvery = 50;

  const Recording& recording_;
  ScratchFolder folder_;
  std::string file_;
  std::uint64_t acknowledged_ = 0;
  std::unordered_set<std::size_t> seen_;
  std::uint64_t states_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t violations_ = 0;
  std::string first_violation_;
};

std::size_t samples_wanted() {
  const char* const wanted = std::getenv("RIFFLE_CRASH_SAMPLES");
  return wanted == nullptr ? 6000 : std::strtoul(wanted, nullptr, 10);
}

TEST(Crash, EveryStateOpensAtTheLastAcknowledgedCommitOrTheNext) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  CrashCheck check(recording);
  check.run(recording.changes, samples_wanted(), false);
  EXPECT_EQ(check.violations(), 0u) << check.first_violation();
  if (std::getenv("RIFFLE_CRASH_SAMPLES") == nullptr) {
    EXPECT_GE(check.states(), 200000u);
  }
  std::cout << recording.changes.size() << " changes, " << check.states() << " states, " << check.opened()
            << " different ones opened, " << check.recovered() << " written to again, " << check.violations()
            << " violations\n";
}

// --- the protocol with one rule broken

bool is_slot_write(const RecordedChange& change) {
  return change.kind == Kind::kWrite && (change.offset == kPageBytes || change.offset == 2 * kPageBytes);
}

/// Slot writes of a later commit come as: sync, slot, sync, the other slot, sync. Gives the places of the first of the
/// two. (A writer that opens the file writes the present slot again, which is no commit.)
std::vector<std::size_t> first_slot_writes(const std::vector<RecordedChange>& changes) {
  std::vector<std::size_t> places;
  std::string present;
  for (std::size_t i = 1; i + 3 < changes.size(); ++i) {
    if (!is_slot_write(changes[i])) continue;
    if (changes[i].bytes != present && changes[i - 1].kind == Kind::kSync && changes[i + 1].kind == Kind::kSync &&
        is_slot_write(changes[i + 2])) {
      places.push_back(i);
    }
    present = changes[i].bytes;
  }
  return places;
}

using Changes = std::vector<RecordedChange>;

void erase_at(Changes& changes, std::vector<std::size_t> places) {
  for (auto at = places.rbegin(); at != places.rend(); ++at)
    changes.erase(std::next(changes.begin(), static_cast<std::ptrdiff_t>(*at)));
}

std::vector<std::size_t> shifted(std::vector<std::size_t> places, std::ptrdiff_t by) {
  for (std::size_t& place : places) place = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + by);
  return places;
}

struct Mutant {
  const char* name;
  std::function<void(Changes&)> change;
};

const std::vector<Mutant>& mutants() {
  static const std::vector<Mutant> list{
      {"no sync between the data and the slot", [](Changes& c) { erase_at(c, shifted(first_slot_writes(c), -1)); }},
      {"no sync between the two slots", [](Changes& c) { erase_at(c, shifted(first_slot_writes(c), 1)); }},
      {"acknowledged before the slot is durable",
       [](Changes& c) {
         for (const std::size_t at : first_slot_writes(c)) {
           for (std::size_t i = at; i <= at + 1; ++i) ++c[i].acknowledged;
         }
       }},
      {"only one slot",
       [](Changes& c) {
         for (RecordedChange& change : c) {
           if (is_slot_write(change)) change.offset = kPageBytes;
         }
       }},
      {"the slot is written before the data",
       [](Changes& c) {
         const std::vector<std::size_t> slots = first_slot_writes(c);
         for (const std::size_t at : slots) {
           std::size_t data = at - 1;
           while (data > 0 && c[data - 1].kind == Kind::kWrite && !is_slot_write(c[data - 1])) --data;
           std::rotate(std::next(c.begin(), static_cast<std::ptrdiff_t>(data)),
                       std::next(c.begin(), static_cast<std::ptrdiff_t>(at)),
                       std::next(c.begin(), static_cast<std::ptrdiff_t>(at + 1)));
         }
       }},
      {"the folder is not synced after a rename",
       [](Changes& c) { std::erase_if(c, [](const RecordedChange& x) { return x.kind == Kind::kSyncFolder; }); }},
      {"a new file is not synced before it gets its name",
       [](Changes& c) {
         std::vector<std::size_t> syncs;
         for (std::size_t i = 1; i < c.size(); ++i) {
           if (c[i].kind == Kind::kRename && c[i - 1].kind == Kind::kSync) syncs.push_back(i - 1);
         }
         erase_at(c, syncs);
       }},
      {"a new file gets its name before it is written",
       [](Changes& c) {
         for (std::size_t i = 0; i < c.size(); ++i) {
           if (c[i].kind != Kind::kRename) continue;
           std::size_t created = i;
           while (c[created].kind != Kind::kCreate) --created;
           std::rotate(std::next(c.begin(), static_cast<std::ptrdiff_t>(created + 1)),
                       std::next(c.begin(), static_cast<std::ptrdiff_t>(i)),
                       std::next(c.begin(), static_cast<std::ptrdiff_t>(i + 1)));
         }
       }},
      {"bytes of the last commit are used again",
       [](Changes& c) {
         for (const std::size_t at : first_slot_writes(c)) {
           if (at >= 2 && c[at - 2].kind == Kind::kWrite && c[at - 2].offset > 3 * kPageBytes)
             c[at - 2].offset -= kPageBytes;
         }
       }},
      {"no sync at all",
       [](Changes& c) { std::erase_if(c, [](const RecordedChange& x) { return x.kind == Kind::kSync; }); }},
  };
  return list;
}

TEST(Crash, EachBrokenRuleIsNoticed) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  ASSERT_EQ(first_slot_writes(recording.changes).size(), 5u) << "the commits that append";
  for (const Mutant& mutant : mutants()) {
    Changes changes = recording.changes;
    mutant.change(changes);
    CrashCheck check(recording);
    check.run(changes, 60, true);
    EXPECT_GT(check.violations(), 0u) << mutant.name;
  }
}

}  // namespace
}  // namespace riffle
