#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <cstdint>

#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

using Instance = const UNormalizer2* (*)(UErrorCode*);

const UNormalizer2* open(Instance instance) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* const normalizer = instance(&status);
  return U_SUCCESS(status) ? normalizer : nullptr;
}

void normalize(Instance instance, std::u16string& text) {
  constexpr std::size_t kMaxUnits = INT32_MAX / 32;
  const UNormalizer2* const normalizer = open(instance);
  if (normalizer == nullptr || text.empty() || text.size() > kMaxUnits) return;
  std::u16string out;
  out.resize(std::max<std::size_t>(text.size() + text.size() / 2, 32));
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t length = unorm2_normalize(normalizer, text.data(), static_cast<std::int32_t>(text.size()),
                                                 out.data(), static_cast<std::int32_t>(out.size()), &status);
    if (status == U_BUFFER_OVERFLOW_ERROR && static_cast<std::size_t>(length) > out.size()) {
      out.resize(static_cast<std::size_t>(length));
      continue;
    }
    if (U_FAILURE(status)) return;
    out.resize(static_cast<std::size_t>(length));
    text.swap(out);
    return;
  }
}

/// Letters that no normal form takes apart.
std::u16string_view letter_fold(char32_t code_point) {
  switch (code_point) {
    case U'\u00E6': return u"ae";
    case U'\u00F0': return u"d";   // eth
    case U'\u00F8': return u"o";   // o with stroke
    case U'\u00FE': return u"th";  // thorn
    case U'\u0111': return u"d";   // d with stroke
    case U'\u0127': return u"h";   // h with stroke
    case U'\u0131': return u"i";   // dotless i
    case U'\u0142': return u"l";   // l with stroke
    case U'\u0153': return u"oe";
    case U'\u0167': return u"t";  // t with stroke
    default: return {};
  }
}

}  // namespace

void nfkc_casefold(std::u16string& text) { normalize(unorm2_getNFKCCasefoldInstance, text); }

void fold_accents(std::u16string& text) {
  normalize(unorm2_getNFDInstance, text);
  std::u16string out;
  out.reserve(text.size());
  bool drops_marks = false;
  for (std::size_t i = 0; i < text.size();) {
    char32_t code_point = 0;
    U16_NEXT(text.data(), i, text.size(), code_point);
    if (is_nonspacing_mark(code_point)) {
      if (!drops_marks) append_utf16(out, code_point);
      continue;
    }
    drops_marks = has_foldable_marks(code_point);
    const std::u16string_view fold = letter_fold(code_point);
    if (fold.empty()) {
      append_utf16(out, code_point);
    } else {
      out += fold;
    }
  }
  text.swap(out);
  normalize(unorm2_getNFCInstance, text);
}

void fold_digits(std::u16string& text) {
  constexpr char16_t kFirst = 0x660;  // of the digits beyond ASCII
  if (std::none_of(text.begin(), text.end(), [](char16_t unit) { return unit >= kFirst; })) return;
  std::u16string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    char32_t code_point = 0;
    U16_NEXT(text.data(), i, text.size(), code_point);
    const std::int32_t digit = u_charDigitValue(static_cast<UChar32>(code_point));
    if (digit >= 0 && u_charType(static_cast<UChar32>(code_point)) == U_DECIMAL_DIGIT_NUMBER) {
      out += static_cast<char16_t>(u'0' + digit);
    } else if (code_point == U'\u066B' || code_point == U'\u066C') {
      out += code_point == U'\u066B' ? u'.' : u',';
    } else {
      append_utf16(out, code_point);
    }
  }
  text.swap(out);
}

bool starts_nfkc_casefold(char32_t code_point) {
  const UNormalizer2* const normalizer = open(unorm2_getNFKCCasefoldInstance);
  return normalizer != nullptr && unorm2_hasBoundaryBefore(normalizer, static_cast<UChar32>(code_point)) != 0;
}

bool starts_nfc(char32_t code_point) {
  const UNormalizer2* const normalizer = open(unorm2_getNFCInstance);
  return normalizer != nullptr && unorm2_hasBoundaryBefore(normalizer, static_cast<UChar32>(code_point)) != 0;
}

}  // namespace riffle
