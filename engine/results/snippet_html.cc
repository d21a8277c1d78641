#include "riffle/snippet.h"

namespace riffle {
namespace {

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
}

}  // namespace

std::string to_html(const Snippet& snippet, std::string_view open, std::string_view close) {
  const std::string_view text = snippet.text;
  std::string out;
  std::size_t at = 0;
  for (const TextRange& range : snippet.highlights) {
    if (range.begin < at || range.end < range.begin || range.end > text.size()) continue;
    append_escaped(text.substr(at, range.begin - at), out);
    out += open;
    append_escaped(text.substr(range.begin, range.end - range.begin), out);
    out += close;
    at = range.end;
  }
  append_escaped(text.substr(at), out);
  return out;
}

}  // namespace riffle
