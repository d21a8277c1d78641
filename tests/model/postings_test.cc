// Dumps of postings against the tokens that analysing each live document gives: every term, over several segments with
// deleted and replaced documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index_files.h"
#include "random.h"
#include "riffle/analyzer.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

/// Field -> positions of one document.
using Places = std::map<std::string, std::vector<std::uint32_t>>;
/// Id -> places.
using Articles = std::map<std::string, Places>;

class Collector final : public riffle::TokenSink {
 public:
  Collector(std::map<std::string, Articles>& terms, const std::string& id, const std::string& field)
      : terms_(terms), id_(id), field_(field) {}
  void token(std::string_view term, std::uint32_t position, std::uint32_t, std::uint32_t) override {
    std::vector<std::uint32_t>& positions = terms_[std::string(term)][id_][field_];
    if (positions.empty() || positions.back() != position) positions.push_back(position);
  }

 private:
  std::map<std::string, Articles>& terms_;
  const std::string& id_;
  const std::string& field_;
};

Places places_of(const std::vector<riffle::FieldPositions>& fields) {
  Places places;
  for (const riffle::FieldPositions& field : fields) places[field.field] = field.positions;
  return places;
}

std::uint32_t count_of(const Places& places) {
  std::size_t count = 0;
  for (const auto& [field, positions] : places) count += positions.size();
  return static_cast<std::uint32_t>(count);
}

/// What the index says, with the checks that hold for any answer.
Articles ask(const riffle::Index& index, const riffle::PostingsRequest& request,
             riffle::PostingsSummary* told = nullptr) {
  Articles articles;
  std::uint64_t occurrences = 0;
  std::uint64_t last = 0;
  const auto summary = index.postings(request, [&](const riffle::Posting& posting) {
    EXPECT_TRUE(articles.empty() || posting.number > last) << request.term;
    last = posting.number;
    articles[posting.id] = places_of(posting.fields);
    EXPECT_TRUE(posting.fields.empty() || posting.frequency == count_of(articles[posting.id])) << request.term;
    occurrences += posting.frequency;
    return true;
  });
  EXPECT_TRUE(summary) << summary.error().message;
  if (!summary) return articles;
  EXPECT_EQ(summary->document_frequency, articles.size()) << request.term;
  EXPECT_EQ(summary->collection_frequency, occurrences) << request.term;
  if (told != nullptr) *told = *summary;
  return articles;
}

class Postings : public testing::Test {
 protected:
  void SetUp() override {
    riffle::WriterOptions options;
    options.memory_bytes = std::size_t{32} << 20;
    options.merge_segments = false;
    auto writer = riffle::IndexWriter::open(folder_.file("index"), options);
    ASSERT_TRUE(writer);
    for (std::size_t i = 0; i < 1200; ++i) {
      // Every seventh takes the place of an earlier one.
      riffle::Document document;
      document.id = "d" + std::to_string(i % 7 == 6 ? i / 2 : i);
      document.title = text(random_.below(4));
      document.body = text(random_.below(60));
      document.source = i % 3 == 0 ? "Tide" : "";
      documents_[document.id] = document;
      ASSERT_TRUE(writer->add(document));
      if (i % 11 == 0) {
        const std::string id = "d" + std::to_string(random_.below(i + 1));
        ASSERT_TRUE(writer->remove(id));
        documents_.erase(id);
      }
      if (i % 400 == 399) {
        ASSERT_TRUE(writer->commit());
      }
    }
    const auto analyzer = riffle::make_analyzer("english");
    for (const auto& [id, document] : documents_) {
      Collector title(terms_, id, kTitle);
      (void)(*analyzer)->analyze(document.title, title);
      Collector body(terms_, id, kBody);
      (void)(*analyzer)->analyze(document.body, body);
    }
    riffle::OpenOptions open_options;
    open_options.trust = riffle::Trust::kUntrusted;
    for (const auto& how : {riffle::OpenOptions{}, open_options}) {
      auto index = riffle::Index::open(folder_.file("index"), how);
      ASSERT_TRUE(index);
      indexes_.push_back(std::move(*index));
    }
    ASSERT_EQ(index().info()->segments.size(), 3u);
  }

  std::string text(std::size_t words) {
    static const std::vector<std::string> kWords = {"storm", "storms",     "Storming", "al-Sham", "train",
                                                    "night", "well-known", "U.S.",     "ferry",   "fog"};
    std::string made;
    for (std::size_t i = 0; i < words; ++i) {
      made += random_.chance(0.1) ? "rare" + std::to_string(random_.below(500)) : kWords[random_.below(kWords.size())];
      made += random_.chance(0.1) ? ". " : " ";
    }
    return made;
  }

