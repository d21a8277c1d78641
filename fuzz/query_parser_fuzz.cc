// Query text of any bytes: lenient parsing fails at limits only, strict parsing fails exactly where lenient parsing
// notes more than a remark, the tree stays within its bounds, its text parses to the same tree, and synonyms make no
// text fail.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "analysis/spoken_numbers.h"
#include "analysis/word_runs.h"
#include "base/limits.h"
#include "check.h"
#include "every_way.h"
#include "query/query_parser.h"
#include "query/query_report.h"
#include "query/query_tree.h"

namespace {

using riffle::fuzz::check;

using riffle::Analyzer;
using riffle::QueryField;
using riffle::QueryNode;

const std::vector<QueryField>& fields() {
  using Kind = QueryField::Kind;
  static const std::vector<QueryField> kFields = {{"id", Kind::kId},          {"title", Kind::kText},
                                                  {"body", Kind::kText},      {"date", Kind::kDate},
                                                  {"source", Kind::kKeyword}, {"url", Kind::kStored}};
  return kFields;
}

class OneTerm final : public riffle::TokenSink {
 public:
  explicit OneTerm(std::string_view wanted) : wanted_(wanted) {}
  void token(std::string_view term, std::uint32_t, std::uint32_t, std::uint32_t) override {
    is_same_ = count_++ == 0 && term == wanted_;
  }
  [[nodiscard]] bool is_same() const { return is_same_; }

