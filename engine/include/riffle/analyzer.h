// Analyzer: text of a document or a query -> terms with positions and places; and how a program adds its own.
// Shape:   a term is well-formed UTF-8 of 1 to 255 bytes without control characters (U+0000 to U+001F, U+007F);
//          positions do not decrease; terms may share a position (stacked forms) or leave positions out. Positions at
//          and behind 16,777,216 of one document are not indexed.
// Units:   begin and end are byte offsets into the text that was given, at borders of code points, begin < end <=
//          text.size().
// Cost:    a virtual call a token. What a registered analyzer hands over is checked, one pass over the bytes of each
//          term, and each segment that it made is verified before it is committed.
// Errors:  built-in analyzers have none: ill-formed UTF-8 separates tokens and never fails. A registered one that
//          throws, says so by status(), or breaks these rules ends the call that ran it with kAnalyzerFault; nothing is
//          committed.
// Threads: an Analyzer has one owner: the engine makes one for each thread and each call. Functions here may be called
//          by any thread at any time.
// Life:    a term handed to a sink is valid during that call only.
// Source:  format-spec/analysis.md, "Analyzers of programs".
//
// Why so:  the registry is one for the process because indexes are opened in many places that have nothing to hand on
//          (merge(), salvage(), refresh(), a writer's threads). Where each index has its own manager (Tantivy) every
//          place that opens one must fill it first; where the analyzer is the caller's matter alone and no file names
//          it (Lucene) a wrong one quietly finds nothing. A file that names it without a version (FTS5's
//          xCreateTokenizer, Tantivy) cannot tell that the code has changed since. So a file records name and version,
//          both said by the class itself, next to the code that they stand for, and several versions of a name may be
//          registered. Colocated tokens are FTS5's. There is one method for documents and queries: two would have to
//          agree.
#ifndef RIFFLE_ANALYZER_H_
#define RIFFLE_ANALYZER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

  /// Hands every token of `text` to `sink` and returns the number of positions used: last position + 1 or more, which
  /// is the length of the text for ranking. The tokens depend on the text alone, not on earlier texts, the time or
  /// chance: on that stand equal bytes for any number of threads, and that queries find what was indexed. The sink may
  /// call the other members of this object. REQUIRES: text.size() < 2^32. It may be ill-formed UTF-8 (that of documents
  /// is not).
  virtual std::uint32_t analyze(std::string_view text, TokenSink& sink) = 0;

  /// The name of the stem class that the form `term` belongs to, which is what a bare word of a query finds; empty when
  /// there is nothing but the form itself. Forms are terms as analyze() gives them; a name has the shape of a term. A
  /// class may be named by one of its forms; a name that is written like a term of another class ("organi", of which
  /// the class of "organisations" would take the name) must be told from it by a sign that no term has. Depends on
  /// `term` alone. Valid until the next call of any member function.
  virtual std::string_view class_of(std::string_view /*term*/) { return {}; }

  /// True when a form and the name of its class always begin with the same byte, as they do where stemming cuts
  /// endings: an excerpt then asks for the classes of few tokens.
  [[nodiscard]] virtual bool class_keeps_first_byte() const { return false; }

  /// Other ways in which a text may spell the form `term`, to look for; most of them stand in none. One with a space in
  /// it is two terms that follow each other.
  [[nodiscard]] virtual std::vector<std::string> spellings_of(std::string_view /*term*/) const { return {}; }

  /// The plural of a noun in the singular, or the reverse, where bare words and compounds of a query are to find both
  /// and the stem class does not say so; empty where it takes more than a letter.
  [[nodiscard]] virtual std::string other_number(std::string_view /*term*/) const { return {}; }

  /// True for words like "the", which queries of any of their words do not score by.
  [[nodiscard]] virtual bool is_function_word(std::string_view /*term*/) const { return false; }
  /// False for languages that write other words with capitals, too.
  [[nodiscard]] virtual bool capitals_are_names() const { return true; }

  /// Why the analyzer cannot go on, for one that does not throw. Asked after each call that runs it; its message is
  /// told.
  [[nodiscard]] virtual Status status() const { return {}; }

  /// Recorded in each file. Of a registered analyzer: an owner, a dot, and more, as "example.news-english"; at most 64
  /// of a-z, 0-9, '-', '_' and '.', first a letter, no '.' at the end or beside another. Built-in names have no dot,
  /// now and later.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// From 1; raised whenever the same text would give other tokens or classes. Recorded in each file.
  [[nodiscard]] virtual std::uint32_t version() const = 0;
};

/// An analyzer that has another one do the work and changes its tokens: drops, replaces or adds some. Classes,
/// spellings and function words are those of the other one, until they are overridden.
/// Make that one with its version, make_analyzer("english", 2), so that a newer library does not change your tokens.
class AnalyzerFilter : public Analyzer {
 public:
  /// REQUIRES: not null.
  explicit AnalyzerFilter(std::unique_ptr<Analyzer> base) : base_(std::move(base)) {}

  std::uint32_t analyze(std::string_view text, TokenSink& sink) override;
  std::string_view class_of(std::string_view term) override { return base_->class_of(term); }
  [[nodiscard]] std::vector<std::string> spellings_of(std::string_view term) const override {
    return base_->spellings_of(term);
  }
  [[nodiscard]] std::string other_number(std::string_view term) const override { return base_->other_number(term); }
  [[nodiscard]] bool is_function_word(std::string_view term) const override { return base_->is_function_word(term); }
  [[nodiscard]] bool capitals_are_names() const override { return base_->capitals_are_names(); }
  [[nodiscard]] Status status() const override { return base_->status(); }

 protected:
  /// Called with each token of the other analyzer; hands to `next` what is to be indexed.
  virtual void filter(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end,
                      TokenSink& next) = 0;

  [[nodiscard]] Analyzer& base() { return *base_; }

 private:
  std::unique_ptr<Analyzer> base_;
};

/// Makes a new object at each call; of any thread, several at a time. May throw.
using AnalyzerFactory = std::function<Result<std::unique_ptr<Analyzer>>()>;

/// Lets files of this process name the analyzer that `factory` makes, until the process ends. One object is made to
/// learn its name and version. kInvalidArgument when the name is not of the form told at Analyzer::name(), is built in,
/// is taken in that version, or when the version is 0; kAnalyzerFault when the factory gives none.
Status register_analyzer(AnalyzerFactory factory);

/// The built-in analyzers: "english" (stems), "simple" (words as they are), and the other languages that have stems, as
/// "french"; then the registered ones.
std::vector<std::string> analyzer_names();

/// One of analyzer_names(), as it is: a registered one is not checked, and what it throws is thrown. `version` = 0 is
/// the newest one. kInvalidArgument, naming the known ones, for any other name; kUnsupportedVersion for another
/// version.
Result<std::unique_ptr<Analyzer>> make_analyzer(std::string_view name, std::uint32_t version = 0);

}  // namespace riffle

#endif  // RIFFLE_ANALYZER_H_
