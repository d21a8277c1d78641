#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "benches.h"
#include "resources.h"

namespace riffle::bench {
namespace {

using Json = nlohmann::ordered_json;

enum Command : std::size_t { kCount, kTop10, kTop10Count, kFetch10, kSnippets10 };

struct BenchQuery {
  Json line;
  std::string kind;
  std::vector<std::string> terms;
  std::vector<std::string> unwanted;
  std::string text;  // in the query language, instead of terms
};

struct Measure {
  std::vector<double> wall_us;
  double min_cpu_us = std::numeric_limits<double>::infinity();
  std::uint64_t count = 0;
  std::vector<std::pair<std::uint64_t, double>> top;
};

bool is_wanted(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

Result<std::vector<BenchQuery>> read_queries(const std::string& path, const std::vector<std::string>& kinds) {
  std::ifstream file(path);
  if (!file) return std::unexpected(Error{.code = ErrorCode::kNotFound, .message = path + ": cannot be opened"});
  std::vector<BenchQuery> queries;
  std::string text;
  while (std::getline(file, text)) {
    if (text.empty()) continue;
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_discarded() || !line.contains("kind") || line.contains("terms") == line.contains("query")) {
      return std::unexpected(Error{.message = path + ": a line is no query"});
    }
    BenchQuery query;
    query.line = line;
    query.kind = line["kind"];
    if (!is_wanted(kinds, query.kind)) continue;
    query.text = line.value("query", "");
    if (line.contains("terms")) query.terms = line["terms"].get<std::vector<std::string>>();
    if (line.contains("not") && !line["not"].is_null()) query.unwanted = line["not"].get<std::vector<std::string>>();
    queries.push_back(std::move(query));
  }
  return queries;
}

/// The query object is made inside the timed span, as for the other engines.
Result<Query> make_query(const Index& index, const BenchQuery& query) {
  if (query.terms.empty()) return index.parse(query.text);
  if (query.kind.starts_with("phrase")) return Query::phrase(query.terms);
  if (query.terms.size() == 1 && query.unwanted.empty()) return Query::term(query.terms[0]);
  std::vector<Query> leaves;
  leaves.reserve(query.terms.size());
  for (const std::string& term : query.terms) leaves.push_back(Query::term(term));
  Query wanted = query.kind.starts_with("or") ? Query::any_of(leaves) : Query::all_of(leaves);
  for (const std::string& term : query.unwanted) wanted = Query::and_not(wanted, Query::term(term));
  return wanted;
}

Status run_once(const Index& index, const BenchQuery& bench_query, std::size_t command, Measure& measure) {
  const double cpu = thread_cpu_seconds();
  const double wall = wall_seconds();
  const Result<Query> query = make_query(index, bench_query);
  if (!query) return std::unexpected(query.error());
  Hits hits;
  if (command == kCount) {
    const Result<std::uint64_t> count = index.count(*query);
    if (!count) return std::unexpected(count.error());
    measure.count = *count;
  } else {
    SearchOptions options;
    options.fetch = command >= kFetch10;
    options.snippets = command == kSnippets10;
    options.suggest = false;
    options.count_total = command == kTop10Count;
    Result<Hits> found = index.search(*query, options);
    if (!found) return std::unexpected(found.error());
    hits = std::move(*found);
  }
  measure.wall_us.push_back((wall_seconds() - wall) * 1e6);
  measure.min_cpu_us = std::min(measure.min_cpu_us, (thread_cpu_seconds() - cpu) * 1e6);
  if (command == kTop10Count) measure.count = hits.total;
  if (command != kCount) {
    measure.top.clear();
    for (const Hit& hit : hits.hits) measure.top.emplace_back(hit.number, hit.score);
  }
  return {};
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

Json result_line(const QueryRun& run, const BenchQuery& query, std::size_t number, std::size_t command,
                 Measure& measure) {
  std::sort(measure.wall_us.begin(), measure.wall_us.end());
  Json line;
  line["engine"] = run.label;
  line["cmd"] = kCommands[command];
  line["i"] = number;
  line["kind"] = query.kind;
  line["band"] = query.line.value("band", "");
  if (query.terms.empty()) {
    line["query"] = query.text;
  } else {
    line["terms"] = query.terms;
    line["not"] = query.unwanted;
  }
  line["min_us"] = rounded(measure.wall_us.front(), 1000);
  line["median_us"] = rounded(measure.wall_us[measure.wall_us.size() / 2], 1000);
  line["min_cpu_us"] = rounded(measure.min_cpu_us, 1000);
  if (command == kCount || command == kTop10Count) line["count"] = measure.count;
  if (command != kCount) {
    line["top"] = Json::array();
    for (const auto& [doc, score] : measure.top) line["top"].push_back({doc, rounded(score, 10000)});
  }
  return line;
}

}  // namespace

Status run_queries(const QueryRun& run) {
  const Result<Index> index = Index::open(run.index);
  if (!index) return std::unexpected(index.error());
  const Result<std::vector<BenchQuery>> queries = read_queries(run.queries, run.kinds);
  if (!queries) return std::unexpected(queries.error());
  std::ofstream out(run.out);
  if (!out) return std::unexpected(Error{.code = ErrorCode::kIo, .message = run.out + ": cannot be written"});
  std::map<std::string, std::array<std::pair<double, int>, std::size(kCommands)>> means;
  for (std::size_t command = 0; command < std::size(kCommands); ++command) {
    if (!is_wanted(run.commands, kCommands[command])) continue;
    std::vector<Measure> measures(queries->size());
    for (unsigned pass = 0; pass < run.warm_up_passes + run.passes; ++pass) {
      if (pass == run.warm_up_passes) measures.assign(queries->size(), Measure{});
      for (std::size_t i = 0; i < queries->size(); ++i) {
        const Status done = run_once(*index, (*queries)[i], command, measures[i]);
        if (!done) return done;
      }
    }
    for (std::size_t i = 0; i < queries->size(); ++i) {
      out << result_line(run, (*queries)[i], i, command, measures[i]).dump() << '\n';
      auto& [sum, count] = means[(*queries)[i].kind][command];
      sum += std::log(std::max(measures[i].wall_us.front(), 0.01));
      ++count;
    }
  }
  std::printf("geometric mean of the smallest wall time of each query, microseconds\n%-14s", "kind");
  for (const char* command : kCommands) {
    if (is_wanted(run.commands, command)) std::printf(" %12s", command);
  }
  std::printf("\n");
  for (const auto& [kind, commands] : means) {
    std::printf("%-14s", kind.c_str());
    for (const auto& [sum, count] : commands) {
      if (count > 0) std::printf(" %12.2f", std::exp(sum / count));
    }
    std::printf("\n");
  }
  out.close();
  if (!out) return std::unexpected(Error{.code = ErrorCode::kIo, .message = run.out + ": cannot be written"});
  return {};
}

}  // namespace riffle::bench
