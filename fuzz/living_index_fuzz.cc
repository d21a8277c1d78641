// Calls of a writer and of readers in any order, on one file: what a reader finds is what a map of documents says that
// its commit holds, whatever was committed, merged, rolled back or compacted since.
//
// Input:   a byte a call (what it does: its remainder by 16), then the bytes that the call takes.
// Model:   the live documents of every commit, by id, and queries answered by looking at each of them.
// Caps:    24 calls an input, of which one adds many documents.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/scratch_folder.h"
#include "check.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "source.h"

namespace riffle {
namespace {

using riffle::fuzz::check;
using riffle::fuzz::Source;

constexpr int kMostCalls = 24;
constexpr std::size_t kManyDocuments = 132;  ///< enough for long lists
constexpr std::array<const char*, 8> kWords{"ash", "birch", "cedar", "elm", "fir", "hazel", "oak", "pine"};

using Words = std::vector<std::string>;

struct Article {
  Words title;
  Words body;
  std::optional<Date> date;
};
using Articles = std::map<std::string, Article>;

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Document document_of(const std::string& id, const Article& article) {
  Document document;
  document.id = id;
  document.title = joined(article.title);
  document.body = joined(article.body);
  document.date = article.date;
  return document;
}

Article article_of(std::uint32_t seed) {
  Article article;
  std::uint32_t state = seed * 0x9E3779B1u + 1;
  const auto draw = [&state](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % below;
  };
  for (std::uint32_t n = draw(3); n > 0; --n) article.title.emplace_back(kWords[draw(4)]);
  for (std::uint32_t n = draw(9); n > 0; --n) article.body.emplace_back(kWords[std::min(draw(8), draw(8))]);
  if (draw(4) > 0) article.date = 86'400 * static_cast<Date>(draw(50));
  return article;
}

/// A query, and what it means.
struct Asked {
  enum class Kind : std::uint8_t { kTerm, kPhrase, kAll, kAny, kNot } kind = Kind::kTerm;
  Words words;
  std::vector<Asked> parts;

  [[nodiscard]] Query query() const {
    std::vector<Query> queries;
    for (const Asked& part : parts) queries.push_back(part.query());
    switch (kind) {
      case Kind::kTerm: return Query::term(words[0]);
      case Kind::kPhrase: return Query::phrase(words);
      case Kind::kAll: return Query::all_of(queries);
      case Kind::kAny: return Query::any_of(queries);
      case Kind::kNot: break;
    }
    return Query::and_not(queries[0], queries[1]);
  }

