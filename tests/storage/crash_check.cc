#include "storage/crash_check.h"

#include <algorithm>
#include <string_view>

#include "base/bytes.h"
#include "format/commit_format.h"
#include "storage/snapshot.h"
#include "storage/verify.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using Kind = FileChange::Kind;

constexpr std::uint64_t kOpenRepeated = 64;

void put(std::string& file, std::uint64_t offset, const std::string& bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size(), '\0');
  file.replace(offset, bytes.size(), bytes);
}

void make(std::string& file, const RecordedChange& change) {
  if (change.kind == Kind::kZero) put(file, change.offset, std::string(change.length, '\0'));
  if (change.kind == Kind::kTruncate) file.resize(change.offset, '\0');
  if (change.kind == Kind::kWrite) put(file, change.offset, change.bytes);
}

std::optional<Slot> slot_of(std::string_view file, std::string_view page) {
  if (file.size() < kPageBytes) return std::nullopt;
  const auto header = decode_header(as_bytes(file).first(kPageBytes));
  return header ? decode_slot(as_bytes(page), header->uuid) : std::nullopt;
}

/// Of a file without what no reader looks at: what is in a slot that is not whole, and what lies behind the commits
/// that slots name.
std::size_t hash_of_readable(std::string_view file) {
  std::size_t hash = 0;
  const auto add = [&](std::string_view part) {
    hash = (hash << 7 | hash >> 57) ^ std::hash<std::string_view>()(part);
  };
  if (file.size() < kFirstBlobOffset) {
    add(file);
    return hash;
  }
  add(file.substr(0, kPageBytes));
  std::size_t end = kFirstBlobOffset;
  for (const std::size_t page : {kPageBytes, 2 * kPageBytes}) {
    const auto slot = slot_of(file, file.substr(page, kPageBytes));
    add(slot ? file.substr(page, kPageBytes) : "torn");
    if (slot) end = std::max<std::size_t>(end, slot->committed_bytes);
  }
  add(file.substr(kFirstBlobOffset, std::min(end, file.size()) - kFirstBlobOffset));
  return hash;
}

}  // namespace

bool is_slot_write(const RecordedChange& change) {
  return change.kind == Kind::kWrite && (change.offset == kPageBytes || change.offset == 2 * kPageBytes);
}

CommitImages images_of(const std::vector<RecordedChange>& changes) {
  CommitImages images;
  std::map<std::uint64_t, std::string> files;
  for (const RecordedChange& change : changes) {
    std::string& file = files[change.file];
    make(file, change);
    if (!is_slot_write(change)) continue;
    const auto slot = slot_of(file, std::string_view(file).substr(change.offset, kPageBytes));
    if (slot) images[{slot->generation, slot->nonce}] = file.substr(0, slot->committed_bytes);
  }
  return images;
}

std::uint64_t changes_under_readers(const std::vector<RecordedChange>& changes) {
  struct ReadFile {
    std::string bytes;
    std::vector<std::string> commits;
  };
  std::map<std::uint64_t, ReadFile> files;
  std::uint64_t count = 0;
  for (const RecordedChange& change : changes) {
    ReadFile& file = files[change.file];
    make(file.bytes, change);
    if (is_slot_write(change)) {
      const auto slot = slot_of(file.bytes, std::string_view(file.bytes).substr(change.offset, kPageBytes));
      if (slot && slot->committed_bytes <= file.bytes.size())
        file.commits.push_back(file.bytes.substr(0, slot->committed_bytes));
      continue;
    }
    count += std::erase_if(file.commits, [&](const std::string& commit) {
      if (file.bytes.size() < commit.size()) return true;
      if (change.offset >= commit.size() || change.kind == Kind::kSync) return false;
      const std::size_t from = std::max<std::size_t>(change.offset, kFirstBlobOffset);
      return file.bytes.compare(from, commit.size() - from, commit, from) != 0;
    });
  }
  return count;
}

std::vector<RecordedChange> making_of(const std::string& path, const std::string& bytes, std::uint64_t generation) {
  std::vector<RecordedChange> changes;
  for (const Kind kind : {Kind::kCreate, Kind::kWrite, Kind::kSync, Kind::kSyncFolder}) {
    RecordedChange& change = changes.emplace_back();
    change.kind = kind;
    change.path = path;
    change.acknowledged = generation;
    if (kind == Kind::kWrite) change.bytes = bytes;
  }
  return changes;
}

