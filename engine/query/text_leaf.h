// TextLeaf: typed text -> the leaves that find it in text fields, whatever way hyphens and articles are written.
// Shape:   quoted text gives exact words; a bare word gives the class of its stem, or the exact word when it is written
//          in capitals ("AIDS") or has no stem. One with a capital ("Jolani") is a name as well, and one that others
//          spell otherwise ("colour") has these spellings. Text that documents may write in several ways gives an Or of
//          the ways: "counter-offensive" is the two words or the joined one; "al-Sham" is the noun (documents have the
//          article in the same place) or the joined word; "al Sham" is the two words or the joined one.
// Cost:    at most kWays ways of a phrase; further choices keep the first.
// Errors:  more than limits::kPhraseTerms words: is_too_long().
// Threads: one owner.
// Source:  format-spec/query-language.md, "Words"; format-spec/analysis.md for the tokens.
#ifndef RIFFLE_QUERY_TEXT_LEAF_H_
#define RIFFLE_QUERY_TEXT_LEAF_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "query/query_tree.h"

namespace riffle {

class TextLeaf {
 public:
  static constexpr std::size_t kWays = 12;
  /// Bytes of two words that may be written as one, at least: "man age" is not "manage".
  static constexpr std::size_t kJoinedBefore = 3;
  static constexpr std::size_t kJoinedBehind = 4;

  /// Which bare words are names that other spellings count for.
  enum class Names : std::uint8_t { kOff, kCapitals, kAll };

  /// What of a bare word counts besides its forms.
  struct Others {
    Names names = Names::kCapitals;
    bool spellings = true;  ///< British and American ones
  };

  explicit TextLeaf(Analyzer& analyzer) : analyzer_(analyzer) {}

  /// Takes the text apart.
  void read(std::string_view text);

  /// A text in nothing but capitals has no acronyms: from now on all are the words that they also are ("WHO").
  void ignore_capitals() { ignores_capitals_ = true; }

  [[nodiscard]] bool is_empty() const { return choices_.empty(); }
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }
  /// Where the last word ends, in bytes of the text.
  [[nodiscard]] std::size_t end() const { return end_; }
  /// One word a position, from 0: of an article and its noun the noun.
  [[nodiscard]] const std::vector<PhraseTerm>& words() const { return words_; }

  /// The words with the joined form in place of its parts where there is one ("wifi" of "wi-fi"); none when there is
  /// no such place.
  [[nodiscard]] std::vector<std::string> joined_words() const;

  /// True for one word like "the".
  [[nodiscard]] bool is_function_word() const {
    return words_.size() == 1 && choices_[0].capitals.empty() && analyzer_.is_function_word(words_[0].term);
  }

  /// One character of Chinese, Japanese or Korean, which the analyzer takes in pairs.
  [[nodiscard]] bool is_part_of_pairs() const;

  /// Whether the analyzer knows Arabic articles.
  [[nodiscard]] bool has_articles() const { return !analyzer_.class_of("al").empty(); }

  /// Whether the analyzer knows English, to which unit and number belong.
  [[nodiscard]] bool is_english() const { return !analyzer_.other_number("week").empty(); }

  /// Of a bare text that is two names and a hyphen, a dash or a slash between them ("Israel-Hamas"): both near each
  /// other, in any order, with half the weight. Null for any other text. REQUIRES: as bare().
  [[nodiscard]] QueryNodePtr pair(const FieldName& field) const;

  /// Written in capitals, so that a bare word matches as it is.
  [[nodiscard]] bool is_acronym() const { return is_acronym_; }

  /// Two words, as bare() takes them, written as one; empty when they are too short for that, or function words. A
  /// number and its unit are one without a class ("15km").
  [[nodiscard]] WordSpelling joined_with(const std::string& before, const std::string& term) const;

  /// The other spellings of such a word, of other classes: "northwestern" of "northwest".
  [[nodiscard]] std::vector<WordSpelling> spellings_of(const WordSpelling& joined) const;

  /// `term` and no other form of it.
  [[nodiscard]] QueryNodePtr exact(const FieldName& field, const std::string& term) const;

  /// REQUIRES for both: neither empty nor too long.
  [[nodiscard]] QueryNodePtr quoted(const FieldName& field) const;
  [[nodiscard]] QueryNodePtr bare(const FieldName& field, Others others) const;
  [[nodiscard]] QueryNodePtr bare(const FieldName& field) const { return bare(field, {}); }

 private:
  /// Words that stand one after the other.
  struct Way {
    std::vector<std::string> words;
  };
  /// A place of the text and the ways to write it. `gap` = positions without a word before it.
  struct Choice {
    std::vector<Way> ways;
    Way apart;             ///< in quotes only: an article and its noun, each in its own place ("al Sham" for "al-Sham")
    std::string capitals;  ///< of an acronym that is also a word, where the analyzer tells them apart
    std::uint32_t gap = 0;
    bool is_capital = false;  ///< the word, or the noun, begins with a capital
  };
  struct Token {
    std::string term;
    std::uint32_t position;
    std::uint32_t begin;
    std::uint32_t end;
  };
  class Collector;

  static bool are_capitals_of(const Token& token, const Token& word);
  void take_apart(std::string_view text, const std::vector<Token>& tokens);
  void find_umlauts(std::string_view text);
  void find_pair(std::string_view text, const std::vector<Token>& tokens);
  void find_hyphen(std::string_view text, const std::vector<Token>& tokens);
  void add_open_articles();
  [[nodiscard]] QueryNodePtr word(const FieldName& field, const std::string& term, double name_weight,
                                  bool has_spellings) const;
  [[nodiscard]] bool drops_accents() const;
  [[nodiscard]] QueryNodePtr acronym(const FieldName& field, const std::string& term) const;
  [[nodiscard]] QueryNodePtr with_umlauts(const FieldName& field, QueryNodePtr word, double name_weight) const;
  [[nodiscard]] QueryNodePtr number(const FieldName& field, const std::string& term, bool has_spellings) const;
  [[nodiscard]] std::vector<QueryNodePtr> ranges_of_glued(const FieldName& field, const std::string& term) const;
  [[nodiscard]] std::vector<WordSpelling> other_spellings(const std::string& term, const std::string& class_name) const;

  [[nodiscard]] QueryNodePtr as_ways(QueryNodePtr any) const;
  [[nodiscard]] QueryNodePtr percent(const FieldName& field) const;
  [[nodiscard]] QueryNodePtr range_with_hyphen(const FieldName& field) const;
  bool add_counted_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const;
  void add_compound_spellings(const FieldName& field, std::vector<QueryNodePtr>& nodes) const;
  /// Not typed, but another way to write what was.
  [[nodiscard]] static QueryNodePtr as_other(const QueryNode& node);
  [[nodiscard]] static std::vector<PhraseTerm> phrase_of(const Way& way);

  Analyzer& analyzer_;
  std::vector<Choice> choices_;
  std::vector<PhraseTerm> words_;
  std::uint32_t word_number_ = 0;  // of the text among those that were read
  std::string with_two_vowels_;    // "joerg" of a text that is "Jörg"; else empty
  std::vector<std::string> pair_;  // the two names of a pair, as they are searched; else empty
  std::size_t end_ = 0;
  bool is_too_long_ = false;
  bool is_acronym_ = false;
  bool ignores_capitals_ = false;
  bool has_hyphen_ = false;         // or a dash, and nothing else, behind the first word
  bool is_plural_acronym_ = false;  // "NGOs"
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_TEXT_LEAF_H_
