// The commit protocol with one rule broken on purpose, on what the real writer did and read by the real reader: each
// mistake must be noticed by the checks that find none in the protocol as it is (crash_test.cc).
#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/checksum.h"
#include "base/effort.h"
#include "base/file.h"
#include "base/scratch_folder.h"
#include "format/commit_format.h"
#include "storage/crash_check.h"
#include "storage/crash_runs.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using Kind = FileChange::Kind;
using FileChanges = std::vector<RecordedChange>;
using Mistake = std::function<void(FileChanges&)>;

std::vector<std::size_t> shifted(std::vector<std::size_t> places, std::ptrdiff_t by) {
  for (std::size_t& place : places) place = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + by);
  return places;
}

void move_back(FileChanges& changes, std::size_t from, std::size_t to) {
  const auto at = [&](std::size_t place) { return std::next(changes.begin(), static_cast<std::ptrdiff_t>(place)); };
  std::rotate(at(to), at(from), at(from + 1));
}

void erase_all(FileChanges& changes, Kind kind) {
  std::erase_if(changes, [kind](const RecordedChange& change) { return change.kind == kind; });
}

std::optional<Slot> slot_at(const std::string& file, std::uint32_t number) {
  const auto header = decode_header(as_bytes(file).first(kPageBytes));
  return header ? decode_slot(as_bytes(file).subspan(kPageBytes * (1 + number), kPageBytes), header->uuid)
                : std::nullopt;
}

// --- how each mistake is tried: the number of violations that are found

/// FileChanges what the workload did.
std::uint64_t with_changes(const Mistake& mistake) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  FileChanges changes = recording.changes;
  mistake(changes);
  CrashCheck check(recording.path, images_of(recording.changes));
  check.run(changes, {.samples = 60, .stop_at_first = true});
  return check.violations();
}

/// Reads every state as one does that checks less.
std::uint64_t with_reader(const std::function<void(std::string&)>& as_read) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  CrashCheck check(recording.path, images_of(recording.changes));
  check.run(recording.changes, {.stop_at_first = true, .as_read = as_read});
  return check.violations();
}

/// FileChanges what writers do that go on after a power loss while a slot was written; then the power fails again.
std::uint64_t with_next_writer(const Mistake& mistake) {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  CrashCheck check(recording.path, images_of(recording.changes));
  for (const std::size_t place : first_slot_writes(recording.changes)) {
    check.run(recording.changes, {.first = place,
                                  .last = place,
                                  .recover_every = 1,
                                  .power_losses = 2,
                                  .stop_at_first = true,
                                  .next_writer = mistake});
  }
  return check.violations();
}

/// FileChanges what was done after something else had gone wrong.
std::uint64_t with_trouble(const std::vector<TroubledRun>& runs, const std::function<void(TroubledRun&)>& mistake) {
  std::uint64_t violations = 0;
  for (const TroubledRun& run : runs) {
    TroubledRun changed = run;
    mistake(changed);
    CrashCheck check(run.path, images_of(run.changes));
    for (std::uint64_t seed = 1; seed <= 4 && violations == 0; ++seed) {
      check.run(changed.changes, {.first = changed.place, .commits = 2, .stop_at_first = true, .seed = seed});
      violations += check.violations();
    }
  }
  return violations;
}

// --- the mistakes

void no_sync_before_the_slot(FileChanges& changes) { erase_at(changes, shifted(first_slot_writes(changes), -1)); }

void no_sync_before_the_other_slot(FileChanges& changes) { erase_at(changes, shifted(first_slot_writes(changes), 1)); }

void acknowledged_too_early(FileChanges& changes) {
  for (const std::size_t at : first_slot_writes(changes)) {
    for (std::size_t i = at; i <= at + 1; ++i) ++changes[i].acknowledged;
  }
}

void only_one_slot(FileChanges& changes) {
  for (RecordedChange& change : changes) {
    if (is_slot_write(change)) change.offset = kPageBytes;
  }
}

