#include "storage/every_call.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "storage/news_articles.h"

namespace riffle {
namespace {

std::string described(const Hits& hits) {
  std::string text = std::to_string(hits.total);
  for (const Hit& hit : hits.hits) {
    text += "\n" + std::to_string(hit.number) + " " + std::to_string(hit.score) + " " + hit.id + " " + hit.title + " " +
            hit.snippet.text;
    if (hit.explanation) {
      for (const TermScore& part : hit.explanation->term_scores) text += " " + part.term + std::to_string(part.score);
    }
    for (const Copy& copy : hit.copies) text += " " + copy.id;
  }
  return text + " " + hits.did_you_mean;
}

std::string described(const Document& document) {
  return document.id + "|" + document.title + "|" + document.body + "|" + document.source + "|" + document.url + "|" +
         (document.date ? std::to_string(*document.date) : "") + "\n";
}

template <typename T, typename Describe>
CallResult result_of(const Result<T>& result, Describe&& describe) {
  if (!result) return {.status = std::unexpected(result.error()), .text = {}};
  return {.status = {}, .text = describe(*result)};
}

Call search_call(std::string query, SearchOptions options) {
  std::string name = "search " + query;
  return {.name = std::move(name), .run = [query = std::move(query), options](const Index& index) {
            return result_of(index.search(query, options), [](const Hits& hits) { return described(hits); });
          }};
}

void add_searches(std::vector<Call>& calls) {
  const std::vector<std::string> queries = news_queries();
  SearchOptions options;
  options.limit = 15;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    options.snippets = i % 3 == 0;
    options.explain = i % 4 == 0;
    options.collapse = i % 5 == 0;
    options.suggest = true;
    options.sort = i % 6 == 5 ? SortOrder::kDateDescending : SortOrder::kRelevance;
    calls.push_back(search_call(queries[i], options));
  }
}

void add_visits(std::vector<Call>& calls) {
  calls.push_back({.name = "for_each_document", .run = [](const Index& index) {
                     CallResult outcome;
                     outcome.status = index.for_each_document([&](const Document& document) {
                       outcome.text += described(document);
                       return true;
                     });
                     return outcome;
                   }});
  calls.push_back({.name = "for_each_id", .run = [](const Index& index) {
                     CallResult outcome;
                     const auto query = index.parse("the NOT w7");
                     if (!query) return CallResult{.status = std::unexpected(query.error()), .text = {}};
                     outcome.status = index.for_each_id(*query, [&](std::string_view id) {
                       outcome.text.append(id).append("\n");
                       return true;
                     });
                     return outcome;
                   }});
  for (const std::string field : {"", "source", "id"}) {
    calls.push_back({.name = "for_each_term " + field, .run = [field](const Index& index) {
                       CallResult outcome;
                       outcome.status = index.for_each_term(field, "", [&](const TermInfo& term) {
                         outcome.text += term.term + " " + std::to_string(term.document_frequency) + " " +
                                         std::to_string(term.collection_frequency) + "\n";
                         return true;
                       });
                       return outcome;
                     }});
  }
  calls.push_back({.name = "for_each_cluster", .run = [](const Index& index) {
                     CallResult outcome;
                     outcome.status = index.for_each_cluster([&](const CopyCluster& cluster) {
                       for (const Copy& copy : cluster.documents) outcome.text += copy.id + copy.title + " ";
                       outcome.text += "\n";
                       return true;
                     });
                     return outcome;
                   }});
}

void add_lookups(std::vector<Call>& calls) {
  for (const std::string id : {"s3", "s40", "s199", "nobody"}) {
    calls.push_back({.name = "get " + id, .run = [id](const Index& index) {
                       const auto document = index.get(id);
                       if (!document && document.error().code == ErrorCode::kNotFound) return CallResult{{}, "none"};
                       return result_of(document, [](const Document& found) { return described(found); });
                     }});
  }
  calls.push_back({.name = "similar", .run = [](const Index& index) {
                     return result_of(index.similar("s42"), [](const Query& query) { return query.to_string(); });
                   }});
  calls.push_back({.name = "count", .run = [](const Index& index) {
                     const auto query = index.parse("the OR \"peace talks\"");
                     if (!query) return CallResult{.status = std::unexpected(query.error()), .text = {}};
                     return result_of(index.count(*query), [](std::uint64_t count) { return std::to_string(count); });
                   }});
  calls.push_back({.name = "aggregate", .run = [](const Index& index) {
                     const auto query = index.parse("river");
                     if (!query) return CallResult{.status = std::unexpected(query.error()), .text = {}};
                     AggregateOptions options;
                     options.facets.push_back({.field = "source"});
                     return result_of(index.aggregate(*query, options), [](const Aggregations& found) {
                       std::string text = std::to_string(found.total);
                       for (const auto& facet : found.facets) {
                         for (const auto& value : facet.values) text += " " + value.value + std::to_string(value.count);
                       }
                       return text;
                     });
                   }});
  calls.push_back({.name = "history", .run = [](const Index& index) {
                     return result_of(index.history(), [](const std::vector<CommitInfo>& commits) {
                       std::string text;
                       for (const CommitInfo& commit : commits) {
                         text += std::to_string(commit.generation) + ":" + std::to_string(commit.documents) + " ";
                       }
                       return text;
                     });
                   }});
  calls.push_back({.name = "info", .run = [](const Index& index) {
                     return result_of(index.info(true), [](const IndexInfo& info) {
                       return info.uuid + std::to_string(info.documents) + " " + std::to_string(info.tokens);
                     });
                   }});
  calls.push_back({.name = "profile", .run = [](const Index& index) {
                     const auto query = index.parse("river OR \"the market\"");
                     if (!query) return CallResult{.status = std::unexpected(query.error()), .text = {}};
                     return result_of(index.profile(*query),
                                      [](const QueryProfile& found) { return std::to_string(found.root.matches); });
                   }});
}

}  // namespace

std::vector<Call> every_call() {
  std::vector<Call> calls;
  add_searches(calls);
  add_lookups(calls);
  add_visits(calls);
  return calls;
}

std::vector<CallResult> run_all(const Index& index, const std::vector<Call>& calls) {
  std::vector<CallResult> outcomes;
  outcomes.reserve(calls.size());
  for (const Call& call : calls) outcomes.push_back(call.run(index));
  return outcomes;
}

void make_news_file(const std::string& path, std::uint64_t documents) {
  WriterOptions options{.threads = 1};
  options.memory_bytes = std::size_t{32} << 20;
  options.merge_segments = false;
  std::uint64_t number = 0;
  for (const std::uint64_t share : {10u, 6u, 1u}) {
    auto writer = IndexWriter::open(path, options);
    ASSERT_TRUE(writer) << writer.error().message;
    for (std::uint64_t i = 0; i < documents * share / 17; ++i) ASSERT_TRUE(writer->add(story(number++)));
    if (share != 10) {
      ASSERT_TRUE(writer->remove("s" + std::to_string(number / 2)));
      ASSERT_TRUE(writer->remove("s11"));
    }
    ASSERT_TRUE(writer->commit());
  }
}

bool is_right_or_refused(const CallResult& outcome, const CallResult& right) {
  if (outcome.status) return right.status.has_value() && outcome.text == right.text;
  return right.text.starts_with(outcome.text);
}

}  // namespace riffle
