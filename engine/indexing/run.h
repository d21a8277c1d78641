// Run: the inverted postings of one batch of documents, sorted by key, as bytes in memory or in a spill file.
// Shape:   entries {varint key length, key, varint df, varint cf, varint data length, data}; data = for each posting
//          {varint doc gap, and in the text space varint tf, tf varint position gaps}; the first doc gap counts from
//          the batch's first document. Internal: made and read by one process only.
// Life:    a spilled run needs its SpillFile.
#ifndef RIFFLE_INDEXING_RUN_H_
#define RIFFLE_INDEXING_RUN_H_

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_sink.h"
#include "base/bytes.h"
#include "base/file.h"
#include "format/posting_writer.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

/// A file without a name that takes bytes at its end and gives them back.
class SpillFile final : public ByteSink {
 public:
  static Result<std::unique_ptr<SpillFile>> create(const std::string& folder);
  explicit SpillFile(File file) : file_(std::move(file)) {}

  Status write(ByteSpan bytes) override;
  Status read_at(std::uint64_t offset, std::uint8_t* to, std::size_t bytes) const {
    return file_.read_at(offset, to, bytes);
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Sends everything to `sink`.
  Status copy_to(ByteSink& sink) const;

 private:
  File file_;
  std::uint64_t size_ = 0;
};

/// What a run says when its bytes do not make sense.
std::unexpected<Error> broken_run();

/// Where a reader may start in a run.
struct RunMark {
  std::string key;
  std::uint64_t offset = 0;
};

struct Run {
  DocId first_doc = 0;
  ByteBuffer bytes;  ///< empty when spilled
  std::uint64_t size = 0;
  std::uint64_t spill_offset = 0;
  bool spilled = false;
  std::vector<RunMark> marks;  ///< every 8 KiB or so, the first entry included
};

/// Appends entries in key order.
class RunWriter {
 public:
  explicit RunWriter(DocId first_doc) { restart(first_doc); }
  /// Begins another run, in the memory that the one before took.
  void restart(DocId first_doc);
  /// Starts an entry whose data follows in data().
  void begin(std::string_view key, std::uint64_t df, std::uint64_t cf);
  ByteBuffer& data() { return data_; }
  /// Where the next entry will lie.
  [[nodiscard]] std::uint64_t offset() const { return bytes_.size(); }
  void end() { append_data(data_); }
  /// A whole entry.
  void add(std::string_view key, std::uint64_t df, std::uint64_t cf, ByteSpan data) {
    begin(key, df, cf);
    append_data(data);
  }
  Run finish();

 private:
  void append_data(ByteSpan data);

  Run run_;
  ByteBuffer bytes_;  // of the run, until finish()
  ByteBuffer data_;
  std::uint64_t last_mark_ = 0;
};

/// Reads the entries of a run from the first key >= `from`.
class RunCursor {
 public:
  RunCursor(const Run& run, const SpillFile* spill, std::size_t buffer_bytes);
  Status seek(std::string_view from);
  /// Goes to the next entry; at_end() after the last.
  Status next();
  [[nodiscard]] bool at_end() const { return at_end_; }
  [[nodiscard]] std::string_view key() const { return key_; }
  [[nodiscard]] ByteSpan data() const { return data_; }
  /// Appends the entry's postings.
  Status append_postings(bool text_space, TermPostings& postings) const;

 private:
  Status need(std::size_t bytes);

  const Run* run_;
  const SpillFile* spill_;
  std::size_t buffer_bytes_;
  std::uint64_t position_ = 0;  // in the run, of window_[0]
  ByteBuffer buffer_;           // of a spilled run
  ByteSpan window_;             // bytes at hand from position_ on
  bool at_end_ = false;
  std::string_view key_;
  std::uint64_t df_ = 0;
  std::uint64_t cf_ = 0;
  ByteSpan data_;
  std::uint64_t entry_bytes_ = 0;  // of the current entry, passed over by next()
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_RUN_H_
