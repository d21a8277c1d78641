#include "api/commit_analysis.h"

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

}  // namespace

Result<std::unique_ptr<Analyzer>> analyzer_of(const Snapshot& snapshot) {
  return analyzer_of_file(snapshot.path(), snapshot.commit().analyzer, snapshot.commit().analyzer_version);
}

Result<Query> parse_for(const Snapshot& snapshot, std::string_view query_text, const ParseOptions& options) {
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<Analyzer> analyzer, analyzer_of(snapshot));
  bool can_ask = true;
  if (query_text.find("SENTENCE") != std::string_view::npos) {
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(snapshot));
    can_ask = marks != SentenceMarks::kNone;
  }
  std::vector<QueryField> fields;
  for (const Field& field : snapshot.schema().fields) fields.push_back({field.name, query_kind(field.type)});
  Result<ParsedQuery> parsed = parse_query(query_text, fields, *analyzer, options, can_ask);
  RIFFLE_TRY(analyzer->status());
  if (!parsed) return std::unexpected(std::move(parsed).error());
  return Query(std::move(parsed->root), std::move(parsed->notes), std::string(query_text));
}

}  // namespace riffle
