// ProximityMatcher: documents of one container where words and phrases stand near each other, and how often.
// Shape:   candidates are the documents that hold every word; the positions of one candidate at a time are then read
//          and counted, field by field, by proximity_count.h. A word is what slots share that stand for the same term
//          or for the same alternatives: it is read once. Where an item has several words that are read quickly and
//          others that are not, of many terms or much more frequent, the former are looked at by themselves first.
// Cost:    linear in the postings of all terms among the candidates and in their occurrences there. The postings are
//          held in memory that all matchers of a query share.
// Errors:  match() says false when bytes are damaged: error() tells.
// Threads: one owner.
// Life:    refers to the SegmentQuery; bind() again after the query was bound to another segment.
#ifndef RIFFLE_QUERY_PROXIMITY_MATCHER_H_
#define RIFFLE_QUERY_PROXIMITY_MATCHER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "query/document_positions.h"
#include "query/phrase_matcher.h"
#include "query/proximity_count.h"
#include "query/segment_query.h"

namespace riffle {

/// Where terms stand among the candidates of a container; one matcher after the other fills it.
class ProximityReadings {
 public:
  struct Reading {
    DocumentPositions positions;
    std::vector<std::uint16_t> documents;  // those that hold the term
    std::vector<std::uint32_t> ranks;
    std::size_t at = 0;
    std::uint64_t bytes = 0;  // as counted
  };

  /// Room for so many terms.
  void reserve(std::size_t count) {
    if (readings_.size() < count) readings_.resize(count);
  }
  Reading& operator[](std::size_t index) { return readings_[index]; }
  /// Counts what the reading has grown by as memory of the segment.
  Status count(Reading& reading, WorkMeter& meter);
  /// Another segment begins, whose memory is counted anew.
  void forget();
  void release() { readings_.clear(); }

 private:
  std::vector<Reading> readings_;
};

class ProximityMatcher {
 public:
  ProximityMatcher(SegmentQuery& query, SearchScratch& scratch, ProximityReadings& readings)
      : query_(query), scratch_(scratch), readings_(readings) {}

  /// Opens the lists of what the segment has of the terms.
  Status bind(std::uint32_t proximity);

  /// The documents of `within` in container `key` that match.
  bool match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out);
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  /// What slots with the same number of PlanSlot::word stand for.
  struct Word {
    std::uint32_t first_term = 0;  // in terms_, and its place among the readings
    std::uint32_t term_count = 0;
    bool takes_longer = false;             // to read
    bool is_needed = true;                 // every match holds it
    bool is_read = false;                  // positions are those in the document under test
    std::vector<std::uint32_t> positions;  // of the document under test
    std::vector<std::uint32_t> in_field;   // of one field of it
  };
  enum class Words : std::uint8_t { kAll, kSimple };
  /// Of an item that must always stand behind others.
  struct Place {
    std::uint32_t position = 0;
    std::uint32_t before = 0;  // positions of its field before it
  };

  Status bind_words();
  void bind_items();
  ContainerSet candidates(std::uint32_t key, const ContainerSet& within, std::uint8_t* outputs[2]);
  void narrow(ContainerSet& set, const ContainerSet& by, const ContainerSet& within, std::uint8_t* outputs[2]) const;
  void unite_terms(const Word& word, std::uint32_t key, std::uint8_t* output) const;
  Status count_work(const Word& word, std::uint32_t key) const;
  ContainerSet word_set(const Word& word, std::uint32_t key, std::uint8_t* output) const;
  bool match_documents(std::uint32_t key, kernels::U16Array documents, Words words, PhraseMatches& out);
  bool prepare_readings(std::uint32_t key, kernels::U16Array documents, Words words);
  bool prepare(std::size_t term, std::uint32_t key, kernels::U16Array documents);
  bool read_document(DocId doc, Words words);
  bool read_word(Word& word, DocId doc);
  bool read_positions(std::size_t term, DocId doc, std::vector<std::uint32_t>& positions);
  void keep_field(const std::vector<std::uint32_t>& positions, std::uint32_t field,
                  std::vector<std::uint32_t>& inside) const;
  std::uint32_t count_in_document(Words words);
  void mark_words();
  [[nodiscard]] std::uint64_t occurrences(const Word& word) const;
  [[nodiscard]] std::uint64_t most_occurrences_of_simple() const;
  void set_slots(CountedItem& item) const;
  bool is_always_behind(DocId doc, bool& result);
  bool drop_places_behind(const CountedItem& item, DocId doc);
  std::uint32_t count_in_field(Words words);
  bool fail(std::unexpected<Error> error);

  SegmentQuery& query_;
  SearchScratch& scratch_;
  ProximityReadings& readings_;
  const PlanProximity* proximity_ = nullptr;
  std::vector<BoundTerm*> terms_;  // by word and term; the mark of sentences, where it is needed, last
  std::vector<Word> words_;        // by PlanSlot::word
  std::vector<CountedItem> items_;
  std::vector<CountedItem> simple_items_;  // what to look at first, if anything: of each item what is read quickly
  PhraseMatches simple_matches_;
  std::vector<std::uint32_t> sentences_;  // where they begin in the document under test
  std::vector<std::uint32_t> sentences_in_field_;
  std::vector<std::uint32_t> borders_;
  std::vector<Place> places_;
  std::vector<Place> led_;
  ProximityCounter counter_;
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROXIMITY_MATCHER_H_
