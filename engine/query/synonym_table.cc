#include "query/synonym_table.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "base/ascii.h"

namespace riffle {
namespace {

std::string key_of(std::span<const SynonymWord> words) {
  std::string key;
  for (const SynonymWord& word : words) (key += word.class_name) += '\0';
  return key;
}

}  // namespace

bool SynonymText::append(std::string_view text, Analyzer& analyzer, TextLeaf& leaf) {
  leaf.read(text);
  if (leaf.is_empty() || leaf.is_too_long()) return false;
  const auto make_word = [&](const std::string& term) {
    const std::string_view name = analyzer.class_of(term);
    return SynonymWord{term, std::string(name.empty() ? term : name), leaf.is_acronym() && !name.empty()};
  };
  const std::vector<std::string> joined_words = leaf.joined_words();
  if (joined.empty() && !joined_words.empty()) joined = words;
  const bool are_joined = !joined.empty() || !joined_words.empty();
  for (const std::string& term : joined_words) joined.push_back(make_word(term));
  for (const PhraseTerm& word : leaf.words()) {
    words.push_back(make_word(word.term));
    if (are_joined && joined_words.empty()) joined.push_back(words.back());
  }
  return true;
}

SynonymText synonym_text(std::string_view text, Analyzer& analyzer, TextLeaf& leaf) {
  SynonymText out;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), is_ascii_space);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size > 0) (void)out.append(text.substr(0, size), analyzer, leaf);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return out;
}

bool is_same_entry(std::span<const SynonymWord> typed, std::span<const SynonymWord> rule) {
  return std::equal(typed.begin(), typed.end(), rule.begin(), rule.end(),
                    [](const SynonymWord& word, const SynonymWord& wanted) {
                      if (word.is_form_only) return word.form == wanted.form;
                      return !wanted.is_form_only && word.class_name == wanted.class_name;
                    });
}

bool is_same_entry(const SynonymText& typed, const SynonymText& rule) {
  for (const auto* words : {&typed.words, &typed.joined}) {
    if (words->empty()) continue;
    if (is_same_entry(*words, rule.words) || is_same_entry(*words, rule.joined)) return true;
  }
  return false;
}

SynonymTable::SynonymTable(const std::vector<SynonymRule>& rules, Analyzer& analyzer) {
  TextLeaf leaf(analyzer);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::unordered_set<std::string> searched;
    for (const std::string& text : rules[i].stand_in) {
      const SynonymText stand_in = synonym_text(text, analyzer, leaf);
      searched.insert(key_of(stand_in.words));
      searched.insert(key_of(stand_in.joined));
    }
    for (const std::string& text : rules[i].words) {
      SynonymText typed = synonym_text(text, analyzer, leaf);
      const bool stays = rules[i].stand_in.empty() || searched.contains(key_of(typed.words)) ||
                         (!typed.joined.empty() && searched.contains(key_of(typed.joined)));
      add(static_cast<std::uint32_t>(i), stays, std::move(typed.words));
      add(static_cast<std::uint32_t>(i), stays, std::move(typed.joined));
    }
  }
}

void SynonymTable::add(std::uint32_t rule, bool stays, std::vector<SynonymWord> words) {
  if (words.empty() || words.size() > kSynonymWords) return;
  std::size_t& longest = longest_[words.front().class_name];
  longest = std::max(longest, words.size());
  std::string key = key_of(words);
  entries_[std::move(key)].push_back({rule, stays, std::move(words)});
}

bool SynonymTable::may_begin(std::span<const SynonymWord> typed) const {
  if (typed.empty()) return false;
  const auto found = longest_.find(typed.front().class_name);
  return found != longest_.end() && typed.size() <= found->second;
}

bool SynonymTable::may_begin(const SynonymText& typed) const {
  return may_begin(std::span(typed.words)) || may_begin(std::span(typed.joined));
}

std::vector<const SynonymTable::Entry*> SynonymTable::find(std::span<const SynonymWord> typed) const {
  std::vector<const Entry*> found;
  const auto entries = entries_.find(key_of(typed));
  if (typed.empty() || entries == entries_.end()) return found;
  for (const Entry& entry : entries->second) {
    const bool is_known = !found.empty() && found.back()->rule == entry.rule;
    if (!is_known && is_same_entry(typed, entry.words)) found.push_back(&entry);
  }
  return found;
}

std::vector<const SynonymTable::Entry*> SynonymTable::find(const SynonymText& typed) const {
  const std::vector<const Entry*> by_words = find(std::span(typed.words));
  const std::vector<const Entry*> by_joined = find(std::span(typed.joined));
  std::vector<const Entry*> found;
  std::set_union(by_words.begin(), by_words.end(), by_joined.begin(), by_joined.end(), std::back_inserter(found),
                 [](const Entry* a, const Entry* b) { return a->rule < b->rule; });
  return found;
}

std::shared_ptr<const SynonymTable> SynonymRules::table_for(Analyzer& analyzer) const {
  const std::string name = std::string(analyzer.name()) + ' ' + std::to_string(analyzer.version());
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<const SynonymTable>& table = tables_[name];
  if (table != nullptr) return table;
  auto made = std::make_shared<const SynonymTable>(rules_, analyzer);
  // What an analyzer made that has failed is for nobody else; the query that it is made for will fail.
  if (!analyzer.status()) return made;
  table = made;
  return made;
}

}  // namespace riffle
