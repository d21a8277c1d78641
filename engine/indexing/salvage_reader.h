// SalvageReader: the documents of one segment of a damaged file, as far as they can be read.
// Shape:   what checksums vouch for comes first; what they do not is read as it is, where it still makes sense, and
//          told apart. A segment without a section table has its stored documents alone.
// Cost:    opening reads all of a segment, to see whether it is damaged anywhere.
// Errors:  kResourceLimit, kIo; damage is told by what a document lacks.
// Threads: one owner.
// Life:    the image and the schema must outlive it; forget() drops what was copied of the file.
#ifndef RIFFLE_INDEXING_SALVAGE_READER_H_
#define RIFFLE_INDEXING_SALVAGE_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/file_image.h"
#include "format/block_guard.h"
#include "format/schema.h"
#include "format/segment_reader.h"
#include "format/stored_documents.h"
#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

struct SalvagedDocument {
  Document document;       ///< the id is empty when it cannot be read
  bool is_vouched = true;  ///< every byte it was made of is as its checksum says
  bool date_lost = false;  ///< there may have been one
  std::vector<Error> faults;
};

class SalvageReader {
 public:
  /// `copy_bytes` = how much of the image may be copied at a time.
  static Result<SalvageReader> open(FileImage& image, const SegmentEntry& entry, const Schema& schema,
                                    std::size_t number, std::uint64_t copy_bytes);

  /// Nothing of it is damaged.
  [[nodiscard]] bool is_sound() const { return is_sound_; }
  /// There are documents to read.
  [[nodiscard]] bool is_readable() const { return checked_ || unchecked_ || stored_ || unchecked_frames_; }
  [[nodiscard]] std::uint32_t doc_count() const { return doc_count_; }
  /// Documents of the segment that are not even among those.
  [[nodiscard]] std::uint32_t missing_count() const { return missing_count_; }
  /// A document has the number here that it has in the segment.
  [[nodiscard]] bool has_numbers() const { return has_columns_; }
  [[nodiscard]] const std::vector<Error>& faults() const { return faults_; }
  /// Null when it cannot be opened as a segment.
  [[nodiscard]] const SegmentReader* segment() const { return checked_ ? checked_.get() : unchecked_.get(); }

  /// kCorrupt when the document cannot be read at all.
  Result<SalvagedDocument> read(DocId doc) const;
  /// After read() of `doc` has said kCorrupt: the first document behind it that the same damage does not take.
  [[nodiscard]] DocId end_of_damage(DocId doc) const;
  /// Gives back what was copied of the file.
  void forget() const;

 private:
  SalvageReader(FileImage& image, const Schema& schema, std::uint64_t copy_bytes)
      : image_(&image), schema_(&schema), copy_bytes_(copy_bytes) {}
  Status open_segment(const SegmentEntry& entry, std::size_t number);
  Status look_for_damage();
  Status open_stored(const SegmentEntry& entry);
  [[nodiscard]] bool is_stored_index_sound() const;
  /// What it finds is taken; where it must be whole, only as many documents as the segment has, without gaps.
  Status open_frames(const SegmentEntry& entry, bool must_be_whole);
  [[nodiscard]] std::unique_ptr<StoredReader> frames_reader(const BlockGuard& guard, ByteSpan blocks,
                                                            const SectionView& dictionary) const;
  Status read_stored(DocId doc, SalvagedDocument& read) const;
  void read_columns(DocId doc, SalvagedDocument& read) const;
  /// What `get` finds with the reader that checks, else with the one that does not.
  template <typename T, typename Get>
  std::optional<T> from_either(SalvagedDocument& read, const Get& get) const;

  FileImage* image_;
  const Schema* schema_;
  std::uint64_t copy_bytes_;
  std::uint32_t doc_count_ = 0;
  std::uint32_t missing_count_ = 0;
  bool is_sound_ = false;
  std::vector<Error> faults_;
  std::unique_ptr<SegmentReader> checked_;
  std::unique_ptr<SegmentReader> unchecked_;  // only where something is damaged
  // Only where the index of the stored blocks is damaged: blocks as they are found.
  ByteBuffer frame_index_;
  std::unique_ptr<BlockGuard> frame_index_guard_;
  std::unique_ptr<StoredReader> checked_frames_;
  std::unique_ptr<StoredReader> unchecked_frames_;
  bool has_columns_ = true;                   // the numbers of documents are those of the columns
  std::unique_ptr<BlockGuard> stored_guard_;  // only where neither can be opened
  std::unique_ptr<StoredReader> stored_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SALVAGE_READER_H_
