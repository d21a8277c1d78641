#include "api/c_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include "riffle/article_reader.h"
#include "text/json_text.h"

namespace riffle {
namespace {

constexpr std::array<std::string_view, 4> kUnitNames = {"day", "week", "month", "year"};
constexpr std::array<std::string_view, 3> kStoreNames = {"none", "meta", "full"};

void write_date(JsonText& json, const std::optional<Date>& date) {
  json.key("date");
  date ? json.text(format_date(*date)) : json.null();
}

void write_range(JsonText& json, const TextRange& range) {
  json.open('[');
  json.number(std::uint64_t{range.begin});
  json.number(std::uint64_t{range.end});
  json.close(']');
}

void write_ranges(JsonText& json, std::string_view name, std::span<const TextRange> ranges) {
  json.key(name).open('[');
  for (const TextRange& range : ranges) write_range(json, range);
  json.close(']');
}

void write_passage(JsonText& json, const Snippet& passage) {
  json.open('{').key("text").text(passage.text);
  write_ranges(json, "highlights", passage.highlights);
  json.key("of").text(passage.is_title ? "title" : "body");
  json.key("source");
  write_range(json, passage.source);
  write_ranges(json, "source_highlights", passage.source_highlights);
  json.key("html").text(to_html(passage));
  json.close('}');
}

void write_copy(JsonText& json, const Copy& copy) {
  json.open('{').key("id").text(copy.id);
  json.key("title").text(copy.title);
  write_date(json, copy.date);
  json.key("source").text(copy.source);
  json.close('}');
}

void write_explanation(JsonText& json, const Explanation& explanation) {
  json.key("explanation").open('{').key("k1").number(explanation.k1);
  json.key("b").number(explanation.b);
  json.key("average_length").number(explanation.average_length);
  json.key("document_count").number(explanation.document_count);
  json.key("age_factor").number(explanation.age_factor);
  json.key("term_scores").open('[');
  for (const TermScore& term : explanation.term_scores) {
    json.open('{').key("term").text(term.term);
    json.key("document_frequency").number(term.document_frequency);
    json.key("term_frequency").number(std::uint64_t{term.term_frequency});
    json.key("field_length").number(std::uint64_t{term.field_length});
    json.key("idf").number(term.idf);
    json.key("boost").number(term.boost);
    json.key("score").number(term.score);
    json.close('}');
  }
  json.close(']').close('}');
}

double tenths(double microseconds) { return std::round(microseconds * 10) / 10; }

// Parts are within the depth of a query.
void write_part(JsonText& json, const ProfilePart& part) {
  json.open('{').key("kind").text(part.kind);
  json.key("query").text(part.query);
  json.key("matches").number(part.matches);
  json.key("estimate").number(part.estimate);
  json.key("containers").number(part.containers);
  json.key("steps").number(part.steps);
  json.key("took_us").number(tenths(part.count_us));
  json.key("parts").open('[');
  for (const ProfilePart& child : part.parts) write_part(json, child);
  json.close(']').close('}');
}

void write_hit(JsonText& json, const Hit& hit) {
  json.open('{').key("id").text(hit.id);
  json.key("score").number(hit.score);
  json.key("title").text(hit.title);
  write_ranges(json, "title_highlights", hit.title_highlights);
  write_date(json, hit.date);
  json.key("source").text(hit.source);
  json.key("snippet").text(hit.snippet.text);
  write_ranges(json, "highlights", hit.snippet.highlights);
  if (!hit.file.empty()) json.key("file").text(hit.file);
  json.key("snippet_html").text(to_html(hit.snippet));
  if (!hit.passages.empty()) {
    json.key("passages").open('[');
    for (const Snippet& passage : hit.passages) write_passage(json, passage);
    json.close(']');
  }
  if (hit.copy_count > 0) {
    json.key("copies").open('[');
    for (const Copy& copy : hit.copies) write_copy(json, copy);
    json.close(']').key("copy_count").number(hit.copy_count);
  }
  if (hit.group_count > 0) {
    json.key("group").text(hit.group);
    json.key("group_count").number(hit.group_count);
  }
  if (hit.explanation) write_explanation(json, *hit.explanation);
  json.close('}');
}

void write_facet(JsonText& json, const Facet& facet) {
  json.key(facet.field).open('{').key("values").open('[');
  for (const FacetValue& value : facet.values) {
    json.open('{').key("value").text(value.value);
    json.key("label").text(value.label);
    json.key("count").number(value.count);
    json.close('}');
  }
  json.close(']').key("distinct").number(facet.distinct_count);
  json.key("missing").number(facet.missing_count);
  json.close('}');
}

void write_histogram(JsonText& json, const DateHistogram& histogram) {
  json.key("histogram").open('{').key("field").text(histogram.field);
  json.key("unit").text(kUnitNames[static_cast<std::size_t>(histogram.unit)]);
  json.key("bars").open('[');
  for (const DateBar& bar : histogram.bars) {
    json.open('{').key("begin").text(format_date(bar.begin));
    json.key("end").text(format_date(bar.end));
    json.key("count").number(bar.count);
    json.close('}');
  }
  json.close(']').key("missing").number(histogram.missing_count);
  json.close('}');
}

}  // namespace

void JsonText::separate() {
  if (wants_comma_) json_ += ',';
  wants_comma_ = true;
}

void JsonText::literal(std::string_view value) {
  separate();
  json_ += value;
}

JsonText& JsonText::open(char bracket) {
  separate();
  json_ += bracket;
  wants_comma_ = false;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  json_ += bracket;
  wants_comma_ = true;
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  separate();
  append_quoted(name, json_);
  json_ += ':';
  wants_comma_ = false;
  return *this;
}

void JsonText::text(std::string_view value) {
  separate();
  append_quoted(value, json_);
}

void JsonText::number(std::uint64_t value) { literal(std::to_string(value)); }

void JsonText::number(double value) {
  if (!std::isfinite(value)) return null();  // JSON has no word for it
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  literal({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

std::string c_hits_json(const Hits& hits) {
  JsonText json;
  json.open('{').key("total").number(hits.total);
  if (hits.stories) json.key("stories").number(*hits.stories);
  if (hits.groups) json.key("groups").number(*hits.groups);
  json.key("hits").open('[');
  for (const Hit& hit : hits.hits) write_hit(json, hit);
  json.close(']').key("next");
  hits.next.empty() ? json.null() : json.text(hits.next);
  json.key("previous");
  hits.previous.empty() ? json.null() : json.text(hits.previous);
  json.key("took_us").number(tenths(hits.took_us));
  json.key("notes").open('[');
  for (const std::string& note : hits.notes) json.text(note);
  json.close(']').key("suggestions").open('[');
  for (const WordSuggestion& suggestion : hits.suggestions) {
    json.open('{').key("word").text(suggestion.word);
    json.key("instead").text(suggestion.instead);
    json.key("document_frequency").number(suggestion.document_frequency);
    json.close('}');
  }
  json.close(']').key("did_you_mean").text(hits.did_you_mean);
  json.close('}');
  return json.take();
}

std::string c_aggregates_json(const Aggregations& aggregates) {
  JsonText json;
  json.open('{').key("total").number(aggregates.total);
  json.key("facets").open('{');
  for (const Facet& facet : aggregates.facets) write_facet(json, facet);
  json.close('}');
  if (aggregates.histogram) write_histogram(json, *aggregates.histogram);
  json.close('}');
  return json.take();
}

std::string c_profile_json(const QueryProfile& profile) {
  JsonText json;
  json.open('{').key("root");
  write_part(json, profile.root);
  json.key("segments").number(profile.segments);
  json.key("containers").number(profile.containers);
  json.key("top_10").open('{').key("took_us").number(tenths(profile.top_10_us));
  json.close('}').key("notes").open('[');
  for (const std::string& note : profile.notes) json.text(note);
  json.close(']').close('}');
  return json.take();
}

std::string c_info_json(const IndexInfo& info) {
  JsonText json;
  json.open('{').key("path").text(info.path);
  json.key("file_bytes").number(info.file_bytes);
  json.key("format_version").text(info.format_version);
  json.key("uuid").text(info.uuid);
  json.key("generation").number(info.generation);
  json.key("analyzer").text(info.analyzer);
  json.key("analyzer_version").number(std::uint64_t{info.analyzer_version});
  json.key("store").text(kStoreNames[static_cast<std::size_t>(info.store)]);
  json.key("sentences").boolean(info.sentences);
  json.key("documents").number(info.documents);
  json.key("deleted").number(info.deleted);
  json.key("tokens").number(info.tokens);
  json.key("fields").open('[');
  for (const FieldInfo& field : info.fields) {
    json.open('{').key("name").text(field.name);
    json.key("type").text(field.type);
    json.close('}');
  }
  json.close(']').key("segments").open('[');
  for (const SegmentInfo& segment : info.segments) {
    json.open('{').key("offset").number(segment.offset);
    json.key("bytes").number(segment.bytes);
    json.key("documents").number(segment.documents);
    json.key("deleted").number(segment.deleted);
    json.key("tokens").number(segment.tokens);
    json.close('}');
  }
  json.close(']').close('}');
  return json.take();
}

}  // namespace riffle
