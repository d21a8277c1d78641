// JsonSplitter: cuts the text of a .json file into the texts of its articles.
// Shape:   one object, an array of anything, or several of these one after another; strings and brackets are followed,
//          the rest is left to the parser.
// Cost:    one article in memory, whatever the size of the array; a longer one than the limit is passed over unheld.
// Errors:  a kBroken piece says why; when the file cannot be followed further, it is the last piece.
// Life:    a piece's text ends with the next call; InputWindow::kPadding readable bytes follow it.
#ifndef RIFFLE_INGEST_JSON_SPLITTER_H_
#define RIFFLE_INGEST_JSON_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/input_window.h"
#include "riffle/error.h"

namespace riffle {

class JsonSplitter {
 public:
  enum class PieceKind : std::uint8_t { kText, kTooLong, kBroken, kEnd };

  struct Piece {
    PieceKind kind = PieceKind::kEnd;
    std::string_view text;    ///< kText
    std::string_view reason;  ///< kBroken
    std::uint64_t line = 0;   ///< where the piece starts, from 1
  };

  JsonSplitter(InputWindow& window, std::size_t max_piece_bytes) : window_(window), max_piece_bytes_(max_piece_bytes) {}

  void start();
  Result<Piece> next();
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  /// How far a value has been followed; survives refills of the window.
  struct Scan {
    std::size_t at = 0;
    std::size_t depth = 0;
    bool in_string = false;
    bool is_escaped = false;
    bool is_complete = false;
  };

  Result<char> next_significant();
  Result<Piece> take_value();
  Piece broken(std::string_view reason);
  static void scan_on(Scan& scan, std::string_view text);
  void consume_counting_lines(std::size_t count);

  InputWindow& window_;
  std::size_t max_piece_bytes_;
  std::uint64_t line_ = 1;
  std::size_t pending_ = 0;  ///< bytes of the piece handed out last
  bool in_array_ = false;
  bool wants_comma_ = false;
  bool is_over_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_JSON_SPLITTER_H_
