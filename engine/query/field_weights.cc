#include "query/field_weights.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/try.h"
#include "query/word_forms.h"

namespace riffle {
namespace {

/// A number of 0 or more that sums and products of scores can bear.
bool is_amount(double value) { return value >= 0 && value <= 1e9; }

Status check_numbers(const Ranking& ranking) {
  for (const FieldWeight& field : ranking.fields) {
    if (is_amount(field.weight) && field.b >= 0 && field.b <= 1) continue;
    return invalid_argument("the weight of \"" + field.field +
                            "\" must be from 0 to 1,000,000,000, and its b from 0 to 1");
  }
  if (!is_amount(ranking.half_life_days)) return invalid_argument("the half-life must be from 0 to 1,000,000,000 days");
  if (ranking.ageless >= 0 && ranking.ageless <= 1) return {};
  return invalid_argument("the ageless share of a score must be from 0 to 1");
}

QueryNodePtr in_field(const QueryNode& leaf, const std::string& field) {
  auto scoped = std::make_shared<QueryNode>(leaf);
  scoped->field = field;
  scoped->is_weak = false;
  scoped->name_weight = 0;
  scoped->spellings.clear();
  scoped->joined = {};
  return scoped;
}

}  // namespace

Result<std::vector<FieldWeight>> weights_by_field(const Schema& schema, const Ranking& ranking) {
  RIFFLE_TRY(check_numbers(ranking));
  std::vector<FieldWeight> weights;
  if (ranking.fields.empty()) return weights;
  for (const std::uint32_t number : schema.text_fields()) weights.push_back({.field = schema.fields[number].name});
  for (const FieldWeight& given : ranking.fields) {
    const auto weight = std::find_if(weights.begin(), weights.end(),
                                     [&given](const FieldWeight& known) { return known.field == given.field; });
    if (weight != weights.end()) {
      *weight = given;
      continue;
    }
    std::string known;
    for (const FieldWeight& field : weights) known += (known.empty() ? "" : ", ") + field.field;
    return make_error(schema.find(given.field) ? ErrorCode::kInvalidArgument : ErrorCode::kNotFound,
                      "\"" + given.field + "\" is no text field; there are: " + known);
  }
  return weights;
}

Status add_field_probes(const Snapshot& snapshot, Plan& plan, std::vector<QueryNodePtr>& trees) {
  const Schema& schema = snapshot.schema();
  const std::vector<std::uint32_t> fields = schema.text_fields();
  std::vector<std::string> notes;  // one leaf has none
  for (std::uint32_t leaf = 0; leaf < plan.leaves.size(); ++leaf) {
    if (plan.leaves[leaf].sort == LeafSort::kSet || plan.leaves[leaf].length_slot != 0) continue;
    for (std::uint32_t field = 0; field + 1 < fields.size(); ++field) {
      QueryNodePtr scoped = in_field(*plan.leaves[leaf].node, schema.fields[fields[field]].name);
      RIFFLE_TRY_ASSIGN(QueryNodePtr resolved, resolve_word_forms(snapshot, *scoped, notes));
      if (resolved != nullptr) scoped = std::move(resolved);
      RIFFLE_TRY(add_probes(schema, leaf, field, *scoped, plan));
      trees.push_back(std::move(scoped));
    }
  }
  return {};
}

std::vector<FieldModel> field_models(const Snapshot& snapshot, const std::vector<FieldWeight>& weights) {
  const auto documents = static_cast<double>(std::max<std::uint64_t>(snapshot.live_count(), 1));
  std::vector<FieldModel> models;
  for (std::size_t field = 0; field < weights.size(); ++field) {
    std::uint64_t tokens = 0;
    for (const SegmentEntry& segment : snapshot.commit().segments) tokens += segment.live_field_tokens[field];
    models.emplace_back(weights[field].weight, weights[field].b, static_cast<double>(tokens) / documents);
  }
  return models;
}

}  // namespace riffle
