#include "search_model.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "format/segment_reader.h"
#include "indexing/commit_builder.h"

namespace riffle::test {

namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::uint32_t places(const Words& words, const std::vector<PhraseTerm>& phrase) {
  std::uint32_t least = UINT32_MAX;
  for (const PhraseTerm& term : phrase) least = std::min(least, term.position);
  std::uint32_t found = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    found += std::all_of(phrase.begin(), phrase.end(), [&](const PhraseTerm& term) {
      const std::size_t position = at + (term.position - least);
      return position < words.size() && words[position] == term.term;
    });
  }
  return found;
}

// Occurrences of a leaf in an article; nullopt when the field is no text field.
std::optional<std::uint32_t> frequency(const QueryNode& leaf, const ModelArticle& article) {
  const std::vector<PhraseTerm> phrase =
      leaf.kind == QueryNode::Kind::kPhrase ? leaf.phrase : std::vector<PhraseTerm>{{leaf.term, 0}};
  if (leaf.field == "title") return places(article.title, phrase);
  if (leaf.field == "body") return places(article.body, phrase);
  if (!leaf.field.empty()) return std::nullopt;
  return places(article.title, phrase) + places(article.body, phrase);
}

std::uint32_t length_of(const std::string& field, const ModelArticle& article) {
  const std::size_t title = field == "body" ? 0 : article.title.size();
  const std::size_t body = field == "title" ? 0 : article.body.size();
  return static_cast<std::uint32_t>(title + body);
}

}  // namespace

SearchModel::SearchModel() {
  std::string folder = (std::filesystem::temp_directory_path() / "riffle-search-XXXXXX").string();
  folder_ = ::mkdtemp(folder.data()) == nullptr ? "." : folder;
  path_ = folder_ + "/model.riffle";
}

SearchModel::~SearchModel() {
  snapshot_.reset();
  std::error_code ignored;
  if (folder_ != ".") std::filesystem::remove_all(folder_, ignored);
}

void SearchModel::commit(std::vector<ModelArticle> articles) {
  WriterOptions options;
  options.analyzer = "simple";
  options.store = StoreMode::kNone;
  options.threads = 1;
  auto builder = CommitBuilder::open(path_, options);
  ASSERT_TRUE(builder) << builder.error().message;
  const std::uint32_t segment = articles_.empty() ? 0 : articles_.back().segment + 1;
  DocId doc = 0;
  for (ModelArticle& article : articles) {
    Document document;
    document.id = article.id;
    document.title = joined(article.title);
    document.body = joined(article.body);
    document.date = article.date;
    document.source = article.source;
    const Status added = (*builder)->add(document);
    ASSERT_TRUE(added) << added.error().message;
    const auto [place, is_new] = places_.try_emplace(article.id, articles_.size());
    if (!is_new) articles_[place->second].is_live = false;
    place->second = articles_.size();
    article.segment = segment;
    article.doc = doc++;
    articles_.push_back(std::move(article));
  }
  const auto report = (*builder)->commit();
  ASSERT_TRUE(report) << report.error().message;
  auto opened = Snapshot::open(path_);
  ASSERT_TRUE(opened) << opened.error().message;
  snapshot_ = std::move(*opened);
}

bool SearchModel::matches(const QueryNode& query, const ModelArticle& article) const {
  const auto child_matches = [&](const QueryNodePtr& child) { return matches(*child, article); };
  switch (query.kind) {
    case QueryNode::Kind::kNone: return false;
    case QueryNode::Kind::kAll: return true;
    case QueryNode::Kind::kTerm:
      if (query.field == "id") return article.id == query.term;
      if (query.field == "source") return !query.term.empty() && article.source == query.term;
      return frequency(query, article).value_or(0) > 0;
    // Patterns are compared with a model of their own, in tests/model.
    case QueryNode::Kind::kPattern:
    case QueryNode::Kind::kProximity:
    case QueryNode::Kind::kTermSet:
    case QueryNode::Kind::kNumberRange: return false;
    case QueryNode::Kind::kPhrase: return frequency(query, article).value_or(0) > 0;
    case QueryNode::Kind::kDateRange:
      return article.date && *article.date >= query.date_from && *article.date <= query.date_to;
    case QueryNode::Kind::kExists:
      if (query.field == "source") return !article.source.empty();
      if (query.field == "date") return article.date.has_value();
      return query.field == "id" || (query.field != "nothing" && length_of(query.field, article) > 0);
    case QueryNode::Kind::kAnd: return std::all_of(query.children.begin(), query.children.end(), child_matches);
    case QueryNode::Kind::kOr: return std::any_of(query.children.begin(), query.children.end(), child_matches);
    case QueryNode::Kind::kAtLeast:
      return std::count_if(query.children.begin(), query.children.end(), child_matches) >= query.minimum;
    case QueryNode::Kind::kNot: return !matches(*query.children[0], article);
  }
  return false;
}

double SearchModel::term_idf(const std::string& term) const {
  double all = 0;
  double with = 0;
  for (const ModelArticle& article : articles_) {
    if (!article.is_live) continue;
    ++all;
    with += std::count(article.title.begin(), article.title.end(), term) +
                std::count(article.body.begin(), article.body.end(), term) >
            0;
  }
  return std::log(1 + (all - with + 0.5) / (with + 0.5));
}

void SearchModel::add_leaves(const QueryNode& node, std::vector<Leaf>& leaves) const {
  if (node.kind == QueryNode::Kind::kAnd || node.kind == QueryNode::Kind::kOr ||
      node.kind == QueryNode::Kind::kAtLeast) {
    for (const QueryNodePtr& child : node.children) add_leaves(*child, leaves);
  }
  if (node.kind != QueryNode::Kind::kTerm && node.kind != QueryNode::Kind::kPhrase) return;
  if (!node.field.empty() && node.field != "title" && node.field != "body") return;
  Leaf leaf{&node, 0, 0};
  if (node.kind == QueryNode::Kind::kTerm) {
    leaf.idf = term_idf(node.term);
  } else {
    for (const PhraseTerm& term : node.phrase) leaf.idf += term_idf(term.term);
  }
  std::uint64_t tokens = 0;
  std::uint64_t documents = 0;
  for (const ModelArticle& article : articles_) {
    if (!article.is_live) continue;
    tokens += length_of(node.field, article);
    ++documents;
  }
  leaf.average_length = documents == 0 ? 0 : static_cast<double>(tokens) / static_cast<double>(documents);
  leaves.push_back(leaf);
}

std::vector<ModelHit> SearchModel::hits(const QueryNode& query) const {
  std::vector<Leaf> leaves;
  add_leaves(query, leaves);
  std::vector<ModelHit> found;
  for (const ModelArticle& article : articles_) {
    if (!article.is_live || !matches(query, article)) continue;
    double score = 0;
    for (const Leaf& leaf : leaves) {
      const std::uint32_t tf = frequency(*leaf.node, article).value_or(0);
      if (tf == 0) continue;
      const double length = decode_length(encode_length(length_of(leaf.node->field, article)));
      const double k = 1.2 * (1 - 0.75 + 0.75 * length / leaf.average_length);
      score += leaf.idf * leaf.node->boost * (tf / (tf + k));
    }
    found.push_back({article.segment, article.doc, score, article.date});
  }
  return found;
}

}  // namespace riffle::test
