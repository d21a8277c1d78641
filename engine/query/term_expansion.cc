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

/// To look a term up in a dictionary takes as long as so many documents.
constexpr std::uint64_t kTouchesOfTerm = 64;
/// What a word that a pattern stands for takes besides its text: a form, a place in a table and its node.
constexpr std::uint64_t kBytesPerForm = 2 * sizeof(TermForm) + 64;

bool is_fuzzy(const QueryNode& node) {
  return node.kind == QueryNode::Kind::kPattern && node.pattern.sort == PatternSort::kFuzzy;
}

/// Fuzzy words and other leaves of a tree.
struct LeafCounts {
  std::size_t fuzzy = 0;
  std::size_t others = 0;
  std::size_t slots = 0;  ///< patterns in proximities
};

std::size_t pattern_slots(const QueryNode& node) {
  std::size_t count = 0;
  for (const ProximityItem& item : node.items) {
    count += static_cast<std::size_t>(
        std::count_if(item.slots.begin(), item.slots.end(), [](const auto& slot) { return slot.pattern.has_value(); }));
  }
  return count;
}

/// How many terms each pattern may stand for.
struct TermRoom {
  std::size_t fuzzy = 0;
  std::size_t slot = 0;
};

TermRoom room_for(const LeafCounts& counts) {
  const std::size_t leaves = limits::kQueryLeaves - std::min(limits::kQueryLeaves, counts.others);
  return {.fuzzy = std::clamp<std::size_t>(leaves / std::max<std::size_t>(counts.fuzzy, 1), 1, limits::kFuzzyTerms),
          .slot = std::clamp<std::size_t>(limits::kQuerySlotTerms / std::max<std::size_t>(counts.slots, 1), 1,
                                          limits::kSlotTerms)};
}

void count_leaves(const QueryNode& node, LeafCounts& counts) {
  if (node.children.empty()) ++(is_fuzzy(node) ? counts.fuzzy : counts.others);
  counts.slots += pattern_slots(node);
  for (const QueryNodePtr& child : node.children) count_leaves(*child, counts);
}

/// What a pattern of the query stands for: one that stands in it again is not looked for again.
struct KnownForms {
  TermPattern pattern;
  std::size_t most;
  std::vector<TermForm> forms;
};

class PatternExpander {
 public:
  PatternExpander(const Snapshot& snapshot, TermRoom room, WorkMeter& meter, std::vector<std::string>& notes)
      : snapshot_(snapshot), room_(room), meter_(meter), notes_(notes) {}

  Result<QueryNodePtr> expand(const QueryNode& node) {
    if (is_fuzzy(node) && is_text(node.field)) return expand_word(node);
    auto copy = std::make_shared<QueryNode>(node);
    if (node.kind == QueryNode::Kind::kProximity) RIFFLE_TRY(expand_slots(*copy));
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
    RIFFLE_TRY_ASSIGN(std::vector<TermForm> forms, best_forms(node.pattern, room_.fuzzy));
    // Scores are summed in the order of the leaves: let it not depend on frequencies.
    std::sort(forms.begin(), forms.end(), [](const TermForm& a, const TermForm& b) { return a.term < b.term; });
    ++blend_;
    std::vector<QueryNodePtr> terms;
    terms.reserve(forms.size());
    for (TermForm& form : forms) {
      auto term = std::make_shared<QueryNode>(*make_term(node.field, std::move(form.term)));
      term->boost = node.boost / (1 + form.edits);
      term->blend = blend_;
      terms.push_back(std::move(term));
    }
    return make_or(std::move(terms));
  }

  Status expand_slots(QueryNode& node) {
    for (ProximityItem& item : node.items) {
      for (ProximitySlot& slot : item.slots) {
        if (!slot.pattern) continue;
        RIFFLE_TRY_ASSIGN(std::vector<TermForm> forms, best_forms(*slot.pattern, room_.slot));
        slot.terms.clear();
        for (TermForm& form : forms) slot.terms.push_back(std::move(form.term));
      }
    }
    return {};
  }

