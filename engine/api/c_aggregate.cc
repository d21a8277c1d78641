// riffle_c.h: facets and date histograms.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_json.h"
#include "api/c_support.h"
#include "riffle/aggregation.h"
#include "riffle/index.h"
#include "riffle/riffle_c.h"

namespace riffle {
namespace {

Result<AggregateOptions> aggregate_options_of(const riffle_aggregate_options* given) {
  RIFFLE_TRY_ASSIGN(const riffle_aggregate_options options, c_options(given));
  RIFFLE_TRY(c_check_choice(options.histogram, RIFFLE_UNIT_YEAR, "histogram"));
  RIFFLE_TRY_ASSIGN(std::vector<std::string> fields, c_strings_of(options.facets, options.facet_count, "facets"));
  AggregateOptions aggregate;
  for (std::string& field : fields) {
    FacetRequest& request = aggregate.facets.emplace_back();
    request.field = std::move(field);
    if (options.facet_limit != 0) request.limit = options.facet_limit == RIFFLE_UNLIMITED ? 0 : options.facet_limit;
  }
  if (options.histogram != RIFFLE_UNIT_NONE) aggregate.histogram = static_cast<DateUnit>(options.histogram - 1);
  aggregate.histogram_field = c_string_of(options.histogram_field);
  RIFFLE_TRY_ASSIGN(aggregate.control, c_control(options.limits));
  return aggregate;
}

std::unexpected<Error> no_such_part(const char* what) {
  return make_error(ErrorCode::kNotFound, "there is no such " + std::string(what));
}

Result<const Facet*> facet_of(const riffle_aggregates* aggregates, std::size_t number) {
  RIFFLE_TRY(c_needs(aggregates, "aggregates"));
  if (number >= aggregates->value.facets.size()) return no_such_part("facet");
  return &aggregates->value.facets[number];
}

Result<const DateHistogram*> histogram_of(const riffle_aggregates* aggregates) {
  RIFFLE_TRY(c_needs(aggregates, "aggregates"));
  if (!aggregates->value.histogram) return no_such_part("histogram; it was not asked for");
  return &*aggregates->value.histogram;
}

}  // namespace
}  // namespace riffle

using riffle::c_call;
using riffle::c_needs;
using riffle::Result;
using riffle::Status;

int riffle_aggregate(const riffle_index* index, const riffle_query* query, const riffle_aggregate_options* options,
                     riffle_aggregates** aggregates, riffle_error** error) {
  return riffle::c_make(aggregates, error, [&]() -> Result<std::unique_ptr<riffle_aggregates>> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY_ASSIGN(const riffle::AggregateOptions aggregate, riffle::aggregate_options_of(options));
    RIFFLE_TRY_ASSIGN(riffle::Aggregations found, index->value.aggregate(query->value, aggregate));
    return std::make_unique<riffle_aggregates>(std::move(found));
  });
}

std::uint64_t riffle_aggregates_total(const riffle_aggregates* aggregates) {
  return aggregates == nullptr ? 0 : aggregates->value.total;
}

std::size_t riffle_aggregates_facet_count(const riffle_aggregates* aggregates) {
  return aggregates == nullptr ? 0 : aggregates->value.facets.size();
}

int riffle_aggregates_facet(const riffle_aggregates* aggregates, std::size_t number, riffle_facet* facet,
                            riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::Facet* const found, riffle::facet_of(aggregates, number));
    return riffle::c_fill(facet, {.size = 0,
                                  .field = riffle::c_text(found->field),
                                  .value_count = found->values.size(),
                                  .distinct = found->distinct_count,
                                  .missing = found->missing_count});
  });
}

int riffle_aggregates_facet_value(const riffle_aggregates* aggregates, std::size_t number, std::size_t value_number,
                                  riffle_facet_value* value, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::Facet* const facet, riffle::facet_of(aggregates, number));
    if (value_number >= facet->values.size()) return riffle::no_such_part("value of the facet");
    const riffle::FacetValue& found = facet->values[value_number];
    return riffle::c_fill(
        value,
        {.size = 0, .value = riffle::c_text(found.value), .label = riffle::c_text(found.label), .count = found.count});
  });
}

int riffle_aggregates_histogram(const riffle_aggregates* aggregates, riffle_histogram* histogram,
                                riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::DateHistogram* const found, riffle::histogram_of(aggregates));
    return riffle::c_fill(histogram, {.size = 0,
                                      .field = riffle::c_text(found->field),
                                      .unit = static_cast<std::uint64_t>(found->unit) + 1,
                                      .bar_count = found->bars.size(),
                                      .missing = found->missing_count});
  });
}

int riffle_aggregates_bar(const riffle_aggregates* aggregates, std::size_t number, riffle_bar* bar,
                          riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::DateHistogram* const histogram, riffle::histogram_of(aggregates));
    if (number >= histogram->bars.size()) return riffle::no_such_part("bar");
    const riffle::DateBar& found = histogram->bars[number];
    return riffle::c_fill(bar, {.size = 0, .begin = found.begin, .end = found.end, .count = found.count});
  });
}

int riffle_aggregates_json(const riffle_aggregates* aggregates, char** json, std::size_t* length,
                           riffle_error** error) {
  return riffle::c_make_text(json, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY(c_needs(aggregates, "aggregates"));
    return riffle::c_aggregates_json(aggregates->value);
  });
}

void riffle_aggregates_free(riffle_aggregates* aggregates) { delete aggregates; }
