#include "query/query_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/acronyms.h"
#include "analysis/cjk_pairs.h"
#include "analysis/number_spellings.h"
#include "analysis/word_runs.h"
#include "query/date_range.h"
#include "query/number_range.h"
#include "query/query_lexer.h"

namespace riffle {
namespace {

using NodeKind = QueryNode::Kind;

/// A word that the lexer reads back as this word and nothing else.
bool is_plain_word(std::string_view text) {
  if (text.empty() || text == "AND" || text == "OR" || text == "NOT" || text == "SENTENCE") return false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_code_point(text, i);
    if (c.value < 0x80) {
      const bool alphanumeric = is_ascii_letter(c.value) || is_ascii_digit(c.value);
      const bool inner = i > 0 && (c.value == '-' || c.value == '.' || c.value == '_');
      if (!alphanumeric && !inner) return false;
    } else if (c.value == kIllFormed || is_query_space(c.value) || is_query_quote(c.value)) {
      return false;
    }
    i += c.length;
  }
  return !parse_whole_day(text);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_code_point(text, i);
    if (c.value == '\\' || is_query_quote(c.value)) out += '\\';
    out += text.substr(i, c.length);
    i += c.length;
  }
  out += '"';
}

void append_boost(std::string& out, double boost) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), boost, std::chars_format::fixed).ptr;
  (out += '^').append(text.data(), end);
}

void append_term(std::string& out, std::string_view term) {
  if (is_plain_word(term)) {
    out += term;
  } else {
    append_quoted(out, term);
  }
}

/// A name is of a to z.
void append_name(std::string& out, const QueryNode& node) {
  const std::size_t at = out.size();
  out += node.term;
  if (node.name_weight < 1) {
    out[at] = static_cast<char>(out[at] - 'a' + 'A');
  } else {
    out.insert(at, "name:");
  }
}

void append_pattern(std::string& out, const TermPattern& pattern) {
  const std::string_view slash = pattern.sort == PatternSort::kRegex ? "/" : "";
  ((out += slash) += pattern.text) += slash;
  if (pattern.sort == PatternSort::kFuzzy) (out += '~') += std::to_string(pattern.edits);
}

/// A word, a pattern, or alternatives as a group.
void append_slot(std::string& out, const ProximitySlot& slot) {
  if (slot.pattern) return append_pattern(out, *slot.pattern);
  if (slot.terms.size() == 1) return append_term(out, slot.terms.front());
  for (std::size_t i = 0; i < slot.terms.size(); ++i) append_term(out += i == 0 ? "(" : " OR ", slot.terms[i]);
  out += ')';
}

/// A word, a pattern or a phrase of a proximity; a phrase with alternatives as a chain.
void append_item(std::string& out, const ProximityItem& item, const FieldName& field, bool is_phrase) {
  if (!field.empty()) (out += field) += ':';
  if (item.slots.size() == 1 && !is_phrase) {
    if (item.is_anchored) out += '^';
    return append_slot(out, item.slots.front());
  }
  if (std::any_of(item.slots.begin(), item.slots.end(), is_group)) {
    for (std::size_t i = 0; i < item.slots.size(); ++i) {
      if (i > 0) {
        (out += " ADJ/") += std::to_string(item.slots[i].position - item.slots[i - 1].position);
        out += ' ';
      }
      if (i > 0 && !field.empty()) (out += field) += ':';
      append_slot(out, item.slots[i]);
    }
    return;
  }
  std::string text;
  for (const ProximitySlot& slot : item.slots) {
    if (!text.empty()) text += ' ';
    text += slot.pattern ? slot.pattern->text : slot.terms.empty() ? std::string() : slot.terms.front();
  }
  if (item.is_anchored) out += '^';
  append_quoted(out, text);
}

/// "(a ADJ/1 x OR b ADJ/1 x)", which says where x stands, not that it stands nowhere else.
void append_always_behind(std::string& out, const QueryNode& node) {
  const std::size_t last = node.items.size() - 1;
  if (last > 1) out += '(';
  for (std::size_t i = 0; i < last; ++i) {
    if (i > 0) out += " OR ";
    append_item(out, node.items[i], node.field, false);
    out += " ADJ/1 ";
    append_item(out, node.items[last], node.field, false);
  }
  if (last > 1) out += ')';
}

void append_proximity(std::string& out, const QueryNode& node) {
  if (node.is_always_behind) return append_always_behind(out, node);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) {
      const ProximityLink& link = node.links[i - 1];
      out += link.is_sentence ? " SENTENCE" : link.is_ordered ? " ADJ/" : " NEAR/";
      if (!link.is_sentence) out += std::to_string(link.distance);
      out += ' ';
    }
    append_item(out, node.items[i], node.field, node.slop > 0);
  }
  if (node.slop > 0) (out += '~') += std::to_string(node.slop);
}

