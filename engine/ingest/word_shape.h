// How the words at the head of a story are written: what tells names from other words.
// Units:   letters are alphabetic code points.
// Threads: plain functions; the views stay valid while the text does.
#ifndef RIFFLE_INGEST_WORD_SHAPE_H_
#define RIFFLE_INGEST_WORD_SHAPE_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace riffle {

struct WordShape {
  std::size_t letters = 0;
  std::size_t capitals = 0;
  bool begins_with_capital = false;
  bool has_digit = false;
};

WordShape shape_of(std::string_view word);

/// What stands between the bytes of `borders`, without white space around it and without what is empty.
std::vector<std::string_view> words_of(std::string_view text, std::string_view borders);

}  // namespace riffle

#endif  // RIFFLE_INGEST_WORD_SHAPE_H_
