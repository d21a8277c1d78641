// A crash at every moment of a workload, with every loss that a disk may show, opened by the real code; and the same
// with the protocol broken on purpose, which must be noticed.
// RIFFLE_CRASH_SAMPLES=N takes N random losses at each moment where not all can be tried.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "storage/crash_check.h"
#include "storage/crash_model.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using Kind = FileChange::Kind;
using Changes = std::vector<RecordedChange>;

constexpr std::uint64_t kCrashSamples = rounds(6000);

struct Recording {
  std::string path;
  Changes changes;
};

Recording record_workload(const ScratchFolder& folder, Durability durability = Durability::kFull) {
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

void print(const char* what, std::size_t changes, const CrashCheck& check) {
  std::cout << what << ": " << changes << " changes, " << check.opened() << " different states opened, "
            << check.recovered() << " written to again\ntally: states=" << check.states()
            << " violations=" << check.violations() << '\n';
}

TEST(Crash, EveryStateOpensAtTheLastAcknowledgedCommitOrTheNext) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  CrashCheck check(recording.path, images_of(recording.changes));
  check.run(recording.changes, {.samples = asked_for("RIFFLE_CRASH_SAMPLES", kCrashSamples)});
  EXPECT_EQ(check.violations(), 0u) << check.first_violation();
  if (!kSanitized && std::getenv("RIFFLE_CRASH_SAMPLES") == nullptr) {
    EXPECT_GE(check.states(), 200000u);
  }
  print("full durability", recording.changes.size(), check);
}

// The first commit and a compaction are made whole before they get their names, whatever the durability.
std::uint64_t oldest_with_normal(std::uint64_t acknowledged) {
  constexpr std::uint64_t kCreation = 1;
  constexpr std::uint64_t kCompaction = 5;
  return acknowledged == kCreation || acknowledged == kCompaction || acknowledged == 0 ? acknowledged
                                                                                       : acknowledged - 1;
}

TEST(Crash, NormalDurabilityMayLoseTheNewestCommitAndNoOther) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder, Durability::kNormal);
  const CommitImages images = images_of(recording.changes);
  CrashCheck check(recording.path, images);
  check.run(recording.changes,
            {.samples = asked_for("RIFFLE_CRASH_SAMPLES", kCrashSamples) / 20, .oldest = oldest_with_normal});
  EXPECT_EQ(check.violations(), 0u) << check.first_violation();
  print("normal durability", recording.changes.size(), check);
  CrashCheck strict(recording.path, images);
  strict.run(recording.changes, {.stop_at_first = true});
  EXPECT_GT(strict.violations(), 0u) << "then it costs a sync more than it must";
}

// --- crashes after something else has gone wrong

/// Lets a sync fail, or everything from one change on, as when the process dies; the next writer may go on.
class Trouble final : public ChangeRecorder {
 public:
  enum class Kind : std::uint8_t { kSyncFails, kDies };

  Trouble(std::string prefix, Kind kind, std::uint64_t number)
      : ChangeRecorder(std::move(prefix)), kind_(kind), number_(number) {}

  int before(const FileChange& change, std::size_t& written) override {
    if (is_dead_) return EIO;
    const bool is_sync = change.kind == FileChange::Kind::kSync || change.kind == FileChange::Kind::kSyncFolder;
    if (kind_ == Kind::kSyncFails && !is_sync) return 0;
    if (count_++ != number_) return 0;
    place_ = changes().size();
    if (kind_ == Kind::kDies) {
      is_dead_ = true;
      if (change.kind == FileChange::Kind::kWrite) written = change.bytes.size() / 2;
    } else {
      record(change, true);
    }
    return EIO;
  }
  bool next_writer() {
    is_dead_ = false;
    return true;
  }
  [[nodiscard]] bool has_happened() const { return count_ > number_; }
  /// Of the change that went wrong.
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  Kind kind_;
  std::uint64_t number_;
  std::uint64_t count_ = 0;
  std::size_t place_ = 0;
  bool is_dead_ = false;
};

struct TroubledRun {
  std::string path;
  Changes changes;
  std::size_t place = 0;
};

/// One run of the workload for each sync that may fail, or each change at which the process may die.
std::vector<TroubledRun> record_trouble(Trouble::Kind kind, Durability durability) {
  std::vector<TroubledRun> runs;
  for (std::uint64_t number = 0;; ++number) {
    const ScratchFolder folder;
    TroubledRun run{.path = folder.file("a.riffle"), .changes = {}, .place = 0};
    Trouble trouble(run.path, kind, number);
    Workload workload(run.path, [&](std::uint64_t generation) { trouble.acknowledge(generation); }, durability);
    const Status done = workload.run([&] { return trouble.next_writer(); });
    EXPECT_TRUE(done) << "change " << number << ": " << done.error().message;
    if (!trouble.has_happened() || !done) return runs;
    run.changes = trouble.changes();
    run.place = trouble.place();
    runs.push_back(std::move(run));
  }
}

