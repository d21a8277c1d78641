#include "storage/crash_model.h"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace riffle {
namespace {

constexpr std::size_t kSectorBytes = 512;
// Disks promise whole sectors; for the slots no such promise is relied upon, and their numbers are torn word by word.
constexpr std::size_t kSlotPieceBytes = 64;
constexpr std::size_t kSlotWordBytes = 8;
constexpr std::size_t kSlotBytes = 4096;
constexpr std::size_t kSlotNumbersBytes = 64;
constexpr std::size_t kSlotsEnd = 12288;
constexpr std::size_t kMostExhaustive = 8;
constexpr char kRubbish = '\x5A';

std::size_t piece_bytes(std::size_t at) {
  if (at >= kSlotsEnd) return kSectorBytes;
  return at >= kSlotBytes && at % kSlotBytes < kSlotNumbersBytes ? kSlotWordBytes : kSlotPieceBytes;
}

std::uint64_t inode_of(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_ino) : 0;
}

}  // namespace

int ChangeRecorder::before(const FileChange& /*change*/, std::size_t& /*written*/) { return 0; }

void ChangeRecorder::after(const FileChange& change) { record(change, false); }

void ChangeRecorder::record(const FileChange& change, bool failed) {
  const bool is_folder = change.kind == FileChange::Kind::kSyncFolder;
  if (!is_folder && !change.path.starts_with(prefix_)) return;
  RecordedChange recorded;
  recorded.kind = change.kind;
  recorded.path = change.path;
  recorded.new_path = change.new_path;
  recorded.offset = change.offset;
  recorded.length = change.length;
  recorded.bytes.assign(change.bytes.begin(), change.bytes.end());
  recorded.failed = failed;
  recorded.acknowledged = acknowledged_;
  if (change.descriptor >= 0 && !is_folder) recorded.file = files_[inode_of(change.descriptor)];
  struct stat status{};
  if (change.kind == FileChange::Kind::kCreate && ::stat(recorded.path.c_str(), &status) == 0) {
    recorded.file = changes_.size() + 1;
    files_[static_cast<std::uint64_t>(status.st_ino)] = recorded.file;
  }
  changes_.push_back(std::move(recorded));
}

void CrashModel::apply(const RecordedChange& change, std::mt19937_64& random) {
  using Change = FileChange::Kind;
  switch (change.kind) {
    case Change::kCreate:
      files_[change.file] = {};
      pending_names_.push_back({.path = change.path, .file = change.file});
      apply_name(pending_names_.back(), names_);
      break;
    case Change::kWrite: write(files_[change.file], change.offset, change.bytes); break;
    case Change::kZero: write(files_[change.file], change.offset, std::string(change.length, '\0')); break;
    case Change::kTruncate: truncate(files_[change.file], change.offset); break;
    case Change::kSync:
      if (change.failed) {
        fail_to_sync(files_[change.file], random);
      } else {
        sync(files_[change.file]);
      }
      break;
    case Change::kRename: {
      const auto known = names_.find(change.path);
      if (known == names_.end()) break;
      pending_names_.push_back({.path = change.new_path, .file = known->second, .old_path = change.path});
      apply_name(pending_names_.back(), names_);
      break;
    }
    case Change::kRemove:
      pending_names_.push_back({.is_removal = true, .path = change.path});
      apply_name(pending_names_.back(), names_);
      break;
    case Change::kSyncFolder:
      if (change.failed) break;
      durable_names_ = names_;
      pending_names_.clear();
      break;
  }
}

void CrashModel::write(File& file, std::uint64_t offset, const std::string& bytes) {
  const std::size_t end = offset + bytes.size();
  if (file.now.size() < end) file.now.resize(end, '\0');
  file.now.replace(offset, bytes.size(), bytes);
  std::erase_if(file.forgotten, [&](std::size_t at) { return at < end && at + piece_bytes(at) > offset; });
}

void CrashModel::truncate(File& file, std::uint64_t length) {
  file.now.resize(length, '\0');
  file.forgotten.erase(file.forgotten.lower_bound(length), file.forgotten.end());
}

void CrashModel::sync(File& file) {
  std::string durable = file.now;
  file.durable.resize(durable.size(), '\0');
  for (const std::size_t at : file.forgotten) durable.replace(at, piece_bytes(at), file.durable, at, piece_bytes(at));
  file.durable = std::move(durable);
}

void CrashModel::fail_to_sync(File& file, std::mt19937_64& random) {
  const std::vector<std::size_t> sectors = undecided_sectors(file);
  std::vector<bool> is_written;
  const std::uint64_t share = random() % 17;
  for (std::size_t i = 0; i < sectors.size(); ++i) is_written.push_back(random() % 16 < share);
  file.durable = mixed(file, sectors, is_written, {.has_new_length = random() % 2 == 0});
  const std::vector<std::size_t> left = undecided_sectors(file);
  file.forgotten.insert(left.begin(), left.end());
}

