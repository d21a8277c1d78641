#include "search_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "output_csv.h"
#include "output_json.h"
#include "overview_text.h"
#include "riffle/article_reader.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kCopiesShown = 5;

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& text : notes) note(text);
}

riffle::Result<std::uint64_t> count_of(const SearchCommand& command, const riffle::Index& index,
                                       const riffle::Query& query) {
  const riffle::SearchControl control = search_control(command);
  if (command.collapse) return index.count_stories(query, control);
  if (!command.collapse_field.empty()) return index.count_groups(query, command.collapse_field, control);
  return index.count(query, control);
}

int print_count(const SearchCommand& command, const riffle::Index& index) {
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return fail_query(command.path, command.query, query.error());
  const riffle::Result<std::uint64_t> count = count_of(command, index, *query);
  if (!count) return fail(command.path, count.error());
  Output out;
  out.write(fmt::format("{}\n", *count));
  const int exit_code = out.finish();
  print_notes(query->notes());
  return exit_code;
}

int print_ids(const SearchCommand& command, const riffle::Index& index, bool has_limit) {
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return fail_query(command.path, command.query, query.error());
  const bool is_terminal = stdout_terminal().is_terminal;
  Output out;
  std::size_t passed = 0;
  std::size_t shown = 0;
  const std::size_t limit = has_limit ? command.limit : 0;
  bool has_line_end = false;
  const riffle::Status done = index.for_each_id(
      *query,
      [&](std::string_view id) {
        if (passed < command.offset) {
          ++passed;
          return true;
        }
        has_line_end = id.find_first_of("\r\n") != std::string_view::npos;
        if (has_line_end) return false;
        out.write(is_terminal ? printable(id) : std::string(id));
        out.write("\n");
        ++shown;
        return !out.is_closed() && (limit == 0 || shown < limit);
      },
      search_control(command));
  const int exit_code = out.finish();
  if (!done) return fail(command.path, done.error());
  if (has_line_end) {
    return fail(command.path, "an id with a line end in it would be two of a list of ids", "use --format json or csv");
  }
  print_notes(query->notes());
  return exit_code;
}

std::string explanation_text(const riffle::Explanation& explanation) {
  std::string text;
  if (explanation.age_factor != 1)
    text += fmt::format("{:{}}{:8.4f}  age factor\n", "", kIndent, explanation.age_factor);
  for (const riffle::TermScore& term : explanation.term_scores) {
    text += fmt::format("{:{}}{:8.4f}  {}: tf {}, length {}, ", "", kIndent, term.score, printable(term.term),
                        term.term_frequency, grouped(term.field_length));
    text += term.document_frequency == 0 ? std::string() : fmt::format("df {}, ", grouped(term.document_frequency));
    text += fmt::format("idf {:.4f}", term.idf);
    text += term.boost == 1 ? std::string("\n") : fmt::format(", boost {}\n", term.boost);
  }
  return text;
}

std::string formula_line(const SearchCommand& command, const riffle::Explanation& explanation) {
  return fmt::format("score = {}, over {}\n",
                     formula_text(command.ranking, explanation.k1, explanation.b, explanation.average_length),
                     counted(explanation.document_count, "document", "documents"));
}

/// The other copies of a story, a line each.
std::string copies_text(const riffle::Hit& hit) {
  std::string text;
  for (std::size_t i = 0; i < std::min(hit.copies.size(), kCopiesShown); ++i) {
    const riffle::Copy& copy = hit.copies[i];
    text += fmt::format("{:{}}= {}", "", kIndent, printable(copy.id));
    if (copy.date) text += "  " + riffle::format_date(*copy.date);
    if (!copy.source.empty()) text += "  " + printable(copy.source);
    if (!copy.title.empty() && copy.title != hit.title) text += "  " + printable(copy.title);
    text += '\n';
  }
  if (hit.copy_count > kCopiesShown) {
    text += fmt::format("{:{}}= {}\n", "", kIndent, counted(hit.copy_count - kCopiesShown, "more copy", "more copies"));
  }
  return text;
}

std::string hit_text(const SearchCommand& command, const riffle::Hit& hit, std::uint64_t rank,
                     const Terminal& terminal) {
  const std::string& headline = hit.title.empty() ? hit.id : hit.title;
  const std::string lines = wrap(printable(headline), {}, kIndent, terminal.width, false);
  std::string text = fmt::format("{:>2}. ", rank);
  // The rank takes the place of the first line's indent.
  text += bold(std::string_view(lines).substr(std::min(kIndent, lines.size()),
                                              lines.size() - std::min(kIndent + 1, lines.size())),
               terminal.colour);
  text += fmt::format("\n{:{}}", "", kIndent);
  if (hit.date) text += fmt::format("{}  ", riffle::format_date(*hit.date));
  if (!hit.source.empty()) text += fmt::format("{}  ", printable(hit.source));
  text += fmt::format("id {}", printable(hit.id));
  if (!hit.file.empty()) text += fmt::format("  in {}", printable(hit.file));
  if (command.sort == "relevance" && hit.score > 0) text += fmt::format("  score {:.3f}", hit.score);
  text += '\n';
  // Without a stored body the title is the excerpt.
  const std::vector<riffle::Snippet> best{hit.snippet};
  for (const riffle::Snippet& snippet : hit.passages.empty() ? best : hit.passages) {
    if (snippet.text == hit.title) continue;
    // What is left to make printable takes as many bytes as before: the highlights stay in their places.
    text += wrap(printable(snippet.text), snippet.highlights, kIndent, terminal.width, terminal.colour);
  }
  text += copies_text(hit);
  if (hit.group_count > 1) {
    text += fmt::format("{:{}}+ {} more of this {}\n", "", kIndent, grouped(hit.group_count - 1),
                        printable(command.collapse_field));
  }
  if (hit.explanation) text += explanation_text(*hit.explanation);
  return text + "\n";
}

