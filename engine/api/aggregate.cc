// Index::aggregate(): one walk over the matches, container by container, with a counter for each thing asked.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/index_impl.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/match_block.h"
#include "query/searcher.h"
#include "results/date_histogram.h"
#include "results/facet_counter.h"
#include "riffle/aggregation.h"

namespace riffle {
namespace {

/// The field of that name, when it is of the wanted type; the message tells which fields would do.
Result<std::uint32_t> find_field(const Schema& schema, const std::string& name, FieldType type, std::string_view kind) {
  std::string known;
  for (std::uint32_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    if (field.type != type) continue;
    if (name.empty() || field.name == name) return i;
    known += (known.empty() ? "" : ", ") + field.name;
  }
  const bool exists = schema.find(name).has_value();
  const std::string have = known.empty() ? std::string("; the index has none") : "; the index has: " + known;
  if (name.empty()) return invalid_argument("the index has no " + std::string(kind) + " field");
  return make_error(exists ? ErrorCode::kInvalidArgument : ErrorCode::kNotFound,
                    "\"" + name + "\" is not a " + std::string(kind) + " field" + have);
}

}  // namespace

Result<Aggregations> Index::aggregate(const Query& query, const AggregateOptions& options) const {
  return impl_->named([&]() -> Result<Aggregations> {
    const Schema& schema = impl_->snapshot->schema();
    const bool single_segment = impl_->snapshot->segments().size() == 1;
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), options.control));
    std::vector<FacetCounter> facets;
    for (const FacetRequest& request : options.facets) {
      RIFFLE_TRY_ASSIGN(const std::uint32_t field, find_field(schema, request.field, FieldType::kKeyword, "keyword"));
      facets.emplace_back(schema.fields[field].name, field, request.limit, single_segment, searcher.meter());
    }
    std::optional<HistogramCounter> histogram;
    if (options.histogram) {
      RIFFLE_TRY_ASSIGN(const std::uint32_t field,
                        find_field(schema, options.histogram_field, FieldType::kDate, "date"));
      histogram.emplace(schema.fields[field].name, field, *options.histogram, searcher.meter());
    }
    Aggregations out;
    const auto use = [&](const MatchBlock& block) -> Result<bool> {
      out.total += block.count;
      for (FacetCounter& facet : facets) RIFFLE_TRY(facet.add(block));
      if (histogram) RIFFLE_TRY(histogram->add(block));
      return true;
    };
    RIFFLE_TRY(searcher.for_each_block(use));
    for (FacetCounter& counter : facets) {
      RIFFLE_TRY_ASSIGN(Facet facet, counter.finish());
      out.facets.push_back(std::move(facet));
    }
    if (histogram) out.histogram = histogram->finish();
    return out;
  });
}

}  // namespace riffle
