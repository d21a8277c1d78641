#include "query/synonym_table.h"

#include <algorithm>
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

bool append_synonym_words(std::string_view text, Analyzer& analyzer, TextLeaf& leaf, std::vector<SynonymWord>& words) {
  leaf.read(text);
  if (leaf.is_empty() || leaf.is_too_long()) return false;
  for (const PhraseTerm& word : leaf.words()) {
    const std::string_view name = analyzer.class_of(word.term);
    words.push_back({word.term, std::string(name.empty() ? word.term : name), leaf.is_acronym() && !name.empty()});
  }
  return true;
}

std::vector<SynonymWord> synonym_words(std::string_view text, Analyzer& analyzer, TextLeaf& leaf) {
  std::vector<SynonymWord> words;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), is_ascii_space);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size > 0) (void)append_synonym_words(text.substr(0, size), analyzer, leaf, words);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return words;
}

bool is_same_entry(std::span<const SynonymWord> typed, std::span<const SynonymWord> rule) {
  return std::equal(typed.begin(), typed.end(), rule.begin(), rule.end(),
                    [](const SynonymWord& word, const SynonymWord& wanted) {
                      if (word.is_form_only) return word.form == wanted.form;
                      return !wanted.is_form_only && word.class_name == wanted.class_name;
                    });
}

SynonymTable::SynonymTable(const std::vector<SynonymRule>& rules, Analyzer& analyzer) {
  TextLeaf leaf(analyzer);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::unordered_set<std::string> searched;
    for (const std::string& text : rules[i].stand_in) searched.insert(key_of(synonym_words(text, analyzer, leaf)));
    for (const std::string& text : rules[i].words) {
      std::vector<SynonymWord> words = synonym_words(text, analyzer, leaf);
      if (words.empty() || words.size() > kSynonymWords) continue;
      std::string key = key_of(words);
      std::size_t& longest = longest_[words.front().class_name];
      longest = std::max(longest, words.size());
      const bool stays = rules[i].stand_in.empty() || searched.contains(key);
      entries_[std::move(key)].push_back({static_cast<std::uint32_t>(i), stays, std::move(words)});
    }
  }
}

std::size_t SynonymTable::longest(const SynonymWord& first) const {
  const auto found = longest_.find(first.class_name);
  return found == longest_.end() ? 0 : found->second;
}

std::vector<const SynonymTable::Entry*> SynonymTable::find(std::span<const SynonymWord> typed) const {
  std::vector<const Entry*> found;
  const auto entries = entries_.find(key_of(typed));
  if (entries == entries_.end()) return found;
  for (const Entry& entry : entries->second) {
    const bool is_known = !found.empty() && found.back()->rule == entry.rule;
    if (!is_known && is_same_entry(typed, entry.words)) found.push_back(&entry);
  }
  return found;
}

std::shared_ptr<const SynonymTable> SynonymRules::table_for(Analyzer& analyzer) const {
  const std::string name = std::string(analyzer.name()) + ' ' + std::to_string(analyzer.version());
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<const SynonymTable>& table = tables_[name];
  if (table == nullptr) table = std::make_shared<const SynonymTable>(rules_, analyzer);
  return table;
}

}  // namespace riffle
