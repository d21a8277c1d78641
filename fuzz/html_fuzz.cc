// HTML of any bytes: the text comes out without a crash, in bounded space, on lines without stray white space, and the
// same each time.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "ingest/html_text.h"
#include "ingest/text_decoding.h"

using riffle::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The parser's time grows with depth times size; a page of 64 KiB shows everything.
  if (size > (64U << 10)) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string text;
  riffle::append_decoded(bytes, text, riffle::declared_charset(bytes));
  const auto article = riffle::read_html(text);
  const auto again = riffle::read_html(text);
  check(article.has_value() == again.has_value());
  if (!article) return 0;
  check(article->body == again->body && article->title == again->title && article->date == again->date);
  check(article->body.find("  ") == std::string::npos && article->body.find("\n\n") == std::string::npos);
  check(article->body.size() <= 16 * text.size() + 64);
  return 0;
}