void CrashCheck::run(const std::vector<RecordedChange>& changes, const CrashCheckOptions& options) {
  options_ = options;
  std::mt19937_64 random(options.seed);
  CrashModel model;
  seen_.clear();
  for (change_ = 0; change_ < changes.size(); ++change_) {
    model.apply(changes[change_], random);
    if (change_ > options.last) return;
    if (change_ < options.first) continue;
    acknowledged_ = changes[change_].acknowledged;
    oldest_ = options.oldest ? options.oldest(acknowledged_) : acknowledged_;
    if (options.commits > 0 && acknowledged_ > changes[options.first].acknowledged + options.commits) return;
    states_ += model.for_each_state(options.samples, random, [&](const DiskState& state) {
      if (!options.stop_at_first || violations_ == 0) check(state);
    });
    if (options.stop_at_first && violations_ > 0) return;
  }
}

void CrashCheck::fail(const std::string& what) {
  if (violations_++ > 0) return;
  first_violation_ = "after change " + std::to_string(change_) + ", commit " + std::to_string(acknowledged_) +
                     " acknowledged: " + what;
}

void CrashCheck::check(const DiskState& state) {
  const auto found = state.find(path_);
  if (found == state.end()) {
    if (oldest_ > 0) fail("the file is gone");
    return;
  }
  if (!options_.as_read) return check_file(found->second);
  std::string bytes = found->second;
  options_.as_read(bytes);
  check_file(bytes);
}

/// Whether a reader can tell the file from all that he has seen. Of the others, which differ for the next writer alone,
/// some are opened all the same.
bool CrashCheck::is_new(const std::string& bytes) {
  if (seen_.insert(hash_of_readable(bytes) ^ acknowledged_).second) return true;
  return ++repeated_ % kOpenRepeated == 0;
}

void CrashCheck::check_file(const std::string& bytes) {
  if (!is_new(bytes)) return;
  ++opened_;
  write_whole_file(file_, bytes);
  const auto snapshot = Snapshot::open(file_);
  if (!snapshot) return fail(snapshot.error().message);
  const CommitRecord& commit = (*snapshot)->commit();
  if (commit.generation < oldest_) return fail("commit " + std::to_string(commit.generation) + " is back");
  const auto image = images_.find({commit.generation, commit.nonce});
  if (image == images_.end()) return fail("a commit that nobody made");
  const std::uint64_t end = (*snapshot)->committed_bytes();
  const bool is_same =
      end == image->second.size() && end <= bytes.size() &&
      bytes.compare(kFirstBlobOffset, end - kFirstBlobOffset, image->second, kFirstBlobOffset, std::string::npos) == 0;
  if (!is_same) return fail("commit " + std::to_string(commit.generation) + " has other bytes");
  if (opened_ % options_.recover_every == 0) recover(bytes, commit.generation);
}

/// The next writer must be able to go on.
void CrashCheck::recover(const std::string& bytes, std::uint64_t generation) {
  ++recovered_;
  ChangeRecorder recorder(file_);
  recorder.acknowledge(generation);
  auto builder = CommitBuilder::open(file_, workload_options());
  if (!builder) return fail("the next writer: " + builder.error().message);
  if (!(*builder)->add(make_document("next", "after the crash", ""))) return fail("the next writer cannot add");
  const auto report = (*builder)->commit();
  if (!report) return fail("the next commit: " + report.error().message);
  if (report->generation != generation + 1) return fail("the next commit has a wrong number");
  recorder.acknowledge(report->generation);
  builder->reset();
  const auto checked = verify_file(file_, {});
  if (!checked || !checked->faults.empty()) return fail("the file is not sound after the next commit");
  if (options_.power_losses > 1) lose_power_again(bytes, generation, recorder.changes());
}

/// The state is on the disk, and at each change of the writer that went on from it the power fails once more.
void CrashCheck::lose_power_again(const std::string& bytes, std::uint64_t generation,
                                  std::vector<RecordedChange> changes) {
  std::vector<RecordedChange> all = making_of(file_, bytes, generation);
  const std::size_t first = all.size() - 1;
  CommitImages images = images_;
  all.insert(all.end(), changes.begin(), changes.end());
  images.merge(images_of(all));
  if (options_.next_writer) options_.next_writer(all);
  CrashCheck again(file_, std::move(images));
  CrashCheckOptions options = options_;
  options.first = first;
  options.last = SIZE_MAX;
  options.samples = 0;
  options.commits = 0;
  options.oldest = {};
  if (--options.power_losses == 1) options.recover_every *= 20;
  again.run(all, options);
  later_states_ += again.states() + again.later_states();
  opened_ += again.opened();
  recovered_ += again.recovered();
  if (again.violations() == 0) return;
  fail("commit " + std::to_string(generation) + " was found, and then " + again.first_violation());
  violations_ += again.violations() - 1;
}

}  // namespace riffle