  /// The forms that a pattern stands for, the `most` nearest and most frequent of them.
  Result<std::vector<TermForm>> best_forms(const TermPattern& pattern, std::size_t most) {
    for (const KnownForms& known : known_) {
      if (known.most == most && known.pattern == pattern) return known.forms;
    }
    RIFFLE_TRY_ASSIGN(std::vector<TermForm> forms, nearest_forms(snapshot_, kTextSpace, pattern, meter_));
    if (forms.size() > most) {
      if (notes_.size() < kMaxQueryNotes) {
        notes_.push_back(excerpt(pattern.text) + " stands for " + std::to_string(forms.size()) + " words; the " +
                         std::to_string(most) + " nearest and most frequent are searched");
      }
      forms.resize(most);
    }
    known_.push_back({pattern, most, forms});
    return forms;
  }

  const Snapshot& snapshot_;
  TermRoom room_;
  WorkMeter& meter_;
  std::vector<std::string>& notes_;
  std::uint32_t blend_ = 0;
  std::vector<KnownForms> known_;
};

}  // namespace

Result<std::vector<TermForm>> nearest_forms(const Snapshot& snapshot, std::uint8_t space, const TermPattern& pattern,
                                            WorkMeter& meter) {
  const std::unique_ptr<TermMachine> machine = make_machine(pattern);
  const bool has_edits = pattern.sort == PatternSort::kFuzzy;
  std::unordered_map<std::string, std::size_t> places;
  std::vector<TermForm> forms;
  std::uint64_t bytes = 0;
  Status taken;
  const bool is_of_one_segment = snapshot.segments().size() == 1;
  const auto visit = [&](std::string_view term, const TermEntry& entry) {
    std::size_t place = forms.size();
    if (!is_of_one_segment) place = places.try_emplace(std::string(term), place).first->second;
    if (place == forms.size()) {
      forms.push_back({std::string(term), has_edits ? edits_of(*machine) : 0, 0});
      bytes += kBytesPerForm + 2 * term.size();
      taken = meter.take(kBytesPerForm + 2 * term.size());
    }
    forms[place].df += entry.df;
    return taken.has_value();
  };
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY(walk_terms(*segment.reader, space, *machine, visit, [&meter] { return meter.step(); }));
    if (!taken) return std::unexpected(std::move(taken).error());
  }
  // All but a few of the forms are dropped soon.
  meter.give(bytes);
  std::sort(forms.begin(), forms.end(), [](const TermForm& a, const TermForm& b) {
    return std::tuple(a.edits, b.df, std::string_view(a.term)) < std::tuple(b.edits, a.df, std::string_view(b.term));
  });
  return forms;
}

Result<TermUnion> unite_terms(const SegmentReader& reader, const PlanSet& set, WorkMeter& meter) {
  TermUnion united(reader, set.text_field, meter);
  if (set.node->kind == QueryNode::Kind::kTermSet) {
    for (const std::string& term : set.node->terms) {
      RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, reader.find_term(set.space, term));
      RIFFLE_TRY(meter.touch(kTouchesOfTerm + (entry ? entry->df : 0)));
      if (entry) RIFFLE_TRY(united.add(*entry));
    }
  } else {
    Status added;
    const auto visit = [&](std::string_view /*term*/, const TermEntry& entry) {
      added = united.add(entry);
      if (added) added = meter.touch(entry.df);
      return added.has_value();
    };
    const std::unique_ptr<TermMachine> machine = make_machine(set.node->pattern);
    RIFFLE_TRY(walk_terms(reader, set.space, *machine, visit, [&meter] { return meter.step(); }));
    RIFFLE_TRY(std::move(added));
  }
  united.finish();
  return united;
}

Result<QueryNodePtr> expand_patterns(const Snapshot& snapshot, const QueryNode& root, WorkMeter& meter,
                                     std::vector<std::string>& notes) {
  RIFFLE_TRY(check_tree_limits(root));
  LeafCounts counts;
  count_leaves(root, counts);
  if (counts.fuzzy == 0 && counts.slots == 0) return QueryNodePtr();
  return PatternExpander(snapshot, room_for(counts), meter, notes).expand(root);
}

}  // namespace riffle
