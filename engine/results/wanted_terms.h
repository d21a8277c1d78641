// WantedTerms: what of a query makes a document match and is to be shown in its text.
// Shape:   every single term, phrase and distance is one *unit*, numbered from 0, in this order.
// Threads: plain functions.
#ifndef RIFFLE_RESULTS_WANTED_TERMS_H_
#define RIFFLE_RESULTS_WANTED_TERMS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "query/query_tree.h"

namespace riffle {

/// A pattern is a term too, alone or in a distance: what it accepts is an occurrence of `term`.
struct WantedPattern {
  std::string term;  ///< pattern_term() of it
  TermPattern pattern;
};

/// A phrase, which is no occurrence where it stands directly behind one of `before`: "five metres" in "thirty-five
/// metres".
struct WantedPhrase {
  std::vector<PhraseTerm> words;
  std::vector<ProximityItem> before = {};
};

/// Words, patterns and phrases near each other, or a phrase with a slop.
struct WantedDistance {
  std::vector<ProximityItem> items;
  std::vector<ProximityLink> links;
  std::uint32_t slop = 0;

  friend bool operator==(const WantedDistance&, const WantedDistance&) = default;
};

/// The other spellings of a word that are one word themselves: what is of one of the classes and has the word's class
/// among its own spellings is an occurrence of `term`.
struct WantedSpellings {
  std::string term;  ///< in WantedTerms::terms
  std::string class_name;
  std::set<std::string> classes = {};  ///< of the spellings
};

struct WantedTerms {
  // Bytes in front of what is no exact form; terms are UTF-8, so none begins with them.
  static constexpr char kClassMark = '\xFF';       ///< the name of a stem class
  static constexpr char kNamesMark = '\xFE';       ///< a name whose other spellings are wanted
  static constexpr char kSpellingsMark = '\xFD';   ///< the name of a class whose other spellings are wanted
  static constexpr char kToldApartMark = '\xFC';   ///< a word of a class with several: the forms that are this one
  static constexpr char kAskedNamesMark = '\xFB';  ///< a name as name:(...) has it: ordinary words too
  static constexpr char kPatternMark = '\xFA';     ///< a pattern

  std::vector<std::string> terms;
  std::vector<WantedPattern> patterns = {};
  std::vector<WantedSpellings> spellings = {};
  std::vector<WantedPhrase> phrases;
  std::vector<WantedDistance> distances = {};

  [[nodiscard]] bool is_empty() const { return terms.empty() && phrases.empty() && distances.empty(); }
  [[nodiscard]] std::size_t unit_count() const { return terms.size() + phrases.size() + distances.size(); }
};

/// The term that stands for a pattern.
std::string pattern_term(const TermPattern& pattern);

/// The terms, patterns and phrases of the query that make a document of `text_fields` match: leaves that search all
/// text fields or one of those named, and that stand under no Not. Each once, in the order of the query.
WantedTerms collect_highlights(const QueryNode& root, std::span<const std::string> text_fields);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_WANTED_TERMS_H_
