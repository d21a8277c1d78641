#include "query/term_expansion.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/limits.h"
#include "base/try.h"
#include "query/query_report.h"
#include "query/term_machine.h"

namespace riffle {
namespace {

struct Form {
  std::string term;
  std::uint32_t edits = 0;
  std::uint64_t df = 0;  ///< over all segments, deleted documents counted
};

bool is_fuzzy(const QueryNode& node) {
  return node.kind == QueryNode::Kind::kPattern && node.pattern.sort == PatternSort::kFuzzy;
}

/// Fuzzy words and other leaves of a tree.
struct LeafCounts {
  std::size_t fuzzy = 0;
  std::size_t others = 0;
};

void count_leaves(const QueryNode& node, LeafCounts& counts) {
  if (node.children.empty()) ++(is_fuzzy(node) ? counts.fuzzy : counts.others);
  for (const QueryNodePtr& child : node.children) count_leaves(*child, counts);
}

class FuzzyExpander {
 public:
  FuzzyExpander(const Snapshot& snapshot, std::size_t most_terms, std::vector<std::string>& notes)
      : snapshot_(snapshot), most_terms_(most_terms), notes_(notes) {}

  Result<QueryNodePtr> expand(const QueryNode& node) {
    if (is_fuzzy(node) && is_text(node.field)) return expand_word(node);
    auto copy = std::make_shared<QueryNode>(node);
    if (node.children.empty()) return copy;
    for (QueryNodePtr& child : copy->children) {
      RIFFLE_TRY_ASSIGN(child, expand(*child));
    }
    // The makers flatten an Or in an Or and count the leaves anew.
    switch (node.kind) {
      case QueryNode::Kind::kAnd: return make_and(std::move(copy->children));
      case QueryNode::Kind::kOr: return make_or(std::move(copy->children));
      case QueryNode::Kind::kNot: return make_not(copy->children[0]);
      default: return make_at_least(node.minimum, std::move(copy->children));
    }
  }

 private:
  [[nodiscard]] bool is_text(const FieldName& name) const {
    if (name.empty()) return true;
    const std::optional<std::uint32_t> field = snapshot_.schema().find(name);
    return field && snapshot_.schema().fields[*field].type == FieldType::kText;
  }

  Result<QueryNodePtr> expand_word(const QueryNode& node) {
    RIFFLE_TRY_ASSIGN(std::vector<Form> forms, forms_of(node.pattern));
    const std::size_t found = forms.size();
    const auto better = [](const Form& a, const Form& b) {
      return std::tuple(a.edits, b.df, std::string_view(a.term)) < std::tuple(b.edits, a.df, std::string_view(b.term));
    };
    std::sort(forms.begin(), forms.end(), better);
    if (found > most_terms_) {
      forms.resize(most_terms_);
      if (notes_.size() < kMaxQueryNotes) {
        notes_.push_back(excerpt(node.pattern.text + "~" + std::to_string(node.pattern.edits)) + " stands for " +
                         std::to_string(found) + " words; the " + std::to_string(most_terms_) +
                         " nearest and most frequent are searched");
      }
    }
    // Scores are summed in the order of the leaves: let it not depend on frequencies.
    std::sort(forms.begin(), forms.end(), [](const Form& a, const Form& b) { return a.term < b.term; });
    ++blend_;
    std::vector<QueryNodePtr> terms;
    terms.reserve(forms.size());
    for (Form& form : forms) {
      auto term = std::make_shared<QueryNode>(*make_term(node.field, std::move(form.term)));
      term->boost = node.boost / (1 + form.edits);
      term->blend = blend_;
      terms.push_back(std::move(term));
    }
    return make_or(std::move(terms));
  }

  Result<std::vector<Form>> forms_of(const TermPattern& pattern) const {
    const std::unique_ptr<TermMachine> machine = make_machine(pattern);
    std::unordered_map<std::string, std::size_t> places;
    std::vector<Form> forms;
    const auto visit = [&](std::string_view term, const TermEntry& entry) {
      const auto [place, is_new] = places.try_emplace(std::string(term), forms.size());
      if (is_new) forms.push_back({std::string(term), edits_of(*machine), 0});
      forms[place->second].df += entry.df;
      return true;
    };
    for (const LiveSegment& segment : snapshot_.segments()) {
      RIFFLE_TRY(walk_terms(*segment.reader, kTextSpace, *machine, visit, [] { return Status(); }));
    }
    return forms;
  }

  const Snapshot& snapshot_;
  std::size_t most_terms_;
  std::vector<std::string>& notes_;
  std::uint32_t blend_ = 0;
};

}  // namespace

Result<TermUnion> unite_terms(const SegmentReader& reader, const PlanSet& set) {
  TermUnion united(reader, set.text_field);
  if (set.node->kind == QueryNode::Kind::kTermSet) {
    for (const std::string& term : set.node->terms) {
      RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, reader.find_term(set.space, term));
      if (entry) RIFFLE_TRY(united.add(*entry));
    }
  } else {
    Status added;
    const auto visit = [&](std::string_view /*term*/, const TermEntry& entry) {
      added = united.add(entry);
      return added.has_value();
    };
    const std::unique_ptr<TermMachine> machine = make_machine(set.node->pattern);
    RIFFLE_TRY(walk_terms(reader, set.space, *machine, visit, [] { return Status(); }));
    RIFFLE_TRY(std::move(added));
  }
  united.finish();
  return united;
}

Result<QueryNodePtr> expand_fuzzy(const Snapshot& snapshot, const QueryNode& root, std::vector<std::string>& notes) {
  RIFFLE_TRY(check_tree_limits(root));
  LeafCounts counts;
  count_leaves(root, counts);
  if (counts.fuzzy == 0) return QueryNodePtr();
  const std::size_t room = limits::kQueryLeaves - std::min(limits::kQueryLeaves, counts.others);
  const std::size_t most = std::clamp<std::size_t>(room / counts.fuzzy, 1, limits::kFuzzyTerms);
  return FuzzyExpander(snapshot, most, notes).expand(root);
}

}  // namespace riffle
