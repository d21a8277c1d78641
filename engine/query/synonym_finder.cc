#include "query/synonym_finder.h"

#include <algorithm>
#include <string>
#include <utility>

namespace riffle {
namespace {

/// Texts of the rules of one entry that are looked at.
constexpr std::size_t kTextsOfEntry = 8 * kSynonymsOfEntry;
/// Words of synonyms are numbered behind those of the query.
constexpr std::uint32_t kWordsOfSynonyms = 1u << 24;

/// The same bare word, whatever its form.
bool is_same_synonym(const QueryNode& a, const QueryNode& b) {
  const bool are_classes = !a.class_name.empty() && a.kind == b.kind && a.field == b.field;
  return are_classes ? a.class_name == b.class_name : same_tree(a, b);
}

/// Marks the leaves as synonyms. Trees of text are leaves and Or.
QueryNodePtr as_synonym(const QueryNode& node, double weight) {
  auto copy = std::make_shared<QueryNode>(node);
  copy->is_synonym = true;
  if (copy->word != 0) copy->word += kWordsOfSynonyms;
  if (node.children.empty()) copy->boost = weight;
  for (QueryNodePtr& child : copy->children) child = as_synonym(*child, weight);
  return copy;
}

}  // namespace

SynonymFinder::SynonymFinder(const ParseOptions& options, Analyzer& analyzer, QueryReport& report)
    : analyzer_(analyzer), report_(report), text_(analyzer), rules_(options.synonyms.rules()) {
  if (rules_ != nullptr) table_ = rules_->table_for(analyzer);
}

std::size_t SynonymFinder::entry_length(std::span<const std::string_view> texts) {
  SynonymText typed;
  std::size_t length = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!typed.append(texts[i], analyzer_, text_) || !table_->may_begin(typed)) break;
    if (!table_->find(typed).empty()) length = i + 1;
  }
  return length;
}

QueryNodePtr SynonymFinder::expand(std::span<const std::string_view> texts, const FieldName& field,
                                   QueryNodePtr typed) {
  SynonymText words;
  for (const std::string_view text : texts) (void)words.append(text, analyzer_, text_);
  const std::vector<const SynonymTable::Entry*> entries = table_->find(words);
  std::vector<QueryNodePtr> synonyms;
  const bool has_all = std::all_of(entries.begin(), entries.end(), [&](const SynonymTable::Entry* entry) {
    return add_rule(*entry, words, field, synonyms);
  });
  if (!has_all) {
    const std::string searched =
        synonyms.empty() ? "none of them" : "the first " + std::to_string(synonyms.size()) + " of them";
    report_.remark(excerpt(texts.front()) + " has more synonyms than a query may have; " + searched +
                   (synonyms.size() > 1 ? " are searched" : " is searched"));
  }
  if (synonyms.empty()) return typed;
  const bool stays = std::any_of(entries.begin(), entries.end(), [](const auto* entry) { return entry->stays; });
  for (QueryNodePtr& synonym : synonyms) synonym = as_synonym(*synonym, stays ? kSynonymWeight : 1);
  if (stays) synonyms.insert(synonyms.begin(), std::move(typed));
  return make_or(std::move(synonyms));
}

/// Adds what the rule has besides `typed`; false when there was no room for all of it.
bool SynonymFinder::add_rule(const SynonymTable::Entry& entry, const SynonymText& typed, const FieldName& field,
                             std::vector<QueryNodePtr>& synonyms) {
  const SynonymRule& rule = rules_->rules()[entry.rule];
  std::size_t looked_at = 0;
  for (const std::string& text : rule.stand_in.empty() ? rule.words : rule.stand_in) {
    if (++looked_at > kTextsOfEntry) return false;
    if (is_same_entry(typed, synonym_text(text, analyzer_, text_))) continue;
    text_.read(text);
    if (text_.is_empty() || text_.is_too_long()) continue;
    QueryNodePtr synonym = text_.bare(field, {TextLeaf::Names::kOff, false});
    const bool is_known = std::any_of(synonyms.begin(), synonyms.end(),
                                      [&](const QueryNodePtr& known) { return is_same_synonym(*known, *synonym); });
    if (is_known) continue;
    if (synonyms.size() == kSynonymsOfEntry || synonym->leaf_count > room_) return false;
    room_ -= synonym->leaf_count;
    synonyms.push_back(std::move(synonym));
  }
  return true;
}

}  // namespace riffle
