// ProximityMatcher: documents of one container where words and phrases stand near each other, and how often.
// Shape:   candidates are the documents that hold a term of every slot; the positions of one candidate at a time are
//          then read and counted, field by field, by proximity_count.h.
// Cost:    linear in the postings of all terms among the candidates and in their occurrences there.
// Errors:  match() says false when bytes are damaged: error() tells.
// Threads: one owner.
// Life:    refers to the SegmentQuery; bind() again after the query was bound to another segment.
#ifndef RIFFLE_QUERY_PROXIMITY_MATCHER_H_
#define RIFFLE_QUERY_PROXIMITY_MATCHER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "query/document_positions.h"
#include "query/phrase_matcher.h"
#include "query/proximity_count.h"
#include "query/segment_query.h"

namespace riffle {

class ProximityMatcher {
 public:
  ProximityMatcher(SegmentQuery& query, SearchScratch& scratch) : query_(query), scratch_(scratch) {}

  /// Opens the lists of what the segment has of the terms.
  Status bind(std::uint32_t proximity);

  /// The documents of `within` in container `key` that match.
  bool match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out);
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  /// One term among the candidates of a container.
  struct Reading {
    BoundTerm* term = nullptr;
    std::unique_ptr<DocumentPositions> positions;
    std::vector<std::uint16_t> documents;  // those that hold the term
    std::vector<std::uint32_t> ranks;
    std::size_t at = 0;
  };

  ContainerSet candidates(std::uint32_t key, const ContainerSet& within, std::uint8_t* outputs[2]);
  ContainerSet slot_set(const PlanSlot& slot, std::uint32_t key, std::uint8_t* output) const;
  bool prepare_readings(std::uint32_t key, kernels::U16Array documents);
  bool read_document(DocId doc);
  bool read_positions(Reading& reading, DocId doc, std::vector<std::uint32_t>& positions);
  void keep_field(const std::vector<std::uint32_t>& positions, std::uint32_t field,
                  std::vector<std::uint32_t>& inside) const;
  std::uint32_t count_in_document();
  bool fail(std::unexpected<Error> error);

  SegmentQuery& query_;
  SearchScratch& scratch_;
  const PlanProximity* proximity_ = nullptr;
  std::vector<Reading> readings_;  // by slot and term; that of the mark of sentences, where it is needed, last
  std::vector<CountedItem> items_;
  std::vector<std::vector<std::uint32_t>> positions_;  // by slot: of the document under test
  std::vector<std::vector<std::uint32_t>> in_field_;   // by slot: of one field of it
  std::vector<std::uint32_t> sentences_;               // where they begin in the document under test
  std::vector<std::uint32_t> sentences_in_field_;
  std::vector<std::uint32_t> borders_;
  ProximityCounter counter_;
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROXIMITY_MATCHER_H_