/// Words with others between them as a chain.
void append_phrase(std::string& out, const QueryNode& node) {
  std::string text;
  const auto append_words = [&](bool is_chain) {
    if (is_chain && text.find(' ') == std::string::npos) {
      append_term(out, text);
    } else {
      append_quoted(out, text);
    }
  };
  bool is_chain = false;
  for (std::size_t i = 0; i < node.phrase.size(); ++i) {
    const std::uint32_t gap = i == 0 ? 1 : node.phrase[i].position - node.phrase[i - 1].position;
    if (gap > 1 && i > 0) {
      is_chain = true;
      append_words(true);
      ((out += " ADJ/") += std::to_string(gap)) += ' ';
      if (!node.field.empty()) (out += node.field) += ':';
      text.clear();
    }
    if (!text.empty()) text += ' ';
    text += node.phrase[i].term;
  }
  append_words(is_chain);
}

/// "12pct".
bool is_glued_measure(std::string_view term) {
  const std::size_t unit = std::min(term.find_first_not_of("0123456789.,"), term.size());
  if (unit == 0 || unit == term.size()) return false;
  const std::array<std::string, 2> parts{std::string(term.substr(0, unit)), std::string(term.substr(unit))};
  return run_of(parts).is_measure;
}

/// Whether the term as a bare word would also stand for other ways to write it: a number, "Ph.D.", half of a pair.
bool has_other_ways(const QueryNode& node) {
  const std::string& term = node.term;
  if (!number_spellings(term).empty() || !with_ascii_digits(term).empty() || is_cjk_character(term)) return true;
  return node.class_name.empty() && (!open_acronym(term).empty() || is_glued_measure(term));
}

void append_leaf(std::string& out, const QueryNode& node) {
  if (!node.field.empty() && node.kind != NodeKind::kProximity) (out += node.field) += ':';
  switch (node.kind) {
    case NodeKind::kAll:
    case NodeKind::kExists: out += '*'; break;
    case NodeKind::kTerm:
      if (node.is_exact || has_other_ways(node)) {
        append_quoted(out, node.term);
      } else if (node.name_weight > 0) {
        append_name(out, node);
      } else {
        append_term(out, node.term);
      }
      break;
    case NodeKind::kPattern: append_pattern(out, node.pattern); break;
    case NodeKind::kProximity: append_proximity(out, node); break;
    case NodeKind::kTermSet:
      for (std::size_t i = 0; i < node.terms.size(); ++i) append_term(out += i == 0 ? '[' : ' ', node.terms[i]);
      out += ']';
      break;
    case NodeKind::kPhrase: append_phrase(out, node); break;
    case NodeKind::kNumberRange: out += format_number_range(node.number_from, node.number_to); break;
    case NodeKind::kDateRange: out += format_date_range({.from = node.date_from, .to = node.date_to}); break;
    default: out += "NOT *"; break;
  }
  if (node.boost != 1) append_boost(out, node.boost);
}
}  // namespace

// An And needs none in an Or: it binds tighter. Among the alternatives of AtLeast a NOT would exclude.
bool needs_parentheses(NodeKind parent, NodeKind child) {
  switch (parent) {
    case NodeKind::kNot: return is_join(child);
    case NodeKind::kAtLeast: return is_join(child) || child == NodeKind::kNot || child == NodeKind::kNone;
    default: return parent == NodeKind::kAnd && child == NodeKind::kOr;
  }
}

std::string to_string(const QueryNode& node) {
  // What is still to be written, last first: a piece of text or a subtree.
  struct Item {
    const QueryNode* node = nullptr;
    std::string_view text = {};
  };
  std::string out;
  std::vector<Item> todo{{.node = &node}};
  while (!todo.empty()) {
    const Item item = todo.back();
    todo.pop_back();
    if (item.node == nullptr) {
      out += item.text;
      continue;
    }
    const QueryNode& current = *item.node;
    if (current.children.empty()) {
      append_leaf(out, current);
      continue;
    }
    if (current.kind == NodeKind::kNot) out += "NOT ";
    const bool is_group = current.kind == NodeKind::kAtLeast;
    if (is_group) {
      ((out += "ATLEAST/") += std::to_string(current.minimum)) += " (";
      todo.push_back({.text = ")"});
    }
    for (std::size_t i = current.children.size(); i-- > 0;) {
      const QueryNode& child = *current.children[i];
      const bool wrapped = needs_parentheses(current.kind, child.kind);
      if (wrapped) todo.push_back({.text = ")"});
      todo.push_back({.node = &child});
      if (wrapped) todo.push_back({.text = "("});
      if (i > 0) todo.push_back({.text = is_group ? " " : current.kind == NodeKind::kOr ? " OR " : " AND "});
    }
  }
  return out;
}
}  // namespace riffle
