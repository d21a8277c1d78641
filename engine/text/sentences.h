// SentenceStarts: where the sentences of a text begin, by a rule of punctuation, white space and capitals.
// Shape:   offsets of the first sentence (0) and of each place where one begins, increasing. No word need stand between
//          two of them.
// Cost:    a table look-up a byte; ICU is asked for characters beyond ASCII behind a full stop only.
// Threads: one owner.
// Life:    refers to the text.
// Source:  format-spec/analysis.md, "Sentences".
#ifndef RIFFLE_TEXT_SENTENCES_H_
#define RIFFLE_TEXT_SENTENCES_H_

#include <cstddef>
#include <string_view>

namespace riffle {

class SentenceStarts {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  explicit SentenceStarts(std::string_view text = {}) : text_(text) {}

  /// The next offset; kNone for ever behind the last one.
  std::size_t next();

 private:
  [[nodiscard]] std::size_t behind_line_end(std::size_t& at) const;
  [[nodiscard]] std::size_t behind_stop(std::size_t& at) const;

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_begun_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_TEXT_SENTENCES_H_
