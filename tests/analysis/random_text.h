// Random texts of what analyzers treat in special ways. The same seed gives the same texts everywhere.
#ifndef RIFFLE_TESTS_ANALYSIS_RANDOM_TEXT_H_
#define RIFFLE_TESTS_ANALYSIS_RANDOM_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace riffle {

/// Letters, joiners, apostrophes, marks, letters of many scripts, ill-formed bytes.
inline const std::vector<std::string>& mixed_pieces() {
  static const std::vector<std::string> all = {
      "a",        "B",          "s",          "t",          "7",
      "42",       " ",          " ",          " ",          "\n",
      "\t",       "'",          "'s",         "`",          "\"",
      "_",        "__",         ".",          ",",          ";",
      ":",        "-",          "@",          "#",          "\x01",
      "running",  "Hay",        "at",         "\u2019",     "\u2018",
      "\u02BC",   "\u02BB",     "\u00B4",     "\u201C",     "\u2014",
      "\u2026",   "\u00A0",     "\u00E9",     "\u00C9",     "e\u0301",
      "\u0301",   "\u0345",     "\u00AD",     "\u200B",     "\u200D",
      "\uFEFF",   "\u0130",     "\u0131",     "\u00DF",     "\u0141",
      "\u00E6",   "\u0149",     "\u0140",     "\u00B7",     "\u00B2",
      "\u00BD",   "\u0434",     "\u03A3",     "\u1F80",     "\u05D0",
      "\u05F3",   "\u0633",     "\u064E",     "\u0661",     "\u066B",
      "\u0915",   "\u094D",     "\u0E01",     "\u0E32",     "\u4E2D",
      "\u6587",   "\u3042",     "\u30A2",     "\u30FC",     "\uD55C",
      "\u1161",   "\uFF21",     "\uFF07",     "\uFF1A",     "\uFE55",
      "\u202F",   "\u2028",     "\uFDFA",     "\U0001F600", "\uFE0F",
      "\u3031",   "\U0001F1EB", "\U00010400", "\U0001D400", "\U000E0020",
      "\xFF",     "\xC3",       "\xE2\x82",   "\uFF70",     "\xED\xA0\x80",
      "\xF0\x9F",
  };
  return all;
}

/// Words and single characters of the scripts that are broken by dictionary, of those that would be if there were a
/// dictionary, and what may stand between them.
inline const std::vector<std::string>& dictionary_pieces() {
  static const std::vector<std::string> all = {
      // Chinese and Japanese: words, iteration and length marks, voiced sound marks, half and full width.
      "\u4E2D\u56FD",
      "\u65B0\u805E",
      "\u5317\u4EAC",
      "\u793E",
      "\u6771\u4EAC\u90FD",
      "\u3005",
      "\u3007",
      "\U00020000",
      "\uFA0E",
      "\u2F00",
      "\u3042",
      "\u304D\u3087\u3046",
      "\u3067\u3059",
      "\u306B",
      "\u3099",
      "\u30CB\u30E5\u30FC\u30B9",
      "\u30A2",
      "\u30C6\u30EC\u30D3",
      "\u30FC",
      "\u30FC",
      "\u30FC",
      "\uFF70",
      "\uFF70",
      "\uFF76\uFF9E",
      "\u3031",
      "\u3035",
      "\u309B",
      "\u309C",
      "\u30A0",
      "\u30FB",
      "\u30FD",
      "\u309F",
      "\U0001B000",
      "\U0001AFF0",
      "\u3300",
      // Thai, Lao, Khmer, Burmese.
      "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35",
      "\u0E02\u0E48\u0E32\u0E27",
      "\u0E44\u0E17\u0E22",
      "\u0E01",
      "\u0E46",
      "\u0E2F",
      "\u0E31",
      "\u0E51",
      "\u0E3F",
      "\u0E9E\u0EB2\u0EAA\u0EB2",
      "\u0EA5\u0EB2\u0EA7",
      "\u0E81",
      "\u0EC6",
      "\u1797\u17B6\u179F\u17B6",
      "\u1781\u17D2\u1798\u17C2\u179A",
      "\u1780",
      "\u17D2",
      "\u17D7",
      "\u1019\u103C\u1014\u103A\u1019\u102C",
      "\u1005\u102C",
      "\u1000",
      "\u1039",
      "\uAA60",
      // Scripts without a dictionary: Tai Le, New Tai Lue, Tai Tham, Tai Viet, Ahom, Hangul.
      "\u1950\u1951",
      "\u1980",
      "\u19D0",
      "\u1A20\u1A55",
      "\u1A80",
      "\uAA80",
      "\uAADB",
      "\U00011700",
      "\uD55C\uAD6D\uC5B4",
      "\uB274\uC2A4",
      "\u1112\u1161\u11AB",
      "\u1161",
      "\u3131",
      "\uFFA1",
      // Between them.
      "_",
      "_",
      ".",
      "'",
      "a",
      "Zx",
      "42",
      "\uFF21",
      "\uFF11",
      "\u0301",
      "\u0345",
      "\u064E",
      "\u200D",
      "\uFE0F",
      "\u00AD",
      "\u2060",
      "\U000E0020",
      "\U000E0100",
      "\u200B",
      "\u3000",
      "\u3002",
      "\u300C",
      "\U0001F600",
      "\u05D0",
      "\u00E9",
      " ",
      "\n",
      "\xFF",
      "\xE3\x83",
      "\xE2\x82",
      "\xC3",
      "\xF0\xA0\x80",
  };
  return all;
}

class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : random_(seed) {}

  /// In [0, end).
  std::size_t number(std::size_t end) { return random_() % end; }
  const std::string& one_of(const std::vector<std::string>& pieces) { return pieces[number(pieces.size())]; }

  /// Less than `end` pieces.
  std::string text_of(const std::vector<std::string>& pieces, std::size_t end) {
    std::string text;
    for (std::size_t count = number(end); count > 0; --count) text += one_of(pieces);
    return text;
  }

  /// Less than `end` bytes.
  std::string bytes(std::size_t end) {
    std::string text;
    for (std::size_t count = number(end); count > 0; --count) text.push_back(static_cast<char>(number(256)));
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_ANALYSIS_RANDOM_TEXT_H_
