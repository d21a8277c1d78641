// A commit that adds a text field writes all earlier documents anew: it fails, or the power, at each of its changes,
// and the file stays at the commit before or has the new one, whole; the next writer adds the field.
#include <cerrno>
#include <cstdint>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "base/file_observer.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/crash_check.h"
#include "storage/crash_runs.h"
#include "storage/workload.h"

namespace riffle {
namespace {

constexpr std::uint64_t kWithoutField = 3;

Document with_lead(const std::string& id) {
  Document document = make_document(id, "Title of " + id, "a body that tells of " + id);
  document.extra.push_back({"lead", "\"the lead of " + id + "\""});
  return document;
}

/// Three commits of one segment each, with a document deleted; its leads are kept, but not indexed, also not when the
/// field comes.
Status make_without_field(const std::string& path, ChangeRecorder* recorder) {
  auto writer = IndexWriter::open(path, workload_options());
  if (!writer) return std::unexpected(writer.error());
  for (const char* const id : {"a", "b", "c"}) {
    RIFFLE_TRY(writer->add(with_lead(id)));
    if (id[0] == 'c') RIFFLE_TRY(writer->remove("a"));
    RIFFLE_TRY_ASSIGN(const CommitReport report, writer->commit());
    if (recorder != nullptr) recorder->acknowledge(report.generation);
  }
  return {};
}

Result<CommitReport> add_field(const std::string& path) {
  WriterOptions options = workload_options();
  options.fields = {{"lead", FieldKind::kText}};
  RIFFLE_TRY_ASSIGN(IndexWriter writer, IndexWriter::open(path, options));
  RIFFLE_TRY(writer.add(with_lead("d")));
  return writer.commit();
}

std::string ids_of(const Index& index, const std::string& query) {
  const auto found = index.search(query, {.limit = 0});
  if (!found) return found.error().message;
  std::string ids;
  for (const Hit& hit : found->hits) ids += hit.id;
  return ids;
}

/// The commit that is there, which is whole.
std::uint64_t expect_one_of_both(const std::string& path, const std::string& what) {
  const auto index = Index::open(path);
  EXPECT_TRUE(index) << what << ": " << index.error().message;
  if (!index) return 0;
  const std::uint64_t generation = index->info()->generation;
  if (generation == kWithoutField) {
    EXPECT_EQ(ids_of(*index, "body"), "bc") << what;
    EXPECT_EQ(ids_of(*index, "lead"), "") << what;
  } else {
    EXPECT_EQ(generation, kWithoutField + 1) << what;
    EXPECT_EQ(ids_of(*index, "body"), "bcd") << what;
    EXPECT_EQ(ids_of(*index, "lead:lead"), "d") << what;
    EXPECT_EQ(index->info()->deleted, 0u) << what << ": the earlier segments are not written anew";
  }
  const auto checked = verify(path);
  EXPECT_TRUE(checked && checked->faults.empty()) << what;
  return generation;
}

/// Lets the n-th change fail, after half of it when it is a write; or all from there on.
class FailedChange final : public FileObserver {
 public:
  FailedChange(std::uint64_t number, bool is_for_ever) : number_(number), is_for_ever_(is_for_ever) {
    set_file_observer(this);
  }
  FailedChange(const FailedChange&) = delete;
  FailedChange& operator=(const FailedChange&) = delete;
  ~FailedChange() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& written) override {
    const std::uint64_t place = count_++;
    if (place < number_ || (place > number_ && !is_for_ever_)) return 0;
    if (change.kind == FileChange::Kind::kWrite) written = change.bytes.size() / 2;
    return ENOSPC;
  }
  void after(const FileChange& /*change*/) override {}
  [[nodiscard]] bool has_happened() const { return count_ > number_; }

 private:
  std::uint64_t number_;
  bool is_for_ever_;
  std::uint64_t count_ = 0;
};

TEST(LaterField, EveryChangeOfItsCommitMayFail) {
  for (const bool is_for_ever : {false, true}) {
    bool has_happened = true;
    std::uint64_t number = 0;
    for (; has_happened && !HasFailure(); ++number) {
      const std::string what = "change " + std::to_string(number) + (is_for_ever ? " and all after it" : "");
      const ScratchFolder folder;
      const std::string path = folder.file("a.riffle");
      ASSERT_TRUE(make_without_field(path, nullptr));
      bool is_done = false;
      {
        const FailedChange failed(number, is_for_ever);
        is_done = add_field(path).has_value();
        has_happened = failed.has_happened();
      }
      const std::uint64_t generation = expect_one_of_both(path, what);
      EXPECT_TRUE(!is_done || generation == kWithoutField + 1) << what << ": the commit is lost";
      EXPECT_EQ(folder.file_count(), 1u) << what << " leaves files behind";
      if (generation != kWithoutField) continue;
      EXPECT_TRUE(add_field(path)) << what;
      EXPECT_EQ(expect_one_of_both(path, what + ", again"), kWithoutField + 1);
    }
    EXPECT_GE(number, 8u) << "the commit makes fewer changes than it should";
  }
}

TEST(LaterField, ACrashLeavesTheCommitBeforeOrTheNewOne) {
  const ScratchFolder folder;
  Recording recording;
  recording.path = folder.file("a.riffle");
  std::size_t first = 0;
  {
    ChangeRecorder recorder(recording.path);
    const Status made = make_without_field(recording.path, &recorder);
    ASSERT_TRUE(made) << made.error().message;
    first = recorder.changes().size();
    const auto report = add_field(recording.path);
    ASSERT_TRUE(report) << report.error().message;
    recorder.acknowledge(report->generation);
    recording.changes = recorder.changes();
  }
  EXPECT_EQ(changes_under_readers(recording.changes), 0u);
  CrashCheck check(recording.path, images_of(recording.changes));
  check.run(recording.changes, {.samples = 300, .first = first});
  EXPECT_EQ(check.violations(), 0u) << check.first_violation();
  EXPECT_GE(check.states(), 100u);
  std::cout << "a later field: " << recording.changes.size() - first << " changes, " << check.opened()
            << " different states opened\ntally: states=" << check.states() << " violations=" << check.violations()
            << '\n';
}

}  // namespace
}  // namespace riffle