struct TroubleCheck {
  const char* what = "";
  std::uint64_t commits = 2;  ///< so many after the trouble
  std::uint64_t seeds = 1;    ///< which sectors a sync that fails has written is drawn anew for each
  bool stop_at_first = false;
};

/// With a change made to each recording; returns the violations and prints what was tried.
std::uint64_t check_trouble(const TroubleCheck& wanted, const std::vector<TroubledRun>& runs,
                            const std::function<void(Changes&, std::size_t& place)>& mutate = {}) {
  std::uint64_t states = 0;
  std::uint64_t violations = 0;
  for (const TroubledRun& run : runs) {
    Changes changes = run.changes;
    std::size_t place = run.place;
    if (mutate) mutate(changes, place);
    CrashCheck check(run.path, images_of(run.changes));
    for (std::uint64_t seed = 1; seed <= wanted.seeds; ++seed) {
      check.run(changes,
                {.first = place, .commits = wanted.commits, .stop_at_first = wanted.stop_at_first, .seed = seed});
    }
    states += check.states();
    violations += check.violations();
    if (wanted.stop_at_first && violations > 0) return violations;
    if (wanted.stop_at_first) continue;
    EXPECT_EQ(check.violations(), 0u) << wanted.what << " at " << place << ": " << check.first_violation();
  }
  if (wanted.stop_at_first) return 0;
  std::cout << wanted.what << ": " << runs.size() << " runs\ntally: states=" << states << " violations=" << violations
            << '\n';
  return violations;
}

TEST(Crash, AfterAnySyncThatFailed) {
  const std::vector<TroubledRun> runs = record_trouble(Trouble::Kind::kSyncFails, Durability::kFull);
  EXPECT_GE(runs.size(), 19u) << "syncs of seven commits";
  EXPECT_EQ(check_trouble({.what = "a sync fails", .seeds = 2}, runs), 0u);
}

TEST(Crash, AfterAnotherProcessHasGoneOnWhereOneDied) {
  const std::vector<TroubledRun> runs = record_trouble(Trouble::Kind::kDies, Durability::kFull);
  EXPECT_GE(runs.size(), 49u) << "changes of the workload";
  EXPECT_EQ(check_trouble({.what = "a writer dies", .commits = 1}, runs), 0u);
}

// --- the protocol with one rule broken

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
    CrashCheck check(recording.path, images_of(recording.changes));
    check.run(changes, {.samples = 60, .stop_at_first = true});
    EXPECT_GT(check.violations(), 0u) << mutant.name;
  }
}

// A sync that failed must not be believed when it works the second time.
TEST(Crash, ASyncThatIsTriedAgainIsNoticed) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  std::vector<TroubledRun> runs;
  for (std::size_t i = 0; i < recording.changes.size(); ++i) {
    if (recording.changes[i].kind != Kind::kSync) continue;
    TroubledRun& run = runs.emplace_back(recording.path, recording.changes, i);
    run.changes.insert(std::next(run.changes.begin(), static_cast<std::ptrdiff_t>(i)), recording.changes[i]);
    run.changes[i].failed = true;
  }
  EXPECT_GT(check_trouble({.seeds = 4, .stop_at_first = true}, runs), 0u);
}

// The slot that a writer finds may be in the cache alone, and count there as written.
TEST(Crash, ASlotThatIsNotWrittenAgainOnOpeningIsNoticed) {
  const std::vector<TroubledRun> runs = record_trouble(Trouble::Kind::kSyncFails, Durability::kFull);
  const auto leave_out = [](Changes& changes, std::size_t& place) {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> slots;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (!is_slot_write(changes[i])) continue;
      std::string& slot = slots[{changes[i].file, changes[i].offset}];
      if (slot == changes[i].bytes) {
        erase_at(changes, {i});
        if (i < place) --place;
        --i;
      } else {
        slot = changes[i].bytes;
      }
    }
  };
  EXPECT_GT(check_trouble({.seeds = 4, .stop_at_first = true}, runs, leave_out), 0u);
}

// The name of a file may be in the cache alone, too, when its writer died before the folder was synced.
TEST(Crash, ANameThatTheNextWriterDoesNotSyncIsNoticed) {
  const std::vector<TroubledRun> runs = record_trouble(Trouble::Kind::kDies, Durability::kFull);
  const auto leave_out = [](Changes& changes, std::size_t& place) {
    for (std::size_t i = 1; i < changes.size(); ++i) {
      if (changes[i].kind != Kind::kSyncFolder || changes[i - 1].kind == Kind::kRename) continue;
      erase_at(changes, {i});
      if (i < place) --place;
      --i;
    }
  };
  EXPECT_GT(check_trouble({.stop_at_first = true}, runs, leave_out), 0u);
}

}  // namespace
}  // namespace riffle