 private:
  std::string_view wanted_;
  std::size_t count_ = 0;
  bool is_same_ = false;
};

/// Whether `term` analyses to itself: lower-casing can give characters that are no letters (U+0130).
bool is_stable(Analyzer& analyzer, std::string_view term) {
  OneTerm sink(term);
  analyzer.analyze(term, sink);
  return sink.is_same();
}

/// The same for the parts between the wildcards.
bool is_stable_pattern(const riffle::TermPattern& pattern, const std::string& field, Analyzer& analyzer) {
  if (pattern.sort == riffle::PatternSort::kRegex) return true;
  if (field == "source") return riffle::normalize_keyword(pattern.text) == pattern.text;
  for (std::string_view rest = pattern.text; !rest.empty();) {
    const std::size_t literal = std::min(rest.find_first_of("*?"), rest.size());
    if (literal > 0 && !is_stable(analyzer, rest.substr(0, literal))) return false;
    rest.remove_prefix(std::min(literal + 1, rest.size()));
  }
  return true;
}

/// Whether the text of a leaf stands for the leaf: "al sham" as a phrase stands for other ways to write it, too.
bool stands_for_itself(const QueryNode& leaf, Analyzer& analyzer) {
  const auto again = riffle::parse_query(riffle::to_string(leaf), fields(), analyzer, {.strict = true});
  return again.has_value() && riffle::same_tree(leaf, *again->root);
}

/// Whether the text of a phrase of a chain stands for the phrase.
bool is_stable_item(const riffle::ProximityItem& item, Analyzer& analyzer) {
  std::vector<riffle::PhraseTerm> phrase;
  for (const riffle::ProximitySlot& slot : item.slots) {
    if (slot.terms.size() == 1) phrase.push_back({slot.terms.front(), slot.position});
  }
  const bool is_phrase = item.slots.size() > 1 && phrase.size() == item.slots.size();
  return !is_phrase || stands_for_itself(*riffle::make_phrase({}, std::move(phrase)), analyzer);
}

bool is_stable_proximity(const QueryNode& node, Analyzer& analyzer) {
  for (const riffle::ProximityItem& item : node.items) {
    if (!node.links.empty() && !is_stable_item(item, analyzer)) return false;
    for (std::size_t i = 0; i < item.slots.size(); ++i) {
      const riffle::ProximitySlot& slot = item.slots[i];
      if (slot.position != i || (slot.pattern && !is_stable_pattern(*slot.pattern, "", analyzer))) return false;
      for (const std::string& term : slot.terms) {
        if (!is_stable(analyzer, term)) return false;
      }
    }
  }
  return true;
}

/// Of "War II": a number that is searched in its other forms behind the word before it.
bool is_number_behind_name(const QueryNode& node) {
  return std::any_of(node.spellings.begin(), node.spellings.end(), [&](const riffle::WordSpelling& spelling) {
    const std::size_t space = spelling.term.rfind(' ');
    const std::vector<std::string> numbers = riffle::numeral_spellings(node.term);
    return space != std::string::npos &&
           std::find(numbers.begin(), numbers.end(), spelling.term.substr(space + 1)) != numbers.end();
  });
}

bool is_keyword(const QueryNode& node) { return node.field == "source" || node.field == "id"; }

/// Whether every term of the tree is one that its text stands for.
bool is_expressible(const QueryNode& root, Analyzer& analyzer) {
  std::vector<const QueryNode*> todo{&root};
  while (!todo.empty()) {
    const QueryNode& node = *todo.back();
    todo.pop_back();
    for (const auto& child : node.children) todo.push_back(child.get());
    if (node.kind == QueryNode::Kind::kPhrase && !stands_for_itself(node, analyzer)) return false;
    for (std::size_t i = 0; i < node.phrase.size(); ++i) {
      if (node.phrase[i].position != i || !is_stable(analyzer, node.phrase[i].term)) return false;
    }
    for (const std::string& term : node.terms) {
      if (node.field == "source" ? riffle::normalize_keyword(term) != term
                                 : node.field != "id" && !is_stable(analyzer, term)) {
        return false;
      }
    }
    if (node.kind == QueryNode::Kind::kPattern && !is_stable_pattern(node.pattern, node.field, analyzer)) return false;
    if (node.is_always_behind || node.is_silent || !is_stable_proximity(node, analyzer)) return false;
    // Two words that are searched as one as well are written with an operator between them, and then are not.
    if (!node.joined.term.empty() || is_number_behind_name(node)) return false;
    if (node.kind != QueryNode::Kind::kTerm || node.field == "id") continue;
    // "$wwii" is one word, and "wwii" as typed stands for "World War II".
    if (!node.class_name.empty() && !riffle::run_of({&node.term, 1}).ways.empty()) return false;
    if (is_keyword(node) ? riffle::normalize_keyword(node.term) != node.term : !is_stable(analyzer, node.term)) {
      return false;
    }
  }
  return true;
}

/// The height of the tree; recursion is safe when the bound holds that is checked.
std::size_t height(const QueryNode& node) {
  std::size_t most = 0;
  for (const auto& child : node.children) {
    check(child->kind != node.kind || node.kind == QueryNode::Kind::kAtLeast);
    most = std::max(most, height(*child));
  }
  return most + 1;
}

void check_tree(const QueryNode& root, Analyzer& analyzer) {
  check(riffle::check_tree_limits(root).has_value());
  check(height(root) <= 2 * riffle::limits::kQueryDepth + 3);
  const std::string text = riffle::to_string(root);
  if (text.size() > riffle::limits::kQueryBytes || !is_expressible(root, analyzer)) return;
  for (const bool any : {false, true}) {
    const auto again = riffle::parse_query(text, fields(), analyzer, {.strict = true, .match_any = any});
    check(again.has_value());
    check(riffle::same_tree(root, *again->root));
  }
}

void try_text(std::string_view text, Analyzer& analyzer, bool match_any) {
  const auto lenient = riffle::parse_query(text, fields(), analyzer, {.strict = false, .match_any = match_any});
  const auto strict = riffle::parse_query(text, fields(), analyzer, {.strict = true, .match_any = match_any});
  if (!strict) {
    check(strict.error().offset <= text.size());
    check(!riffle::describe_query_error(text, strict.error()).empty());
  }
  if (!lenient) {
    check(lenient.error().code == riffle::ErrorCode::kResourceLimit);
    check(!strict.has_value());
    return;
  }
  check(lenient->notes.size() <= riffle::kMaxQueryNotes);
  check(strict ? strict->notes == lenient->notes : !lenient->notes.empty());
  check(strict.has_value() || strict.error().code == riffle::ErrorCode::kBadQuery);
  if (strict) check(riffle::same_tree(*strict->root, *lenient->root));
  check_tree(*lenient->root, analyzer);
}

/// The text as rules of synonyms and as the query that they are for: no text fails for its synonyms.
void try_synonyms(std::string_view text, Analyzer& analyzer) {
  const std::string rules = std::string("a, b, a b, c-d\nal-x => y, z\n").append(text);
  for (const auto format : {riffle::SynonymFormat::kSolr, riffle::SynonymFormat::kWordNet}) {
    const auto synonyms = riffle::Synonyms::parse(format == riffle::SynonymFormat::kSolr ? rules : text, format);
    if (!synonyms) {
      check(synonyms.error().message.starts_with("synonyms: line "));
      continue;
    }
    for (const bool is_strict : {false, true}) {
      const auto plain = riffle::parse_query(text, fields(), analyzer, {.strict = is_strict});
      const auto parsed = riffle::parse_query(text, fields(), analyzer, {.strict = is_strict, .synonyms = *synonyms});
      check(parsed.has_value() == plain.has_value());
      if (parsed) check(riffle::check_tree_limits(*parsed->root).has_value());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<Analyzer> kSimple = riffle::make_analyzer("simple").value();
  static const std::unique_ptr<Analyzer> kEnglish = riffle::make_analyzer("english").value();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  riffle::fuzz::for_ways(text, 5, [&](std::size_t way) {
    if (way == 4) return try_synonyms(text, *kEnglish);
    try_text(text, way % 2 == 0 ? *kSimple : *kEnglish, way >= 2);
  });
  return 0;
}
