// What an index holds of a word, and of the text of a document: for people who ask why something is found, or is not.
// Shape:   terms are as the index holds them (Index::for_each_term()), not as they are typed. Deleted documents
//          are left out, and are not counted.
// Units:   positions count words from the begin of their field, from 0.
// Threads: plain values.
#ifndef RIFFLE_POSTINGS_H_
#define RIFFLE_POSTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace riffle {

struct PostingsRequest {
  std::string field = {};  ///< text, keyword or id field; empty = all text fields
  std::string term = {};
  bool all_forms = false;  ///< of a text field: the whole stem class of the term
};

/// Where a word stands in one field.
struct FieldPositions {
  std::string field;
  std::vector<std::uint32_t> positions;  ///< not decreasing
};

/// A document with the word.
struct Posting {
  std::uint64_t number = 0;            ///< place of the document in index order, deleted ones counted, as Hit::number
  std::string id;                      ///< empty in an index without ids
  std::uint32_t frequency = 0;         ///< occurrences; 1 in keyword and id fields
  std::vector<FieldPositions> fields;  ///< in schema order, those with the word; none for keyword and id fields
};

/// Of all live documents with the word, visited or not.
struct PostingsSummary {
  std::vector<std::string> forms;  ///< that were looked up and stand in the dictionary, in byte order
  std::uint64_t document_frequency = 0;
  std::uint64_t collection_frequency = 0;
};

/// A word of a document.
struct DocumentTerm {
  std::string term;
  std::uint32_t frequency = 0;
  std::vector<FieldPositions> fields;
};

}  // namespace riffle

#endif  // RIFFLE_POSTINGS_H_
