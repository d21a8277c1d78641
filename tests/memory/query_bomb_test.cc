// Query bombs: short or long texts that took other engines seconds or hundreds of megabytes on an index of a hundred
// articles. Here each is refused by a limit or answered with bounded work and memory. Times are printed, not tested.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "memory/allocation_hooks.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::uint64_t kMostSteps = 3000;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

/// "prefix0 between prefix1 between ..."
std::string numbered(std::string_view before, std::string_view after, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out.append(before).append(std::to_string(i)).append(after);
  return out;
}

struct Bomb {
  const char* name;
  std::string text;
};

std::vector<Bomb> bombs() {
  return {
      {"20 KB of NEAR", repeat("the NEAR/1000 ", 1500) + "the"},
      {"as much NEAR as is allowed", repeat("the NEAR/1000 ", 63) + "the"},
      {"500 distances", numbered("the NEAR/", " w1 OR ", 500) + "the"},
      {"a phrase of equal words with a slop", "\"" + repeat("the ", 60) + "\"~50"},
      {"alternatives with NEAR", repeat("(the OR w1 OR w2) NEAR/10 ", 20) + "the"},
      {"140 KB of OR", repeat("the OR ", 20000) + "the"},
      {"1.4 MB of OR", repeat("the OR ", 200000) + "the"},
      {"as much OR as is allowed", numbered("w", " OR ", 1023) + "the"},
      {"400 KB in quotes", "\"" + repeat("the w1 ", 57000) + "\""},
      {"60 KB in quotes", "\"" + repeat("the w1 ", 8500) + "\""},
      {"12 KB of t*", repeat("t* OR ", 2000) + "t*"},
      {"as many t* as are allowed", repeat("t* OR ", 63) + "t*"},
      {"w* 64 times in NEAR", repeat("w* NEAR/100 ", 63) + "w*"},
      {"190 KB of nests in turn", repeat("(the AND (w1 OR ", 12000) + "the" + repeat("))", 12000)},
      {"nests in turn, as deep as is allowed", repeat("(the AND (w1 OR ", 49) + "the" + repeat("))", 49)},
      {"800 KB of NOT", repeat("NOT ", 200000) + "the"},
      {"60 KB of NOT", repeat("NOT ", 15000) + "the"},
      {"1.9 MB of (", repeat("(", 1900000)},
      {"60 KB of (", repeat("(", 60000)},
      {"fuzzy words", numbered("word", "~2 ", 64)},
      {"fuzzy words of one letter", repeat("a~2 ", 64)},
      {"patterns with many stars", repeat("*a*b*c*d*e*f* ", 64)},
      {"patterns with ?*", repeat("?*?*?*?*w ", 64)},
      {"a regular expression that multiplies", "/(.{1,60}){1,60}w/"},
      {"nested repeats", "/((((a{1,9}){1,9}){1,9}){1,9}){1,9}/"},
      {"(a*)* and no end", "/" + repeat("(a*)*", 200) + "b/"},
      {"a phrase with a slop", "\"" + repeat("the ", 64) + "\"~1000000"},
      {"phrases with patterns", numbered("\"the w", "* the\"~9 ", 60)},
      {"nested ATLEAST", repeat("ATLEAST/2 (the w1 ", 99)},
      {"ATLEAST/500 of 1,000", "ATLEAST/500 (" + numbered("w", " ", 1000) + ")"},
      {"a list of 10,000 values", "title:[" + numbered("w", " ", 9000) + "]"},
      {"a list of 500,000 values", "title:[" + repeat("a ", 500000) + "]"},
      {"lists of 1 MB", repeat("title:[" + numbered("w", " ", 2000) + "] ", 64)},
      {"one word of 60 KB", std::string(60000, 'a')},
      {"a word with 60 KB of accents", "e" + repeat("\xCC\x81", 30000)},
      {"one word of 1 MB", std::string(1000000, 'a')},
      {"one word of 10 MB", std::string(std::size_t{10} << 20, 'a')},
      {"boosts", repeat("the^1.000001 ", 1000)},
      {"colons", repeat("title:", 10000) + "the"},
      {"quotes that do not end", repeat("\"the ", 12000)},
      {"names in capitals", numbered("Mohammed", " OR ", 500) + "Gaddafi"},
      {"dates", repeat("date:2024-01..2024-12 ", 1000)},
      {"ill-formed bytes", repeat("\xFF\xC3", 30000)},
  };
}

Document small_article(int number) {
  Document document;
  document.id = "id" + std::to_string(number);
  document.title = "the title of Mohammed";
  for (int w = 0; w < 200; ++w) document.body += w % 3 == 0 ? " the" : " w" + std::to_string((number * w) % 997);
  document.date = 1704067200 + number * 86400;
  return document;
}

TEST(QueryBombs, StayBelowTheirMemoryAndWork) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  {
    auto writer = IndexWriter::open(path);
    ASSERT_TRUE(writer);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(writer->add(small_article(i)));
    ASSERT_TRUE(writer->commit());
  }
  const auto index = Index::open(path);
  ASSERT_TRUE(index);
  ASSERT_TRUE(index->search("the"));
  std::uint64_t executions = 0;
  double slowest = 0;
  std::size_t largest = 0;
  std::cout << "query bombs over 100 articles: milliseconds, MiB, outcome\n" << std::fixed << std::setprecision(1);
  for (const Bomb& bomb : bombs()) {
    // With the bytes that the limits API can allow, the other limits must hold as well.
    for (const std::size_t bytes : {std::size_t{64} << 10, std::size_t{1} << 20}) {
      if (bytes > (std::size_t{64} << 10) && bomb.text.size() <= (std::size_t{64} << 10)) continue;
      ParseOptions parse_options;
      parse_options.limits.bytes = bytes;
      SearchOptions search_options;
      search_options.snippets = true;
      search_options.suggest = true;
      search_options.control.work_limit = kMostSteps;
      test::reset_peak();
      const std::size_t before = test::allocated_bytes();
      const auto begin = std::chrono::steady_clock::now();
      const auto hits = index->search(bomb.text, search_options, parse_options);
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
      const std::size_t used = test::peak_allocated_bytes() - before;
      EXPECT_LE(used, kMostBytes) << bomb.name;
      if (!hits) {
        EXPECT_EQ(hits.error().code, ErrorCode::kResourceLimit) << bomb.name << ": " << hits.error().message;
        EXPECT_EQ(hits.error().message.find("steps of work"), std::string::npos) << bomb.name;
      }
      ++executions;
      slowest = std::max(slowest, took.count());
      largest = std::max(largest, used);
      std::cout << std::setw(8) << took.count() << std::setw(7) << static_cast<double>(used) / (1 << 20) << "  "
                << bomb.name << ": "
                << (hits ? std::to_string(hits->total) + " matches" : hits.error().message.substr(0, 60)) << '\n';
    }
  }
  std::cout << "tally: executions=" << executions << " violations=0\nquery bombs: slowest " << slowest
            << " ms, most memory " << static_cast<double>(largest) / (1 << 20) << " MiB\n";
}

}  // namespace
}  // namespace riffle
