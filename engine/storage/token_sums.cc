#include "storage/token_sums.h"

#include "base/bytes.h"
#include "postings/container_ops.h"

namespace riffle {
TokenSums::TokenSums(const SegmentReader& reader) : fields_(reader.text_field_count()) {
  const std::uint64_t lengths = std::uint64_t{reader.doc_count()} * fields_;
  spans_.reserve(lengths + 1);
  for (std::uint64_t at = 0; at <= lengths; ++at) spans_.push_back(reader.span(at));
  std::vector<std::uint64_t> sums(fields_, 0);
  before_.reserve(fields_ * (reader.doc_count() / kStep + 1));
  for (DocId doc = 0;; ++doc) {
    if (doc % kStep == 0) before_.insert(before_.end(), sums.begin(), sums.end());
    if (doc == reader.doc_count()) return;
    add_lengths(doc, sums);
  }
}

void TokenSums::add_lengths(DocId doc, std::vector<std::uint64_t>& sums) const {
  const std::uint32_t* const spans = spans_.data() + std::uint64_t{doc} * fields_;
  for (std::size_t field = 0; field < fields_; ++field) sums[field] += spans[field + 1] - spans[field] - 1;
}

void TokenSums::add_documents(DocId begin, DocId end, std::vector<std::uint64_t>& sums) {
  documents_read_ += end - begin;
  for (DocId doc = begin; doc < end; ++doc) add_lengths(doc, sums);
}

void TokenSums::add_range(DocId begin, DocId end, std::vector<std::uint64_t>& sums) {
  const std::size_t first = (begin + kStep - 1) / kStep;
  const std::size_t last = end / kStep;
  if (first >= last) return add_documents(begin, end, sums);
  add_documents(begin, static_cast<DocId>(first * kStep), sums);
  for (std::size_t field = 0; field < fields_; ++field)
    sums[field] += before_[last * fields_ + field] - before_[first * fields_ + field];
  add_documents(static_cast<DocId>(last * kStep), end, sums);
}

std::vector<std::uint64_t> TokenSums::of(const DocSetView& set) {
  std::vector<std::uint64_t> sums(fields_, 0);
  std::vector<std::uint16_t> values;
  for (std::uint32_t index = 0; index < set.container_count(); ++index) {
    const ContainerView container = set.container(index);
    const DocId base = DocId{container.key} << 16;
    if (container.kind == ContainerKind::kRun) {
      for (std::uint32_t i = 0; i < container.run_count; ++i) {
        const StoredRun run = stored_run_at(container, i);
        add_range(base + run.first, base + run.first + run.more + 1, sums);
      }
      continue;
    }
    values.resize(container_value_count(container) + kernels::kOutSlack);
    const std::size_t count = container_to_array(container, values.data());
    for (std::size_t i = 0; i < count; ++i) add_documents(base + values[i], base + values[i] + 1, sums);
  }
  return sums;
}

}  // namespace riffle
