#include "query/profiler.h"

#include <chrono>
#include <utility>

#include "base/catching.h"
#include "base/try.h"
#include "query/bound_term.h"
#include "query/searcher.h"
#include "query/word_forms.h"

namespace riffle {
namespace {

constexpr std::size_t kBestHits = 10;

std::string_view kind_name(const QueryNode& node) {
  switch (node.kind) {
    case QueryNode::Kind::kNone: return "none";
    case QueryNode::Kind::kAll: return "all";
    case QueryNode::Kind::kTerm: return "term";
    case QueryNode::Kind::kPhrase: return "phrase";
    case QueryNode::Kind::kPattern: return "pattern";
    case QueryNode::Kind::kTermSet: return "list";
    case QueryNode::Kind::kProximity: return "near";
    case QueryNode::Kind::kDateRange: return "date";
    case QueryNode::Kind::kNumberRange: return "number";
    case QueryNode::Kind::kExists: return "exists";
    case QueryNode::Kind::kAnd: return "and";
    case QueryNode::Kind::kOr: return "or";
    case QueryNode::Kind::kAtLeast: return "at least";
    case QueryNode::Kind::kNot: return "not";
  }
  return "none";
}

class Stopwatch {
 public:
  [[nodiscard]] double micros() const {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Profiler {
 public:
  Profiler(const Snapshot& snapshot, const SearchControl& control) : snapshot_(snapshot), control_(control) {}

  Result<ProfilePart> profile(const QueryNode& node) {
    ProfilePart part{.kind = std::string(kind_name(node)), .query = to_string(node), .parts = {}};
    RIFFLE_TRY(count(node, part));
    RIFFLE_TRY(count(node, part));
    for (const QueryNodePtr& child : node.children) {
      RIFFLE_TRY_ASSIGN(ProfilePart child_part, profile(*child));
      part.parts.push_back(std::move(child_part));
    }
    return part;
  }

  Result<double> time_best(const QueryNode& node) {
    RIFFLE_TRY(find_best(node));
    const Stopwatch watch;
    RIFFLE_TRY(find_best(node));
    return watch.micros();
  }

 private:
  Status count(const QueryNode& node, ProfilePart& part) {
    const Stopwatch watch;
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(snapshot_, node, control_));
    RIFFLE_TRY_ASSIGN(part.matches, searcher.count());
    part.count_us = watch.micros();
    part.steps = searcher.steps();
    part.containers = searcher.visited_containers();
    RIFFLE_TRY_ASSIGN(part.estimate, searcher.estimate());
    return {};
  }

  Status find_best(const QueryNode& node) {
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(snapshot_, node, control_));
    RIFFLE_TRY(searcher.top_k(kBestHits, false));
    return {};
  }

  const Snapshot& snapshot_;
  const SearchControl& control_;
};

}  // namespace

Result<QueryProfile> profile_query(const Snapshot& snapshot, const QueryNode& query, const SearchControl& control) {
  return catching([&]() -> Result<QueryProfile> {
    RIFFLE_TRY(check_tree_limits(query));
    QueryProfile profile;
    Profiler profiler(snapshot, control);
    // The parts are those that are searched: words with their other spellings, and in one field with their forms.
    std::vector<std::string> notes;  // the search has them
    RIFFLE_TRY_ASSIGN(const QueryNodePtr resolved, resolve_word_forms(snapshot, query, notes));
    RIFFLE_TRY_ASSIGN(profile.root, profiler.profile(resolved != nullptr ? *resolved : query));
    profile.root.query = to_string(query);
    RIFFLE_TRY_ASSIGN(profile.top_10_us, profiler.time_best(query));
    for (const LiveSegment& segment : snapshot.segments()) {
      ++profile.segments;
      profile.containers += container_count_of(segment.reader->doc_count());
    }
    return profile;
  });
}

}  // namespace riffle
