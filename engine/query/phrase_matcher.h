// PhraseMatcher: documents of one container where a phrase stands, and how often. Also terms that must lie in one
// field.
// Shape:   terms are of two sorts. Positions of document-relative terms are read by posting number; those of
//          token-space terms are probed or intersected by absolute position. With a document-relative term, its
//          documents lead; with none, chunks of token space are intersected with a shift.
// Cost:    about the occurrences of the rarest term, and one probe for each of them and each frequent term.
// Errors:  match() says false when bytes are damaged: error() tells.
// Threads: one owner.
// Life:    refers to the SegmentQuery; bind() again after the query was bound to another segment.
#ifndef RIFFLE_QUERY_PHRASE_MATCHER_H_
#define RIFFLE_QUERY_PHRASE_MATCHER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "query/segment_query.h"

namespace riffle {

/// Documents of a container (low halves, increasing) and the number of matches in each.
struct PhraseMatches {
  std::vector<std::uint16_t> documents;
  std::vector<std::uint32_t> frequencies;

  void clear() {
    documents.clear();
    frequencies.clear();
  }
  [[nodiscard]] kernels::U16Array values() const {
    return {reinterpret_cast<const std::uint8_t*>(documents.data()), documents.size()};
  }
};

class PhraseMatcher {
 public:
  PhraseMatcher(SegmentQuery& query, SearchScratch& scratch) : query_(query), scratch_(scratch) {}

  /// Opens what the phrase needs. REQUIRES: every term of the phrase is present in the segment.
  Status bind(std::uint32_t phrase);

  /// The documents of `within` in container `key` that hold the phrase.
  bool match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out);
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  struct Slot {
    BoundTerm* term;
    std::uint32_t offset;
  };
  // A place where the phrase may stand.
  struct Candidate {
    std::uint32_t document;  // index into the documents under test
    std::uint32_t place;     // relative to the document's first position
  };
  static constexpr std::size_t kProbeBatch = 32;

  // With frequent terms, a hole lets a probe reach into the next document as well.
  [[nodiscard]] bool needs_field_check() const {
    return phrase_->text_field != kAnyTextField ||
           (phrase_->has_holes && (text_field_count_ > 1 || !frequent_.empty()));
  }
  [[nodiscard]] std::uint32_t span_of(DocId doc, std::uint32_t field) const {
    return reader_->span(std::uint64_t{doc} * text_field_count_ + field);
  }
  /// Where the word of `slot` is wanted for a candidate. REQUIRES: locate_documents().
  [[nodiscard]] std::uint64_t wanted_position(const Candidate& candidate, const Slot& slot) const {
    return starts_[candidate.document] + candidate.place + slot.offset;
  }
  [[nodiscard]] bool stands_in_field(DocId doc, std::uint64_t begin) const;
  bool fail(std::unexpected<Error> error);
  bool fail_positions();

  // phrase_matcher.cc: documents lead.
  bool match_documents(std::uint32_t key, const ContainerSet& within, PhraseMatches& out);
  bool documents_of_all(std::uint32_t key, const ContainerSet& within, ContainerSet& documents);
  bool find_candidates(std::uint32_t key, kernels::U16Array documents);
  bool seed_candidates(const Slot& slot, std::uint32_t universe, kernels::U16Array documents);
  bool keep_beside(const Slot& slot);
  bool locate_documents(DocId first_doc, kernels::U16Array documents);
  bool keep_beside_frequent(const Slot& slot);
  bool probe(const Slot& slot);
  bool intersect_chunks(const Slot& slot);
  void drop_outside_field(DocId first_doc, kernels::U16Array documents);
  void collect(kernels::U16Array documents, PhraseMatches& out) const;

  // phrase_token_space.cc: token positions lead.
  bool match_token_space(std::uint32_t key, const ContainerSet& within, PhraseMatches& out);
  bool sweep_chunks(std::uint32_t key, PhraseMatches& out);
  bool sweep_documents(std::uint32_t key, kernels::U16Array documents, PhraseMatches& out);
  bool matches_in_document(DocId doc, std::uint32_t& matches);
  bool load_driver(std::uint32_t chunk);
  bool refine(kernels::U16Array& values, std::uint32_t chunk, const Slot& slot);
  bool refine_shifted(kernels::U16Array& values, std::uint64_t base, const Slot& slot);
  bool intersect_chunk(kernels::U16Array values, std::uint32_t chunk, std::int32_t shift, const Slot& slot,
                       std::uint16_t* out, std::size_t& kept);
  bool refine_probing(kernels::U16Array& values, std::uint64_t base, const Slot& slot);
  bool holds(const Slot& slot, std::uint64_t position, bool& result);
  std::uint16_t* output_beside(kernels::U16Array values);

  SegmentQuery& query_;
  SearchScratch& scratch_;
  const PlanPhrase* phrase_ = nullptr;
  const SegmentReader* reader_ = nullptr;
  std::uint32_t text_field_count_ = 1;
  std::vector<Slot> relative_;  // rarest first
  std::vector<Slot> frequent_;  // in token space, rarest first
  std::vector<Candidate> candidates_;
  std::vector<std::uint64_t> starts_;  // first token position of each document under test that has candidates
  std::vector<std::uint32_t> ranks_;   // posting numbers of the documents under test, of one term at a time
  kernels::U16Array driver_;           // occurrences of the rarest term in the chunk that is loaded
  std::uint32_t driver_chunk_ = UINT32_MAX;
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_PHRASE_MATCHER_H_