/// The checksum of a slot is made to fit whatever it holds.
void slots_without_checksum(std::string& file) {
  if (file.size() < kFirstBlobOffset) return;
  constexpr std::size_t kChecksumOffset = 504;
  for (const std::uint64_t page : {kPageBytes, 2 * kPageBytes}) {
    const std::uint64_t checksum = checksum64(as_bytes(file).subspan(page, kChecksumOffset));
    ByteBuffer bytes(sizeof(checksum));
    store(bytes.data(), checksum);
    file.replace(page + kChecksumOffset, bytes.size(), as_text(bytes));
  }
}

/// A slot takes every whole commit record of its generation at its place for its own.
void slots_without_nonce(std::string& file) {
  if (file.size() < kFirstBlobOffset) return;
  for (const std::uint32_t number : {0u, 1u}) {
    std::optional<Slot> slot = slot_at(file, number);
    if (!slot || slot->record.offset + slot->record.bytes > file.size()) continue;
    const ByteSpan bytes = as_bytes(file).subspan(slot->record.offset, slot->record.bytes);
    auto record = decode_commit(bytes, slot->record.offset);
    if (!record || record->generation != slot->generation) continue;
    const ByteBuffer again = encode_commit(*record);  // with the nonce that fits
    if (!std::ranges::equal(again, bytes)) continue;
    slot->nonce = record->nonce;
    slot->record.checksum = checksum64(bytes);
    file.replace(kPageBytes * (1 + number), kPageBytes, as_text(encode_slot(*slot)));
  }
}

/// The deletions of commit 3 are written over those of commit 2 as well.
void deletions_in_place(FileChanges& changes) {
  const CommitImages images = images_of(changes);
  const auto deletions_of = [&](std::uint64_t generation) {
    const std::string& file = images.lower_bound({generation, 0})->second;
    const Extent place =
        slot_at(file, 0)->generation == generation ? slot_at(file, 0)->record : slot_at(file, 1)->record;
    const auto record = decode_commit(as_bytes(file).subspan(place.offset, place.bytes), place.offset);
    const Extent deletions = record->segments.front().tombstones;
    return std::pair(deletions.offset, file.substr(deletions.offset, deletions.bytes));
  };
  const auto [offset, old] = deletions_of(2);
  const std::string deletions = deletions_of(3).second;
  ASSERT_FALSE(old.empty());
  ASSERT_NE(old, deletions);
  const std::size_t slot = first_slot_writes(changes)[1];  // of commit 3
  RecordedChange in_place = changes[slot];
  in_place.offset = offset;
  in_place.bytes = deletions;
  changes.insert(std::next(changes.begin(), static_cast<std::ptrdiff_t>(slot - 1)), in_place);
}

void new_files_without_sync(FileChanges& changes) {
  std::vector<std::size_t> syncs;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    if (changes[i].kind == Kind::kRename && changes[i - 1].kind == Kind::kSync) syncs.push_back(i - 1);
  }
  erase_at(changes, syncs);
}

/// The slot that a commit begins with follows from its number, not from where the present commit is.
void slots_by_parity(FileChanges& changes) {
  for (const std::size_t at : first_slot_writes(changes)) {
    const auto generation = load<std::uint64_t>(as_bytes(changes[at].bytes).data() + 8);
    changes[at].offset = kPageBytes * (1 + generation % 2);
    changes[at + 2].offset = kPageBytes * (2 - generation % 2);
  }
}

/// Bytes of a commit of which the writer does not know whether it was made are used again: he cuts them off when he
/// gives up, as he does with those of other failures.
std::uint64_t failed_commits_used_again() {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  const auto cut = [&](const std::string& path, const FileChanges& changes) {
    before += changes_under_readers(changes);
    const std::string file = path_exists(path) ? read_whole_file(path) : std::string();
    if (file.size() < kFirstBlobOffset) return;
    const auto a = slot_at(file, 0);
    const auto b = slot_at(file, 1);
    if (!a || !b || a->generation == b->generation) return;  // nothing that may be there and may not
    const std::uint64_t bytes = std::min(a->committed_bytes, b->committed_bytes);
    const Status done = File::open_for_writing(path)->truncate(bytes);
    EXPECT_TRUE(done) << done.error().message;
  };
  for (const TroubledRun& run : record_trouble(TroubleKind::kSyncFails, cut))
    after += changes_under_readers(run.changes);
  EXPECT_EQ(before, 0u) << "found before the mistake was made";
  return after;
}