void CrashModel::apply_name(const NameChange& change, Names& names) {
  if (change.is_removal) {
    names.erase(change.path);
    return;
  }
  names[change.path] = change.file;
  if (!change.old_path.empty()) names.erase(change.old_path);
}

std::optional<std::string> CrashModel::current(const std::string& path) const {
  const auto known = names_.find(path);
  if (known == names_.end()) return std::nullopt;
  return files_.at(known->second).now;
}

std::vector<std::size_t> CrashModel::undecided_sectors(const File& file) {
  std::vector<std::size_t> sectors;
  for (std::size_t at = 0; at < file.now.size(); at += piece_bytes(at)) {
    if (file.forgotten.contains(at)) continue;
    if (at >= file.durable.size() || file.now.compare(at, piece_bytes(at), file.durable, at, piece_bytes(at)) != 0) {
      sectors.push_back(at);
    }
  }
  return sectors;
}

std::string CrashModel::mixed(const File& file, const std::vector<std::size_t>& sectors,
                              const std::vector<bool>& is_new, const Loss& loss) {
  std::string bytes = file.durable;
  // What the new length uncovers and no write has reached.
  bytes.resize(loss.has_new_length ? file.now.size() : file.durable.size(), loss.filling);
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    const std::size_t at = sectors[i];
    if (at >= bytes.size()) continue;
    const std::size_t count = std::min({piece_bytes(at), file.now.size() - at, bytes.size() - at});
    if (is_new[i]) {
      bytes.replace(at, count, file.now, at, count);
    } else if (loss.spoils_old) {
      bytes.replace(at, count, count, loss.filling);
    }
  }
  return bytes;
}

std::vector<std::vector<bool>> CrashModel::choices(std::size_t count, std::size_t samples, std::mt19937_64& random) {
  std::vector<std::vector<bool>> list;
  if (count <= kMostExhaustive) {
    for (std::size_t bits = 0; bits < std::size_t{1} << count; ++bits) {
      std::vector<bool>& choice = list.emplace_back();
      for (std::size_t i = 0; i < count; ++i) choice.push_back((bits >> i & 1) != 0);
    }
    return list;
  }
  for (std::size_t written = 0; written <= count; ++written) {
    std::vector<bool> choice(count, false);
    std::fill_n(choice.begin(), written, true);
    list.push_back(choice);
    choice.flip();
    list.push_back(std::move(choice));
  }
  for (std::size_t i = 0; i < samples; ++i) {
    // From nearly nothing to nearly everything.
    const std::uint64_t share = random() % 17;
    std::vector<bool>& choice = list.emplace_back();
    for (std::size_t s = 0; s < count; ++s) choice.push_back(random() % 16 < share);
  }
  return list;
}

std::uint64_t CrashModel::for_each_variant(const File& file, std::size_t samples, std::mt19937_64& random,
                                           const std::function<void(std::string)>& visit) {
  const std::vector<std::size_t> sectors = undecided_sectors(file);
  const bool has_two_lengths = file.now.size() != file.durable.size();
  if (sectors.empty() && !has_two_lengths) {
    visit(file.durable);
    return 1;
  }
  std::vector<Loss> losses{{.has_new_length = true}};
  if (file.now.size() > file.durable.size()) losses.push_back({.has_new_length = true, .filling = kRubbish});
  if (has_two_lengths) losses.push_back({});
  const bool overwrites = std::ranges::any_of(sectors, [&](std::size_t at) { return at < file.durable.size(); });
  if (overwrites) losses.push_back({.has_new_length = true, .filling = kRubbish, .spoils_old = true});
  std::uint64_t count = 0;
  for (const std::vector<bool>& choice : choices(sectors.size(), samples, random)) {
    for (const Loss& loss : losses) visit(mixed(file, sectors, choice, loss));
    count += losses.size();
  }
  return count;
}

std::uint64_t CrashModel::for_each_state(std::size_t samples, std::mt19937_64& random,
                                         const std::function<void(const DiskState&)>& visit) const {
  std::uint64_t count = 0;
  Names names = durable_names_;
  for (std::size_t reached = 0; reached <= pending_names_.size(); ++reached) {
    if (reached > 0) apply_name(pending_names_[reached - 1], names);
    DiskState state;
    for (const auto& [path, file] : names) state[path] = files_.at(file).durable;
    if (names.empty()) {
      visit(state);
      ++count;
    }
    // The files vary one at a time: they do not point at each other.
    for (const auto& [path, file] : names) {
      const std::string rest = state[path];
      count += for_each_variant(files_.at(file), samples, random, [&, &name = path](std::string bytes) {
        state[name] = std::move(bytes);
        visit(state);
      });
      state[path] = rest;
    }
  }
  return count;
}

}  // namespace riffle
