#include "query/spelling.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "analysis/function_words.h"
#include "base/ascii.h"
#include "base/try.h"
#include "query/pattern_text.h"
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
/// Of a keyword field: a part of a value that stands for the whole.
constexpr std::size_t kShortestPart = 3;

std::size_t characters_of(std::string_view word) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < word.size(); ++count) i += decode_code_point(word, i).length;
  return count;
}

/// "25,000", "100k", "40th", "30.11.2024": what is nearest to a number is another one.
bool is_number(std::string_view word) {
  constexpr std::ptrdiff_t kMostLetters = 2;
  const auto is_letter = [](char c) { return is_word_byte(c) && !is_ascii_digit(c); };
  return is_ascii_digit(word[0]) && std::count_if(word.begin(), word.end(), is_letter) <= kMostLetters;
}

/// A word or keyword value that is asked for.
struct Asked {
  std::string term;
  std::string class_name;  ///< of a bare word: its forms count
  TermSpace space = kTextSpace;
};

/// The space of a field's words or values; none for fields that have neither.
std::optional<TermSpace> space_of(const Snapshot& snapshot, const FieldName& name) {
  if (name.empty()) return kTextSpace;
  const auto field = snapshot.schema().find(name);
  if (!field) return std::nullopt;
  switch (snapshot.schema().fields[*field].type) {
    case FieldType::kText: return kTextSpace;
    case FieldType::kKeyword: return static_cast<TermSpace>(*field + 1);
    default: return std::nullopt;
  }
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

/// Words and values that stand under no Not, each once, in the order of the query; none that the index spells
/// otherwise.
Result<std::vector<Asked>> words_of(const Snapshot& snapshot, const QueryNode& root) {
  std::vector<Asked> words;
  const auto add = [&words](const std::string& word, const std::string& class_name, TermSpace space) {
    const std::size_t characters = characters_of(word);
    const std::size_t shortest = space == kTextSpace ? kShortestWord : kShortestPart;
    if (words.size() == kMostWords || characters < shortest || characters > kMaxPatternChars || is_number(word)) return;
    const bool is_known = std::any_of(words.begin(), words.end(),
                                      [&](const Asked& known) { return known.term == word && known.space == space; });
    if (!is_known) words.push_back({word, class_name, space});
  };
  std::vector<const QueryNode*> todo{&root};
  while (!todo.empty()) {
    const QueryNode& node = *todo.back();
    todo.pop_back();
    const std::optional<TermSpace> space = space_of(snapshot, node.field);
    if (node.kind == QueryNode::Kind::kNot || node.is_synonym || !space) continue;
    for (std::size_t i = node.children.size(); i-- > 0;) todo.push_back(node.children[i].get());
    RIFFLE_TRY_ASSIGN(const bool is_spelt_otherwise, has_other_spelling(snapshot, node));
    if (node.kind == QueryNode::Kind::kTerm && !is_spelt_otherwise) add(node.term, node.class_name, *space);
    for (const PhraseTerm& term : node.phrase) add(term.term, {}, kTextSpace);
  }
  return words;
}

/// Documents with the word in any form.
Result<std::uint64_t> documents_with(const Snapshot& snapshot, const Asked& word) {
  std::uint64_t documents = 0;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY_ASSIGN(const auto entry, segment.reader->find_term(word.space, word.term));
    std::uint64_t df = entry ? entry->df : 0;
    if (!word.class_name.empty()) {
      RIFFLE_TRY_ASSIGN(const auto forms, segment.reader->find_class(word.class_name));
      if (forms) df = std::max<std::uint64_t>(df, forms->df);
    }
    documents += df;
  }
  return documents;
}

/// The best of what the pattern accepts, when it is in enough documents.
Result<std::optional<TermForm>> best_form(const Snapshot& snapshot, const Asked& word, const TermPattern& pattern,
                                          std::uint64_t enough, WorkMeter& meter) {
  RIFFLE_TRY_ASSIGN(const std::vector<TermForm> forms, nearest_forms(snapshot, word.space, pattern, meter));
  const auto best = std::find_if(forms.begin(), forms.end(),
                                 [&](const TermForm& form) { return form.term != word.term && form.df >= enough; });
  return best == forms.end() ? std::nullopt : std::optional(*best);
}

/// The same letters in another order, with the first in its place: "dhow" for "dwho".
Result<std::optional<TermForm>> best_reordering(const Snapshot& snapshot, const Asked& word, std::uint64_t enough,
                                                WorkMeter& meter) {
  const auto sorted = [](std::string letters) {
    std::ranges::sort(letters);
    return letters;
  };
  const TermPattern pattern{PatternSort::kFuzzy, word.term, kMaxEdits};
  RIFFLE_TRY_ASSIGN(const std::vector<TermForm> forms, nearest_forms(snapshot, word.space, pattern, meter));
  const std::string letters = sorted(word.term);
  const auto best = std::ranges::find_if(forms, [&](const TermForm& form) {
    return form.term != word.term && form.df >= enough && form.term[0] == word.term[0] && sorted(form.term) == letters;
  });
  return best == forms.end() ? std::nullopt : std::optional(*best);
}