  [[nodiscard]] const riffle::Index& index() const { return indexes_.front(); }

  const std::string kTitle = "title";
  const std::string kBody = "body";
  TemporaryFolder folder_;
  Random random_{20241129};
  std::map<std::string, riffle::Document> documents_;
  std::map<std::string, Articles> terms_;
  std::vector<riffle::Index> indexes_;
};

TEST_F(Postings, OfEveryTermAreThoseOfTheAnalysedDocuments) {
  for (const riffle::Index& asked : indexes_) {
    for (const auto& [term, articles] : terms_) {
      EXPECT_EQ(ask(asked, {.term = term}), articles) << term;
    }
  }
  // No term but these, and the terms of a field.
  ASSERT_TRUE(index().for_each_term("", "", [&](const riffle::TermInfo& term) {
    EXPECT_EQ(ask(index(), {.term = term.term}).empty(), !terms_.contains(term.term)) << term.term;
    return true;
  }));
  for (const std::string term : {"storm", "rare7", "us", "wellknown"}) {
    Articles in_title;
    for (const auto& [id, places] : terms_[term]) {
      if (places.contains(kTitle)) in_title[id][kTitle] = places.at(kTitle);
    }
    EXPECT_EQ(ask(index(), {.field = kTitle, .term = term}), in_title) << term;
  }
}

TEST_F(Postings, OfAllFormsAreThoseOfEachTogether) {
  Articles wanted;
  for (const std::string form : {"storm", "storms", "storming"}) {
    for (const auto& [id, places] : terms_[form]) {
      for (const auto& [field, positions] : places) {
        std::vector<std::uint32_t>& all = wanted[id][field];
        all.insert(all.end(), positions.begin(), positions.end());
        std::sort(all.begin(), all.end());
      }
    }
  }
  riffle::PostingsSummary summary;
  EXPECT_EQ(ask(index(), {.term = "storms", .all_forms = true}, &summary), wanted);
  EXPECT_THAT(summary.forms, testing::ElementsAre("storm", "storming", "storms"));
}

TEST_F(Postings, OfADocumentAreItsWords) {
  for (const riffle::Index& asked : indexes_) {
    std::size_t count = 0;
    for (const auto& [id, document] : documents_) {
      if (++count % 40 != 0) continue;
      std::map<std::string, Places> wanted;
      for (const auto& [term, articles] : terms_) {
        const auto found = articles.find(id);
        if (found != articles.end()) wanted[term] = found->second;
      }
      std::map<std::string, Places> told;
      ASSERT_TRUE(asked.for_each_term_of(id, [&](const riffle::DocumentTerm& term) {
        told[term.term] = places_of(term.fields);
        EXPECT_EQ(term.frequency, count_of(told[term.term]));
        return true;
      }));
      EXPECT_EQ(told, wanted) << id;
    }
  }
}

TEST_F(Postings, OfKeywordsHaveDocumentsAlone) {
  std::set<std::string> with_source;
  for (const auto& [id, document] : documents_) {
    if (!document.source.empty()) with_source.insert(id);
  }
  std::set<std::string> told;
  for (const auto& [id, places] : ask(index(), {.field = "source", .term = "tide"})) {
    EXPECT_TRUE(places.empty());
    told.insert(id);
  }
  EXPECT_EQ(told, with_source);
  EXPECT_EQ(ask(index(), {.field = "id", .term = documents_.begin()->first}).size(), 1u);
}

TEST_F(Postings, StopWhenToldAndSayWhatIsNotThere) {
  std::size_t visited = 0;
  const auto summary = index().postings({.term = "storm"}, [&](const riffle::Posting&) { return ++visited < 3; });
  EXPECT_EQ(visited, 3u);
  EXPECT_EQ(summary->document_frequency, terms_["storm"].size()) << "the summary is of all";
  EXPECT_EQ(index().postings({.term = "storm"})->document_frequency, terms_["storm"].size());
  visited = 0;
  ASSERT_TRUE(index().for_each_term_of(terms_["storm"].begin()->first,
                                       [&](const riffle::DocumentTerm&) { return ++visited < 2; }));
  EXPECT_LE(visited, 2u);
  EXPECT_EQ(index().postings({.term = "Storm"})->document_frequency, 0u) << "as the index holds it";
  EXPECT_EQ(index().postings({.field = "colour", .term = "x"}).error().code, riffle::ErrorCode::kNotFound);
  EXPECT_EQ(index().postings({.field = "date", .term = "x"}).error().code, riffle::ErrorCode::kInvalidArgument);
  EXPECT_EQ(index().for_each_term_of("nobody", [](const auto&) { return true; }).error().code,
            riffle::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace model
