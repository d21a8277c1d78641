// Snippet: an excerpt of a document that shows why it matched.
// Shape:   well-formed UTF-8 on one line; "…" stands where text was left out. Highlights are byte ranges of the
//          excerpt, in order, not touching one another; `source` tells the same places in the text of the document.
// Threads: plain values.
#ifndef RIFFLE_SNIPPET_H_
#define RIFFLE_SNIPPET_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {

/// A byte range [begin, end) of a text.
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const TextRange&, const TextRange&) = default;
};

struct Snippet {
  std::string text;                   ///< line breaks folded to spaces
  std::vector<TextRange> highlights;  ///< what matched, in `text`

  bool is_title = false;                     ///< it is of the title, as there is no body
  TextRange source;                          ///< the bytes of the body (or title) that are shown
  std::vector<TextRange> source_highlights;  ///< where each highlight stands in the body (or title)
};

/// The excerpt as HTML: & < > " ' escaped, each highlight between `open` and `close`.
std::string to_html(const Snippet& snippet, std::string_view open = "<mark>", std::string_view close = "</mark>");

}  // namespace riffle

#endif  // RIFFLE_SNIPPET_H_
