#include "storage/news_articles.h"

#include <array>

namespace riffle {
namespace {

constexpr std::array<const char*, 12> kNewsWords{"aleppo", "damascus", "river", "market",   "rebels", "talks",
                                                 "border", "peace",    "water", "election", "storm",  "minister"};

}  // namespace

std::uint64_t scattered(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

Document story(std::uint64_t number) {
  Document document;
  document.id = "s" + std::to_string(number);
  document.title = std::string("The ") + kNewsWords[number % 12] + " of " + kNewsWords[scattered(number) % 12];
  const std::uint64_t seed = number % 20 == 19 ? number - 1 : number;  // a copy of the one before
  for (std::uint64_t i = 0; i < 80; ++i) {
    const std::uint64_t draw = scattered(seed * 131 + i);
    document.body += draw % 3 == 0   ? " the"
                     : draw % 3 == 1 ? std::string(" ") + kNewsWords[draw % 12]
                                     : " w" + std::to_string(scattered(draw) % 900);
  }
  document.date = 1704067200 + static_cast<Date>(scattered(number) % 400) * 86400;
  document.source = number % 3 == 0 ? "Reuters" : "Levant Post";
  document.url = "https://example.org/" + document.id;
  return document;
}

std::vector<std::string> news_queries() {
  return {"the aleppo",
          "\"the river\"",
          "market NOT storm",
          "w1 OR w2 OR w3",
          "title:minister",
          "source:reuters",
          "date:2024-03",
          "date:>=2024-12-01",
          "*",
          "NOT the",
          "w1*",
          "alepo~1",
          "/w[0-9]5/",
          "peace NEAR/4 talks",
          "\"the w*\"",
          "ATLEAST/2 (river storm border)",
          "id:s17",
          "^the",
          "source:*",
          "rebels^2 water",
          "title:[river storm w1]",
          "Allepo",
          "\"the of\"",
          "\"peace talks\"~6",
          "w80? AND the",
          "the OR market OR election"};
}

}  // namespace riffle
