#include "output_json.h"

#include <fmt/core.h>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "overview_text.h"
#include "riffle/article_reader.h"

namespace riffle_cli {
namespace {

Json date_or_null(const std::optional<riffle::Date>& date) {
  return date ? Json(riffle::format_date(*date)) : Json(nullptr);
}

Json explanation_object(const riffle::Explanation& explanation) {
  Json terms = Json::array();
  for (const riffle::TermScore& term : explanation.term_scores) {
    terms.push_back({{"term", term.term},
                     {"document_frequency", term.document_frequency},
                     {"term_frequency", term.term_frequency},
                     {"field_length", term.field_length},
                     {"idf", term.idf},
                     {"boost", term.boost},
                     {"score", term.score}});
  }
  return {{"k1", explanation.k1},
          {"b", explanation.b},
          {"average_length", explanation.average_length},
          {"document_count", explanation.document_count},
          {"age_factor", explanation.age_factor},
          {"term_scores", std::move(terms)}};
}

Json ranges(const std::vector<riffle::TextRange>& list) {
  Json array = Json::array();
  for (const riffle::TextRange& range : list) array.push_back(Json::array({range.begin, range.end}));
  return array;
}

Json passage_object(const riffle::Snippet& passage, bool with_html) {
  Json object = {{"text", passage.text},
                 {"highlights", ranges(passage.highlights)},
                 {"of", passage.is_title ? "title" : "body"},
                 {"source", Json::array({passage.source.begin, passage.source.end})},
                 {"source_highlights", ranges(passage.source_highlights)}};
  if (with_html) object["html"] = riffle::to_html(passage);
  return object;
}

Json copies_of(const riffle::Hit& hit) {
  Json list = Json::array();
  for (const riffle::Copy& copy : hit.copies) list.push_back(copy_object(copy));
  return list;
}

Json hit_object(const riffle::Hit& hit, bool with_html) {
  Json object = {{"id", hit.id},
                 {"score", hit.score},
                 {"title", hit.title},
                 {"title_highlights", ranges(hit.title_highlights)},
                 {"date", date_or_null(hit.date)},
                 {"source", hit.source},
                 {"snippet", hit.snippet.text},
                 {"highlights", ranges(hit.snippet.highlights)}};
  if (!hit.file.empty()) object["file"] = hit.file;
  if (with_html) object["snippet_html"] = riffle::to_html(hit.snippet);
  if (!hit.passages.empty()) {
    Json passages = Json::array();
    for (const riffle::Snippet& passage : hit.passages) passages.push_back(passage_object(passage, with_html));
    object["passages"] = std::move(passages);
  }
  if (hit.copy_count > 0) {
    object["copies"] = copies_of(hit);
    object["copy_count"] = hit.copy_count;
  }
  if (hit.group_count > 0) {
    object["group"] = hit.group;
    object["group_count"] = hit.group_count;
  }
  if (hit.explanation) object["explanation"] = explanation_object(*hit.explanation);
  return object;
}

Json facets_object(const std::vector<riffle::Facet>& facets) {
  Json object = Json::object();
  for (const riffle::Facet& facet : facets) {
    Json values = Json::array();
    for (const riffle::FacetValue& value : facet.values) {
      values.push_back({{"value", value.value}, {"label", value.label}, {"count", value.count}});
    }
    object[facet.field] = {
        {"values", std::move(values)}, {"distinct", facet.distinct_count}, {"missing", facet.missing_count}};
  }
  return object;
}

Json histogram_object(const riffle::DateHistogram& histogram) {
  Json bars = Json::array();
  for (const riffle::DateBar& bar : histogram.bars) {
    bars.push_back(
        {{"begin", riffle::format_date(bar.begin)}, {"end", riffle::format_date(bar.end)}, {"count", bar.count}});
  }
  return {{"field", histogram.field},
          {"unit", date_unit_name(histogram.unit)},
          {"bars", std::move(bars)},
          {"missing", histogram.missing_count}};
}

}  // namespace

Json copy_object(const riffle::Copy& copy) {
  return {{"id", copy.id}, {"title", copy.title}, {"date", date_or_null(copy.date)}, {"source", copy.source}};
}

std::string to_line(const Json& value) {
  const std::string json = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  // U+007F to U+009F are valid in a string, but a terminal may obey them.
  std::string line;
  line.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]);
    const auto next = i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0U;
    if (byte == 0x7F) {
      line += "\\u007f";
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      line += fmt::format("\\u{:04x}", next);
      ++i;
    } else {
      line += json[i];
    }
  }
  return line;
}

