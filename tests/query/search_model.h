// A small index file and the same articles in memory, answered by looking at every article: what Searcher is held to.
#ifndef RIFFLE_TESTS_QUERY_SEARCH_MODEL_H_
#define RIFFLE_TESTS_QUERY_SEARCH_MODEL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "query/query_tree.h"
#include "riffle/types.h"
#include "storage/snapshot.h"

namespace riffle::test {

using Random = std::mt19937_64;
inline std::uint32_t below(Random& random, std::uint32_t bound) { return static_cast<std::uint32_t>(random() % bound); }

struct ModelArticle {
  std::string id = {};
  std::vector<std::string> title = {};
  std::vector<std::string> body = {};
  std::optional<Date> date = {};
  std::string source = {};
  std::uint32_t segment = 0;
  DocId doc = 0;
  bool is_live = true;
};

struct ModelHit {
  std::uint32_t segment = 0;
  DocId doc = 0;
  double score = 0;
  std::optional<Date> date;
};

/// Articles with the fields id, title, body, date and source; words are plain ASCII.
class SearchModel {
 public:
  SearchModel();
  ~SearchModel();
  SearchModel(const SearchModel&) = delete;
  SearchModel& operator=(const SearchModel&) = delete;

  /// Adds articles as one segment; an id that stands already replaces the older article.
  void commit(std::vector<ModelArticle> articles);
  [[nodiscard]] const Snapshot& snapshot() const { return *snapshot_; }
  [[nodiscard]] const std::vector<ModelArticle>& articles() const { return articles_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Matches in index order, with scores.
  [[nodiscard]] std::vector<ModelHit> hits(const QueryNode& query) const;
  [[nodiscard]] bool matches(const QueryNode& query, const ModelArticle& article) const;

 private:
  struct Leaf {
    const QueryNode* node;
    double idf;
    double average_length;
  };
  void add_leaves(const QueryNode& node, std::vector<Leaf>& leaves) const;
  [[nodiscard]] double term_idf(const std::string& term) const;

  std::string folder_;
  std::string path_;
  std::unique_ptr<Snapshot> snapshot_;
  std::vector<ModelArticle> articles_;
  std::unordered_map<std::string, std::size_t> places_;  // of the newest article of an id
};

}  // namespace riffle::test

#endif  // RIFFLE_TESTS_QUERY_SEARCH_MODEL_H_
