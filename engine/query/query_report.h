// QueryReport: what the parser has to say of a query: notes in lenient mode, the first error in strict mode.
// Shape:   at most kMaxQueryNotes notes; notes and messages are well-formed UTF-8 on one line, whatever the query
//          holds.
// Units:   offsets are bytes of the query text; columns count code points from 1.
#ifndef RIFFLE_QUERY_QUERY_REPORT_H_
#define RIFFLE_QUERY_QUERY_REPORT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/error.h"

namespace riffle {

inline constexpr std::size_t kMaxQueryNotes = 32;

/// `text` for a message: in single quotes, cut after 40 code points, with control characters and ill-formed bytes
/// replaced.
std::string excerpt(std::string_view text);

/// Code points before `offset`, plus 1; an ill-formed byte counts as one.
std::size_t column_of(std::string_view text, std::size_t offset);

class QueryReport {
 public:
  QueryReport(std::string_view text, bool is_strict) : text_(text), is_strict_(is_strict) {}

  /// Something does not parse. Lenient: notes "<what>; <outcome>" and returns true, to carry on. Strict: keeps the
  /// error "column N: <what>; <advice>" and returns false.
  [[nodiscard]] bool trouble(std::size_t offset, std::string_view what, std::string_view outcome,
                             std::string_view advice);

  /// Something worth saying that is no trouble: noted in both modes.
  void remark(std::string_view note);

  /// A limit was reached: keeps kResourceLimit and returns false.
  [[nodiscard]] bool over_limit(std::string message);

  /// The same of a limit that the typed text goes over, whatever is searched besides it.
  [[nodiscard]] bool text_over_limit(std::string message);
  [[nodiscard]] bool is_text_over_limit() const { return is_text_over_limit_; }

  /// Whether further notes are dropped: no need to compose them.
  [[nodiscard]] bool is_full() const { return notes_.size() == kMaxQueryNotes; }

  [[nodiscard]] std::string_view query() const { return text_; }
  std::vector<std::string>& notes() { return notes_; }
  /// Meaningful once a call returned false.
  Error& error() { return error_; }

 private:
  std::string_view text_;
  bool is_strict_;
  bool is_text_over_limit_ = false;
  std::vector<std::string> notes_;
  Error error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_REPORT_H_
