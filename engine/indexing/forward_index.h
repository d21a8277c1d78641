// ForwardIndex: the terms of each document, for those who put documents in order.
// Shape:   document d of an order has the term numbers terms[starts[d], starts[d + 1]), increasing; frequent terms have
//          small numbers. Of the text terms those that are in at least 4 documents and at most a tenth of them. Of more
//          than 65,536 of these the rarest are left out; where memory does not suffice, the most frequent, which have
//          the most postings and tell the least.
// Cost:    the postings take 2 bytes each, at most half of `memory_bytes`, besides 12 bytes a document. Walks the
//          dictionaries three times and decodes the lists of the terms that are kept twice.
// Errors:  kCorrupt of the sources.
#ifndef RIFFLE_INDEXING_FORWARD_INDEX_H_
#define RIFFLE_INDEXING_FORWARD_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "indexing/document_order.h"
#include "riffle/error.h"

namespace riffle {

struct ForwardIndex {
  std::vector<std::uint64_t> starts{0};
  std::vector<std::uint16_t> terms;
  std::uint32_t term_count = 0;

  [[nodiscard]] std::size_t doc_count() const { return starts.size() - 1; }
  [[nodiscard]] std::span<const std::uint16_t> terms_of(DocId doc) const {
    return std::span(terms).subspan(starts[doc], starts[doc + std::size_t{1}] - starts[doc]);
  }
};

/// Of the documents of `order`, entry n being document n.
Result<ForwardIndex> make_forward_index(std::span<const MergeSource> sources, const DocumentOrder& order,
                                        std::size_t memory_bytes);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_FORWARD_INDEX_H_