Result<std::optional<TermForm>> instead_of(const Snapshot& snapshot, const Asked& word, std::uint64_t documents,
                                           WorkMeter& meter) {
  // Beside a word that no document has, one that a single document has is something.
  const std::uint64_t enough = documents == 0 ? 1 : std::max(kEnough, kTimesAsMany * documents);
  const bool is_short = characters_of(word.term) < kLongWord;
  const std::uint32_t most_edits = is_short ? 1 : kMaxEdits;
  for (std::uint32_t edits = 1; edits <= most_edits; ++edits) {
    // Two edits make many words of one: a rare one is hardly meant.
    const std::uint64_t least = edits == 1 || word.space != kTextSpace ? enough : std::max(enough, kEnough);
    RIFFLE_TRY_ASSIGN(auto best, best_form(snapshot, word, {PatternSort::kFuzzy, word.term, edits}, least, meter));
    if (best && is_short && word.space == kTextSpace && is_function_word(best->term)) {
      RIFFLE_TRY_ASSIGN(auto same_letters, best_reordering(snapshot, word, enough, meter));
      if (same_letters) return same_letters;
    }
    if (best) return best;
  }
  const bool may_be_part = word.space != kTextSpace && documents == 0 && word.term.find('*') == std::string::npos;
  if (!may_be_part) return std::optional<TermForm>();
  return best_form(snapshot, word, {PatternSort::kWildcard, "*" + word.term + "*", 0}, 1, meter);
}

/// Where `word`, which is in lower case, stands as a word in the lower-case text, from `from` on.
std::size_t find_word(std::string_view lower, std::string_view word, std::size_t from) {
  for (std::size_t at = lower.find(word, from); at != std::string_view::npos; at = lower.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_byte(lower[at - 1])) && (end == lower.size() || !is_word_byte(lower[end]))) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// `instead` as it is typed: a value of several words in quotes, a word with a capital where `typed` has one.
std::string written(std::string_view instead, std::string_view typed) {
  const bool is_word = std::all_of(instead.begin(), instead.end(), is_word_byte);
  if (!is_word) return "\"" + std::string(instead) + "\"";
  std::string out(instead);
  const bool has_capital = typed[0] >= 'A' && typed[0] <= 'Z';
  if (has_capital && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

}  // namespace

Result<std::vector<WordSuggestion>> suggest_words(const Snapshot& snapshot, const QueryNode& root, WorkMeter& meter) {
  std::vector<WordSuggestion> suggestions;
  RIFFLE_TRY_ASSIGN(const std::vector<Asked> words, words_of(snapshot, root));
  for (const Asked& word : words) {
    RIFFLE_TRY_ASSIGN(const std::uint64_t documents, documents_with(snapshot, word));
    if (documents > (word.space == kTextSpace ? kLittle : 0)) continue;
    RIFFLE_TRY_ASSIGN(const auto best, instead_of(snapshot, word, documents, meter));
    if (best) suggestions.push_back({word.term, best->term, best->df});
  }
  return suggestions;
}

std::string replace_in_text(std::string_view typed, const std::vector<WordSuggestion>& suggestions) {
  std::string text(typed);
  for (const WordSuggestion& suggestion : suggestions) {
    const std::string lower = to_lower_ascii(text);
    std::string replaced;
    std::size_t end = 0;
    for (std::size_t at = find_word(lower, suggestion.word, 0); at != std::string::npos;
         at = find_word(lower, suggestion.word, end)) {
      replaced.append(text, end, at - end).append(written(suggestion.instead, std::string_view(text).substr(at)));
      end = at + suggestion.word.size();
    }
    if (end == 0) return {};
    text = replaced.append(text, end);
  }
  return text;
}

QueryNodePtr replace_words(const QueryNode& root, const std::vector<WordSuggestion>& suggestions) {
  auto copy = std::make_shared<QueryNode>(root);
  const auto replace = [&suggestions](std::string& word) {
    for (const WordSuggestion& suggestion : suggestions) {
      if (suggestion.word != word) continue;
      word = suggestion.instead;
      return true;
    }
    return false;
  };
  if (root.kind == QueryNode::Kind::kNot) return copy;
  if (replace(copy->term)) {
    copy->class_name.clear();
    copy->name_weight = 0;
    copy->spellings.clear();
    copy->joined = {};
  }
  for (PhraseTerm& term : copy->phrase) replace(term.term);
  // What is suggested is to be typed: it finds its own synonyms.
  if (root.kind == QueryNode::Kind::kOr && !root.children.front()->is_synonym) {
    std::erase_if(copy->children, [](const QueryNodePtr& child) { return child->is_synonym; });
  }
  for (QueryNodePtr& child : copy->children) child = replace_words(*child, suggestions);
  return copy->children.size() == 1 ? copy->children.front() : copy;
}

}  // namespace riffle
