#include "ingest/news_agencies.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.h"
#include "ingest/word_shape.h"

namespace riffle {
namespace {

constexpr std::size_t kAgencyWords = 5;

/// Agencies that are not written in capitals.
constexpr std::string_view kAgencies[] = {"Reuters",
                                          "Xinhua",
                                          "Bloomberg",
                                          "Rudaw",
                                          "Anadolu",
                                          "Anadolu Agency",
                                          "Kyodo",
                                          "Interfax",
                                          "Tasnim",
                                          "Mehr News",
                                          "Fars News",
                                          "Al Jazeera",
                                          "Associated Press",
                                          "Agence France-Presse",
                                          "Bernama",
                                          "Yonhap",
                                          "Jiji Press",
                                          "RIA Novosti",
                                          "Sputnik",
                                          "Prensa Latina",
                                          "Kyodo News",
                                          "PRNewswire",
                                          "Belga",
                                          "Ritzau",
                                          "Ukrinform",
                                          "Azertac",
                                          "Antara",
                                          "BUSINESS WIRE",
                                          "Trend",
                                          "GLOBE NEWSWIRE",
                                          "Lusa",
                                          "Agencia EFE"};

/// Agencies in capitals that may stand behind a comma, or before a colon or a full stop, where other capitals are none.
constexpr std::string_view kWires[] = {"AA",   "AFP", "ANI",  "ANSA", "AP",   "APA",    "BNA",   "DPA",  "EFE",
                                       "IANS", "INA", "IRNA", "ISNA", "KCNA", "KUNA",   "MENA",  "MNA",  "NNA",
                                       "PAP",  "PNA", "PTI",  "QNA",  "SANA", "SPA",    "PETRA", "TASS", "UNI",
                                       "UPI",  "VNA", "WAFA", "WAM",  "APP",  "BERNAMA"};

/// Agencies that write themselves small.
constexpr std::array<std::string_view, 4> kSmallAgencies = {"dpa", "epd", "sda", "sid"};

bool is_one_of(std::string_view text, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

}  // namespace

bool is_known_agency(std::string_view text) {
  text = trimmed(text);
  return is_one_of(text, kAgencies) || is_one_of(text, kWires);
}

bool is_agency(std::string_view text) {
  text = trimmed(text);
  if (std::find(kSmallAgencies.begin(), kSmallAgencies.end(), text) != kSmallAgencies.end()) return true;
  if (text.empty() || text.size() > kAgencyBytes || text.find_first_of(".:;!?\"") != std::string_view::npos)
    return false;
  const auto words = words_of(text, " \t-/,");
  if (words.empty() || words.size() > kAgencyWords) return false;
  return std::all_of(words.begin(), words.end(), [](std::string_view word) {
    const WordShape shape = shape_of(word);
    return shape.begins_with_capital && !shape.has_digit;
  });
}

bool is_sure_agency(std::string_view text) {
  text = trimmed(text);
  if (!is_agency(text)) return false;
  if (is_one_of(text, kAgencies)) return true;
  const auto words = words_of(text, " \t-/,");
  return std::all_of(words.begin(), words.end(), [](std::string_view word) {
    const WordShape shape = shape_of(word);
    return shape.letters >= 2 && shape.capitals == shape.letters;
  });
}

}  // namespace riffle
