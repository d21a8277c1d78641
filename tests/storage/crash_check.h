// CrashCheck: opens every state that a disk may be in after a crash, and says what is wrong with it.
// Shape:   record changes by a ChangeRecorder, run() them. A state must open at a commit that was written whole, with
//          exactly its bytes, and not older than what was acknowledged. From some of them another writer goes on, and
//          the power may fail again while it does.
#ifndef RIFFLE_TESTS_STORAGE_CRASH_CHECK_H_
#define RIFFLE_TESTS_STORAGE_CRASH_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/scratch_folder.h"
#include "storage/crash_model.h"

namespace riffle {

/// A write of slot A or B.
bool is_slot_write(const RecordedChange& change);

/// The file up to its committed length for every commit whose slot was written, by generation and nonce.
using CommitImages = std::map<std::pair<std::uint64_t, std::uint64_t>, std::string>;
CommitImages images_of(const std::vector<RecordedChange>& changes);

/// How many changes alter or cut off bytes of a commit that was whole when its slot was written: a reader may have it
/// open still.
std::uint64_t changes_under_readers(const std::vector<RecordedChange>& changes);

/// A file that lies on the disk when `generation` is acknowledged, as changes.
std::vector<RecordedChange> making_of(const std::string& path, const std::string& bytes, std::uint64_t generation);

struct CrashCheckOptions {
  std::size_t samples = 0;           ///< random losses at each moment, where not all are tried
  std::size_t first = 0;             ///< changes before this one are made, but no crash comes after them
  std::size_t last = SIZE_MAX;       ///< no crash comes after changes behind this one
  std::uint64_t recover_every = 50;  ///< another writer goes on from each n-th state that is opened
  unsigned power_losses = 1;         ///< 2: the power fails again at each change of those writers, and so on
  std::uint64_t commits = 0;         ///< stop when so many more have been acknowledged; 0 = go on to the end
  bool stop_at_first = false;        ///< at the first violation
  std::uint64_t seed = 20241129;
  /// The oldest commit that may come back when so many are acknowledged; absent = the last one.
  std::function<std::uint64_t(std::uint64_t)> oldest = {};
  /// Changes the bytes of a state so that the reader takes it as one does that checks less.
  std::function<void(std::string&)> as_read = {};
  /// Changes what a writer did that went on after the first power loss.
  std::function<void(std::vector<RecordedChange>&)> next_writer = {};
};

class CrashCheck {
 public:
  CrashCheck(std::string path, CommitImages images) : path_(std::move(path)), images_(std::move(images)) {}

  void run(const std::vector<RecordedChange>& changes, const CrashCheckOptions& options);

  /// After the first power loss.
  [[nodiscard]] std::uint64_t states() const { return states_; }
  /// After further ones.
  [[nodiscard]] std::uint64_t later_states() const { return later_states_; }
  [[nodiscard]] std::uint64_t opened() const { return opened_; }
  [[nodiscard]] std::uint64_t recovered() const { return recovered_; }
  [[nodiscard]] std::uint64_t violations() const { return violations_; }
  [[nodiscard]] const std::string& first_violation() const { return first_violation_; }

 private:
  void fail(const std::string& what);
  void check(const DiskState& state);
  [[nodiscard]] bool is_new(const std::string& bytes);
  void check_file(const std::string& bytes);
  void recover(const std::string& bytes, std::uint64_t generation);
  void lose_power_again(const std::string& bytes, std::uint64_t generation, std::vector<RecordedChange> changes);

  std::string path_;
  CommitImages images_;
  CrashCheckOptions options_;
  ScratchFolder folder_;
  std::string file_ = folder_.file("crashed.riffle");
  std::size_t change_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t oldest_ = 0;
  std::unordered_set<std::size_t> seen_;  // states of this run
  std::uint64_t states_ = 0;
  std::uint64_t later_states_ = 0;
  std::uint64_t repeated_ = 0;  // states that a reader cannot tell from earlier ones
  std::uint64_t opened_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t violations_ = 0;
  std::string first_violation_;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_CRASH_CHECK_H_
