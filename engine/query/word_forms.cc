#include "query/word_forms.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/english_spellings.h"
#include "analysis/melted_words.h"
#include "analysis/name_key.h"
#include "analysis/ordinary_words.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/stem_classes.h"
#include "query/joined_words.h"
#include "query/number_forms.h"
#include "query/query_report.h"

namespace riffle {
namespace {

/// Fuzzy words number their blends from 1.
constexpr std::uint32_t kFirstBlend = 1 << 20;
/// Words that the text of a query has several ways for are numbered from 1, those of its synonyms behind 1 << 24.
constexpr std::uint32_t kFirstWord = 1u << 28;

/// A word or phrase in text that is not weak; not under a Not, where nothing scores.
bool has_strong_word(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::kNot) return false;
  if (node.kind == QueryNode::Kind::kPhrase) return true;
  if (node.kind == QueryNode::Kind::kTerm) return !node.is_weak;
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const QueryNodePtr& child) { return has_strong_word(*child); });
}

/// Whether a leaf is a way to write a word.
bool is_of_word(const QueryNode& node) {
  return node.word != 0 || std::any_of(node.children.begin(), node.children.end(),
                                       [](const QueryNodePtr& child) { return is_of_word(*child); });
}

bool is_name(const QueryNode& node) { return node.name_weight > 0; }

bool is_spelt_otherwise(const QueryNode& node) { return is_name(node) || !node.spellings.empty(); }

/// One word that was not typed, but is another way to write the one that was; no synonym.
bool is_other_word(const QueryNode& node) { return node.kind == QueryNode::Kind::kTerm && node.is_spelling; }

/// How many children of an Or, from `first` on, are one word in several ways: the one typed, and others in one word.
std::size_t count_ways(const QueryNode& any, std::size_t first) {
  const QueryNode& typed = *any.children[first];
  if (any.kind != QueryNode::Kind::kOr || typed.kind != QueryNode::Kind::kTerm || typed.is_synonym) return 1;
  std::size_t end = first + 1;
  while (end < any.children.size() && is_other_word(*any.children[end]) && any.children[end]->field == typed.field &&
         any.children[end]->boost == typed.boost) {
    ++end;
  }
  return end - first;
}

bool has_ways_of_word(const QueryNode& any) {
  for (std::size_t i = 0; i < any.children.size(); ++i) {
    if (count_ways(any, i) > 1) return true;
  }
  return false;
}

/// Without words and phrases that stand in the Or already and were not typed: "counter offensive", typed with a hyphen,
/// is also a spelling of the joined word, and "mueller" of the name that "Müller" is; both would count twice.
QueryNodePtr without_repeats(const QueryNodePtr& any) {
  if (any->kind != QueryNode::Kind::kOr) return any;
  std::vector<QueryNodePtr> kept;
  for (const QueryNodePtr& child : any->children) {
    const bool may_repeat = (child->kind == QueryNode::Kind::kPhrase && child->is_synonym) || is_other_word(*child);
    const bool is_repeat = may_repeat && std::any_of(kept.begin(), kept.end(), [&](const QueryNodePtr& other) {
                             return other->kind == child->kind && other->field == child->field &&
                                    other->boost == child->boost && other->term == child->term &&
                                    other->phrase == child->phrase;
                           });
    if (!is_repeat) kept.push_back(child);
  }
  return kept.size() == any->children.size() ? any : make_or(std::move(kept));
}

class Resolver {
 public:
  /// `adds_spellings` = false: words stand for their forms alone.
  Resolver(const Snapshot& snapshot, bool drops_weak, bool adds_spellings)
      : snapshot_(snapshot),
        numbers_(snapshot),
        has_fields_(snapshot.schema().text_field_count() > 1),
        is_english_(snapshot.commit().analyzer == "english"),
        drops_weak_(drops_weak),
        adds_spellings_(adds_spellings) {}

