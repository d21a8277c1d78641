// CompoundWriter: the words of a piece -> tokens; dotted acronyms lose their dots, hyphenated words give their parts
// and the joined form, an Arabic article shares the position of its noun.
// Shape:   words come in the order of the text; positions rise by one a word, but for articles. The joined form stands
//          at the first and at the last position of the compound.
// Cost:    one copy of a word; joined forms only where a hyphen joins.
// Threads: one owner.
// Source:  format-spec/analysis.md, "english", steps 8 to 10.
#ifndef RIFFLE_ANALYSIS_COMPOUNDS_H_
#define RIFFLE_ANALYSIS_COMPOUNDS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"

namespace riffle {

/// Hyphens that join words: U+002D, U+2010, U+2011, U+FE63, U+FF0D.
bool is_hyphen(char32_t code_point);

/// Takes the dots out of `term` when it is single letters with a dot between each two ("u.s"); says whether it did.
bool undot(std::string& term);

/// The signs for percent: U+0025, U+066A, U+FE6A, U+FF05.
bool is_percent_sign(char32_t code_point);

/// True for the article of "al-Sham", "el-Sisi", and for those that take the first letters of their noun ("ash-Sharq").
/// Both are folded.
bool is_article(std::string_view word, std::string_view noun);

/// True when one letter of the noun is there, so that is_article() does not tell yet.
bool is_article_of_begun(std::string_view word, std::string_view letter);

class CompoundWriter {
 public:
  /// Compounds of more parts have no joined form.
  static constexpr std::size_t kJoinedParts = 4;

  /// From now on acronyms that are also words have a term of their own besides (capital_words.h), and dotted ones lose
  /// a possessive s.
  void tell_capitals() { tells_capitals_ = true; }

  /// From now on the percent sign behind a digit is the word "percent".
  void tell_percents() { tells_percents_ = true; }

  /// Forgets the words of the last piece.
  void begin() { count_ = 0; }

  /// A word of the piece, folded; an empty one is passed over. `begin` and `end` are bytes in the text.
  void add(std::string_view term, std::size_t begin, std::size_t end);

  /// Hands the tokens of the piece to `sink`, from `position` on, and returns the next position.
  std::uint32_t write(std::string_view text, std::uint32_t position, TokenSink& sink);

 private:
  struct Word {
    std::string term;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_dotted = false;
  };

  [[nodiscard]] bool is_possessive(std::string_view text, const Word& acronym, const Word& word) const;
  [[nodiscard]] bool is_joined(std::string_view text, const Word& word, const Word& next) const;
  void write_word(std::string_view text, const Word& word, std::uint32_t position, TokenSink& sink) const;
  std::uint32_t write_compound(std::string_view text, std::span<const Word> words, std::uint32_t position,
                               TokenSink& sink);
  std::uint32_t write_percent(std::string_view text, const Word& word, std::uint32_t position, TokenSink& sink) const;

  std::vector<Word> words_;
  std::size_t count_ = 0;
  bool tells_capitals_ = false;
  bool tells_percents_ = false;
  std::string joined_;
  std::string with_article_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_COMPOUNDS_H_
