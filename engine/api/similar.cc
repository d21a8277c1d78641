// Index::similar(): the query that looks for articles like one: its most telling words, any of them.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "api/index_impl.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "riffle/index.h"

namespace riffle {
namespace {

constexpr std::size_t kWords = 25;
/// A word of the title says as much of the story as so many in the body.
constexpr std::uint32_t kTitleWeight = 3;

class WordCounter final : public TokenSink {
 public:
  void token(std::string_view term, std::uint32_t, std::uint32_t, std::uint32_t) override {
    counts_[std::string(term)] += weight_;
  }
  void count(std::string_view text, std::uint32_t weight, Analyzer& analyzer) {
    weight_ = weight;
    analyzer.analyze(text, *this);
  }
  [[nodiscard]] const std::unordered_map<std::string, std::uint32_t>& counts() const { return counts_; }

 private:
  std::uint32_t weight_ = 1;
  std::unordered_map<std::string, std::uint32_t> counts_;
};

/// Live documents with the word.
Result<std::uint64_t> document_frequency(const Snapshot& snapshot, const std::string& term) {
  std::uint64_t documents = 0;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY_ASSIGN(const auto entry, segment.reader->find_term(kTextSpace, term));
    if (!entry) continue;
    if (segment.reader->entry().deleted_count > 0) {
      const QueryNodePtr word = make_exact("", term);  // the searcher looks into it
      RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(snapshot, *word));
      return searcher.count();
    }
    documents += entry->df;
  }
  return documents;
}

bool is_word(std::string_view term) {
  return term.size() > 1 && !std::all_of(term.begin(), term.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Weighed {
  std::string term;
  double weight = 0;
};

/// The words that stand often here and in few other articles, the most telling first.
Result<std::vector<std::string>> telling_words(const Snapshot& snapshot, const WordCounter& counter) {
  const auto documents = static_cast<double>(snapshot.live_count());
  std::vector<Weighed> words;
  for (const auto& [term, count] : counter.counts()) {
    if (!is_word(term)) continue;
    RIFFLE_TRY_ASSIGN(const std::uint64_t df, document_frequency(snapshot, term));
    if (df < 2) continue;  // this article's own
    const double tf = static_cast<double>(count);
    const double idf = std::log(1 + documents / static_cast<double>(df));
    words.push_back({.term = term, .weight = tf / (tf + 1.2) * idf});
  }
  std::sort(words.begin(), words.end(), [](const Weighed& a, const Weighed& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
  });
  if (words.size() > kWords) words.resize(kWords);
  std::vector<std::string> terms;
  terms.reserve(words.size());
  for (Weighed& word : words) terms.push_back(std::move(word.term));
  return terms;
}

}  // namespace

Result<Query> Index::similar(std::string_view id) const {
  RIFFLE_TRY_ASSIGN(const Document document, get(id));
  if (document.title.empty() && document.body.empty()) {
    return invalid_argument("the text of \"" + document.id +
                            "\" is not stored, so that nothing can be compared with it");
  }
  return impl_->named([&]() -> Result<Query> {
    RIFFLE_TRY_ASSIGN(const AnalyzerPool::Lent analyzer, impl_->analyzer());
    WordCounter counter;
    counter.count(document.title, kTitleWeight, *analyzer);
    counter.count(document.body, 1, *analyzer);
    RIFFLE_TRY(analyzer->status());
    RIFFLE_TRY_ASSIGN(const std::vector<std::string> words, telling_words(*impl_->snapshot, counter));
    // As typed words, so that each finds what a reader who types it would find; two that come to stand side by side
    // are no compound.
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " OR ") + word;
    RIFFLE_TRY_ASSIGN(const Query any, parse(text, {.strict = false, .match_any = true}));
    const auto shared = [](const Query& query) { return std::make_shared<const QueryNode>(query.root()); };
    const std::string id_name = impl_->snapshot->schema().fields[*impl_->snapshot->schema().id_field()].name;
    std::vector<QueryNodePtr> parts{shared(any), make_not(make_term(id_name, document.id))};
    return Query(make_and(std::move(parts)), {});
  });
}

}  // namespace riffle
