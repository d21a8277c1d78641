// A crash at every moment of a workload, with every loss that a disk may show, opened by the real code. That the same
// finds mistakes is tested in broken_rules_test.cc.
// RIFFLE_CRASH_SAMPLES=N takes N random losses at each moment where not all can be tried.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "storage/crash_check.h"
#include "storage/crash_runs.h"

namespace riffle {
namespace {

constexpr std::uint64_t kCrashSamples = rounds(6000);

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

/// Returns the violations and prints what was tried.
std::uint64_t check_trouble(const char* what, const std::vector<TroubledRun>& runs, std::uint64_t commits,
                            std::uint64_t seeds) {
  std::uint64_t states = 0;
  std::uint64_t violations = 0;
  // Under sanitizers every seventh run.
  for (std::size_t i = 0; i < runs.size(); i += kSanitized ? 7 : 1) {
    const TroubledRun& run = runs[i];
    CrashCheck check(run.path, images_of(run.changes));
    // Which sectors a sync that fails has written is drawn anew for each seed.
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
      check.run(run.changes, {.first = run.place, .commits = commits, .seed = seed});
    states += check.states();
    violations += check.violations();
    EXPECT_EQ(check.violations(), 0u) << what << " at " << run.place << ": " << check.first_violation();
    EXPECT_EQ(changes_under_readers(run.changes), 0u) << what << " at " << run.place;
  }
  std::cout << what << ": " << runs.size() << " runs\ntally: states=" << states << " violations=" << violations << '\n';
  return violations;
}

TEST(Crash, AfterAnySyncThatFailed) {
  const std::vector<TroubledRun> runs = record_trouble(TroubleKind::kSyncFails);
  EXPECT_GE(runs.size(), 19u) << "syncs of seven commits";
  EXPECT_EQ(check_trouble("a sync fails", runs, 2, 2), 0u);
}

TEST(Crash, AfterAnotherProcessHasGoneOnWhereOneDied) {
  const std::vector<TroubledRun> runs = record_trouble(TroubleKind::kDies);
  EXPECT_GE(runs.size(), 49u) << "changes of the workload";
  EXPECT_EQ(check_trouble("a writer dies", runs, 1, 1), 0u);
}

// RIFFLE_CRASH_DEPTH=N lets the power fail N times, one after the other.
TEST(Crash, TheNextWriterMayLosePowerAsWell) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  CrashCheck check(recording.path, images_of(recording.changes));
  const auto power_losses = static_cast<unsigned>(asked_for("RIFFLE_CRASH_DEPTH", 2));
  check.run(recording.changes, {.samples = asked_for("RIFFLE_CRASH_SAMPLES", 0) / 20,
                                .recover_every = kSanitized ? 20u : 3u,
                                .power_losses = power_losses});
  EXPECT_EQ(check.violations(), 0u) << check.first_violation();
  if (!kSanitized) {
    EXPECT_GE(check.later_states(), 20000u);
  }
  std::cout << "power lost " << power_losses << " times: " << check.recovered() << " writers went on, "
            << check.opened() << " different states opened\ntally: states=" << check.states() + check.later_states()
            << " violations=" << check.violations() << '\n';
}

TEST(Crash, NoChangeReachesACommitThatAReaderMayHaveOpen) {
  for (const Durability durability : {Durability::kFull, Durability::kNormal}) {
    const ScratchFolder folder;
    EXPECT_EQ(changes_under_readers(record_workload(folder, durability).changes), 0u);
  }
}

}  // namespace
}  // namespace riffle
