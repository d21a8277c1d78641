// Bytes of a named character set -> UTF-8, by ICU's converters.
// Errors:  false for a name that ICU does not know or does not convert to text; bytes without a character become
//          U+FFFD.
// Threads: plain functions.
#ifndef RIFFLE_TEXT_CHARSET_H_
#define RIFFLE_TEXT_CHARSET_H_

#include <string>
#include <string_view>

namespace riffle {

/// Appends `bytes` as UTF-8. `charset` is a name such as "iso-8859-9", "windows-1256" or "gb2312"; as browsers do,
/// "iso-8859-1" and "us-ascii" are taken for windows-1252. REQUIRES: bytes.size() < 2^30.
bool append_from_charset(std::string_view bytes, std::string_view charset, std::string& out);

}  // namespace riffle

#endif  // RIFFLE_TEXT_CHARSET_H_
