// oracle CORPUS.jsonl INDEX [--docs N] [--queries N] [--seed N] [--depth N] [--commits N]
// Indexes the first N articles through the public API, keeps their word positions in memory as well, and compares the
// answers to random queries. Exit 0 = all the same, 1 = a difference, 2 = usage.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "compare.h"
#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_query.h"
#include "riffle/index.h"

namespace model {
namespace {

/// NaiveEngine with inverted positions, so that a leaf costs its postings instead of the whole corpus.
class InvertedEngine : public NaiveEngine {
 public:
  InvertedEngine() : NaiveEngine(false) {}

  void invert() {
    seal();
    places_.resize(term_count());
    for (std::size_t place = 0; place < live_count(); ++place) {
      for (std::uint32_t field = 0; field < tokens(place).size(); ++field) {
        const auto& words = tokens(place)[field];
        for (std::uint32_t i = 0; i < words.size(); ++i) {
          places_[words[i]].push_back({static_cast<std::uint32_t>(place), field, i});
        }
      }
    }
  }

 protected:
  [[nodiscard]] std::vector<std::uint32_t> leaf_frequencies(const Tree& leaf) const override {
    std::vector<std::uint32_t> frequencies(live_count(), 0);
    std::vector<TermId> pattern;
    for (const std::string& word : leaf.words) pattern.push_back(find(word));
    std::size_t rarest = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] == kNoTerm) return frequencies;
      if (places_[pattern[i]].size() < places_[pattern[rarest]].size()) rarest = i;
    }
    const int field = leaf.field.empty() ? -1 : field_number(leaf.field);
    for (const Occurrence& occurrence : places_[pattern[rarest]]) {
      if (field >= 0 && static_cast<std::uint32_t>(field) != occurrence.field) continue;
      const std::vector<TermId>& words = tokens(occurrence.place)[occurrence.field];
      if (occurrence.position < rarest || occurrence.position - rarest + pattern.size() > words.size()) continue;
      const std::size_t first = occurrence.position - rarest;
      std::size_t same = 0;
      while (same < pattern.size() && words[first + same] == pattern[same]) ++same;
      if (same == pattern.size()) ++frequencies[occurrence.place];
    }
    return frequencies;
  }

 private:
  struct Occurrence {
    std::uint32_t place;
    std::uint32_t field;
    std::uint32_t position;
  };
  std::vector<std::vector<Occurrence>> places_;
};

std::string text_member(const nlohmann::json& article, const char* name) {
  const auto member = article.find(name);
  return member != article.end() && member->is_string() ? member->get<std::string>() : std::string();
}

/// Midnight of "YYYY-MM-DD...", nothing for any other text (Hinnant's days_from_civil).
std::optional<riffle::Date> date_of(const std::string& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3) return std::nullopt;
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return (static_cast<riffle::Date>(era) * 146097 + doe - 719468) * 86400;
}

std::vector<riffle::Document> load_articles(const std::string& path, std::size_t most) {
  std::vector<riffle::Document> documents;
  std::ifstream file(path);
  for (std::string line; documents.size() < most && std::getline(file, line);) {
    const nlohmann::json article = nlohmann::json::parse(line, nullptr, false);
    if (!article.is_object()) continue;
    riffle::Document document;
    document.id = text_member(article, "id");
    document.title = text_member(article, "title");
    document.body = text_member(article, "body");
    document.date = date_of(text_member(article, "date"));
    document.source = text_member(article, "source");
    if (!document.id.empty()) documents.push_back(std::move(document));
  }
  return documents;
}

int fail(const std::string& message) {
  std::cerr << message << '\n';
  return 1;
}

int compare_all(const std::string& corpus, const std::string& path, std::map<std::string, std::uint64_t>& numbers) {
  const std::vector<riffle::Document> documents = load_articles(corpus, numbers["--docs"]);
  if (documents.empty()) return fail("no articles in " + corpus);
  std::filesystem::remove(path);
  CorpusShape shape;
  shape.store = riffle::StoreMode::kMeta;
  shape.commits = numbers["--commits"];
  shape.threads = 2;
  const std::string built = build_index(path, shape, documents, {}, std::size_t{256} << 20);
  if (!built.empty()) return fail(built);
  InvertedEngine engine;
  for (const riffle::Document& document : documents) engine.add(document);
  engine.invert();
  const auto index = riffle::Index::open(path);
  if (!index) return fail(index.error().message);
  std::cout << documents.size() << " documents, " << engine.token_count() << " tokens\n";
  const std::string content = content_difference(*index, engine, shape.store, engine.live_count() < documents.size());
  if (!content.empty()) return fail(content);
  const QueryMaker maker(engine);
  Random random(numbers["--seed"]);
  std::uint64_t matches = 0;
  for (std::uint64_t i = 0; i < numbers["--queries"]; ++i) {
    const Tree tree = maker.tree(random, random.below(numbers["--depth"] + 1));
    const Random choices(random.next());
    if (!difference(*index, engine, maker, tree, choices).empty()) {
      return fail("query " + std::to_string(i) + "\n" + shrink(*index, engine, maker, tree, choices));
    }
    matches += engine.matches(tree).size();
  }
  std::cout << numbers["--queries"] << " queries agree, " << matches << " matches\n";
  return 0;
}

}  // namespace
}  // namespace model

int main(int argc, char** argv) {
  std::map<std::string, std::uint64_t> numbers{
      {"--docs", 20000}, {"--queries", 5000}, {"--seed", 1}, {"--depth", 4}, {"--commits", 1}};
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    const auto option = numbers.find(argv[i]);
    if (option == numbers.end()) {
      names.emplace_back(argv[i]);
    } else if (++i < argc) {
      option->second = std::strtoull(argv[i], nullptr, 10);
    }
  }
  if (names.size() != 2 || numbers["--commits"] == 0) {
    std::cerr << "usage: oracle CORPUS.jsonl INDEX [--docs N] [--queries N] [--seed N] [--depth N] [--commits N]\n";
    return 2;
  }
  return model::compare_all(names[0], names[1], numbers);
}
