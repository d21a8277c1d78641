#include "text_layout.h"

#include <fmt/format.h>
#include <wchar.h>

#include <array>
#include <clocale>
#include <utility>

namespace riffle_cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kNothing = "\xE2\x81\xA0";  // U+2060, as many bytes as what it replaces
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kBoldYellow = "\x1b[1;33m";
constexpr std::string_view kPlain = "\x1b[0m";

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool is_valid = false;
};

/// The code point at the start of `text`, which is not empty; an ill-formed byte stands alone.
CodePoint decode(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {.value = first, .bytes = 1, .is_valid = true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t value = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {.value = value, .bytes = length, .is_valid = true};
}

bool is_control(char32_t value) { return value < 0x20 || (value >= 0x7F && value < 0xA0); }

/// Embeddings, overrides and isolates, which turn what stands behind them round; not the marks of single places.
bool is_turning(char32_t value) { return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069); }

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (true) {
    const std::size_t begin = text.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) return words;
    at = std::min(text.find(' ', begin), text.size());
    words.push_back({.begin = begin, .end = at});
  }
}

/// Appends bytes [begin, end) of `text`, with escape sequences where a highlight begins or ends. Highlights are walked
/// once, in step with the text: `next` is the first one that may still matter.
void append_highlighted(std::string& out, std::string_view text, std::size_t begin, std::size_t end,
                        const std::vector<riffle::TextRange>& highlights, std::size_t& next) {
  while (next < highlights.size() && highlights[next].end <= begin) ++next;
  std::size_t at = begin;
  for (std::size_t i = next; i < highlights.size() && highlights[i].begin < end; ++i) {
    const std::size_t from = std::max(at, highlights[i].begin);
    const std::size_t to = std::min(end, highlights[i].end);
    if (to <= from) continue;
    out += text.substr(at, from - at);
    out += kBoldYellow;
    out += text.substr(from, to - from);
    out += kPlain;
    at = to;
  }
  out += text.substr(at, end - at);
}

}  // namespace

void use_utf8_widths() { std::setlocale(LC_CTYPE, "C.UTF-8"); }

std::string printable(std::string_view text, LineBreaks line_breaks) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    const bool is_space = point.is_valid && (point.value == '\n' || point.value == '\t' || point.value == '\r');
    if (is_space && line_breaks == LineBreaks::kKeep && point.value != '\r') {
      out += text.front();
    } else if (is_space) {
      out += ' ';
    } else if (!point.is_valid || is_control(point.value)) {
      out += kReplacement;
    } else if (is_turning(point.value)) {
      out += kNothing;
    } else {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    const int columns = point.is_valid ? ::wcwidth(static_cast<wchar_t>(point.value)) : 1;
    width += columns < 0 ? 1 : static_cast<std::size_t>(columns);
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string wrap(std::string_view text, const std::vector<riffle::TextRange>& highlights, std::size_t indent,
                 std::size_t width, bool colour) {
  const std::vector<riffle::TextRange> none;
  const std::vector<riffle::TextRange>& marks = colour ? highlights : none;
  const std::size_t room = width > indent + 20 ? width - indent : 20;
  std::string out;
  std::size_t next_mark = 0;
  std::size_t line_width = 0;
  std::size_t shown_to = 0;  // a space between two words of a line is copied from the text, with its highlight
  for (const Word word : words_of(text)) {
    const std::size_t columns = display_width(text.substr(word.begin, word.end - word.begin));
    const bool is_new_line = line_width == 0 || line_width + 1 + columns > room;
    if (is_new_line) {
      if (line_width != 0) out += '\n';
      out.append(indent, ' ');
      line_width = columns;
      shown_to = word.begin;
    } else {
      line_width += 1 + columns;
      shown_to = word.begin - 1;
    }
    append_highlighted(out, text, shown_to, word.end, marks, next_mark);
  }
  if (!out.empty()) out += '\n';
  return out;
}

std::string bold(std::string_view text, bool colour) {
  return colour ? fmt::format("{}{}{}", kBold, text, kPlain) : std::string(text);
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, 1, ',');
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", grouped(number), number == 1 ? singular : plural);
}

std::string byte_size(std::uint64_t bytes) {
  if (bytes < 1000) return counted(bytes, "byte", "bytes");
  constexpr std::array<std::string_view, 5> kUnits{"kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", value, value < 10 ? 2 : value < 100 ? 1 : 0, kUnits[unit]);
}

}  // namespace riffle_cli
