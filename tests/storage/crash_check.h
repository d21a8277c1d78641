// CrashCheck: opens every state that a disk may be in after a crash, and says what is wrong with it.
// Shape:   record changes by a ChangeRecorder, run() them. A state must open at a commit that was written whole, with
//          exactly its bytes, and not older than what was acknowledged.
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

struct CrashCheckOptions {
  std::size_t samples = 0;     ///< random losses at each moment, where not all are tried
  std::size_t first = 0;       ///< changes before this one are made, but no crash comes after them
  std::uint64_t commits = 0;   ///< stop when so many more have been acknowledged; 0 = go on to the end
  bool stop_at_first = false;  ///< at the first violation
  std::uint64_t seed = 20241129;
  /// The oldest commit that may come back when so many are acknowledged; absent = the last one.
  std::function<std::uint64_t(std::uint64_t)> oldest = {};
};

class CrashCheck {
 public:
  CrashCheck(std::string path, CommitImages images) : path_(std::move(path)), images_(std::move(images)) {}

  void run(const std::vector<RecordedChange>& changes, const CrashCheckOptions& options);

  [[nodiscard]] std::uint64_t states() const { return states_; }
  [[nodiscard]] std::uint64_t opened() const { return opened_; }
  [[nodiscard]] std::uint64_t recovered() const { return recovered_; }
  [[nodiscard]] std::uint64_t violations() const { return violations_; }
  [[nodiscard]] const std::string& first_violation() const { return first_violation_; }

 private:
  void fail(const std::string& what);
  void check(const DiskState& state);
  void recover(std::uint64_t generation);

  std::string path_;
  CommitImages images_;
  ScratchFolder folder_;
  std::string file_ = folder_.file("crashed.riffle");
  std::size_t change_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t oldest_ = 0;
  std::unordered_set<std::size_t> seen_;  // states of this run
  std::uint64_t states_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t recovered_ = 0;
  std::uint64_t violations_ = 0;
  std::string first_violation_;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_CRASH_CHECK_H_
