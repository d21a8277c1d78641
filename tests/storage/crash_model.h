// CrashModel: what a disk may hold after a crash, from the changes that the file layer made.
// Shape:   changes are taken in order. What a file's last sync covered is there for certain; every 512-byte sector that
//          was written since (64-byte pieces of the slots, and each word of their numbers) may be there or not or, when
//          it held something else, be rubbish; the length may be the old or the new one, and bytes that were never
//          written but lie below the length are zeros or rubbish. What is written as it was does not change. Names are
//          changed in order, as far as any of them got. Data and names are independent of each other.
//          A sync that failed has written some of the sectors and forgets the others: they count as written, so that no
//          later sync writes them, but are not on the disk until they are written anew.
// Source:  Pillai et al. OSDI'14 (what file systems may reorder), SQLite's crash tests (test6.c), Rebello et al. ATC'20
//          (what file systems do after a sync that failed).
#ifndef RIFFLE_TESTS_STORAGE_CRASH_MODEL_H_
#define RIFFLE_TESTS_STORAGE_CRASH_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file_observer.h"

namespace riffle {

/// A change that owns its bytes; `file` tells files apart, whatever their names, and the same inode used again.
struct RecordedChange {
  FileChange::Kind kind = FileChange::Kind::kWrite;
  std::uint64_t file = 0;
  std::string path;
  std::string new_path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string bytes;
  bool failed = false;  ///< a sync
  /// The newest commit that the program had been told of before this change.
  std::uint64_t acknowledged = 0;
};

/// Records the changes of all files whose path begins with `prefix`.
class ChangeRecorder : public FileObserver {
 public:
  explicit ChangeRecorder(std::string prefix) : prefix_(std::move(prefix)) { previous_ = set_file_observer(this); }
  ChangeRecorder(const ChangeRecorder&) = delete;
  ChangeRecorder& operator=(const ChangeRecorder&) = delete;
  ~ChangeRecorder() override { set_file_observer(previous_); }

  int before(const FileChange& change, std::size_t& written) override;
  void after(const FileChange& change) override;
  void acknowledge(std::uint64_t generation) { acknowledged_ = generation; }
  [[nodiscard]] const std::vector<RecordedChange>& changes() const { return changes_; }

 protected:
  void record(const FileChange& change, bool failed);

 private:
  std::string prefix_;
  FileObserver* previous_ = nullptr;
  std::uint64_t acknowledged_ = 0;
  std::map<std::uint64_t, std::uint64_t> files_;  // inode -> file
  std::vector<RecordedChange> changes_;
};

/// A disk after a crash: what each name leads to.
using DiskState = std::map<std::string, std::string>;

class CrashModel {
 public:
  void apply(const RecordedChange& change, std::mt19937_64& random);

  /// Calls visit(state) with what the disk may hold now: all states when few sectors are undecided, else the extremes,
  /// every torn prefix and `samples` random ones. Returns how many states there were.
  std::uint64_t for_each_state(std::size_t samples, std::mt19937_64& random,
                               const std::function<void(const DiskState&)>& visit) const;

  /// The file at `path` if nothing is lost.
  [[nodiscard]] std::optional<std::string> current(const std::string& path) const;

 private:
  struct File {
    std::string durable;
    std::string now;
    std::set<std::size_t> forgotten;  // sectors where the two differ, and no sync will change that
  };
  struct NameChange {
    bool is_removal = false;
    std::string path = {};
    std::uint64_t file = 0;
    std::string old_path = {};  // a rename takes this name away
  };
  using Names = std::map<std::string, std::uint64_t>;

  static void write(File& file, std::uint64_t offset, const std::string& bytes);
  static void truncate(File& file, std::uint64_t length);
  static void sync(File& file);
  static void fail_to_sync(File& file, std::mt19937_64& random);
  static void apply_name(const NameChange& change, Names& names);
  static std::vector<std::size_t> undecided_sectors(const File& file);
  struct Loss {
    bool has_new_length = false;
    char filling = '\0';      // of bytes that the new length uncovers
    bool spoils_old = false;  // what was being overwritten is filled as well
  };
  static std::string mixed(const File& file, const std::vector<std::size_t>& sectors, const std::vector<bool>& is_new,
                           const Loss& loss);
  static std::vector<std::vector<bool>> choices(std::size_t count, std::size_t samples, std::mt19937_64& random);
  static std::uint64_t for_each_variant(const File& file, std::size_t samples, std::mt19937_64& random,
                                        const std::function<void(std::string)>& visit);

  std::map<std::uint64_t, File> files_;
  Names durable_names_;
  Names names_;
  std::vector<NameChange> pending_names_;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_CRASH_MODEL_H_
