#include "storage/token_sums.h"

#include "base/bytes.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

std::uint64_t tokens_of(const SegmentReader& reader, std::uint64_t at) {
  return reader.span(at + 1) - reader.span(at) - 1;
}

}  // namespace

TokenSums::TokenSums(const SegmentReader& reader) : fields_(reader.text_field_count()) {
  std::vector<std::uint64_t> sums(fields_, 0);
  before_.reserve(fields_ * (reader.doc_count() / kStep + 1));
  for (DocId doc = 0;; ++doc) {
    if (doc % kStep == 0) before_.insert(before_.end(), sums.begin(), sums.end());
    if (doc == reader.doc_count()) return;
    for (std::size_t field = 0; field < fields_; ++field)
      sums[field] += tokens_of(reader, std::uint64_t{doc} * fields_ + field);
  }
}

void TokenSums::add_documents(const SegmentReader& reader, DocId begin, DocId end, std::vector<std::uint64_t>& sums) {
  if (begin == end || !reader.touch_spans(begin, end - 1)) return;
  documents_read_ += end - begin;
  for (DocId doc = begin; doc < end; ++doc) {
    for (std::size_t field = 0; field < fields_; ++field)
      sums[field] += tokens_of(reader, std::uint64_t{doc} * fields_ + field);
  }
}

void TokenSums::add_range(const SegmentReader& reader, DocId begin, DocId end, std::vector<std::uint64_t>& sums) {
  const std::size_t first = (begin + kStep - 1) / kStep;
  const std::size_t last = end / kStep;
  if (first >= last) return add_documents(reader, begin, end, sums);
  add_documents(reader, begin, static_cast<DocId>(first * kStep), sums);
  for (std::size_t field = 0; field < fields_; ++field)
    sums[field] += before_[last * fields_ + field] - before_[first * fields_ + field];
  add_documents(reader, static_cast<DocId>(last * kStep), end, sums);
}

std::vector<std::uint64_t> TokenSums::of(const SegmentReader& reader, const DocSetView& set) {
  std::vector<std::uint64_t> sums(fields_, 0);
  std::vector<std::uint16_t> values;
  for (std::uint32_t index = 0; index < set.container_count(); ++index) {
    const ContainerView container = set.container(index);
    const DocId base = DocId{container.key} << 16;
    if (container.kind == ContainerKind::kRun) {
      for (std::uint32_t i = 0; i < container.run_count; ++i) {
        const StoredRun run = stored_run_at(container, i);
        add_range(reader, base + run.first, base + run.first + run.more + 1, sums);
      }
      continue;
    }
    values.resize(container_value_count(container) + kernels::kOutSlack);
    const std::size_t count = container_to_array(container, values.data());
    for (std::size_t i = 0; i < count; ++i) add_documents(reader, base + values[i], base + values[i] + 1, sums);
  }
  return sums;
}

}  // namespace riffle
