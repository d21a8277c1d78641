// Postings of one term and the records that PostingWriter makes of them, for tests of the readers.
#ifndef RIFFLE_TESTS_FORMAT_POSTING_SAMPLES_H_
#define RIFFLE_TESTS_FORMAT_POSTING_SAMPLES_H_

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "format/position_list.h"
#include "format/posting_list.h"
#include "format/posting_writer.h"

namespace riffle {

/// One term's postings, its records, and what the dictionary would say of it.
struct SampleTerm {
  TermPostings postings;
  TermEntry entry;
  ByteBuffer list;
  ByteBuffer positions;
  std::uint32_t doc_count = 0;
  std::uint64_t token_space = 0;
  std::vector<std::uint32_t> spans;  ///< first token of each document, and the end

  [[nodiscard]] std::optional<PostingList> open() const { return PostingList::open(entry, list, doc_count); }
};

struct SamplePlan {
  std::vector<DocId> docs;
  std::function<std::uint32_t(std::size_t rank)> tf = [](std::size_t) { return 1u; };
  std::function<std::uint32_t(std::size_t rank, std::uint32_t i)> gap = [](std::size_t, std::uint32_t i) {
    return i == 0 ? 0u : 1u;
  };
  std::uint32_t doc_tokens = 100;  ///< token positions of each document
  std::uint64_t token_space = 0;   ///< 0 = documents x doc_tokens
  bool text_space = true;
};

inline SampleTerm make_sample(const SamplePlan& plan) {
  SampleTerm term;
  term.doc_count = plan.docs.back() + 1;
  for (std::uint32_t doc = 0; doc <= term.doc_count; ++doc) term.spans.push_back(doc * plan.doc_tokens);
  term.token_space = plan.token_space != 0 ? plan.token_space : term.spans.back();
  term.postings.docs = plan.docs;
  for (std::size_t rank = 0; plan.text_space && rank < plan.docs.size(); ++rank) {
    term.postings.tfs.push_back(plan.tf(rank));
    for (std::uint32_t i = 0; i < plan.tf(rank); ++i) term.postings.gaps.push_back(plan.gap(rank, i));
  }
  PostingWriter writer(term.spans.data(), 1, term.token_space, term.doc_count);
  ByteBuffer short_lists;
  ByteBuffer long_lists;
  const EncodedTerm encoded = writer.encode(term.postings, plan.text_space, short_lists, long_lists, term.positions);
  term.entry.kind = encoded.kind;
  term.entry.df = encoded.df;
  term.entry.cf = encoded.cf;
  term.entry.has_positions = plan.text_space;
  term.entry.list_bytes = encoded.list_bytes;
  term.entry.positions_bytes = encoded.positions_bytes;
  term.list = encoded.kind == TermEntry::Kind::kShort ? short_lists : long_lists;
  if (encoded.kind == TermEntry::Kind::kInline) {
    term.entry.inline_doc = plan.docs[0];
    term.entry.inline_tf = plan.text_space ? plan.tf(0) : 1;
    std::uint32_t position = 0;
    for (std::uint32_t i = 0; plan.text_space && i < term.entry.inline_tf; ++i) {
      term.entry.inline_positions[i] = position += plan.gap(0, i);
    }
  }
  return term;
}

/// `count` doc ids, `step` apart.
inline std::vector<DocId> every(std::uint32_t step, std::size_t count, DocId first = 0) {
  std::vector<DocId> docs;
  for (std::size_t i = 0; i < count; ++i) docs.push_back(first + static_cast<DocId>(i) * step);
  return docs;
}

inline std::uint64_t mixed_number(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

/// `count` doc ids at uneven distances of 1 to 2 * mean.
inline std::vector<DocId> scattered(std::uint32_t mean, std::size_t count) {
  std::vector<DocId> docs;
  DocId doc = 0;
  for (std::size_t i = 0; i < count; ++i) docs.push_back(doc += 1 + static_cast<DocId>(mixed_number(i) % (2 * mean)));
  return docs;
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_FORMAT_POSTING_SAMPLES_H_
