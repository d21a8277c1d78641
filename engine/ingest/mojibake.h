// Mojibake: text that was UTF-8, was read as Windows-1252 and written as UTF-8 again ("donâ€™t" for "don’t").
// Cost:    linear; ASCII text is passed over by its bytes.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_MOJIBAKE_H_
#define RIFFLE_INGEST_MOJIBAKE_H_

#include <string>
#include <string_view>

namespace riffle {

/// An example of such a sequence when the text has a long one, or two short ones; empty when it looks sound.
std::string find_mojibake(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_INGEST_MOJIBAKE_H_
