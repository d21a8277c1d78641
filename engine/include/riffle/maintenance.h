// Whole-file work: a copy of an index that is being written, a new index from several, and one from what a damaged one
// still holds.
// Threads: free functions; any number at a time on different files.
#ifndef RIFFLE_MAINTENANCE_H_
#define RIFFLE_MAINTENANCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace riffle {

struct BackupReport {
  std::uint64_t generation = 0;  ///< the newest commit of the copy
  std::uint64_t documents = 0;   ///< live
  std::uint64_t bytes = 0;
};

/// Copies the newest commit of `from`, and those before it, to a new file `to` that appears whole and durable; a writer
/// may go on meanwhile. The copy is verified, as verify() does it with these options: kCorrupt when `from` is damaged,
/// kIo when `to` exists.
Result<BackupReport> backup(const std::string& from, const std::string& to, const OpenOptions& options = {});

/// Makes a new index `to` of the live documents of `from`, file by file; of several with one id the last one stays. It
/// has the analyzer, fields and sentences of the first file; of `options` memory, threads, time, copies and durability
/// count. `progress` is told the documents that were read, and all of them. kInvalidArgument when analyzers or fields
/// differ, or a file does not store texts in full; kIo when `to` exists. Its answers are those of an index to which the
/// documents were added in that order.
Result<CommitReport> merge(const std::vector<std::string>& from, const std::string& to,
                           const WriterOptions& options = {}, const ProgressCallback& progress = {});

struct SalvageReport {
  std::uint64_t generation = 0;           ///< the commit that was taken: the newest whose record is sound
  std::uint64_t documents_recovered = 0;  ///< in the new index
  std::uint64_t documents_lost = 0;       ///< live ones whose stored content cannot be read
  std::uint64_t ids_lost = 0;             ///< recovered ones that got a made-up id "salvaged-<segment>-<document>"
  std::uint64_t members_lost = 0;         ///< dates and sources that could not be read
  std::uint64_t segments_lost = 0;        ///< segments that could not be opened; their documents count as lost
  bool deletions_lost = false;            ///< a damaged list of deletions was left out: deleted documents may be back
  bool bodies_lost = false;               ///< bodies were not stored: the new index cannot find their words
  std::vector<Fault> faults;              ///< what was met, the first hundred
  /// Newer commits than the one that was taken, as the file tells, whose record cannot be read.
  std::uint64_t commits_lost = 0;
  /// Segments without a sound record that names them, found by what they look like; what was deleted or replaced in
  /// them may be back.
  std::uint64_t segments_found = 0;
  /// Recovered ones of which no checksum vouches for every byte: a text or an id may be altered.
  std::uint64_t documents_unverified = 0;
  /// The file does not say for certain which commit was the newest: newer ones than the one taken may be lost.
  bool newest_unknown = false;
  /// The record that was taken has no sound checksum: analyzer, fields and deletions are as it says them.
  bool record_damaged = false;
  /// There is no record: the new index has the usual analyzer and fields, and `generation` is 0.
  bool description_lost = false;
};

/// Makes a new index `to` of the stored documents that can still be read in `from`, without changing `from`. Header,
/// slots, commit records and checksum trees may be damaged, and the file may be cut short: segments that no sound
/// record names are looked for. What no checksum vouches for is taken where it still makes sense, and counted. Nothing
/// is mapped: of `options`, copy_bytes bounds what is copied of `from` at a time, and what stored documents of an
/// untrusted file may unpack to. kNotRiffle, or kCorrupt of what begins as an index, when there is neither a commit
/// record nor a segment; kInvalidArgument when the file stores no documents, kResourceLimit when one needs more than
/// copy_bytes, kIo when `to` exists.
Result<SalvageReport> salvage(const std::string& from, const std::string& to, const OpenOptions& options = {});

}  // namespace riffle

#endif  // RIFFLE_MAINTENANCE_H_
