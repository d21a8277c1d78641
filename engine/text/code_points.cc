#include "text/code_points.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "text/utf8.h"

namespace riffle {
namespace {

UChar32 icu(char32_t code_point) { return static_cast<UChar32>(code_point); }

}  // namespace

bool is_alphabetic(char32_t code_point) { return u_hasBinaryProperty(icu(code_point), UCHAR_ALPHABETIC) != 0; }

bool is_mark(char32_t code_point) { return (U_GET_GC_MASK(icu(code_point)) & U_GC_M_MASK) != 0; }

bool is_nonspacing_mark(char32_t code_point) { return u_charType(icu(code_point)) == U_NON_SPACING_MARK; }

bool is_white_space(char32_t code_point) { return u_isUWhiteSpace(icu(code_point)) != 0; }

bool is_lower_case(char32_t code_point) { return u_charType(icu(code_point)) == U_LOWERCASE_LETTER; }

bool is_word_code_point(char32_t code_point) {
  return is_alphabetic(code_point) || (U_GET_GC_MASK(icu(code_point)) & U_GC_N_MASK) != 0;
}

bool has_foldable_marks(char32_t code_point) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(icu(code_point), &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

void append_lower(std::string& out, char32_t code_point) {
  std::u16string source;
  append_utf16(source, code_point);
  char16_t lower[8];  // the longest lower-case mapping of one code point has 2 units
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length =
      u_strToLower(lower, 8, source.data(), static_cast<std::int32_t>(source.size()), "", &status);
  if (U_FAILURE(status) || length <= 0 || length > 8) {
    append_utf8(out, code_point);
    return;
  }
  append_utf8_from_utf16(out, {lower, static_cast<std::size_t>(length)});
}

}  // namespace riffle
