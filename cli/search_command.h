// SearchCommand: the options of riffle search and riffle similar, and what they ask of the library.
#ifndef RIFFLE_CLI_SEARCH_COMMAND_H_
#define RIFFLE_CLI_SEARCH_COMMAND_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "common_options.h"
#include "ranking_options.h"
#include "riffle/index.h"
#include "riffle/query.h"
#include "riffle/synonyms.h"

namespace riffle_cli {

inline constexpr std::size_t kDefaultHits = 10;

struct SearchCommand {
  std::string path;
  std::string query;
  std::size_t limit = kDefaultHits;
  std::size_t offset = 0;
  std::string format = "text";
  std::string sort = "relevance";
  bool count = false;
  ReadingOptions reading;
  riffle::Synonyms synonyms;
  bool explain = false;
  bool no_snippets = false;
  std::size_t time_limit_ms = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::uint64_t work_limit = 0;
  std::size_t memory_limit = riffle::SearchControl{}.memory_limit;
  std::vector<std::string> query_limits;
  riffle::QueryLimits limits;
  riffle::OpenOptions open_options;
  std::vector<std::string> facets;
  std::size_t facet_limit = 10;
  std::string histogram;
  std::string histogram_field;
  bool no_hits = false;
  std::string after;
  std::string before;
  std::size_t passages = 0;
  bool html = false;
  bool collapse = false;
  std::string collapse_field;
  bool is_similar = false;
  RankingOptions ranking;
  riffle::Ranking read_ranking;

  [[nodiscard]] bool wants_overview() const { return !facets.empty() || !histogram.empty(); }
};

/// Declares the options; those that say how a query is read only without SearchCommand::is_similar.
void declare_search(Arguments& arguments, SearchCommand& command);

/// Whether the options go together; no value when they do, else an exit code. `name` is that of the command.
std::optional<int> check_search(const std::string& name, const SearchCommand& command, const Arguments& arguments);

/// Takes the limits and weights apart; an exit code when one is none. The time begins to run.
std::optional<int> read_search_limits(const std::string& name, SearchCommand& command);

/// Both for a search of `files`, and the synonyms; an exit code when something is wrong.
std::optional<int> prepare_search(const std::string& name, const Words& files, const Arguments& arguments,
                                  SearchCommand& command);

/// The time of --time-limit begins to run.
void start_time_limit(SearchCommand& command);

/// One file, or several as one.
riffle::Result<riffle::Index> open_files(const Words& files, const riffle::OpenOptions& options);

riffle::ParseOptions parse_options(const SearchCommand& command);
riffle::SearchControl search_control(const SearchCommand& command);
riffle::SearchOptions search_options(const SearchCommand& command);

/// The query that was typed, or the one for articles like another.
riffle::Result<riffle::Query> query_of(const SearchCommand& command, const riffle::Index& index);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_SEARCH_COMMAND_H_
