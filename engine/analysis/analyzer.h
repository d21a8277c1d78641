// Analyzer: text of a document or a query -> terms with positions.
// Shape:   terms are UTF-8, 1 to limits::kTokenBytes bytes, cut at a code point border when longer; positions start at
// 0
//          and do not decrease; two terms may share a position (stacked forms).
// Units:   begin and end are byte offsets into the text that was given, begin < end <= text.size().
// Errors:  none: ill-formed UTF-8 separates tokens and never fails.
// Threads: analyze() is not const: one Analyzer for each thread; make_analyzer() is cheap enough for that.
// Life:    a term handed to the sink is valid during the call only.
// Source:  format-spec/analysis.md.
#ifndef RIFFLE_ANALYSIS_ANALYZER_H_
#define RIFFLE_ANALYSIS_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/error.h"

namespace riffle {

class TokenSink {
 public:
  virtual ~TokenSink() = default;
  virtual void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) = 0;
};

class Analyzer {
 public:
  virtual ~Analyzer() = default;

  /// Hands every token of `text` to `sink` and returns the number of positions used (last position + 1, or 0).
  /// REQUIRES: text.size() < 2^32.
  virtual std::uint32_t analyze(std::string_view text, TokenSink& sink) = 0;

  /// The same tokens by the plain definition, with no fast path: what the fast path is tested against.
  virtual std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) = 0;

  /// The name of the stem class that the form `term` belongs to; empty when there is nothing but the form itself. Forms
  /// are terms as analyze() gives them. Valid until the next call of any member function.
  virtual std::string_view class_of(std::string_view /*term*/) { return {}; }

  /// Other ways in which a text may spell the form `term`, to look for; most of them stand in none. One with a space in
  /// it is two terms that follow each other.
  [[nodiscard]] virtual std::vector<std::string> spellings_of(std::string_view /*term*/) const { return {}; }

  /// True for words like "the", which queries of any of their words do not score by.
  [[nodiscard]] virtual bool is_function_word(std::string_view /*term*/) const { return false; }
  /// False for languages that write other words with capitals, too.
  [[nodiscard]] virtual bool capitals_are_names() const { return true; }

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Raised whenever the same text would give other tokens; recorded in the file.
  [[nodiscard]] virtual std::uint32_t version() const = 0;
};

/// "english", "simple", and the languages that Snowball has algorithms for.
std::vector<std::string_view> analyzer_names();

/// One of analyzer_names(); kInvalidArgument, naming the known ones, for any other. `version` = 0 is the newest one;
/// kUnsupportedVersion for one that is not known.
Result<std::unique_ptr<Analyzer>> make_analyzer(std::string_view name, std::uint32_t version = 0);

/// The form under which a keyword value (a source, an id) is indexed and searched: sources are NFKC case-folded, with
/// surrounding white space removed and cut to limits::kKeywordBytes at a code point border.
std::string normalize_keyword(std::string_view value);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ANALYZER_H_
