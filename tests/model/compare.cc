#include "compare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "riffle/query.h"

namespace model {
namespace {

constexpr double kTolerance = 1e-12;
constexpr std::size_t kMostHitsFetched = 3000;

bool close(double a, double b) { return std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b)); }

std::string number(double value) {
  char out[40];
  std::snprintf(out, sizeof(out), "%.17g", value);
  return out;
}

class Comparison {
 public:
  Comparison(const riffle::Index& index, const NaiveEngine& engine, const QueryMaker& maker, const Tree& tree)
      : index_(index), engine_(engine), tree_(tree), text_(maker.text(tree)), matches_(engine.matches(tree)) {
    for (const Match& match : matches_) match_of_id_.emplace(engine.document(match.place).id, match);
  }

  std::string run(Random& random) {
    riffle::ParseOptions strict;
    strict.strict = true;
    const auto query = index_.parse(text_, strict);
    if (!query) return "parse: " + query.error().message;
    std::string out = sets(*query, "parsed");
    if (out.empty()) {
      if (const auto built = build(tree_)) out = sets(*built, "built");
    }
    if (out.empty()) out = printed(*query);
    const std::vector<Match> ranked = NaiveEngine::by_score(matches_);
    const std::size_t most = ranked.size() <= kMostHitsFetched ? 0 : 100;
    const std::size_t middle = ranked.empty() ? 3 : random.below(std::min<std::size_t>(ranked.size() + 2, 200));
    using Window = std::pair<std::size_t, std::size_t>;
    for (const auto& [limit, offset] :
         {Window{10, 0}, Window{1, 0}, Window{most, 0}, Window{random.between(1, 20), middle}}) {
      if (out.empty()) out = ranking(*query, ranked, limit, offset);
    }
    for (const bool ascending : {true, false}) {
      if (out.empty()) out = dates(*query, ascending, random.chance(0.5) ? most : 10, random.chance(0.5) ? 0 : middle);
    }
    if (out.empty()) out = lenient();
    if (out.empty()) out = explained(*query);
    return out;
  }

 private:
  std::string sets(const riffle::Query& query, const std::string& how) const {
    const auto count = index_.count(query);
    if (!count) return how + " count: " + count.error().message;
    if (*count != matches_.size()) {
      return how + " count: " + std::to_string(*count) + ", expected " + std::to_string(matches_.size());
    }
    std::size_t at = 0;
    std::string wrong;
    const auto visited = index_.for_each_id(query, [&](std::string_view id) {
      const std::string expected = at < matches_.size() ? engine_.document(matches_[at].place).id : "no more";
      if (id != expected) wrong = how + " id " + std::to_string(at) + ": " + std::string(id) + ", expected " + expected;
      ++at;
      return wrong.empty();
    });
    if (!visited) return how + " ids: " + visited.error().message;
    if (wrong.empty() && at != matches_.size())
      wrong = how + " ids: " + std::to_string(at) + " of " + std::to_string(matches_.size());
    return wrong;
  }

  std::string printed(const riffle::Query& query) const {
    for (const char c : text_) {
      if (static_cast<unsigned char>(c) >= 0x80) return "";
    }
    const auto again = index_.parse(query.to_string());
    if (!again) return "printed query " + query.to_string() + ": " + again.error().message;
    const auto count = index_.count(*again);
    if (count && *count == matches_.size()) return "";
    return "printed query " + query.to_string() + ": " + (count ? std::to_string(*count) : count.error().message) +
           " matches, expected " + std::to_string(matches_.size());
  }

  std::string ranking(const riffle::Query& query, const std::vector<Match>& ranked, std::size_t limit,
                      std::size_t offset) const {
    riffle::SearchOptions options;
    options.limit = limit;
    options.offset = offset;
    const auto found = index_.search(query, options);
    const std::string how = "limit " + std::to_string(limit) + " offset " + std::to_string(offset) + ": ";
    if (!found) return how + found.error().message;
    if (found->total != ranked.size())
      return how + "total " + std::to_string(found->total) + ", expected " + std::to_string(ranked.size());
    if (found->hits.size() != window(ranked.size(), limit, offset))
      return how + std::to_string(found->hits.size()) + " hits";
    for (std::size_t i = 0; i < found->hits.size(); ++i) {
      const riffle::Hit& hit = found->hits[i];
      const Match& expected = ranked[offset + i];
      const std::string expected_id = engine_.document(expected.place).id;
      const std::string place = how + "hit " + std::to_string(i) + " " + hit.id + " score " + number(hit.score) +
                                ", expected " + expected_id + " score " + number(expected.score);
      const auto own = match_of_id_.find(hit.id);
      if (own == match_of_id_.end()) return place + " (does not match)";
      if (!close(hit.score, own->second.score)) return place + " (own score is " + number(own->second.score) + ")";
      if (hit.id == expected_id) continue;
      // Another document may only stand here when rounding decides between two scores.
      if (own->second.score == expected.score || !close(own->second.score, expected.score)) return place;
    }
    return "";
  }