  [[nodiscard]] bool has_any(const QueryNode& node) const {
    return is_spelt_otherwise(node) || !node.joined.term.empty() || (drops_weak_ && node.is_weak) || is_split(node) ||
           has_ways_of_word(node) ||
           std::any_of(node.children.begin(), node.children.end(),
                       [this](const QueryNodePtr& child) { return has_any(*child); });
  }

  // Trees are within limits::kQueryDepth, so recursion is bounded.
  Result<QueryNodePtr> resolve(const QueryNode& node) {
    if (drops_weak_ && node.is_weak) {
      auto silent = std::make_shared<QueryNode>(node);
      silent->boost = 0;
      silent->is_weak = false;
      silent->spellings.clear();
      if (is_split(*silent)) return resolve_split(*silent);
      return silent;
    }
    if (is_spelt_otherwise(node)) return resolve_spellings(node);
    if (is_split(node)) return resolve_split(node);
    if (node.children.empty()) {
      auto word = std::make_shared<QueryNode>(node);
      word->joined = {};
      return word;
    }
    std::vector<QueryNodePtr> children;
    bool is_taken = false;  // the child before is part of a joined word
    std::size_t end_of_ways = 0;
    std::uint32_t blend_of_ways = 0;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      QueryNodePtr typed = node.children[i];
      if (const std::size_t ways = i < end_of_ways ? 1 : count_ways(node, i); ways > 1) {
        end_of_ways = i + ways;
        blend_of_ways = ++blend_;
      }
      if (i < end_of_ways) typed = with_blend(*typed, blend_of_ways);
      const QueryNode& child = *typed;
      QueryNodePtr made = typed;
      if (has_any(child)) {
        RIFFLE_TRY_ASSIGN(made, resolve(child));
      }
      QueryNodePtr joined;
      const QueryNode* const before = is_taken ? nullptr : word_joined_to(node, i);
      if (before != nullptr) {
        RIFFLE_TRY_ASSIGN(joined, resolve_joined(*before, child));
      }
      is_taken = joined != nullptr && add_joined(node.kind, std::move(joined), made, children);
      if (!is_taken) children.push_back(std::move(made));
    }
    switch (node.kind) {
      case QueryNode::Kind::kAnd: return make_and(std::move(children));
      case QueryNode::Kind::kOr: return without_repeats(make_or(std::move(children)));
      case QueryNode::Kind::kAtLeast: return make_at_least(node.minimum, std::move(children));
      default: return make_not(std::move(children.front()));
    }
  }

 private:
  using Leaves = std::vector<std::shared_ptr<QueryNode>>;

  [[nodiscard]] bool is_scoped(const QueryNode& node) const {
    return has_fields_ && !node.class_name.empty() && !node.field.empty();
  }

  [[nodiscard]] bool is_melted(const QueryNode& node) const {
    return is_english_ && !node.class_name.empty() && has_melted_word(node.class_name);
  }

  /// Whether its forms may have to be searched one by one.
  [[nodiscard]] bool is_split(const QueryNode& node) const { return is_scoped(node) || is_melted(node); }

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

  Result<QueryNodePtr> resolve_split(const QueryNode& node) {
    Leaves leaves;
    RIFFLE_TRY(add_word(node, leaves));
    blend(leaves, node.blend);
    number_ways(node, leaves);
    return any_of(leaves);
  }

  /// The word that the node is with the one before it; null when the index does not have it.
  Result<QueryNodePtr> resolve_joined(const QueryNode& before, const QueryNode& node) {
    if (!adds_spellings_) return QueryNodePtr();
    if (node.joined.class_name.empty()) return numbers_.resolve(before, node);
    QueryNode word = *make_class(node.field, node.joined.term, node.joined.class_name);
    word.boost = node.boost;
    RIFFLE_TRY_ASSIGN(const std::set<std::string> forms, forms_of(word.class_name));
    Leaves leaves;
    if (!forms.empty()) RIFFLE_TRY(add_word(word, leaves));
    std::set<std::string> others;
    for (const WordSpelling& spelling : node.joined_spellings) {
      RIFFLE_TRY(add_spelling(word, spelling, others, leaves));
    }
    if (leaves.empty()) return QueryNodePtr();
    blend(leaves);
    return any_of(leaves);
  }

  /// Puts `made` behind the last child, or the joined word instead of both.
  bool add_joined(QueryNode::Kind kind, QueryNodePtr joined, QueryNodePtr& made, std::vector<QueryNodePtr>& children) {
    if (kind != QueryNode::Kind::kAnd && kind != QueryNode::Kind::kOr) return false;
    // One word, but where parts have ways of their own.
    if (!is_of_word(*children.back()) && !is_of_word(*made) && !is_of_word(*joined)) {
      ++word_;
      joined = make_way(joined, word_, 2);
      children.back() = make_way(children.back(), word_, 1);
      made = make_way(made, word_, 1);
    }
    if (kind == QueryNode::Kind::kAnd) {
      QueryNodePtr both = make_and({children.back(), made});
      children.back() = make_or({std::move(both), std::move(joined)});
      return true;
    }
    children.push_back(std::move(made));
    children.push_back(std::move(joined));
    return true;
  }

  Result<QueryNodePtr> resolve_spellings(const QueryNode& node) {
    QueryNode word = node;
    word.name_weight = 0;
    word.spellings.clear();
    word.joined = {};
    Leaves leaves;
    RIFFLE_TRY(add_word(word, leaves));
    std::set<std::string> others;
    if (adds_spellings_) {
      for (const WordSpelling& spelling : node.spellings) {
        if (spelling.class_name.empty()) {
          leaves.push_back(spelt_open(word, spelling.term));
        } else {
          RIFFLE_TRY(add_spelling(word, spelling, others, leaves));
        }
      }
    }
    blend(leaves, node.blend);
    if (adds_spellings_ && is_name(node)) RIFFLE_TRY(add_names(node, others, leaves));
    number_ways(node, leaves);
    return any_of(leaves);
  }

  Status add_word(const QueryNode& word, Leaves& leaves) const {
    if (is_split(word)) {
      RIFFLE_TRY_ASSIGN(std::set<std::string> forms, forms_of(word.class_name));
      const std::size_t all = forms.size();
      if (is_melted(word)) {
        std::erase_if(forms, [&](const std::string& form) { return are_told_apart(form, word.term); });
      }
      if (forms.size() < all || is_scoped(word)) {
        add_forms(word, forms, kForms, leaves);
        return {};
      }
    }
    leaves.push_back(std::make_shared<QueryNode>(word));
    return {};
  }

  Status open_spellings() {
    if (spellings_ == nullptr) spellings_ = EnglishSpellings::open();
    if (spellings_ == nullptr) return make_error(ErrorCode::kOutOfMemory, "no Snowball stemmer");
    return {};
  }

  /// The forms of another class that are other spellings of the word and its forms: the class, where these are all.
  Status add_spelling(const QueryNode& word, const WordSpelling& spelling, std::set<std::string>& others,
                      Leaves& leaves) {
    RIFFLE_TRY_ASSIGN(std::set<std::string> forms, forms_of(spelling.class_name));
    if (forms.empty()) return {};
    RIFFLE_TRY(open_spellings());
    const std::size_t all = forms.size();
    std::erase_if(forms, [&](const std::string& form) { return !spellings_->is_spelling_of(form, word.class_name); });
    others.insert(forms.begin(), forms.end());
    if (forms.size() < all || is_scoped(word)) {
      add_forms(word, forms, kSpellings, leaves);
      return {};
    }
    auto other = std::make_shared<QueryNode>(*make_class(word.field, spelling.term, spelling.class_name));
    other->boost = word.boost;
    leaves.push_back(std::move(other));
    return {};
  }

  /// Other spellings of a name that are not among `others`.
  Status add_names(const QueryNode& node, const std::set<std::string>& others, Leaves& leaves) const {
    const bool is_asked = node.name_weight == 1;  // name:(...)
    if (!is_asked && is_ordinary_word(node.term)) return {};
    RIFFLE_TRY_ASSIGN(const bool is_verb, is_conjugated(node.term));
    if (is_verb) return {};
    RIFFLE_TRY_ASSIGN(const std::set<std::string> forms, forms_of(kNameMark + name_key(node.term)));
    std::size_t count = 0;
    for (const std::string& form : forms) {
      if (count == kSpellings) break;
      if (form == node.term || others.contains(form) || !is_same_name(form, node.term)) continue;
      if (!is_asked && is_ordinary_word(form)) continue;
      RIFFLE_TRY_ASSIGN(const bool is_other_verb, is_conjugated(form));
      if (is_other_verb) continue;
      auto spelling = std::make_shared<QueryNode>(*make_exact(node.field, form));
      spelling->boost = node.boost * node.name_weight;
      leaves.push_back(std::move(spelling));
      ++count;
    }
    return {};
  }

  /// What was found for a word is of the way of it. Written in several words it is another way: of a text with a hyphen
  /// the first one, which is its parts.
  void number_ways(const QueryNode& node, const Leaves& leaves) {
    const auto is_open = [](const auto& leaf) { return leaf->kind == QueryNode::Kind::kPhrase; };
    const bool has_open = std::any_of(leaves.begin(), leaves.end(), is_open);
    if (node.word == 0 && !has_open) return;
    if (node.word == 0) ++word_;
    for (const std::shared_ptr<QueryNode>& leaf : leaves) {
      leaf->word = node.word != 0 ? node.word : word_;
      const std::uint32_t of_open = node.word != 0 ? 1 : 2;
      leaf->way = is_open(leaf) ? of_open : node.word != 0 ? node.way : 1;
    }
  }

  static QueryNodePtr with_blend(const QueryNode& node, std::uint32_t number) {
    auto blended = std::make_shared<QueryNode>(node);
    blended->blend = number;
    return blended;
  }

  /// All of them, and the other ways to write the word, count as the most frequent one. `of_word` = the number of the
  /// word with its ways, or 0.
  void blend(const Leaves& leaves, std::uint32_t of_word = 0) {
    if (of_word == 0 && leaves.size() < 2) return;
    if (of_word == 0) of_word = ++blend_;
    for (const std::shared_ptr<QueryNode>& leaf : leaves) leaf->blend = of_word;
  }

  static QueryNodePtr any_of(const Leaves& leaves) { return make_or({leaves.begin(), leaves.end()}); }

  static void add_forms(const QueryNode& node, const std::set<std::string>& forms, std::size_t most, Leaves& leaves) {
    for (const std::string& form : forms) {
      if (most-- == 0) break;
      auto term = std::make_shared<QueryNode>(*make_exact(node.field, form));
      term->boost = node.boost;
      leaves.push_back(std::move(term));
    }
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
  NumberForms numbers_;
  bool has_fields_;
  bool is_english_;
  bool drops_weak_;
  bool adds_spellings_;
  std::unique_ptr<EnglishSpellings> spellings_;  // once one is asked for
  std::uint32_t blend_ = kFirstBlend;
  std::uint32_t word_ = kFirstWord;
};

}  // namespace

Result<QueryNodePtr> resolve_word_forms(const Snapshot& snapshot, const QueryNode& root,
                                        std::vector<std::string>& notes) {
  // Weak words score when there is nothing else.
  const bool drops_weak = has_strong_word(root);
  Resolver resolver(snapshot, drops_weak, true);
  if (!resolver.has_any(root)) return QueryNodePtr();
  RIFFLE_TRY_ASSIGN(QueryNodePtr resolved, resolver.resolve(root));
  if (check_tree_limits(*resolved)) return resolved;
  if (notes.size() < kMaxQueryNotes) notes.emplace_back("the query is too large for other spellings of its words");
  return Resolver(snapshot, drops_weak, false).resolve(root);
}

}  // namespace riffle