  [[nodiscard]] bool matches(const Article& article) const {
    const auto part_matches = [&article](const Asked& part) { return part.matches(article); };
    switch (kind) {
      case Kind::kAll: return std::all_of(parts.begin(), parts.end(), part_matches);
      case Kind::kAny: return std::any_of(parts.begin(), parts.end(), part_matches);
      case Kind::kNot: return parts[0].matches(article) && !parts[1].matches(article);
      default: break;
    }
    const auto holds = [this](const Words& text) {
      return std::search(text.begin(), text.end(), words.begin(), words.end()) != text.end();
    };
    return holds(article.title) || holds(article.body);
  }
};

Asked draw_query(Source& source, int depth) {
  const std::uint32_t kind = depth == 0 ? source.byte() % 2 : source.byte() % 5;
  Asked asked;
  asked.kind = static_cast<Asked::Kind>(kind);
  if (kind < 2) {
    for (std::uint32_t n = kind == 0 ? 1 : 2 + source.byte() % 2; n > 0; --n) {
      asked.words.emplace_back(kWords[source.byte() % kWords.size()]);
    }
    return asked;
  }
  for (std::uint32_t n = kind == 4 ? 2 : 2 + source.byte() % 2; n > 0; --n) {
    asked.parts.push_back(draw_query(source, depth - 1));
  }
  return asked;
}

std::set<std::string> matches_of(const Asked& asked, const Articles& articles) {
  std::set<std::string> ids;
  for (const auto& [id, article] : articles) {
    if (asked.matches(article)) ids.insert(id);
  }
  return ids;
}

void check_hits(const Index& reader, const Query& query, const std::set<std::string>& expected, SortOrder sort,
                const Articles& articles) {
  SearchOptions options;
  options.limit = 7;
  options.sort = sort;
  const Result<Hits> hits = reader.search(query, options);
  check(hits.has_value() && hits->total == expected.size());
  check(hits->hits.size() == std::min<std::size_t>(options.limit, expected.size()));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < hits->hits.size(); ++i) {
    const Hit& hit = hits->hits[i];
    check(expected.contains(hit.id) && seen.insert(hit.id).second);
    check(hit.title == joined(articles.at(hit.id).title) && hit.date == articles.at(hit.id).date);
    if (i == 0) continue;
    const Hit& before = hits->hits[i - 1];
    if (sort == SortOrder::kRelevance) {
      check(before.score > hit.score || (before.score == hit.score && before.number < hit.number));
    } else {
      check(!hit.date || (before.date && *before.date <= *hit.date));
    }
  }
}

/// One answer of a reader against its commit's documents.
void check_query(const Index& reader, const Articles& articles, Source& source) {
  const Asked asked = draw_query(source, 2);
  const std::set<std::string> expected = matches_of(asked, articles);
  const Query query = asked.query();
  const Result<std::uint64_t> count = reader.count(query);
  check(count.has_value() && *count == expected.size());
  std::set<std::string> found;
  check(reader.for_each_id(query, [&](std::string_view id) { return found.emplace(id).second; }).has_value());
  check(found == expected);
  check_hits(reader, query, expected, source.byte() % 2 == 0 ? SortOrder::kRelevance : SortOrder::kDateAscending,
             articles);
}

/// All documents of a reader, and what it says of itself.
void check_content(const Index& reader, const Articles& articles) {
  const Result<IndexInfo> info = reader.info();
  check(info.has_value() && info->documents == articles.size());
  std::set<std::string> seen;
  const auto visit = [&](const Document& document) {
    const auto known = articles.find(document.id);
    check(known != articles.end() && seen.insert(document.id).second);
    const Document expected = document_of(document.id, known->second);
    check(document.title == expected.title && document.body == expected.body && document.date == expected.date);
    return true;
  };
  check(reader.for_each_document(visit).has_value() && seen.size() == articles.size());
}

const ScratchFolder& folder() {
  static const ScratchFolder made;
  return made;
}

class Life {
 public:
  explicit Life(Source& source) : source_(source), path_(folder().file("index.riffle")) {
    std::filesystem::remove(path_);
    open_writer();
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  void run() {
    for (int calls = 0; calls < kMostCalls && !source_.at_end(); ++calls) call(source_.byte() % 16);
    if (commits_.empty()) return;
    const Result<VerifyReport> report = verify(path_);
    check(report.has_value() && report->faults.empty());
    readers_.clear();
    open_reader(0);
    check_content(readers_[0].index, newest());
  }

 private:
  struct Reader {
    Index index;
    Articles articles;
  };

  void open_writer() {
    writer_.reset();
    WriterOptions options;
    options.analyzer = "simple";
    options.memory_bytes = std::size_t{32} << 20;
    options.threads = 1;
    options.durability = Durability::kNormal;
    options.keep_history = source_.byte() % 2 == 0;
    auto writer = IndexWriter::open(path_, options);
    check(writer.has_value());
    writer_.emplace(std::move(*writer));
    next_ = newest();
    added_.clear();
    buried_.clear();
    is_clean_ = true;
  }

  [[nodiscard]] const Articles& newest() const {
    static const Articles kNone;
    return commits_.empty() ? kNone : commits_.rbegin()->second;
  }

  void call(std::uint32_t what) {
    switch (what) {
      case 0:
      case 1: {
        const std::string id = "n" + std::to_string(source_.byte() % 32);
        add(id, source_.byte());
        break;
      }
      case 2: add_many(); break;
      case 3: remove("n" + std::to_string(source_.byte() % 32)); break;
      case 4: remove_matching(); break;
      case 5:
      case 6: commit(); break;
      case 7: roll_back(); break;
      case 8: compact(); break;
      case 9: open_writer(); break;
      case 10: open_reader(source_.byte() % 2 == 0 ? 0 : source_.byte()); break;
      case 11: refresh(); break;
      case 12: compare_two(); break;
      default: ask();
    }
  }

  void add_many() {
    const std::uint32_t seed = source_.byte();
    if (std::exchange(has_many_, true)) return;
    for (std::size_t i = 0; i < kManyDocuments; ++i) {
      add("m" + std::to_string(i), static_cast<std::uint32_t>(i) * 256 + seed);
    }
  }

  void add(const std::string& id, std::uint32_t seed) {
    const Article article = article_of(seed);
    check(writer_->add(document_of(id, article)).has_value());
    next_[id] = article;
    added_.insert(id);
    is_clean_ = false;
  }

  void remove(const std::string& id) {
    const Result<bool> had = writer_->remove(id);
    check(had.has_value() && *had == (newest().contains(id) && buried_.insert(id).second));
    next_.erase(id);
    added_.erase(id);
    is_clean_ = false;
  }

  void remove_matching() {
    const Asked asked = draw_query(source_, 1);
    const std::set<std::string> ids = matches_of(asked, newest());
    const Result<std::uint64_t> count = writer_->remove_matching(asked.query());
    check(count.has_value() && *count == ids.size());
    buried_.insert(ids.begin(), ids.end());
    for (const std::string& id : ids) {
      if (!added_.contains(id)) next_.erase(id);
    }
    is_clean_ = false;
  }

  void note(const Result<CommitReport>& report, const Articles& articles) {
    check(report.has_value() && report->documents_total == articles.size());
    Articles content = articles;
    if (report->history_dropped) commits_.clear();
    commits_[report->generation] = std::move(content);
    next_ = newest();
    added_.clear();
    buried_.clear();
    is_clean_ = true;
  }

  void commit() { note(writer_->commit(), Articles(next_)); }

  void roll_back() {
    const std::uint64_t generation = some_commit();
    const auto known = commits_.find(generation);
    const Result<CommitReport> report = writer_->rollback(generation);
    if (may_fail(report, known == commits_.end())) return;
    note(report, Articles(known->second));
  }

  void compact() {
    const auto sort = static_cast<DocumentSort>(source_.byte() % 3);
    const Result<CommitReport> report = writer_->compact(sort);
    if (may_fail(report, commits_.empty())) return;
    note(report, Articles(newest()));
  }

  /// A rollback or a compaction fails when something waits for a commit, or when it has nothing to begin from. Calls
  /// that changed nothing may count as something.
  bool may_fail(const Result<CommitReport>& report, bool has_nothing) const {
    const bool is_waiting = !added_.empty() || next_.size() != newest().size();
    check(!report.has_value() || (!is_waiting && !has_nothing));
    check(report.has_value() || !is_clean_ || has_nothing);
    return !report.has_value();
  }

  /// A commit of the file, or one that it does not have.
  std::uint64_t some_commit() {
    const std::uint32_t draw = source_.byte();
    if (commits_.empty() || draw % 8 == 7) return 1 + draw;
    auto commit = commits_.begin();
    std::advance(commit, draw % commits_.size());
    return commit->first;
  }

  void open_reader(std::uint32_t which) {
    OpenOptions options;
    if (which > 0) options.generation = some_commit();
    options.trust = which % 4 == 3 ? Trust::kUntrusted : Trust::kUsual;
    auto index = Index::open(path_, options);
    const auto known = options.generation == 0 ? commits_.rbegin()
                                               : std::make_reverse_iterator(commits_.upper_bound(options.generation));
    const bool is_known = !commits_.empty() && known != commits_.rend() &&
                          (options.generation == 0 || known->first == options.generation);
    check(index.has_value() == is_known);
    if (!is_known) return;
    if (readers_.size() == 4) readers_.erase(readers_.begin());
    readers_.push_back({std::move(*index), known->second});
  }

  void refresh() {
    if (readers_.empty()) return;
    Reader& reader = readers_[source_.byte() % readers_.size()];
    check(reader.index.refresh().has_value());
    reader.articles = newest();
    check_content(reader.index, reader.articles);
  }

  void compare_two() {
    if (readers_.size() < 2) return;
    const Reader& before = readers_[source_.byte() % readers_.size()];
    const Reader& after = readers_[source_.byte() % readers_.size()];
    const Result<Changes> changes = after.index.changes_since(before.index);
    check(changes.has_value());
    std::set<std::string> added;
    std::set<std::string> removed;
    for (const auto& [id, article] : after.articles) {
      if (!before.articles.contains(id)) added.insert(id);
    }
    for (const auto& [id, article] : before.articles) {
      if (!after.articles.contains(id)) removed.insert(id);
    }
    check(std::set<std::string>(changes->added.begin(), changes->added.end()) == added);
    check(std::set<std::string>(changes->removed.begin(), changes->removed.end()) == removed);
  }

  void ask() {
    if (readers_.empty()) return;
    const Reader& reader = readers_[source_.byte() % readers_.size()];
    check_query(reader.index, reader.articles, source_);
    const std::string id = "n" + std::to_string(source_.byte() % 32);
    const Result<Document> document = reader.index.get(id);
    const auto known = reader.articles.find(id);
    check(document.has_value() == (known != reader.articles.end()));
    if (document) check(document->body == joined(known->second.body));
  }

  Source& source_;
  std::string path_;
  std::optional<IndexWriter> writer_;
  std::map<std::uint64_t, Articles> commits_;  // that the file holds, by generation
  Articles next_;                              // what the next commit will hold
  std::set<std::string> added_;                // since the last commit
  std::set<std::string> buried_;               // of the last commit, deleted since
  bool has_many_ = false;                      // were added
  bool is_clean_ = true;                       // nothing added or removed since the last commit
  std::vector<Reader> readers_;
};

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  riffle::fuzz::Source source(data, size);
  riffle::Life(source).run();
  return 0;
}
