// FrameStack: the groups of a query that are open, the operators between their operands, and the tree of it all.
// Shape:   the parser calls it with each operator and operand in the order of the text; finish() gives the tree.
// Errors:  troubles and limits go to the report; false means that it holds an error.
// Source:  format-spec/query-language.md, "Grammar", "Match any" and "Distances".
#ifndef RIFFLE_QUERY_FRAME_STACK_H_
#define RIFFLE_QUERY_FRAME_STACK_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "query/query_frame.h"
#include "query/query_leaf.h"
#include "query/query_lexer.h"
#include "query/query_parser.h"
#include "query/query_report.h"
#include "query/query_tree.h"

namespace riffle {

class FrameStack {
 public:
  /// Keeps references to `leaves` and `report`.
  FrameStack(const ParseOptions& options, bool has_sentences, LeafMaker& leaves, QueryReport& report);

  /// The innermost open group, or the whole query.
  [[nodiscard]] const Frame& top() const { return frames_.back(); }

  /// NOT, - or +, as `name` says.
  [[nodiscard]] bool negate(std::string_view name, std::size_t offset);
  [[nodiscard]] bool require(std::size_t offset);
  /// ATLEAST/n: its number governs the group that must follow.
  [[nodiscard]] bool at_least(const Token& token);

  /// AND or OR.
  [[nodiscard]] bool connect(Frame::Connector connector, std::string_view name, std::size_t offset);
  /// NEAR/n, ADJ/n or SENTENCE.
  [[nodiscard]] bool connect_near(const Token& token);

  /// A parenthesis at byte `offset`. `joined` is a word that must match beside the group, or null.
  [[nodiscard]] bool open(std::size_t offset, const QueryField* field, QueryNodePtr joined);
  /// The same behind "^": what the group holds stands where its field begins.
  [[nodiscard]] bool open_anchored(std::size_t offset, const QueryField* field);
  [[nodiscard]] bool close(const Token& token);

  /// An operand (null when it is ignored) behind the prefix that waits for it. `joined` must match beside it, or null.
  [[nodiscard]] bool operand(QueryNodePtr node, QueryNodePtr joined = nullptr);

  /// Closes what is open and gives the tree of the whole query, never null.
  [[nodiscard]] bool finish(QueryNodePtr& root);

 private:
  Frame& top() { return frames_.back(); }

  bool end_at_least(Prefix& prefix);
  bool deepen(Prefix& prefix);
  bool close_group(double boost);
  bool check_at_least(Frame& frame);
  bool anchor(const Frame& frame, QueryNodePtr& node);
  bool near_operand(QueryNodePtr node, const Prefix& prefix);
  bool end_prefix();
  bool end_connector();
  bool end_operators() { return end_prefix() && end_connector(); }

  bool match_any_;
  bool has_sentences_;
  QueryLimits limits_;
  LeafMaker& leaves_;
  QueryReport& report_;
  std::vector<Frame> frames_;
  std::size_t depth_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_FRAME_STACK_H_
