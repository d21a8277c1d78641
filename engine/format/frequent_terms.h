// Frequent terms: a hash table of the dictionary's entries of terms in many documents, where most words of queries are
// found without searching the dictionary.
// Shape:   for each bucket the u32 where its records begin, and the end of the last; the records. A record is a key and
//          its entry, with offsets that do not need the entries before it.
// Units:   26 bytes a term; of 498,254 terms 34,348 stand in 16 documents or more: 0.7 % of a file without stored text.
// Cost:    two cache misses, where the dictionary takes a binary search and a walk through half a block.
// Errors:  a record that is none, or is cut off, is damage.
// Source:  format-spec 5.8.
#ifndef RIFFLE_FORMAT_FREQUENT_TERMS_H_
#define RIFFLE_FORMAT_FREQUENT_TERMS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/block_guard.h"
#include "format/posting_list.h"
#include "format/schema.h"

namespace riffle {

/// Words in fewer documents are looked up in the dictionary alone.
inline constexpr std::uint32_t kLeastFrequentDf = 16;

class FrequentTermsWriter {
 public:
  /// Whether the table has a key: words, and stem classes, of so many documents, and each class that is named like such
  /// a word. REQUIRES: all keys come, in order.
  [[nodiscard]] bool takes(std::string_view key, std::uint32_t df);
  /// Of `entry` the kind and the places of lists are read; `bytes` = the entry in its block, behind the key.
  /// REQUIRES: takes().
  void add(std::string_view key, const TermEntry& entry, ByteSpan bytes);
  [[nodiscard]] bool empty() const { return places_.empty(); }
  /// The section; empty when a bucket would become too long. REQUIRES: !empty().
  [[nodiscard]] ByteBuffer encode() const;
  [[nodiscard]] std::uint64_t count() const { return places_.size(); }

 private:
  struct Place {
    std::uint32_t hash;
    std::uint32_t bytes;
    std::uint64_t begin;
  };
  std::vector<Place> places_;
  ByteBuffer records_;
  std::size_t word_count_ = 0;  // places of words; those of classes follow
  std::size_t next_word_ = 0;   // the first that is not smaller than the name of the last class
};

class FrequentTerms {
 public:
  enum class Answer : std::uint8_t {
    kFound,
    kAbsent,   ///< the dictionary does not have the key
    kUnknown,  ///< it may
    kDamaged,
  };

  /// No key is known.
  FrequentTerms() = default;
  /// `section` may be absent. std::nullopt when its length contradicts the number of its items.
  static std::optional<FrequentTerms> open(SectionView section, std::uint64_t items);

  [[nodiscard]] bool present() const { return section_.present(); }

  // A look-up in three steps, of which each asks for what the next one reads. REQUIRES: present().
  /// The number of the bucket that a key's record is in.
  [[nodiscard]] std::uint64_t bucket_of(std::string_view key) const;
  void prefetch_records(std::uint64_t bucket) const;
  [[nodiscard]] Answer find(std::string_view key, std::uint64_t bucket, TermEntry& entry) const;

 private:
  FrequentTerms(SectionView section, std::uint64_t buckets) : section_(section), bucket_count_(buckets) {}
  [[nodiscard]] std::optional<ByteReader> records_of(std::uint64_t bucket) const;
  [[nodiscard]] Answer find_record(std::string_view key, std::uint64_t bucket, TermEntry* entry) const;

  SectionView section_;
  std::uint64_t bucket_count_ = 1;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_FREQUENT_TERMS_H_