  std::string dates(const riffle::Query& query, bool ascending, std::size_t limit, std::size_t offset) const {
    riffle::SearchOptions options;
    options.limit = limit;
    options.offset = offset;
    options.sort = ascending ? riffle::SortOrder::kDateAscending : riffle::SortOrder::kDateDescending;
    const std::vector<Match> expected = engine_.by_date(matches_, ascending);
    const auto found = index_.search(query, options);
    const std::string how = std::string(ascending ? "dates up" : "dates down") + " limit " + std::to_string(limit) +
                            " offset " + std::to_string(offset) + ": ";
    if (!found) return how + found.error().message;
    if (found->total != expected.size()) return how + "total " + std::to_string(found->total);
    if (found->hits.size() != window(expected.size(), limit, offset))
      return how + std::to_string(found->hits.size()) + " hits";
    for (std::size_t i = 0; i < found->hits.size(); ++i) {
      const riffle::Document& document = engine_.document(expected[offset + i].place);
      if (found->hits[i].id != document.id || found->hits[i].date != document.date) {
        return how + "hit " + std::to_string(i) + " " + found->hits[i].id + ", expected " + document.id;
      }
    }
    return "";
  }

  std::string lenient() const {
    const auto found = index_.search(text_);
    if (!found) return "lenient: " + found.error().message;
    if (found->total != matches_.size()) return "lenient: total " + std::to_string(found->total);
    if (const std::string note = unexpected_note(found->notes); !note.empty()) return "lenient: note " + note;
    return "";
  }

  std::string explained(const riffle::Query& query) const {
    riffle::SearchOptions options;
    options.limit = 2;
    options.explain = true;
    const auto found = index_.search(query, options);
    if (!found) return "explain: " + found.error().message;
    for (const riffle::Hit& hit : found->hits) {
      if (!hit.explanation) return "explain: no explanation of " + hit.id;
      double sum = 0;
      for (const riffle::TermScore& part : hit.explanation->term_scores) sum += part.score;
      if (!close(sum, hit.score))
        return "explain: parts of " + hit.id + " give " + number(sum) + ", score " + number(hit.score);
      if (hit.explanation->document_count != engine_.live_count()) return "explain: document count";
    }
    return "";
  }

  static std::size_t window(std::size_t total, std::size_t limit, std::size_t offset) {
    const std::size_t rest = total > offset ? total - offset : 0;
    return limit == 0 ? rest : std::min(limit, rest);
  }

  const riffle::Index& index_;
  const NaiveEngine& engine_;
  const Tree& tree_;
  std::string text_;
  std::vector<Match> matches_;
  std::unordered_map<std::string, Match> match_of_id_;
};

/// What the index gives back of a document whose title and body are one text, kept as the body: the title is its first
/// line.
riffle::Document joined(riffle::Document document, riffle::StoreMode store) {
  const std::string text = document.title + "\n" + document.body;
  const std::size_t line = text.find('\n');
  document.title = store == riffle::StoreMode::kFull ? text.substr(0, line) : std::string();
  document.body = text.substr(line + 1);
  return document;
}

bool has_ill_formed_bytes(const std::string& text) { return text.find('\xFF') != std::string::npos; }

std::string document_difference(const riffle::Document& got, const riffle::Document& added, riffle::StoreMode store) {
  const std::string what = "document " + added.id + ": ";
  if (got.id != added.id) return what + "id is " + got.id;
  if (got.date != added.date) return what + "date";
  if (lower_ascii(got.source) != lower_ascii(added.source)) return what + "source is " + got.source;
  if (store == riffle::StoreMode::kNone) return got.title.empty() && got.body.empty() ? "" : what + "text was stored";
  if (got.source != added.source) return what + "source is " + got.source + ", added " + added.source;
  if (got.url != added.url) return what + "url is " + got.url;
  if (got.extra.size() != added.extra.size()) return what + "extra members";
  for (std::size_t i = 0; i < got.extra.size(); ++i) {
    if (got.extra[i].name != added.extra[i].name || got.extra[i].json != added.extra[i].json)
      return what + "extra member";
  }
  if (has_ill_formed_bytes(added.title + added.body)) return "";
  if (got.title != added.title) return what + "title";
  const std::string body = store == riffle::StoreMode::kFull ? added.body : "";
  return got.body == body ? "" : what + "body";
}