/// A sync that failed is believed when it works the second time.
std::uint64_t syncs_tried_again() {
  const ScratchFolder folder;
  const Recording recording = record_workload(folder);
  std::vector<TroubledRun> runs;
  for (std::size_t i = 0; i < recording.changes.size(); ++i) {
    if (recording.changes[i].kind == Kind::kSync) runs.push_back({recording.path, recording.changes, i});
  }
  return with_trouble(runs, [](TroubledRun& run) {
    const RecordedChange sync = run.changes[run.place];
    run.changes.insert(std::next(run.changes.begin(), static_cast<std::ptrdiff_t>(run.place)), sync);
    run.changes[run.place].failed = true;
  });
}

/// The slot that a writer finds may be in the cache alone, and count there as written.
void present_slot_is_not_written_again(TroubledRun& run) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> slots;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < run.changes.size(); ++i) {
    const RecordedChange& change = run.changes[i];
    if (!is_slot_write(change)) continue;
    std::string& slot = slots[{change.file, change.offset}];
    if (slot == change.bytes) places.push_back(i);
    slot = change.bytes;
  }
  erase_at(run.changes, places);
  run.place -= static_cast<std::size_t>(std::ranges::count_if(places, [&](std::size_t at) { return at < run.place; }));
}

/// The name of a file may be in the cache alone, too, when its writer died before the folder was synced.
void name_is_not_synced_by_the_next_writer(TroubledRun& run) {
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i < run.changes.size(); ++i) {
    if (run.changes[i].kind == Kind::kSyncFolder && run.changes[i - 1].kind != Kind::kRename) places.push_back(i);
  }
  erase_at(run.changes, places);
  run.place -= static_cast<std::size_t>(std::ranges::count_if(places, [&](std::size_t at) { return at < run.place; }));
}

void slot_before_its_data(FileChanges& changes) {
  for (const std::size_t at : first_slot_writes(changes)) {
    std::size_t data = at - 1;
    while (data > 0 && changes[data - 1].kind == Kind::kWrite && !is_slot_write(changes[data - 1])) --data;
    move_back(changes, at, data);
  }
}

void name_before_the_bytes(FileChanges& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].kind != Kind::kRename) continue;
    std::size_t created = i;
    while (changes[created].kind != Kind::kCreate) --created;
    move_back(changes, i, created + 1);
  }
}

void last_commit_overwritten(FileChanges& changes) {
  for (const std::size_t at : first_slot_writes(changes)) {
    RecordedChange& data = changes[at - 2];
    if (data.kind == Kind::kWrite && data.offset > kFirstBlobOffset) data.offset -= kPageBytes;
  }
}

// --- the nonce

/// Slot B names commit 2, whose bytes never reached the disk: such a slot stays when a disk has lied about a sync.
/// Another commit 2 of the same lengths comes to their place, and the power fails again while it is made.
std::uint64_t violations_beside_a_stale_slot(const std::function<void(std::string&)>& as_read) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const auto commit = [&](const std::string& id) {
    auto builder = CommitBuilder::open(path, workload_options());
    ASSERT_TRUE(builder) << builder.error().message;
    ASSERT_TRUE((*builder)->add(make_document(id, "Title of " + id, "a body that tells of " + id)));
    ASSERT_TRUE((*builder)->commit());
  };
  commit("a");
  const std::string first = read_whole_file(path);
  commit("b");
  const std::string lost = read_whole_file(path);
  std::string found = first;
  found.replace(2 * kPageBytes, kPageBytes, lost, 2 * kPageBytes, kPageBytes);
  write_whole_file(path, found);
  FileChanges changes = making_of(path, found, 1);
  const std::size_t start = changes.size() - 1;
  {
    ChangeRecorder recorder(path);
    recorder.acknowledge(1);
    commit("c");
    recorder.acknowledge(2);
    changes.insert(changes.end(), recorder.changes().begin(), recorder.changes().end());
  }
  EXPECT_EQ(slot_at(read_whole_file(path), 0)->record.offset, slot_at(lost, 0)->record.offset) << "the same place";
  CommitImages images = images_of(changes);
  CrashCheck check(path, std::move(images));
  check.run(changes, {.first = start, .as_read = as_read});
  return check.violations();
}

