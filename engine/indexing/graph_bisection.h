// bisect_documents(): an order in which documents that share terms stand near one another, so that the gaps in posting
// lists are small: recursive graph bisection.
// Shape:   a permutation of the documents. Each set of documents is halved, pairs of documents change sides as long as
//          that makes the log-gap cost of the two halves smaller, and the halves are halved in turn, down to
//          kLeafDocuments, which stay in the order in which they came.
// Cost:    log2(documents / kLeafDocuments) levels of at most kMostRounds passes over the postings. Memory: 16 bytes a
//          document, and for each thread 16 a term and 12 a document of its set.
// Errors:  kOutOfMemory.
// Threads: the order does not depend on their number: sums are of integers, and ties are broken by document.
// Source:  Dhulipala et al., "Compressing Graphs and Indexes with Recursive Graph Bisection", KDD 2016; Mackenzie,
//          Petri and Moffat, "Tradeoff Options for Bipartite Graph Partitioning", TKDE 2022. Deviation: a swap is
//          judged by what it changes at its turn, when earlier swaps of the pass are done, so that each lowers the cost
//          and no cooling is needed.
#ifndef RIFFLE_INDEXING_GRAPH_BISECTION_H_
#define RIFFLE_INDEXING_GRAPH_BISECTION_H_

#include <cstddef>
#include <vector>

#include "indexing/forward_index.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

inline constexpr std::size_t kLeafDocuments = 16;
inline constexpr int kMostRounds = 20;

/// Entry n is the document that comes at place n.
Result<std::vector<DocId>> bisect_documents(const ForwardIndex& index, unsigned threads);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_GRAPH_BISECTION_H_
