#include "indexing/document_order.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>

#include "base/try.h"
#include "indexing/forward_index.h"
#include "indexing/graph_bisection.h"

namespace riffle {

DocumentOrder order_of_index(std::span<const MergeSource> sources) {
  DocumentOrder order;
  for (std::uint32_t source = 0; source < sources.size(); ++source) {
    const std::uint32_t doc_count = sources[source].reader->doc_count();
    for (DocId doc = 0; doc < doc_count; ++doc) {
      if (!sources[source].tombstones->contains(doc)) order.push_back({.source = source, .doc = doc});
    }
  }
  return order;
}

Result<DocumentOrder> order_by_date(std::span<const MergeSource> sources, const Schema& schema) {
  struct Dated {
    bool has_none = false;
    Date date = 0;
    DocPlace place;
  };
  const std::optional<std::uint32_t> field = schema.date_field();
  DocumentOrder order = order_of_index(sources);
  if (!field) return order;
  std::vector<ColumnReader> columns;
  for (const MergeSource& source : sources) {
    RIFFLE_TRY_ASSIGN(const ColumnReader column, source.reader->column(*field));
    columns.push_back(column);
  }
  std::vector<Dated> dated;
  dated.reserve(order.size());
  for (const DocPlace& place : order) {
    RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> date, columns[place.source].value(place.doc));
    dated.push_back({.has_none = !date, .date = date.value_or(0), .place = place});
  }
  std::sort(dated.begin(), dated.end(), [](const Dated& a, const Dated& b) {
    if (a.has_none != b.has_none) return b.has_none;
    if (a.date != b.date) return a.date < b.date;
    return a.place.source != b.place.source ? a.place.source < b.place.source : a.place.doc < b.place.doc;
  });
  std::transform(dated.begin(), dated.end(), order.begin(), [](const Dated& document) { return document.place; });
  return order;
}

Result<DocumentOrder> order_by_bisection(std::span<const MergeSource> sources, std::size_t memory_bytes,
                                         unsigned threads) {
  const DocumentOrder as_it_is = order_of_index(sources);
  RIFFLE_TRY_ASSIGN(const ForwardIndex index, make_forward_index(sources, as_it_is, memory_bytes));
  RIFFLE_TRY_ASSIGN(const std::vector<DocId> bisected, bisect_documents(index, threads));
  DocumentOrder order;
  order.reserve(bisected.size());
  for (const DocId doc : bisected) order.push_back(as_it_is[doc]);
  return order;
}

}  // namespace riffle