std::string term_difference(const riffle::Index& index, const NaiveEngine& engine, bool ids_repeat) {
  const std::map<std::string, TermCounts> expected = engine.terms();
  std::map<std::string, TermCounts> got;
  std::string last;
  std::string wrong;
  const auto visited = index.for_each_term("", "", [&](const riffle::TermInfo& info) {
    if (!got.empty() && info.term <= last) wrong = "terms: " + info.term + " after " + last;
    last = info.term;
    got[last] = {info.document_frequency, info.collection_frequency};
    return true;
  });
  if (!visited) return "terms: " + visited.error().message;
  if (!wrong.empty()) return wrong;
  if (!ids_repeat && got.size() != expected.size())
    return "terms: " + std::to_string(got.size()) + ", expected " + std::to_string(expected.size());
  for (const auto& [term, counts] : expected) {
    const auto found = got.find(term);
    if (found == got.end()) return "terms: no " + term;
    const TermCounts& have = found->second;
    const bool same = have.documents == counts.documents && have.occurrences == counts.occurrences;
    const bool more = have.documents >= counts.documents && have.occurrences >= counts.occurrences;
    if (!(ids_repeat ? more : same)) return "terms: counts of " + term;
  }
  return "";
}

}  // namespace

std::string difference(const riffle::Index& index, const NaiveEngine& engine, const QueryMaker& maker, const Tree& tree,
                       Random random) {
  return Comparison(index, engine, maker, tree).run(random);
}

std::string shrink(const riffle::Index& index, const NaiveEngine& engine, const QueryMaker& maker, Tree tree,
                   const Random& random) {
  std::string found = difference(index, engine, maker, tree, random);
  std::size_t steps = 0;
  for (bool again = true; again && steps < 400;) {
    again = false;
    for (Tree& candidate : smaller(tree)) {
      if (++steps >= 400) break;
      std::string still = difference(index, engine, maker, candidate, random);
      if (still.empty()) continue;
      tree = std::move(candidate);
      found = std::move(still);
      again = true;
      break;
    }
  }
  return "query: " + maker.text(tree) + "\n  " + found;
}

std::string unexpected_note(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    if (!note.starts_with("'or' is searched as a word")) return note;
  }
  return {};
}

std::string content_difference(const riffle::Index& index, const NaiveEngine& engine, riffle::StoreMode store,
                               bool ids_repeat) {
  const bool join_title = engine.text_fields().size() == 1;
  const auto expected = [&](std::size_t place) {
    return join_title ? joined(engine.document(place), store) : engine.document(place);
  };
  std::size_t place = 0;
  std::string wrong;
  const auto visited = index.for_each_document([&](const riffle::Document& document) {
    if (place >= engine.live_count()) {
      wrong = "for_each_document: more than " + std::to_string(place);
    } else {
      wrong = document_difference(document, expected(place), store);
    }
    ++place;
    return wrong.empty();
  });
  if (!visited) return "for_each_document: " + visited.error().message;
  if (!wrong.empty()) return wrong;
  if (place != engine.live_count()) return "for_each_document: only " + std::to_string(place);
  const std::size_t step = 1 + engine.live_count() / 100;
  for (std::size_t i = 0; i < engine.live_count(); i += step) {
    const auto got = index.get(engine.document(i).id);
    if (!got) return "get " + engine.document(i).id + ": " + got.error().message;
    wrong = document_difference(*got, expected(i), store);
    if (!wrong.empty()) return "get " + wrong;
  }
  if (const auto none = index.get("no such id"); none || none.error().code != riffle::ErrorCode::kNotFound)
    return "get of an unknown id";
  const auto info = index.info();
  if (!info) return "info: " + info.error().message;
  if (info->documents != engine.live_count()) return "info: documents " + std::to_string(info->documents);
  return term_difference(index, engine, ids_repeat);
}

}  // namespace model
