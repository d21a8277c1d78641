// PostingList: one term's documents and term frequencies, read in place.
// Shape:   df postings in doc id order; posting number (rank) r in [0, df). Short lists are decoded when opened; long
//          lists are views of the mapped bytes.
// Errors:  open() checks every size against the record; afterwards no call reads outside it, whatever the bytes hold.
//          A short list's ids are checked (increasing, below doc_count). Of a long list df and the containers' keys are
//          held against doc_count, so that its ids are below doc_count rounded up to 65,536: whoever indexes by doc id
//          checks it against doc_count (container-at-a-time code: clip the last container to doc_count).
// Threads: immutable.
// Life:    points into the mapped segment.
// Source:  format-spec 6.
#ifndef RIFFLE_FORMAT_POSTING_LIST_H_
#define RIFFLE_FORMAT_POSTING_LIST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "postings/doc_set_view.h"
#include "riffle/types.h"

namespace riffle {

inline constexpr std::uint32_t kShortListMax = 128;
inline constexpr std::uint32_t kInlineTfMax = 4;
// The parts of a long list's record (format-spec 6.3).
inline constexpr std::size_t kLongHeaderBytes = 16;
inline constexpr std::size_t kRankDirectoryBytes = 256;  ///< per bitset container
inline constexpr std::uint32_t kPrefixStep = 128;        ///< ranks between two sums of occurrences

/// What the term dictionary says of a term.
struct TermEntry {
  enum class Kind : std::uint8_t {
    kInline = 0,
    kShort = 1,
    kLong = 2,
    kLongTokenSpace = 3,
    kAlias = 3,  ///< in the space of stem classes: the list is that of the one form
  };

  Kind kind = Kind::kInline;
  bool has_positions = false;  ///< true in the text space only; then tf and positions exist
  bool is_class = false;       ///< true in the space of stem classes: tf without positions
  bool is_pair = false;        ///< true in the space of pairs: tf without positions
  std::uint32_t df = 0;
  std::uint64_t cf = 0;
  std::uint64_t ordinal = 0;
  DocId inline_doc = 0;
  std::uint32_t inline_tf = 1;
  std::array<std::uint32_t, kInlineTfMax> inline_positions{};  ///< relative to the document, increasing
  std::uint64_t list_offset = 0;                               ///< in "short lists" or "long lists"
  std::uint64_t list_bytes = 0;
  std::uint64_t positions_offset = 0;  ///< in "positions"; long kinds only
  std::uint64_t positions_bytes = 0;
  ByteSpan forms;  ///< of a stem class, encoded (stem_classes.h); in the mapped file

  [[nodiscard]] bool has_frequencies() const { return has_positions || is_class || is_pair; }
};

class PostingList {
 public:
  /// `record` = the list's own bytes (empty for an inline term), already verified against their checksums.
  static std::optional<PostingList> open(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count);
  /// The same in place; after false the list must not be read.
  bool reopen(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count);

  [[nodiscard]] std::uint32_t df() const { return df_; }
  [[nodiscard]] bool is_long() const { return is_long_; }

  /// Inline and short lists: the doc ids. Empty for long lists.
  [[nodiscard]] std::span<const DocId> short_docs() const { return {short_docs_.data(), is_long_ ? 0 : df_}; }

  /// Long lists: the doc ids as a Roaring view; cardinalities sum to df().
  [[nodiscard]] const DocSetView& set() const { return set_; }
  /// Long lists: posting number of the first id of container `index`. REQUIRES: index < set().container_count().
  [[nodiscard]] std::uint32_t first_rank(std::uint32_t container_index) const;
  /// Long lists: posting number of `low` (which must be set) inside bitset container `index`, by the rank directory,
  /// which a hostile file may have filled with anything: the result may be df() or more.
  [[nodiscard]] std::uint32_t bitset_rank(std::uint32_t container_index, const ContainerView& container,
                                          std::uint16_t low) const;

