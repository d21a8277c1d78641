// Tree: a query as the model sees it, with the way in which it is typed.
// Shape:   terms are analysed; kAnd and kOr have one or more children, kAtLeast has more than `minimum`,
//          kNot has one.
#ifndef RIFFLE_TESTS_MODEL_QUERY_MODEL_H_
#define RIFFLE_TESTS_MODEL_QUERY_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

namespace model {

/// A to Z as a to z.
inline std::string lower_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// A word or a phrase of a proximity: one word at each place, or, at the last place, the beginning of one.
struct Item {
  std::vector<std::vector<std::string>> words;  ///< at each place: alternatives
  bool ends_with_star = false;                  ///< the only word at the last place is a beginning
  bool is_anchored = false;
};

struct Link {
  bool is_ordered = false;
  std::size_t distance = 1;
};

struct Tree {
  enum class Kind : std::uint8_t {
    kProximity,
    kWildcard,
    kRegex,
    kFuzzy,
    kSet,
    kAll,
    kTerm,
    kPhrase,
    kDate,
    kKeyword,
    kExists,
    kAnd,
    kOr,
    kAtLeast,
    kNot
  };

  Kind kind = Kind::kAll;
  std::string field;               ///< "" = every text field
  std::vector<std::string> words;  ///< one for kTerm and kKeyword, two or more for kPhrase and kSet
  std::int64_t from = 0;           ///< kDate, first second
  std::int64_t to = 0;             ///< kDate, last second
  std::string typed;               ///< kDate: the text after "date:"
  std::string pattern;             ///< kWildcard, kRegex, kFuzzy
  std::size_t edits = 0;           ///< kFuzzy
  double boost = 1;                ///< kTerm, kPhrase, and any group in parentheses
  std::vector<Item> items;         ///< kProximity
  std::vector<Link> links;         ///< kProximity: one fewer
  std::size_t slop = 0;            ///< kProximity of one item
  std::size_t minimum = 0;         ///< kAtLeast
  bool terse = false;              ///< juxtaposition for AND, a minus sign for NOT
  std::vector<Tree> children;
};

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_QUERY_MODEL_H_
