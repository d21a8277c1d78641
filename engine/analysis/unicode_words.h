// UnicodeWords: the words of any text by the plain definition of the `english` analyzer, through ICU.
// Shape:   works on pieces: runs without ASCII white space, of at most kPieceBytes bytes.
//          The words of a piece depend on its text alone, not on what was read before.
// Cost:    1 to 2 us a word; the first dictionary of a process 1 ms; memory in proportion to the piece.
// Errors:  open() gives null when ICU's data or memory is missing; a piece for which ICU has no memory has no words.
// Threads: one owner; open() from any thread.
// Source:  format-spec/analysis.md, "english, version 1"; UAX #29 (Unicode 15.0) as ICU's root word rules have it.
#ifndef RIFFLE_ANALYSIS_UNICODE_WORDS_H_
#define RIFFLE_ANALYSIS_UNICODE_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct UBreakIterator;

namespace riffle {

class UnicodeWords {
 public:
  static constexpr std::size_t kPieceBytes = 65536;

  struct Word {
    std::uint32_t begin;       ///< bytes in the text
    std::uint32_t end;         ///< bytes in the text
    std::uint32_t unit_begin;  ///< UTF-16 units in the piece
    std::uint32_t unit_end;
  };

  static std::unique_ptr<UnicodeWords> open();

  /// From now on Chinese, Japanese and Korean words are pairs of characters (cjk_pairs.h), not those of a dictionary.
  void pair_cjk() { pairs_cjk_ = true; }

  /// From now on digits are those of ASCII, whatever the script.
  void fold_all_digits() { folds_digits_ = true; }

  /// Reads the piece that begins at text[begin] and returns its end. REQUIRES: text[begin] is not ASCII white space.
  std::size_t read_piece(std::string_view text, std::size_t begin);

  /// The words of the piece, in order. Valid until the next read_piece().
  [[nodiscard]] std::span<const Word> words() const { return words_; }

  /// The folded form of a word, not yet cut or stemmed; empty when nothing but apostrophes and ignorable characters was
  /// in it. Valid until the next call.
  std::string_view fold(const Word& word);

  /// The same with its accents, and without an elided article ("l'", "dell'") at its begin, when `articles` has it and
  /// something follows. Valid until the next call.
  std::string_view fold_with_accents(const Word& word, std::span<const std::u16string_view> articles);

 private:
  struct Close {
    void operator()(UBreakIterator* iterator) const;
  };

  explicit UnicodeWords(std::unique_ptr<UBreakIterator, Close> iterator) : iterator_(std::move(iterator)) {}

  void fold_case(const Word& word);
  std::string_view finish_fold();
  std::size_t decode_piece(std::string_view text, std::size_t begin);
  void join_breaking_apostrophes();
  bool set_text(std::u16string_view units);
  bool load_cjk_dictionary();

  std::unique_ptr<UBreakIterator, Close> iterator_;
  bool has_cjk_dictionary_ = false;
  bool pairs_cjk_ = false;
  bool folds_digits_ = false;
  std::u16string units_;
  std::u16string folded_;
  std::string term_;
  std::vector<Word> words_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_UNICODE_WORDS_H_