  /// tf of posting `rank`, 1 when the list has no frequencies. REQUIRES: rank < df().
  [[nodiscard]] std::uint32_t tf(std::uint32_t rank) const {
    if (nibbles_ == nullptr) return inline_tf_;
    const std::uint32_t tf = ((nibbles_[rank / 2] >> (rank % 2 * 4)) & 15u) + 1;
    std::uint32_t hint = 0;
    return tf < kLeastException ? tf : exception_tf(rank, hint);
  }
  /// The same for many: `tfs[i]` of posting `ranks[i]`, 0 where that is kernels::kAbsent or no rank. Fastest when ranks
  /// increase. REQUIRES: tfs != ranks.
  void frequencies(const std::uint32_t* ranks, std::size_t count, std::uint32_t* tfs) const;
  /// The same for the postings [first, first + count). REQUIRES: first + count <= df().
  void frequencies_of_run(std::uint32_t first, std::uint32_t count, std::uint32_t* tfs) const;
  /// Long lists: the rank directory of bitset container `index`, whose ranks count from first_rank(index).
  [[nodiscard]] const std::uint8_t* rank_directory(std::uint32_t container_index) const {
    return rank_directory_ + std::size_t{256} * (bitset_numbers_.empty() ? 0 : bitset_numbers_[container_index]);
  }
  /// Number of occurrences before posting `rank` (REQUIRES: rank <= df()); document-relative positions only.
  [[nodiscard]] std::uint64_t occurrences_before(std::uint32_t rank) const;

  /// Long lists: bounds of the impacts (impact.h) in container `index`. Lists of version 1.0 and lists without
  /// frequencies have none.
  [[nodiscard]] bool has_bounds() const { return bounds_ != nullptr; }
  /// REQUIRES for both: has_bounds().
  [[nodiscard]] std::uint8_t container_bound(std::uint32_t index) const { return bounds_[index]; }
  /// bound_count(cardinality) bytes.
  [[nodiscard]] const std::uint8_t* block_bounds(std::uint32_t index) const {
    return bounds_ + set_.container_count() + (bounds_offsets_.empty() ? 0 : bounds_offsets_[index]);
  }

  /// Long lists: the kTopDocs best documents in increasing order, or nullptr. What a forged file names may be no
  /// document of the list, or of the segment.
  [[nodiscard]] const std::uint8_t* top_docs() const { return top_docs_; }

  /// Short lists: the position gaps that follow the frequencies. Empty otherwise.
  [[nodiscard]] ByteSpan short_gaps() const { return short_gaps_; }

 private:
  /// What a nibble of 15 stands for: this frequency or a larger one.
  static constexpr std::uint32_t kLeastException = 16;

  /// `hint`: all exceptions before it are of smaller ranks; becomes that of `rank`.
  [[nodiscard]] std::uint32_t exception_tf(std::uint32_t rank, std::uint32_t& hint) const;
  [[nodiscard]] std::uint32_t exception_rank(std::uint32_t exception) const;
  [[nodiscard]] std::uint32_t first_exception(std::uint32_t rank, std::uint32_t from) const;
  bool open_short(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count);
  bool open_long(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count);

  std::uint32_t df_ = 0;
  bool is_long_ = false;
  std::array<DocId, kShortListMax> short_docs_;  // the first df_ of an inline or short list
  DocSetView set_;
  std::vector<std::uint32_t> first_ranks_;     // by container; empty for one container
  std::vector<std::uint32_t> bitset_numbers_;  // by container: its place in the rank directory
  std::vector<std::uint32_t> bounds_offsets_;  // by container: its block bounds, behind the containers' own
  const std::uint8_t* bounds_ = nullptr;
  const std::uint8_t* top_docs_ = nullptr;
  const std::uint8_t* rank_directory_ = nullptr;
  const std::uint8_t* nibbles_ = nullptr;
  const std::uint8_t* exception_ranks_ = nullptr;
  const std::uint8_t* exception_tfs_ = nullptr;
  std::uint32_t exception_count_ = 0;
  std::vector<std::uint32_t> short_exceptions_;  // rank, tf pairs
  const std::uint8_t* occurrence_prefix_ = nullptr;
  ByteSpan short_gaps_;
  std::uint32_t inline_tf_ = 1;  // of the single posting of an inline term; 1 for lists without frequencies
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSTING_LIST_H_
