#include "query/word_forms.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analysis/name_key.h"
#include "base/try.h"
#include "format/stem_classes.h"

namespace riffle {
namespace {

/// Fuzzy words number their blends from 1.
constexpr std::uint32_t kFirstBlend = 1 << 20;

/// A word or phrase in text that is not weak; not under a Not, where nothing scores.
bool has_strong_word(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::kNot) return false;
  if (node.kind == QueryNode::Kind::kPhrase) return true;
  if (node.kind == QueryNode::Kind::kTerm) return !node.is_weak;
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const QueryNodePtr& child) { return has_strong_word(*child); });
}

bool is_name(const QueryNode& node) { return node.name_weight > 0; }

class Resolver {
 public:
  Resolver(const Snapshot& snapshot, bool drops_weak)
      : snapshot_(snapshot), has_fields_(snapshot.schema().text_field_count() > 1), drops_weak_(drops_weak) {}

  [[nodiscard]] bool has_any(const QueryNode& node) const {
    return is_name(node) || (drops_weak_ && node.is_weak) || is_scoped(node) ||
           std::any_of(node.children.begin(), node.children.end(),
                       [this](const QueryNodePtr& child) { return has_any(*child); });
  }

  // Trees are within limits::kQueryDepth, so recursion is bounded.
  Result<QueryNodePtr> resolve(const QueryNode& node) {
    if (is_name(node)) return resolve_name(node);
    if (drops_weak_ && node.is_weak) {
      auto silent = std::make_shared<QueryNode>(node);
      silent->boost = 0;
      silent->is_weak = false;
      if (is_scoped(*silent)) return resolve_scoped(*silent);
      return silent;
    }
    if (is_scoped(node)) return resolve_scoped(node);
    if (node.children.empty()) return std::make_shared<const QueryNode>(node);
    std::vector<QueryNodePtr> children;
    for (const QueryNodePtr& child : node.children) {
      if (!has_any(*child)) {
        children.push_back(child);
        continue;
      }
      RIFFLE_TRY_ASSIGN(QueryNodePtr made, resolve(*child));
      children.push_back(std::move(made));
    }
    switch (node.kind) {
      case QueryNode::Kind::kAnd: return make_and(std::move(children));
      case QueryNode::Kind::kOr: return make_or(std::move(children));
      case QueryNode::Kind::kAtLeast: return make_at_least(node.minimum, std::move(children));
      default: return make_not(std::move(children.front()));
    }
  }

 private:
  [[nodiscard]] bool is_scoped(const QueryNode& node) const {
    return has_fields_ && !node.class_name.empty() && !node.field.empty();
  }

  Result<std::set<std::string>> forms_of(std::string_view name) const {
    std::set<std::string> forms;
    for (const LiveSegment& segment : snapshot_.segments()) {
      RIFFLE_TRY(segment.reader->for_each_form(name, [&](std::string_view form) {
        forms.emplace(form);
        return true;
      }));
    }
    return forms;
  }

  Result<QueryNodePtr> resolve_scoped(const QueryNode& node) {
    RIFFLE_TRY_ASSIGN(const std::set<std::string> forms, forms_of(node.class_name));
    ++blend_;
    std::vector<QueryNodePtr> terms;
    for (const std::string& form : forms) {
      if (terms.size() == kForms) break;
      auto term = std::make_shared<QueryNode>(*make_exact(node.field, form));
      term->boost = node.boost;
      term->blend = blend_;
      terms.push_back(std::move(term));
    }
    return make_or(std::move(terms));
  }

  Result<QueryNodePtr> resolve_name(const QueryNode& node) {
    auto word = std::make_shared<QueryNode>(node);
    word->name_weight = 0;
    std::vector<QueryNodePtr> spellings;
    if (is_scoped(*word)) {
      RIFFLE_TRY_ASSIGN(QueryNodePtr scoped, resolve_scoped(*word));
      spellings.push_back(std::move(scoped));
    } else {
      spellings.push_back(std::move(word));
    }
    RIFFLE_TRY_ASSIGN(const bool is_verb, is_conjugated(node.term));
    if (is_verb) return std::move(spellings.front());
    RIFFLE_TRY_ASSIGN(const std::set<std::string> forms, forms_of(kNameMark + name_key(node.term)));
    for (const std::string& form : forms) {
      if (spellings.size() > kSpellings) break;
      if (form == node.term || !is_same_name(form, node.term)) continue;
      RIFFLE_TRY_ASSIGN(const bool is_other_verb, is_conjugated(form));
      if (is_other_verb) continue;
      auto spelling = std::make_shared<QueryNode>(*make_exact(node.field, form));
      spelling->boost = node.boost * node.name_weight;
      spellings.push_back(std::move(spelling));
    }
    return make_or(std::move(spellings));
  }

  /// Names have no "-ing" and no "-ed": a word that the index has with one of them is none.
  Result<bool> is_conjugated(std::string_view term) const {
    const std::string stem(term.substr(0, term.size() - (term.ends_with('e') ? 1 : 0)));
    for (const LiveSegment& segment : snapshot_.segments()) {
      for (const char* const ending : {"ing", "ed"}) {
        RIFFLE_TRY_ASSIGN(const auto found, segment.reader->find_term(kTextSpace, stem + ending));
        if (found) return true;
      }
    }
    return false;
  }

  const Snapshot& snapshot_;
  bool has_fields_;
  bool drops_weak_;
  std::uint32_t blend_ = kFirstBlend;
};

}  // namespace

Result<QueryNodePtr> resolve_word_forms(const Snapshot& snapshot, const QueryNode& root) {
  // Weak words score when there is nothing else.
  Resolver resolver(snapshot, has_strong_word(root));
  if (!resolver.has_any(root)) return QueryNodePtr();
  return resolver.resolve(root);
}

}  // namespace riffle
