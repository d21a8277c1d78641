#include "text/charset.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace riffle {
namespace {

std::string converted(std::string_view bytes, std::string_view charset) {
  std::string out = "kept ";
  return append_from_charset(bytes, charset, out) ? out : "unknown";
}

TEST(Charset, ConvertsWhatIcuKnows) {
  EXPECT_EQ(converted("\xDDzmir", "iso-8859-9"), "kept \u0130zmir");
  EXPECT_EQ(converted("\xC8\xDB\xCF\xC7\xCF", "windows-1256"), "kept \u0628\u063A\u062F\u0627\u062F");
  EXPECT_EQ(converted("\xB0\xA1", "gb2312"), "kept \u554A");
  EXPECT_EQ(converted("\xC1\xCF\xD3\xCB\xD7\xC1", "koi8-r"), "kept \u0430\u043E\u0441\u043A\u0432\u0430");
  EXPECT_EQ(converted("", "utf-8"), "kept ");
}

TEST(Charset, Latin1IsWindows1252AsInBrowsers) {
  EXPECT_EQ(converted("\x93"
                      "caf\xE9\x94",
                      "iso-8859-1"),
            "kept \u201Ccaf\u00E9\u201D");
  EXPECT_EQ(converted("caf\xE9", "us-ascii"), "kept caf\u00E9");
}

TEST(Charset, UnknownNamesAreRefused) {
  for (const std::string& name : {std::string(), std::string("no-such-set"), std::string(200, 'x')}) {
    EXPECT_EQ(converted("text", name), "unknown") << name;
  }
}

TEST(Charset, AnyBytesGiveWellFormedText) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (const std::string_view name : {"utf-16", "utf-16le", "utf-7", "shift_jis", "iso-2022-jp", "hz-gb-2312", "big5",
                                      "scsu", "bocu-1", "utf-32", "windows-1252", "ibm-037"}) {
    const std::string out = converted(bytes + bytes + "\xFF", name);
    EXPECT_NE(out, "") << name;
  }
}

}  // namespace
}  // namespace riffle
