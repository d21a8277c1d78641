// Random queries over a corpus, as trees, as query text and through the builders of riffle::Query.
#ifndef RIFFLE_TESTS_MODEL_RANDOM_QUERY_H_
#define RIFFLE_TESTS_MODEL_RANDOM_QUERY_H_

#include <optional>
#include <string>
#include <vector>

#include "naive_engine.h"
#include "query_model.h"
#include "random.h"
#include "riffle/query.h"

namespace model {

class QueryMaker {
 public:
  /// Keeps a reference to `engine`, which must be sealed.
  explicit QueryMaker(const NaiveEngine& engine);

  /// A tree of at most `depth` levels of AND, OR and NOT.
  Tree tree(Random& random, std::size_t depth) const;

  /// Fully parenthesised query text that means the tree.
  [[nodiscard]] std::string text(const Tree& tree) const;

 private:
  [[nodiscard]] std::string plain_text(const Tree& tree) const;
  [[nodiscard]] Tree leaf(Random& random) const;
  [[nodiscard]] Tree plain_leaf(Random& random) const;
  [[nodiscard]] static double any_boost(Random& random, double share);
  [[nodiscard]] Tree phrase(Random& random) const;
  [[nodiscard]] Tree date(Random& random) const;
  [[nodiscard]] Tree pattern(Random& random) const;
  [[nodiscard]] Tree proximity(Random& random) const;
  [[nodiscard]] Item item(Random& random, std::size_t length) const;
  [[nodiscard]] std::string item_text(const Tree& tree, const Item& item) const;
  [[nodiscard]] std::string pattern_text(Random& random, Tree::Kind kind) const;
  [[nodiscard]] std::string any_word(Random& random) const;
  [[nodiscard]] std::string any_scope(Random& random) const;

  const NaiveEngine& engine_;
  std::vector<std::string> terms_;
};

/// The tree through Query::term() and its siblings; nothing when it has a leaf that they cannot make.
std::optional<riffle::Query> build(const Tree& tree);

/// Smaller trees that may still show the same fault: children, and the tree without one child.
std::vector<Tree> smaller(const Tree& tree);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_RANDOM_QUERY_H_
