#include "query/frame_stack.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "query/query_near.h"

namespace riffle {
namespace {

/// The number of "NEAR/5"; the greatest that there is when it does not fit.
std::size_t number_behind_slash(std::string_view text) {
  text.remove_prefix(text.find('/') + 1);
  std::size_t number = 0;
  for (const char digit : text) {
    if (number > (SIZE_MAX - 9) / 10) return SIZE_MAX;
    number = number * 10 + static_cast<std::size_t>(digit - '0');
  }
  return number;
}

/// Of NEAR and ADJ without a number: Xapian's.
constexpr std::size_t kUsualDistance = 10;

/// Words of a phrase, or of a chain of NEAR and ADJ; of several the most.
std::size_t slot_count(const QueryNode& node) {
  std::size_t count = node.phrase.size();
  for (const QueryNodePtr& child : node.children) count = std::max(count, slot_count(*child));
  for (const ProximityItem& item : node.items) count += item.slots.size();
  return count;
}

}  // namespace

FrameStack::FrameStack(const ParseOptions& options, bool has_sentences, LeafMaker& leaves, QueryReport& report)
    : match_any_(options.match_any),
      has_sentences_(has_sentences),
      limits_(options.limits),
      leaves_(leaves),
      report_(report) {
  frames_.emplace_back().match_any = match_any_;
}

bool FrameStack::negate(std::string_view name, std::size_t offset) {
  Prefix& prefix = top().prefix;
  if (!end_at_least(prefix)) return false;
  prefix.is_negated = !prefix.is_negated;
  prefix.name = name;
  prefix.offset = offset;
  return deepen(prefix);
}

bool FrameStack::require(std::size_t offset) {
  Prefix& prefix = top().prefix;
  if (!end_at_least(prefix)) return false;
  prefix.is_required = true;
  prefix.name = "+";
  prefix.offset = offset;
  return true;
}

bool FrameStack::at_least(const Token& token) {
  Prefix& prefix = top().prefix;
  if (!end_at_least(prefix)) return false;
  prefix.at_least = number_behind_slash(token.text);
  prefix.name = token.text;
  prefix.offset = token.begin;
  if (prefix.at_least > 0) return true;
  prefix.at_least = 1;
  return report_.trouble(token.begin, excerpt(token.text) + " asks for no match", "it is taken as ATLEAST/1",
                         "write a number from 1 on");
}

// Passes over an ATLEAST/n that has no group behind it.
bool FrameStack::end_at_least(Prefix& prefix) {
  if (std::exchange(prefix.at_least, 0) == 0) return true;
  return report_.trouble(prefix.offset, excerpt(prefix.name) + " has no group behind it", "it is ignored",
                         "write it like ATLEAST/2 (a b c)");
}

bool FrameStack::deepen(Prefix& prefix) {
  ++prefix.depth;
  if (++depth_ <= limits_.depth) return true;
  return report_.over_limit("the query nests more than " + std::to_string(limits_.depth) +
                            " parentheses and negations");
}

bool FrameStack::open(std::size_t offset, const QueryField* field, QueryNodePtr joined) {
  Prefix outer = std::exchange(top().prefix, {});
  const std::size_t at_least = std::exchange(outer.at_least, 0);
  outer.joined = std::move(joined);
  if (outer.joined != nullptr && !deepen(outer)) return false;
  if (!deepen(outer)) return false;
  Frame& frame = frames_.emplace_back();
  frame.field = field;
  frame.begin = offset;
  frame.match_any = match_any_ || at_least > 0;
  frame.at_least = at_least;
  frame.at_least_offset = outer.offset;
  frame.outer = std::move(outer);
  return true;
}

bool FrameStack::open_anchored(std::size_t offset, const QueryField* field) {
  if (!open(offset, field, nullptr)) return false;
  top().is_anchored = true;
  return true;
}

bool FrameStack::close(const Token& token) {
  if (frames_.size() == 1) {
    return report_.trouble(token.begin, "no parenthesis is open before a ')'", "it is ignored", "leave it out");
  }
  double boost = 1;
  return leaves_.group_suffix(token.suffix, token.begin + 1, boost) && close_group(boost);
}

bool FrameStack::close_group(double boost) {
  if (!end_operators()) return false;
  if (top().operand_count == 0 && !report_.trouble(top().begin, "the parentheses hold nothing to search for",
                                                   "they are ignored", "leave them out")) {
    return false;
  }
  if (!check_at_least(top())) return false;
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  top().prefix = std::move(frame.outer);
  QueryNodePtr node = riffle::finish(frame);
  if (node != nullptr && boost != 1) node = leaves_.boosted(node, boost);
  return anchor(frame, node) && operand(std::move(node));
}

bool FrameStack::anchor(const Frame& frame, QueryNodePtr& node) {
  if (!frame.is_anchored || node == nullptr) return true;
  QueryNodePtr anchored = leaves_.is_text(*node) ? make_anchored(*node) : nullptr;
  if (anchored == nullptr) {
    return report_.trouble(frame.begin, "'^' stands before a group that is more than words and phrases joined by OR",
                           "it is ignored", "write it before each word that a field is to begin with");
  }
  node = std::move(anchored);
  return true;
}

// A group of ATLEAST/n that has fewer parts than it asks for.
bool FrameStack::check_at_least(Frame& frame) {
  if (frame.at_least == 0) return true;
  end_clause(frame);
  const std::size_t parts = frame.optional.size();
  if (frame.at_least <= parts) return true;
  const std::size_t wanted = std::exchange(frame.at_least, parts);
  return report_.trouble(frame.at_least_offset,
                         "ATLEAST/" + std::to_string(wanted) + " stands before a group of " + std::to_string(parts),
                         "all must match", "write a number up to " + std::to_string(std::max<std::size_t>(parts, 1)));
}

bool FrameStack::operand(QueryNodePtr node, QueryNodePtr joined) {
  Frame& frame = top();
  if (joined != nullptr) frame.prefix.joined = std::move(joined);
  if (!end_at_least(frame.prefix)) return false;
  Prefix prefix = std::exchange(frame.prefix, {});
  depth_ -= prefix.depth;
  if (prefix.joined != nullptr) {
    node = node == nullptr ? std::move(prefix.joined) : make_and({std::move(prefix.joined), std::move(node)});
  }
  if (frame.connector == Frame::Connector::kNear) return near_operand(std::move(node), prefix);
  frame.last_operand = node;
  frame.is_last_negated = prefix.is_negated;
  if (node != nullptr && prefix.is_negated) node = make_not(std::move(node));

  if (frame.connector == Frame::Connector::kOr) end_chain(frame);
  if (frame.connector == Frame::Connector::kOperand && frame.match_any) end_clause(frame);
  if (++frame.clause_operands == 1) {
    frame.is_clause_required = prefix.is_required && !prefix.is_negated;
    frame.is_clause_excluded = prefix.is_negated;
  }
  ++frame.operand_count;
  if (node != nullptr) frame.chain.push_back(std::move(node));
  frame.connector = Frame::Connector::kOperand;
  return true;
}

bool FrameStack::connect_near(const Token& token) {
  if (!connect(Frame::Connector::kNear, token.text, token.begin)) return false;
  Frame& frame = top();
  if (frame.connector != Frame::Connector::kNear) return true;
  frame.link = {.is_sentence = token.text == "SENTENCE"};
  if (frame.link.is_sentence && !has_sentences_) {
    frame.connector = Frame::Connector::kAnd;
    return report_.trouble(token.begin, "the index keeps no sentences", "SENTENCE is taken as AND",
                           "write AND or NEAR/20, or index anew with sentences");
  }
  const std::size_t distance = token.text.find('/') != std::string_view::npos ? number_behind_slash(token.text)
                               : frame.link.is_sentence                       ? 1
                                                                              : kUsualDistance;
  if (distance == 0 && !report_.trouble(token.begin, excerpt(token.text) + " leaves no place for a word",
                                        "the distance is taken as 1", "write a number from 1 on")) {
    return false;
  }
  frame.link.is_ordered = token.text.starts_with("ADJ");
  frame.link.distance = static_cast<std::uint32_t>(std::clamp<std::size_t>(distance, 1, kMostDistance));
  if (frame.last_operand == nullptr) {
    frame.connector = Frame::Connector::kAnd;
    return report_.trouble(token.begin, excerpt(token.text) + " has nothing before it that can be near",
                           "it is taken as AND", "write a word or a phrase before it");
  }
  frame.near_left = frame.last_operand;
  frame.is_near_negated = frame.is_last_negated;
  frame.chain.pop_back();
  return true;
}

// The operand behind NEAR/n. Where one side is neither word nor phrase, both must match.
bool FrameStack::near_operand(QueryNodePtr node, const Prefix& prefix) {
  Frame& frame = top();
  frame.connector = Frame::Connector::kOperand;
  ++frame.operand_count;
  QueryNodePtr left = std::move(frame.near_left);
  const bool can_join = node != nullptr && !prefix.is_negated && !prefix.is_required && leaves_.is_text(*left);
  QueryNodePtr joined = can_join ? join_near(left, frame.link, node) : nullptr;
  const bool is_joined = joined != nullptr;
  if (is_joined && (!check_tree_limits(*joined) || slot_count(*joined) > limits_.phrase_terms)) {
    return report_.over_limit("the query holds more than " + std::to_string(limits_.phrase_terms) +
                              " terms in a phrase or in a chain of NEAR and ADJ");
  }
  if (is_joined) frame.last_operand = left = std::move(joined);
  frame.chain.push_back(frame.is_near_negated ? make_not(std::move(left)) : std::move(left));
  if (is_joined) return true;
  const std::size_t offset = frame.connector_offset;
  ++frame.clause_operands;
  frame.last_operand = node;
  frame.is_last_negated = prefix.is_negated;
  if (node != nullptr) frame.chain.push_back(prefix.is_negated ? make_not(std::move(node)) : std::move(node));
  return report_.trouble(offset,
                         excerpt(frame.connector_name) + " does not stand between words or phrases of one field",
                         "it is taken as AND", "write AND, or put words or phrases at both sides");
}

bool FrameStack::connect(Frame::Connector connector, std::string_view name, std::size_t offset) {
  if (!end_prefix()) return false;
  Frame& frame = top();
  if (frame.connector == Frame::Connector::kStart) {
    return report_.trouble(offset, std::string(name) + " has nothing before it", "it is ignored",
                           "leave it out, or write it in lower case to search for the word");
  }
  if (!end_connector()) return false;
  frame.connector = connector;
  frame.connector_name = name;
  frame.connector_offset = offset;
  return true;
}

// Passes over a prefix that has no operand.
bool FrameStack::end_prefix() {
  const Prefix prefix = std::exchange(top().prefix, {});
  depth_ -= prefix.depth;
  return prefix.name.empty() || report_.trouble(prefix.offset, std::string(prefix.name) + " has nothing behind it",
                                                "it is ignored", "leave it out");
}

// Passes over an AND or OR that has nothing behind it.
bool FrameStack::end_connector() {
  Frame& frame = top();
  if (frame.connector == Frame::Connector::kStart || frame.connector == Frame::Connector::kOperand) return true;
  if (frame.near_left != nullptr) {
    frame.chain.push_back(frame.is_near_negated ? make_not(std::move(frame.near_left)) : std::move(frame.near_left));
    frame.near_left = nullptr;
  }
  frame.connector = Frame::Connector::kOperand;
  return report_.trouble(frame.connector_offset, std::string(frame.connector_name) + " has nothing behind it",
                         "it is ignored", "leave it out, or write it in lower case to search for the word");
}

bool FrameStack::finish(QueryNodePtr& root) {
  while (frames_.size() > 1) {
    if (!report_.trouble(top().begin, "a '(' is not closed", "it is closed at the end", "put a ')' behind the group")) {
      return false;
    }
    if (!close_group(1)) return false;
  }
  if (!end_operators()) return false;
  root = riffle::finish(top());
  if (root != nullptr) return true;
  root = make_none();
  return report_.trouble(0, "the query holds nothing to search for", "it matches nothing",
                         "write a word, or * for all documents");
}

}  // namespace riffle
