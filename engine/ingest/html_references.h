// Character references of HTML (&amp; &rsquo; &#8217; &#x2019;) -> the characters they stand for.
// Shape:   names are those of HTML 4 and &apos;, and the semicolon must be there. Numbers from 128 to 159 are bytes of
//          Windows-1252, as browsers take them. Whatever else an "&" begins stays as it is: AT&T, ?a=1&copy=2,
//          &unknown;, numbers of no character and of control characters.
// Cost:    linear; a table of 253 names is gone through for each reference by name.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_HTML_REFERENCES_H_
#define RIFFLE_INGEST_HTML_REFERENCES_H_

#include <string>
#include <string_view>

namespace riffle {

/// Whether a reference stands somewhere in `text`.
bool has_references(std::string_view text);

/// `text` with each reference decoded, once: "&amp;lt;" gives "&lt;".
std::string with_references_decoded(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_INGEST_HTML_REFERENCES_H_
