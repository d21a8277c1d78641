// HTML -> the text of the article in it, with title, date, source and address from the head.
// Shape:   one line a paragraph, white space folded; scripts, styles, navigation, forms and asides are left out. The
//          text is that of <article> when it has a fair share of the words of the page, else that of <main>, else of
//          <body>. Title: og:title, else the first <h1>, else <title>. Date: article:published_time and its like, else
//          the first <time datetime>. Source: og:site_name. Address: the canonical link, else og:url.
//          Of a fragment all text is taken, headings too, but for what is left out of pages.
// Cost:    one pass of libxml2's HTML parser without a tree; memory about twice the text.
// Errors:  kInvalidArgument when elements are nested deeper than 1,000, or when the parser gives up; broken markup is
//          read as browsers roughly do.
// Threads: plain function.
#ifndef RIFFLE_INGEST_HTML_TEXT_H_
#define RIFFLE_INGEST_HTML_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

struct HtmlArticle {
  std::string title;
  std::string body;
  std::string source;
  std::string url;
  std::optional<Date> date;
};

/// REQUIRES: `html` is UTF-8; ill-formed bytes are taken as the parser takes them.
Result<HtmlArticle> read_html(std::string_view html);

/// What line ends in the source of a fragment are: as HTML has it, white space, of which a blank line still parts
/// paragraphs; or the ends of lines, where no markup says where those end.
enum class FragmentLines : std::uint8_t { kFolded, kKept };

/// The text of a piece of HTML. REQUIRES: as read_html().
Result<std::string> read_html_fragment(std::string_view html, FragmentLines lines);

/// The character encoding that the markup names in its first 2 KiB (<meta charset>, or http-equiv), in lower case;
/// empty when it names none.
std::string declared_charset(std::string_view html);

}  // namespace riffle

#endif  // RIFFLE_INGEST_HTML_TEXT_H_
