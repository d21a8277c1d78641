#include "query/spelling.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/try.h"
#include "query/query_lexer.h"
#include "query/term_expansion.h"

namespace riffle {
namespace {

constexpr std::size_t kMostWords = 8;
constexpr std::size_t kShortestWord = 4;
constexpr std::size_t kLongWord = 6;
constexpr std::uint64_t kLittle = 2;
constexpr std::uint64_t kTimesAsMany = 10;
constexpr std::uint64_t kEnough = 3;

std::size_t characters_of(std::string_view word) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < word.size(); ++count) i += decode_code_point(word, i).length;
  return count;
}

bool is_number(std::string_view word) { return word.find_first_not_of("0123456789") == std::string_view::npos; }

bool is_text(const Snapshot& snapshot, const FieldName& name) {
  if (name.empty()) return true;
  const auto field = snapshot.schema().find(name);
  return field && snapshot.schema().fields[*field].type == FieldType::kText;
}

/// Whether a segment has the word, or both words of two.
Result<bool> has_words(const SegmentReader& reader, std::string_view spelling) {
  const std::size_t space = std::min(spelling.find(' '), spelling.size());
  RIFFLE_TRY_ASSIGN(const auto first, reader.find_term(kTextSpace, spelling.substr(0, space)));
  if (!first || space == spelling.size()) return first.has_value();
  RIFFLE_TRY_ASSIGN(const auto second, reader.find_term(kTextSpace, spelling.substr(space + 1)));
  return second.has_value();
}

Result<bool> has_other_spelling(const Snapshot& snapshot, const QueryNode& word) {
  for (const LiveSegment& segment : snapshot.segments()) {
    for (const WordSpelling& spelling : word.spellings) {
      RIFFLE_TRY_ASSIGN(const bool has, has_words(*segment.reader, spelling.term));
      if (has) return true;
    }
  }
  return false;
}

/// Words that stand under no Not, each once, in the order of the query; none that the index spells otherwise.
Result<std::vector<std::string>> words_of(const Snapshot& snapshot, const QueryNode& root) {
  std::vector<std::string> words;
  const auto add = [&words](const std::string& word) {
    const std::size_t characters = characters_of(word);
    if (words.size() == kMostWords || characters < kShortestWord || characters > kMaxPatternChars || is_number(word)) {
      return;
    }
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  };
  std::vector<const QueryNode*> todo{&root};
  while (!todo.empty()) {
    const QueryNode& node = *todo.back();
    todo.pop_back();
    if (node.kind == QueryNode::Kind::kNot || node.is_synonym || !is_text(snapshot, node.field)) continue;
    for (std::size_t i = node.children.size(); i-- > 0;) todo.push_back(node.children[i].get());
    RIFFLE_TRY_ASSIGN(const bool is_spelt_otherwise, has_other_spelling(snapshot, node));
    if (node.kind == QueryNode::Kind::kTerm && !is_spelt_otherwise) add(node.term);
    for (const PhraseTerm& term : node.phrase) add(term.term);
  }
  return words;
}

Result<std::uint64_t> documents_with(const Snapshot& snapshot, std::string_view word) {
  std::uint64_t documents = 0;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY_ASSIGN(const auto entry, segment.reader->find_term(kTextSpace, word));
    documents += entry ? entry->df : 0;
  }
  return documents;
}

}  // namespace

Result<std::vector<WordSuggestion>> suggest_words(const Snapshot& snapshot, const QueryNode& root, WorkMeter& meter) {
  std::vector<WordSuggestion> suggestions;
  RIFFLE_TRY_ASSIGN(const std::vector<std::string> words, words_of(snapshot, root));
  for (const std::string& word : words) {
    RIFFLE_TRY_ASSIGN(const std::uint64_t documents, documents_with(snapshot, word));
    if (documents > kLittle) continue;
    const std::uint32_t most_edits = characters_of(word) < kLongWord ? 1 : kMaxEdits;
    bool found = false;
    for (std::uint32_t edits = 1; edits <= most_edits && !found; ++edits) {
      const TermPattern pattern{PatternSort::kFuzzy, word, edits};
      RIFFLE_TRY_ASSIGN(const std::vector<TermForm> forms, nearest_forms(snapshot, pattern, meter));
      const auto best = std::find_if(forms.begin(), forms.end(), [&](const TermForm& form) {
        return form.term != word && form.df >= std::max(kEnough, kTimesAsMany * documents);
      });
      if (best == forms.end()) continue;
      suggestions.push_back({word, best->term, best->df});
      found = true;
    }
  }
  return suggestions;
}

QueryNodePtr replace_words(const QueryNode& root, const std::vector<WordSuggestion>& suggestions) {
  auto copy = std::make_shared<QueryNode>(root);
  const auto replace = [&suggestions](std::string& word) {
    for (const WordSuggestion& suggestion : suggestions) {
      if (suggestion.word != word) continue;
      word = suggestion.instead;
      return;
    }
  };
  if (root.kind == QueryNode::Kind::kNot) return copy;
  replace(copy->term);
  for (PhraseTerm& term : copy->phrase) replace(term.term);
  // What is suggested is to be typed: it finds its own synonyms.
  if (root.kind == QueryNode::Kind::kOr && !root.children.front()->is_synonym) {
    std::erase_if(copy->children, [](const QueryNodePtr& child) { return child->is_synonym; });
  }
  for (QueryNodePtr& child : copy->children) child = replace_words(*child, suggestions);
  return copy->children.size() == 1 ? copy->children.front() : copy;
}

}  // namespace riffle
