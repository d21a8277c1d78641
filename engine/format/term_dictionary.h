// The term dictionary: keys in byte order, front-coded in blocks of 16, and a sparse index over the blocks.
// Cost:    look-up = binary search over 8 bytes a block, then at most 16 entries scanned.
// Errors:  readers check every length against the block; damage is kCorrupt with its offset.
// Source:  format-spec 5.
#ifndef RIFFLE_FORMAT_TERM_DICTIONARY_H_
#define RIFFLE_FORMAT_TERM_DICTIONARY_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/frequent_terms.h"
#include "format/key_part.h"
#include "format/posting_writer.h"
#include "format/schema.h"
#include "format/trigrams.h"

namespace riffle {

inline constexpr std::uint32_t kTermsPerBlock = 16;
inline constexpr std::size_t kMaxKeyBytes = 513;

/// Takes terms in key order and appends their blocks.
class TermDictionaryWriter {
 public:
  /// `key` = space byte and term. Inline terms give their single posting. REQUIRES: key > the one before.
  void add(std::string_view key, const EncodedTerm& term, DocId inline_doc,
           const std::vector<std::uint32_t>& inline_gaps);
  /// The same for a key in the space of pairs.
  void add_pair(std::string_view key, const EncodedTerm& term, DocId inline_doc);
  /// The same for a key in the space of stem classes; `forms` = its forms, encoded (stem_classes.h).
  void add_class(std::string_view key, const EncodedTerm& term, DocId inline_doc, ByteSpan forms);

  /// Complete blocks so far, to be written and cleared by the caller at any time.
  ByteBuffer& blocks() { return blocks_; }
  /// The index section; call after the last add(). `blocks_bytes` = length of section 1.
  ByteBuffer finish_index(std::uint64_t blocks_bytes);
  /// The section that says which blocks may hold terms with certain bytes.
  [[nodiscard]] const TrigramWriter& trigrams() const { return trigrams_; }
  /// The section that finds terms in many documents.
  [[nodiscard]] const FrequentTermsWriter& frequent_terms() const { return frequent_terms_; }
  [[nodiscard]] std::uint64_t term_count() const { return term_count_; }

 private:
  void begin_entry(std::string_view key, const EncodedTerm& term);
  /// Where the lists of a kind end so far.
  [[nodiscard]] std::uint64_t list_end(TermEntry::Kind kind) const {
    return kind == TermEntry::Kind::kShort ? short_offset_ : long_offset_;
  }
  void append_counted(const EncodedTerm& term, DocId inline_doc);
  void end_entry(std::string_view key, const EncodedTerm& term);

  ByteBuffer blocks_;
  std::uint64_t total_ = 0;  // bytes of all blocks so far
  std::size_t entry_start_ = 0;
  std::size_t head_start_ = 0;  // of the entry behind its key
  std::uint64_t list_start_ = 0;
  std::uint64_t positions_start_ = 0;
  std::string previous_;
  std::uint64_t term_count_ = 0;
  std::uint64_t short_offset_ = 0;
  std::uint64_t long_offset_ = 0;
  std::uint64_t positions_offset_ = 0;
  std::vector<std::uint64_t> prefixes_;
  std::vector<std::uint64_t> offsets_;
  TrigramWriter trigrams_;
  FrequentTermsWriter frequent_terms_;
};

/// First 8 bytes of a key as a big-endian number, filled with zeros.
std::uint64_t key_prefix(std::string_view key);

/// Walks the entries of one block. The block's bytes must be verified; nothing else about them is believed.
class TermBlockCursor {
 public:
  /// `first_ordinal` = 16 x the block's number; `entry_count` = 1 to 16.
  TermBlockCursor(ByteSpan block, std::uint64_t first_ordinal, std::uint32_t entry_count);

  /// Goes to the next entry; false at the end or when the bytes are damaged (then damaged() is true).
  bool next() { return next_key() && read_entry(); }
  /// The same without reading what is said of the term, several times as fast where most terms are passed over: what is
  /// damaged there may not be seen.
  bool next_key();
  /// The same for the next key that may be wanted; key() is the last of the block when it says false.
  bool next_key(KeyPart& part);
  /// Reads it, for entry(); false when it is damaged. REQUIRES: next_key() said true, and no call since.
  bool read_entry();
  /// Reads the entry of a block of one, that has no key. REQUIRES: a fresh cursor, good for entry() alone afterwards.
  bool read_lone_entry(TermSpace space) { return !damaged_ && decode_entry(space); }
  /// Goes to the entry of `wanted` without spelling out the keys before it; false when the block does not have it or is
  /// damaged. REQUIRES: a fresh cursor, which is good for entry() alone afterwards.
  bool seek(std::string_view wanted);
  [[nodiscard]] std::string_view key() const { return {key_data(), key_bytes_}; }
  [[nodiscard]] const TermEntry& entry() const { return entry_; }
  [[nodiscard]] bool damaged() const { return damaged_; }
  [[nodiscard]] std::size_t position() const { return reader_.position(); }
  /// The entries have used exactly the block's bytes.
  [[nodiscard]] bool at_block_end() const { return reader_.at_end(); }

 private:
  bool read_key();
  bool decode_entry(TermSpace space);
  bool pass_entry(TermSpace space);
  bool pass_unwanted(KeyPart& part);
  [[nodiscard]] char* key_data() { return key_.data() + KeyPart::kBytes; }
  [[nodiscard]] const char* key_data() const { return key_.data() + KeyPart::kBytes; }
  [[nodiscard]] TermSpace space() const { return static_cast<TermSpace>(*key_data()); }
  bool read_class(std::uint64_t df);
  bool read_pair(std::uint64_t df);
  bool read_counted(std::uint64_t df);
  void take_list(std::uint64_t length);

  ByteReader reader_;
  std::uint32_t left_;
  std::uint64_t next_ordinal_;
  std::uint64_t short_offset_;
  std::uint64_t long_offset_;
  std::uint64_t positions_offset_;
  std::array<char, KeyPart::kBytes + kMaxKeyBytes> key_;  // some bytes before the key
  std::size_t key_bytes_ = 0;
  std::size_t shared_bytes_ = 0;  // of the key with the one before
  bool first_ = true;
  bool is_entry_next_ = false;  // the entry of key_ has not been read
  bool damaged_ = false;
  TermEntry entry_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_TERM_DICTIONARY_H_
