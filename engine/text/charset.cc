#include "text/charset.h"

#include <unicode/ucnv.h>

#include <cstdint>
#include <memory>

#include "text/utf8.h"

namespace riffle {
namespace {

struct ConverterDeleter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

constexpr std::size_t kMostNameBytes = 40;

}  // namespace

bool append_from_charset(std::string_view bytes, std::string_view charset, std::string& out) {
  if (charset.empty() || charset.size() > kMostNameBytes) return false;
  std::string name(charset);
  if (name == "iso-8859-1" || name == "us-ascii" || name == "latin1" || name == "ascii") name = "windows-1252";
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterDeleter> converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error) != 0 || converter == nullptr) return false;
  // Two units a byte is the most that any converter gives, but for a few that the check below catches.
  std::u16string units(2 * bytes.size() + 16, u'\0');
  const std::int32_t length = ucnv_toUChars(converter.get(), units.data(), static_cast<std::int32_t>(units.size()),
                                            bytes.data(), static_cast<std::int32_t>(bytes.size()), &error);
  if (U_FAILURE(error) != 0 || length < 0) return false;
  units.resize(static_cast<std::size_t>(length));
  append_utf8_from_utf16(out, units);
  return true;
}

}  // namespace riffle
