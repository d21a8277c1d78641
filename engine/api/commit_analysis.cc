#include "api/commit_analysis.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/try.h"
#include "query/query_parser.h"
#include "storage/sentence_support.h"

namespace riffle {
namespace {

QueryField::Kind query_kind(FieldType type) {
  switch (type) {
    case FieldType::kId: return QueryField::Kind::kId;
    case FieldType::kText: return QueryField::Kind::kText;
    case FieldType::kKeyword: return QueryField::Kind::kKeyword;
    case FieldType::kDate: return QueryField::Kind::kDate;
    case FieldType::kInt64: return QueryField::Kind::kInt64;
    case FieldType::kFloat64: return QueryField::Kind::kFloat64;
    case FieldType::kStored: break;
  }
  return QueryField::Kind::kStored;
}

/// Whether a document, deleted ones included, has the folded value in the keyword field.
Result<bool> has_keyword(const Snapshot& snapshot, const std::string& name, const std::string& value) {
  const auto field = snapshot.schema().find(name);
  if (!field || value.empty()) return false;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY_ASSIGN(const auto entry, segment.reader->find_term(static_cast<TermSpace>(*field + 1), value));
    if (entry) return true;
  }
  return false;
}

/// The values of keyword fields by what loose_keyword() leaves of them, of a field once something is asked of it. None
/// of a field with more than kMostValues.
class LooseValues {
 public:
  explicit LooseValues(const Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::vector<std::string>> like(const std::string& name, const std::string& value) {
    const auto field = snapshot_.schema().find(name);
    if (!field) return std::vector<std::string>();
    const auto [known, is_new] = by_field_.try_emplace(*field);
    if (is_new) RIFFLE_TRY(read(static_cast<TermSpace>(*field + 1), known->second));
    const auto found = known->second.find(loose_keyword(value));
    if (found == known->second.end()) return std::vector<std::string>();
    return std::vector<std::string>(found->second.begin(), found->second.end());
  }

 private:
  static constexpr std::size_t kMostValues = 16384;
  using Values = std::unordered_map<std::string, std::set<std::string>>;

  Status read(TermSpace space, Values& values) const {
    std::size_t count = 0;
    for (const LiveSegment& segment : snapshot_.segments()) {
      RIFFLE_TRY(segment.reader->for_each_term(space, {}, [&](std::string_view value, const TermEntry&) {
        values[loose_keyword(value)].emplace(value);
        return ++count <= kMostValues;
      }));
    }
    if (count > kMostValues) values.clear();
    return {};
  }

  const Snapshot& snapshot_;
  std::map<std::uint32_t, Values> by_field_;
};

}  // namespace

Result<std::unique_ptr<Analyzer>> analyzer_of(const Snapshot& snapshot) {
  return analyzer_of_file(snapshot.path(), snapshot.commit().analyzer, snapshot.commit().analyzer_version);
}

Result<Query> parse_for(const Snapshot& snapshot, Analyzer& analyzer, std::string_view query_text,
                        const ParseOptions& options) {
  QueriedIndex index;
  if (query_text.find("SENTENCE") != std::string_view::npos) {
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(snapshot));
    index.has_sentences = marks != SentenceMarks::kNone;
  }
  Status looked_up;
  index.has_value = [&](const QueryField& field, const std::string& value) {
    const Result<bool> is_there = has_keyword(snapshot, field.name, value);
    if (!is_there && looked_up) looked_up = std::unexpected(is_there.error());
    return is_there.value_or(false);
  };
  LooseValues loose_values(snapshot);
  index.like_values = [&](const QueryField& field, const std::string& value) {
    Result<std::vector<std::string>> values = loose_values.like(field.name, value);
    if (!values && looked_up) looked_up = std::unexpected(values.error());
    return std::move(values).value_or(std::vector<std::string>());
  };
  std::vector<QueryField> fields;
  for (const Field& field : snapshot.schema().fields) fields.push_back({field.name, query_kind(field.type)});
  Result<ParsedQuery> parsed = parse_query(query_text, fields, analyzer, options, index);
  RIFFLE_TRY(looked_up);
  RIFFLE_TRY(analyzer.status());
  if (!parsed) return std::unexpected(std::move(parsed).error());
  return Query(std::move(parsed->root), std::move(parsed->notes), std::string(query_text));
}

}  // namespace riffle
