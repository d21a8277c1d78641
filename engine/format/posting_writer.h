// Postings of one term -> the bytes of its dictionary entry and records.
// Shape:   documents strictly increasing; in the text space tfs[i] >= 1 positions per posting, given as gaps (first
//          position relative to the document, then differences) in posting order; stem classes and pairs have tfs
//          without gaps.
// Cost:    linear; the scratch buffers live in the object.
// Threads: one owner.
// Source:  format-spec 5.1, 6, 7.
#ifndef RIFFLE_FORMAT_POSTING_WRITER_H_
#define RIFFLE_FORMAT_POSTING_WRITER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "format/commit_format.h"
#include "format/impact.h"
#include "format/position_list.h"
#include "format/posting_list.h"
#include "postings/doc_set_view.h"
#include "riffle/types.h"

namespace riffle {

/// The postings of one term over a whole segment.
struct TermPostings {
  std::vector<DocId> docs;
  std::vector<std::uint32_t> tfs;   ///< empty in the spaces of ids and keywords
  std::vector<std::uint32_t> gaps;  ///< empty outside the text space

  void clear() {
    docs.clear();
    tfs.clear();
    gaps.clear();
  }
};

/// What the dictionary needs to know beyond the key; lengths in bytes, offsets are left to the dictionary writer.
struct EncodedTerm {
  TermEntry::Kind kind = TermEntry::Kind::kInline;
  std::uint32_t df = 0;
  std::uint64_t cf = 0;
  std::uint64_t list_bytes = 0;       ///< appended to `short_lists` or `long_lists`
  std::uint64_t positions_bytes = 0;  ///< appended to `positions`
};

class PostingWriter {
 public:
  /// `spans` = first token position of each text field of each document and the end, `stride` fields a document;
  /// `token_space` = length of the token space; `format_minor` = version of the file.
  PostingWriter(const std::uint32_t* spans, std::uint32_t stride, std::uint64_t token_space, std::uint32_t doc_count,
                std::uint16_t format_minor = kFormatMinor);

  /// Appends the records of one term. Long records are multiples of 32 bytes, position records of 4. `is_mark`: the
  /// positions are kept by document, however many they are.
  EncodedTerm encode(const TermPostings& postings, bool text_space, ByteBuffer& short_lists, ByteBuffer& long_lists,
                     ByteBuffer& positions, bool is_mark = false);

 private:
  void append_short(const TermPostings& postings, ByteBuffer& out);
  void append_long(const TermPostings& postings, bool with_prefix, ByteBuffer& out);
  void append_gap_record(const TermPostings& postings, ByteBuffer& out);
  void append_token_space_record(const TermPostings& postings, ByteBuffer& out);
  void append_bounds(const TermPostings& postings, const DocSetView& set, ByteBuffer& out) const;

  const std::uint32_t* spans_;
  std::uint32_t stride_;
  std::uint64_t token_space_;
  ImpactTable impacts_;
  ChunkCode chunk_code_;
  std::vector<std::uint8_t> length_bytes_;  ///< by document; none in version 1.0
  std::vector<std::uint32_t> block_offsets_;
  std::vector<std::uint32_t> tokens_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSTING_WRITER_H_
