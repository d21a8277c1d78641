// The options that say what hits are ranked by besides their words: --weight, --half-life, --ageless.
#ifndef RIFFLE_CLI_RANKING_OPTIONS_H_
#define RIFFLE_CLI_RANKING_OPTIONS_H_

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "riffle/ranking.h"

namespace riffle_cli {

/// As typed.
struct RankingOptions {
  std::vector<std::string> weights;
  double half_life = 0;
  double ageless = 0;
};

void add_ranking_options(CLI::App& app, RankingOptions& options);

/// No value, and the first word that is no weight in `fault`, when there is one.
std::optional<riffle::Ranking> read_ranking(const RankingOptions& options, std::string& fault);

/// What a score is the sum of, and what it is multiplied by.
std::string formula_text(const RankingOptions& options, double k1, double b, double average_length);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_RANKING_OPTIONS_H_