/// In the unit that leaves one to three digits before the point, with one behind it where there are few: "640 us",
/// "19.7 ms", "1.2 s".
std::string took_text(double took_us) {
  constexpr double kFewDigits = 99.95;     // and more would round to three digits
  constexpr double kNextUnit = 999.5;      // and more would round to four
  constexpr double kStepOfUnits = 1000.0;  // us, ms, s
  const bool is_micros = took_us < kNextUnit;
  const bool is_seconds = took_us >= kNextUnit * kStepOfUnits;
  const double value = is_micros ? took_us : took_us / (is_seconds ? kStepOfUnits * kStepOfUnits : kStepOfUnits);
  const bool has_fraction = value < (is_micros ? kFewDigits / 10 : kFewDigits);
  return fmt::format("{:.{}f} {}", value, has_fraction ? 1 : 0, is_seconds ? "s" : is_micros ? "us" : "ms");
}

/// Facets and histogram; nothing when neither was asked for.
riffle::Result<std::optional<riffle::Aggregations>> overview_of(const SearchCommand& command,
                                                                const riffle::Index& index) {
  if (!command.wants_overview()) return std::nullopt;
  riffle::AggregateOptions options;
  options.control = search_control(command);
  for (const std::string& field : command.facets) {
    options.facets.push_back({.field = field, .limit = command.facet_limit});
  }
  if (!command.histogram.empty()) options.histogram = date_unit_of(command.histogram);
  options.histogram_field = command.histogram_field;
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return std::unexpected(query.error());
  riffle::Result<riffle::Aggregations> found = index.aggregate(*query, options);
  if (!found) return std::unexpected(found.error());
  return std::move(*found);
}

std::string overview_text(const riffle::Aggregations& overview, const Terminal& terminal) {
  std::string text;
  for (const riffle::Facet& facet : overview.facets) text += facet_text(facet, terminal);
  if (overview.histogram) text += histogram_text(*overview.histogram, terminal);
  return text;
}

riffle::Result<riffle::Hits> hits_of(const SearchCommand& command, const riffle::Index& index) {
  if (!command.is_similar) return index.search(command.query, search_options(command), parse_options(command));
  const riffle::Result<riffle::Query> query = index.similar(command.query);
  if (!query) return std::unexpected(query.error());
  return index.search(*query, search_options(command));
}

int print_hits(const SearchCommand& command, const riffle::Index& index) {
  riffle::Result<riffle::Hits> hits = hits_of(command, index);
  if (!hits) return fail_query(command.path, command.query, hits.error());
  if (command.no_hits) {
    hits->hits.clear();
    hits->next.clear();
    hits->previous.clear();
  }
  const riffle::Result<std::optional<riffle::Aggregations>> overview = overview_of(command, index);
  if (!overview) return fail_query(command.path, command.query, overview.error());
  Output out;
  if (command.format == "json") {
    out.write(hits_line(*hits, command.html, *overview) + "\n");
    return out.finish();
  }
  if (command.format == "csv") {
    out.write(hits_csv(*hits, command.offset + 1, stdout_terminal().is_terminal));
    const int exit_code = out.finish();
    print_notes(hits->notes);
    return exit_code;
  }
  if (command.explain) {
    const riffle::Result<riffle::Query> query = query_of(command, index);
    if (query) out.write(fmt::format("query: {}\n", printable(query->to_string())));
    if (!hits->hits.empty()) {
      const std::optional<riffle::Explanation>& explanation = hits->hits.front().explanation;
      if (explanation) out.write(formula_line(command, *explanation));
    }
    out.write("\n");
  }
  const Terminal terminal = stdout_terminal();
  std::uint64_t rank = command.offset;
  for (const riffle::Hit& hit : hits->hits) out.write(hit_text(command, hit, ++rank, terminal));
  if (*overview) out.write(overview_text(**overview, terminal));
  out.write(counted(hits->total, "match", "matches"));
  if (hits->stories) out.write(fmt::format(", {}", counted(*hits->stories, "story", "stories")));
  if (hits->groups) out.write(fmt::format(", {}", counted(*hits->groups, "group", "groups")));
  out.write(fmt::format(" in {}", took_text(hits->took_us)));
  const std::uint64_t all = hits->groups.value_or(hits->stories.value_or(hits->total));
  const bool shows_some = !hits->hits.empty() && hits->hits.size() < all;
  if (command.collapse && shows_some)
    out.write(fmt::format(", {} shown", counted(hits->hits.size(), "story", "stories")));
  if (!command.collapse && shows_some && hits->hits.size() == 1) out.write(fmt::format(", number {} shown", rank));
  if (!command.collapse && shows_some && hits->hits.size() > 1)
    out.write(fmt::format(", {} to {} shown", command.offset + 1, rank));
  out.write("\n");
  const int exit_code = out.finish();
  print_notes(hits->notes);
  if (!hits->did_you_mean.empty()) note("did you mean: " + hits->did_you_mean);
  return exit_code;
}

}  // namespace

int print_search(const SearchCommand& command, const riffle::Index& index, bool has_limit) {
  if (command.count) return print_count(command, index);
  return command.format == "ids" ? print_ids(command, index, has_limit) : print_hits(command, index);
}

}  // namespace riffle_cli
