// Ranking: what hits by relevance are ranked by besides their words: how much each text field counts, and how young an
// article is.
// Units:   half_life_days is in days of 86,400 seconds; weights have none.
// Threads: plain values.
// Source:  BM25F: Robertson, Zaragoza, Taylor 2004, "Simple BM25 extension to multiple weighted fields"; the formulas
//          are in format-spec/query-language.md, "Ranking".
#ifndef RIFFLE_RANKING_H_
#define RIFFLE_RANKING_H_

#include <string>
#include <vector>

namespace riffle {

/// How much an occurrence in a text field counts, and how much long fields of it lose.
struct FieldWeight {
  std::string field;
  double weight = 1;  ///< 0 or more
  double b = 0.75;    ///< in [0, 1]: 0 = the length does not matter
};

struct Ranking {
  /// Empty: all text fields are one. Else each has its own weight and length, those that are not named 1 and 0.75.
  std::vector<FieldWeight> fields = {};
  /// After so many days a score has halved, counted from the newest date in the index; 0 = age does not matter.
  double half_life_days = 0;
  /// In [0, 1]: the share of the score that age cannot take, and all that an article without a date has.
  double ageless = 0;
};

}  // namespace riffle

#endif  // RIFFLE_RANKING_H_
