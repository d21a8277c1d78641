// Text for terminals: what may be shown, how wide it is, where lines break.
// Units:   widths are terminal columns, ranges are bytes.
#ifndef RIFFLE_CLI_TEXT_LAYOUT_H_
#define RIFFLE_CLI_TEXT_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/index.h"

namespace riffle_cli {

/// Makes wide characters count as two columns; without it every character counts as one.
void use_utf8_widths();

/// Of what stands below a headline.
inline constexpr std::size_t kIndent = 4;

enum class LineBreaks : std::uint8_t { kFold, kKeep };

/// UTF-8 that cannot steer a terminal: control characters and ill-formed bytes become U+FFFD, controls that turn the
/// direction of the text behind them U+2060, which is not seen; tabs and line breaks become spaces (or stay, with
/// kKeep).
std::string printable(std::string_view text, LineBreaks line_breaks = LineBreaks::kFold);

/// Columns that `text` takes.
std::size_t display_width(std::string_view text);

/// `text` broken at spaces into lines of at most `width` columns, each after `indent` spaces and ended by a line break;
/// a word that is longer stands alone. With `colour` the ranges of `highlights` are shown bold yellow.
std::string wrap(std::string_view text, const std::vector<riffle::TextRange>& highlights, std::size_t indent,
                 std::size_t width, bool colour);

/// `text` in bold when `colour`.
std::string bold(std::string_view text, bool colour);

/// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number);

/// "1 document", "2 documents", "1,000 matches".
std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural);

/// Decimal units: "812 bytes", "8.1 kB", "1.23 GB".
std::string byte_size(std::uint64_t bytes);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_TEXT_LAYOUT_H_