std::string hits_line(const riffle::Hits& hits, bool with_html, const std::optional<riffle::Aggregations>& overview) {
  Json list = Json::array();
  for (const riffle::Hit& hit : hits.hits) list.push_back(hit_object(hit, with_html));
  Json object = {{"total", hits.total}};
  if (hits.stories) object["stories"] = *hits.stories;
  if (hits.groups) object["groups"] = *hits.groups;
  object["hits"] = std::move(list);
  if (overview && !overview->facets.empty()) object["facets"] = facets_object(overview->facets);
  if (overview && overview->histogram) object["histogram"] = histogram_object(*overview->histogram);
  object["next"] = hits.next.empty() ? Json(nullptr) : Json(hits.next);
  object["previous"] = hits.previous.empty() ? Json(nullptr) : Json(hits.previous);
  object["took_us"] = std::round(hits.took_us * 10) / 10;
  object["notes"] = hits.notes;
  Json suggestions = Json::array();
  for (const riffle::WordSuggestion& suggestion : hits.suggestions) {
    suggestions.push_back({{"word", suggestion.word},
                           {"instead", suggestion.instead},
                           {"document_frequency", suggestion.document_frequency}});
  }
  object["suggestions"] = std::move(suggestions);
  object["did_you_mean"] = hits.did_you_mean;
  return to_line(object);
}

std::string info_line(const riffle::IndexInfo& info) {
  Json fields = Json::array();
  for (const riffle::FieldInfo& field : info.fields) fields.push_back({{"name", field.name}, {"type", field.type}});
  Json segments = Json::array();
  for (const riffle::SegmentInfo& segment : info.segments) {
    Json object = {{"offset", segment.offset},
                   {"bytes", segment.bytes},
                   {"documents", segment.documents},
                   {"deleted", segment.deleted},
                   {"tokens", segment.tokens}};
    for (const auto& [name, bytes] : segment.sections) object["sections"][name] = bytes;
    segments.push_back(std::move(object));
  }
  return to_line({{"path", info.path},
                  {"file_bytes", info.file_bytes},
                  {"format_version", info.format_version},
                  {"uuid", info.uuid},
                  {"generation", info.generation},
                  {"analyzer", info.analyzer},
                  {"analyzer_version", info.analyzer_version},
                  {"analyzer_known", info.analyzer_known},
                  {"store", store_name(info.store)},
                  {"sentences", info.sentences},
                  {"documents", info.documents},
                  {"deleted", info.deleted},
                  {"tokens", info.tokens},
                  {"fields", std::move(fields)},
                  {"segments", std::move(segments)}});
}

std::string report_line(const riffle::VerifyReport& report) {
  Json faults = Json::array();
  for (const riffle::Fault& fault : report.faults) {
    faults.push_back({{"section", fault.section}, {"offset", fault.offset}, {"message", fault.message}});
  }
  return to_line({{"sound", report.faults.empty()},
                  {"bytes_checked", report.bytes_checked},
                  {"documents_checked", report.documents_checked},
                  {"terms_checked", report.terms_checked},
                  {"faults", std::move(faults)}});
}

std::string_view store_name(riffle::StoreMode mode) {
  switch (mode) {
    case riffle::StoreMode::kNone: return "none";
    case riffle::StoreMode::kMeta: return "meta";
    case riffle::StoreMode::kFull: return "full";
  }
  return "unknown";
}

}  // namespace riffle_cli
