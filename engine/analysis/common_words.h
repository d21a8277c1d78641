// CommonWords: the words of a piece made of common characters, as UnicodeWords gives them, by table.
// Shape:   common are ASCII and those code points of U+0080-U+06FF and U+1E00-U+2DFF whose word break class takes part
//          in no rule but WB5 to WB7 and WB8 to WB13b and whose folding does not depend on their neighbours: most
//          Latin, Greek, Cyrillic and Arabic letters, punctuation and symbols. No combining marks, no Hebrew.
// Cost:    some 2 ns a character; the table (46 KiB) is made once, when first needed, in about 0.5 ms.
// Threads: one owner.
// Source:  UAX #29 (Unicode 15.0) section 4.1, without rules that need other classes; text/fold.h for the folds.
#ifndef RIFFLE_ANALYSIS_COMMON_WORDS_H_
#define RIFFLE_ANALYSIS_COMMON_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {

struct CommonCharacter;
enum class BreakClass : std::uint8_t;

class CommonWords {
 public:
  struct Word {
    std::size_t begin;      ///< bytes in the piece
    std::size_t end;        ///< bytes in the piece
    std::string_view term;  ///< folded, not yet cut or stemmed; may be empty; valid until the next next()
  };

  /// From now on digits are those of ASCII, whatever the script.
  void fold_all_digits() { folds_digits_ = true; }

  /// Takes a piece (no ASCII white space in it); false when it holds words and a character that is not common.
  bool read(std::string_view piece);

  /// The next word of the piece that read() took; false at its end.
  bool next(Word& word);

 private:
  struct Unit {
    const CommonCharacter* character;
    std::uint32_t begin;
    BreakClass break_class;
  };

  void join_breaking_apostrophes();
  [[nodiscard]] std::size_t end_of_word(std::size_t first) const;
  void fold(std::size_t first, std::size_t last);

  std::vector<Unit> units_;  ///< one a character, and two for the end
  std::size_t at_ = 0;
  bool folds_digits_ = false;
  std::string term_;
};

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_COMMON_WORDS_H_
