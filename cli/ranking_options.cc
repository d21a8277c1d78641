#include "ranking_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "common_options.h"

namespace riffle_cli {
namespace {

/// FIELD=W or FIELD=W/B.
std::optional<riffle::FieldWeight> read_weight(std::string_view text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  const std::string_view numbers = text.substr(sign + 1);
  const std::size_t slash = std::min(numbers.find('/'), numbers.size());
  riffle::FieldWeight weight{.field = std::string(text.substr(0, sign))};
  const std::optional<double> first = read_number<double>(numbers.substr(0, slash));
  const std::optional<double> second =
      slash == numbers.size() ? weight.b : read_number<double>(numbers.substr(slash + 1));
  if (!first || !second) return std::nullopt;
  weight.weight = *first;
  weight.b = *second;
  return weight;
}

/// CLI::NonNegativeNumber names its greatest number, of 309 digits.
CLI::Validator number_of_days() {
  return {[](const std::string& text) {
            const std::optional<double> days = read_number<double>(text);
            return days && *days >= 0 ? std::string() : fmt::format("{} is not a number of days, 0 or more", text);
          },
          ""};
}

}  // namespace

void add_ranking_options(CLI::App& app, RankingOptions& options) {
  app.add_option(
         "--weight", options.weights,
         "how much a word in a text field counts, as title=3, and how\nmuch the length of the field matters, as "
         "title=3/0.5 (0 to 1;\ndefault 0.75); other text fields have 1. May be given several\ntimes")
      ->take_all()
      ->option_text("FIELD=W[/B]");
  CLI::Option* const half_life =
      app.add_option("--half-life", options.half_life,
                     "scores halve in so many days, counted from the newest article\n(default: age does not matter)")
          ->check(number_of_days())
          ->option_text("DAYS");
  app.add_option("--ageless", options.ageless,
                 "with --half-life: the share of a score, 0 to 1, that age\ncannot take (default: 0)")
      ->needs(half_life)
      ->option_text("SHARE");
}

std::optional<riffle::Ranking> read_ranking(const RankingOptions& options, std::string& fault) {
  riffle::Ranking ranking;
  ranking.half_life_days = options.half_life;
  ranking.ageless = options.ageless;
  for (const std::string& text : options.weights) {
    const std::optional<riffle::FieldWeight> weight = read_weight(text);
    if (!weight) {
      fault = text;
      return std::nullopt;
    }
    ranking.fields.push_back(*weight);
  }
  return ranking;
}

std::string formula_text(const RankingOptions& options, double k1, double b, double average_length) {
  const std::string text = options.half_life > 0 ? "age factor * " : "";
  if (options.weights.empty()) {
    return text + fmt::format("sum of idf * boost * tf / (tf + {0} * (1 - {1} + {1} * length / {2:.1f}))", k1, b,
                              average_length);
  }
  return text + fmt::format(
                    "sum of idf * boost * x / (x + {0}), x = sum over fields of weight * tf / (1 - b + b * "
                    "length / average length)",
                    k1);
}

}  // namespace riffle_cli