struct BrokenRule {
  const char* name;
  std::function<std::uint64_t()> violations;
};

/// The first twelve are the mistakes that a model of the protocol was tried with before there was any code.
std::vector<BrokenRule> broken_rules() {
  const auto changes = [](const Mistake& mistake) { return [mistake] { return with_changes(mistake); }; };
  return {
      {"no sync between the data and the slot", changes(no_sync_before_the_slot)},
      {"acknowledged before the slot is durable", changes(acknowledged_too_early)},
      {"no checksum of the slot", [] { return with_reader(slots_without_checksum); }},
      // Here the data are durable before their slot, so no slot is ever found without its record, and a nonce only
      // matters after a disk has lied once: that is the state that this begins with.
      {"no nonce", [] { return violations_beside_a_stale_slot(slots_without_nonce); }},
      {"only one slot", changes(only_one_slot)},
      {"deletions in place", changes(deletions_in_place)},
      {"the folder is not synced after a rename", changes([](FileChanges& c) { erase_all(c, Kind::kSyncFolder); })},
      {"a new file is not synced before it gets its name", changes(new_files_without_sync)},
      {"a sync that failed is tried again", syncs_tried_again},
      {"bytes of a failed commit are used again", failed_commits_used_again},
      {"the slot by parity, not by validity", [] { return with_next_writer(slots_by_parity); }},
      {"the present slot is not written again on opening",
       [] { return with_trouble(record_trouble(TroubleKind::kSyncFails), present_slot_is_not_written_again); }},

      {"no sync between the two slots", changes(no_sync_before_the_other_slot)},
      {"the slot is written before the data", changes(slot_before_its_data)},
      {"a new file gets its name before it is written", changes(name_before_the_bytes)},
      {"bytes of the last commit are used again", changes(last_commit_overwritten)},
      {"no sync at all", changes([](FileChanges& c) { erase_all(c, Kind::kSync); })},
      {"the next writer does not sync the name",
       [] { return with_trouble(record_trouble(TroubleKind::kDies), name_is_not_synced_by_the_next_writer); }},
  };
}

TEST(BrokenRules, EachIsNoticed) {
  std::size_t tried = 0;
  std::size_t noticed = 0;
  const std::vector<BrokenRule> rules = broken_rules();
  // Under sanitizers every fourth: whether one is noticed is a matter of answers, not of bytes.
  for (std::size_t i = 0; i < rules.size(); i += kSanitized ? 4 : 1) {
    const std::uint64_t violations = rules[i].violations();
    ++tried;
    noticed += violations > 0 ? 1 : 0;
    EXPECT_GT(violations, 0u) << rules[i].name;
  }
  std::cout << "tally: executions=" << tried << " violations=" << tried - noticed << '\n';
}

// What is tried above is the workload of five commits that append.
TEST(BrokenRules, AreTriedOnEveryCommitThatAppends) {
  const ScratchFolder folder;
  EXPECT_EQ(first_slot_writes(record_workload(folder).changes).size(), 5u);
}

TEST(BrokenRules, AStaleSlotDoesNoHarmWhereTheNonceIsChecked) {
  EXPECT_EQ(violations_beside_a_stale_slot([](std::string&) {}), 0u);
}

// The same bytes in the old slot, seen by the reader that runs while the other writer goes on.
TEST(BrokenRules, DeletionsInPlaceWouldReachOpenReaders) {
  const ScratchFolder folder;
  FileChanges changes = record_workload(folder).changes;
  deletions_in_place(changes);
  EXPECT_GT(changes_under_readers(changes), 0u);
}

}  // namespace
}  // namespace riffle
