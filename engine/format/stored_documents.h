// Stored documents: members of each document in zstd blocks of about 16 KiB, with one trained dictionary a segment.
// Cost:    reading a document decompresses one block; the last block is kept for the next call of the same thread.
// Errors:  kCorrupt; the raw length of a block is held against its compressed length before anything is allocated.
//          kResourceLimit where an UnpackLimit says so.
// Threads: StoredReader: any number. StoredCompressor: one owner each.
// Source:  format-spec 10.
#ifndef RIFFLE_FORMAT_STORED_DOCUMENTS_H_
#define RIFFLE_FORMAT_STORED_DOCUMENTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/block_guard.h"
#include "format/schema.h"
#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

inline constexpr std::size_t kStoredBlockBytes = 16384;

/// Appends the record (with its leading byte count) of one document. `keep_body` = store the field named "body" too.
void append_stored_record(const Document& document, const Schema& schema, bool keep_body, ByteBuffer& out);

/// A zstd dictionary from sample records; empty when there are too few of them to be worth one.
ByteBuffer train_stored_dictionary(const std::vector<ByteBuffer>& samples);

class StoredDictionary;  // a dictionary digested for compression, shared by threads

class StoredCompressor {
 public:
  explicit StoredCompressor(std::shared_ptr<const StoredDictionary> dictionary);
  ~StoredCompressor();
  StoredCompressor(const StoredCompressor&) = delete;
  StoredCompressor& operator=(const StoredCompressor&) = delete;

  /// Appends one block, compressed, or as it is when compression would not make it smaller or would break the
  /// expansion bound; returns its length.
  Result<std::uint32_t> append_block(ByteSpan raw, ByteBuffer& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::shared_ptr<const StoredDictionary> make_stored_dictionary(ByteSpan dictionary);

/// The stored index section.
struct StoredIndexWriter {
  std::vector<std::uint64_t> offsets;     ///< of each block, and the end
  std::vector<std::uint32_t> first_docs;  ///< of each block, and the document count
  std::vector<std::uint32_t> raw_bytes;
  [[nodiscard]] ByteBuffer encode() const;
};

/// Which block holds a document, and how long blocks are: read before anything is decompressed.
class StoredIndex {
 public:
  struct Block {
    std::uint32_t number = 0;
    DocId first_doc = 0;
  };

  StoredIndex(SectionView section, std::uint32_t doc_count) : section_(section), doc_count_(doc_count) {}

  /// Its length is right; asked before the other calls.
  [[nodiscard]] Status check() const;
  /// REQUIRES: check() has said yes, here and below.
  [[nodiscard]] std::uint32_t block_count() const { return load<std::uint32_t>(section_.at(0)); }
  [[nodiscard]] Result<Block> block_of(DocId doc) const;
  /// REQUIRES: block <= block_count(), for which it is the number of documents.
  [[nodiscard]] Result<DocId> first_doc(std::uint32_t block) const;
  /// Decompressed, as the file says. REQUIRES: block < block_count().
  [[nodiscard]] Result<std::uint32_t> raw_bytes(std::uint32_t block) const;
  [[nodiscard]] const SectionView& section() const { return section_; }

 private:
  SectionView section_;
  std::uint32_t doc_count_;
};

/// While it lives, no stored block that this thread reads may decompress to more than `bytes` (0 = to anything); within
/// another one, it alone counts.
class UnpackLimit {
 public:
  /// `file` is named in messages, and must outlive it.
  UnpackLimit(std::uint64_t bytes, std::string_view file);
  ~UnpackLimit();
  UnpackLimit(const UnpackLimit&) = delete;
  UnpackLimit& operator=(const UnpackLimit&) = delete;

 private:
  std::uint64_t outer_bytes_;
  std::string_view outer_file_;
};

class StoredReader {
 public:
  /// `schema` must outlive the reader.
  StoredReader(SectionView blocks, SectionView index, SectionView dictionary, const Schema& schema,
               std::uint32_t doc_count);
  ~StoredReader();

  /// Puts the stored members of `doc` into `document`.
  Status read(DocId doc, Document& document) const;
  /// After read() of `doc` has said kCorrupt: the first document behind it that the same damage does not take. One that
  /// claims very many documents in a block thus costs no more than a block. REQUIRES: no other read() since.
  [[nodiscard]] DocId end_of_damage(DocId doc) const;
  /// Decodes every block and record; for verify().
  Status check_all() const;

 private:
  class DigestedDictionary;
  Status load_block(std::uint32_t block, ByteBuffer& raw) const;
  Status parse_record(ByteSpan record, Document& document, std::uint64_t at) const;

  SectionView blocks_;
  StoredIndex index_;
  SectionView dictionary_;
  const Schema& schema_;
  std::uint32_t doc_count_;
  std::uint64_t serial_;  // tells this reader's blocks apart in the per-thread cache
  std::unique_ptr<DigestedDictionary> digested_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_STORED_DOCUMENTS_H_
