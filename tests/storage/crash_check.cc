#include "storage/crash_check.h"

#include <string_view>

#include "base/bytes.h"
#include "format/commit_format.h"
#include "storage/snapshot.h"
#include "storage/verify.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using Kind = FileChange::Kind;

constexpr std::size_t kRecoverEvery = 50;

void put(std::string& file, std::uint64_t offset, const std::string& bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size(), '\0');
  file.replace(offset, bytes.size(), bytes);
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
    if (change.kind == Kind::kZero) put(file, change.offset, std::string(change.length, '\0'));
    if (change.kind == Kind::kTruncate) file.resize(change.offset, '\0');
    if (change.kind == Kind::kWrite) put(file, change.offset, change.bytes);
    if (!is_slot_write(change)) continue;
    const auto header = decode_header(as_bytes(file).first(kPageBytes));
    if (!header) continue;
    const auto slot = decode_slot(as_bytes(change.bytes), header->uuid);
    if (slot) images[{slot->generation, slot->nonce}] = file.substr(0, slot->committed_bytes);
  }
  return images;
}

void CrashCheck::run(const std::vector<RecordedChange>& changes, const CrashCheckOptions& options) {
  std::mt19937_64 random(options.seed);
  CrashModel model;
  seen_.clear();
  for (change_ = 0; change_ < changes.size(); ++change_) {
    model.apply(changes[change_], random);
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
  const std::size_t hash = std::hash<std::string_view>()(found->second) ^ acknowledged_;
  if (!seen_.insert(hash).second) return;
  ++opened_;
  write_whole_file(file_, found->second);
  const auto snapshot = Snapshot::open(file_);
  if (!snapshot) return fail(snapshot.error().message);
  const CommitRecord& commit = (*snapshot)->commit();
  if (commit.generation < oldest_) return fail("commit " + std::to_string(commit.generation) + " is back");
  const auto image = images_.find({commit.generation, commit.nonce});
  if (image == images_.end()) return fail("a commit that nobody made");
  const std::uint64_t end = (*snapshot)->committed_bytes();
  const bool is_same = end == image->second.size() && end <= found->second.size() &&
                       found->second.compare(kFirstBlobOffset, end - kFirstBlobOffset, image->second, kFirstBlobOffset,
                                             end - kFirstBlobOffset) == 0;
  if (!is_same) return fail("commit " + std::to_string(commit.generation) + " has other bytes");
  if (opened_ % kRecoverEvery == 0) recover(commit.generation);
}

/// The next writer must be able to go on.
void CrashCheck::recover(std::uint64_t generation) {
  ++recovered_;
  auto builder = CommitBuilder::open(file_, workload_options());
  if (!builder) return fail("the next writer: " + builder.error().message);
  if (!(*builder)->add(make_document("next", "after the crash", ""))) return fail("the next writer cannot add");
  const auto report = (*builder)->commit();
  if (!report) return fail("the next commit: " + report.error().message);
  if (report->generation != generation + 1) return fail("the next commit has a wrong number");
  const auto checked = verify_file(file_, {});
  if (!checked || !checked->faults.empty()) fail("the file is not sound after the next commit");
}

}  // namespace riffle
