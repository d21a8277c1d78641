// HTML in the title or the body of an article from JSON or CSV -> text.
// Shape:   what holds markup is read as a fragment by html_text.h; what has none, but character references, has those
//          decoded, and is then read as markup when it is some (feeds escape it: &lt;p&gt;). Markup is, of the elements
//          that pages of news are made of and in well-formed tags:
//          - a closing tag; <br>; a second <p>, or one that begins the text or follows the end of a sentence; an
//          opening
//            tag with a quoted attribute: each where it does not stand like a word of prose, with white space, quotes,
//            parentheses or the ends of the text on both sides (the <p> tag, "</b>", `<br>`), unless it has a line of
//            its own;
//          - a text that begins with an opening tag and ends with a closing one.
//          Every other text stays as it is, byte for byte: a < b, x <- y, List<int> a, <name@example.org>, AT&T. So do
//          the tags of Markdown with code between lines of ```.
// Cost:    two memchr for a text without '<' and '&'; else linear to find markup, and html_text.h to read it.
// Errors:  none: a text that the parser refuses, that is longer than kMostEmbeddedBytes or has a NUL stays as it is.
// Threads: plain function.
#ifndef RIFFLE_INGEST_EMBEDDED_HTML_H_
#define RIFFLE_INGEST_EMBEDDED_HTML_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace riffle {

/// The parser's time grows with the depth as well; no article is that long.
inline constexpr std::size_t kMostEmbeddedBytes = std::size_t{4} << 20;

enum class TextPart : std::uint8_t { kTitle, kBody };

/// Turns `text` into plain text when it holds HTML; whether it did. A title stays one line.
bool turn_html_into_text(std::string& text, TextPart part);

}  // namespace riffle

#endif  // RIFFLE_INGEST_EMBEDDED_HTML_H_
