#include "format/trigrams.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "format/memory_segment.h"
#include "format/segment_check.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

using testing::HasSubstr;

/// One document whose body has `count` different words, 5 letters and more.
std::vector<std::string> letter_words(std::size_t count) {
  std::mt19937_64 random(3);
  std::set<std::string> words;
  while (words.size() < count) {
    std::string word;
    for (std::uint64_t length = 5 + random() % 6; length > 0; --length) {
      word += static_cast<char>('a' + random() % (random() % 2 == 0 ? 5 : 26));
    }
    words.insert(word);
  }
  return {words.begin(), words.end()};
}

MemorySegment segment_of(const std::vector<std::string>& words) {
  std::string body;
  for (const std::string& word : words) body += word + " ";
  return must_build({make_document("one", "", body)});
}

std::string what_is_wrong(const MemorySegment& segment) {
  const auto reader = segment.open();
  const auto counts = reader ? check_segment(**reader, segment.schema) : std::unexpected(reader.error());
  return counts ? std::string() : counts.error().message;
}

TEST(TrigramFilter, PassesEveryBlockWithATermThatHoldsThePart) {
  const std::vector<std::string> words = letter_words(6'000);
  const MemorySegment segment = segment_of(words);
  const auto reader = segment.must_open();
  ASSERT_EQ(reader->section(SectionKind::kTrigrams).size(), trigram_bytes((words.size() + 15) / 16));
  std::mt19937_64 random(4);
  std::size_t passed = 0;
  std::size_t needed = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string& word = words[random() % words.size()];
    const std::size_t at = random() % (word.size() - 2);
    const bool is_end = round % 3 == 0;
    const std::string part = word.substr(at, is_end ? std::string::npos : 2 + random() % 3);
    TrigramSet set;
    set.add(part, is_end);
    TrigramFilter filter = reader->filter_blocks(set);
    std::set<std::uint64_t> found;
    for (std::uint64_t block = filter.next(0); 16 * block < words.size(); block = filter.next(block + 1)) {
      ASSERT_TRUE(found.insert(block).second);
    }
    std::set<std::uint64_t> wanted;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool holds = is_end ? words[i].ends_with(part) : words[i].find(part) != std::string::npos;
      if (holds) wanted.insert(i / 16);
    }
    ASSERT_TRUE(std::includes(found.begin(), found.end(), wanted.begin(), wanted.end())) << part;
    if (set.empty()) continue;
    passed += found.size();
    needed += wanted.size();
  }
  EXPECT_LT(passed, 4 * needed) << "most blocks without the part are told from those with it";
}

TEST(TrigramFilter, PassesAllWhereNothingIsKnown) {
  const MemorySegment small = segment_of(letter_words(100));
  TrigramSet set;
  set.add("zzzzzz", false);
  const auto reader = small.must_open();
  EXPECT_FALSE(reader->section(SectionKind::kTrigrams).present()) << "few blocks are read as fast without";
  EXPECT_EQ(reader->filter_blocks(set).next(3), 3u);

  const MemorySegment large = segment_of(letter_words(5'000));
  const auto other = large.must_open();
  TrigramSet two_letters;
  two_letters.add("zz", false);
  EXPECT_TRUE(two_letters.empty());
  EXPECT_EQ(other->filter_blocks(two_letters).next(3), 3u);
  EXPECT_GE(other->filter_blocks(set).next(1'000'000), 1'000'000u) << "behind the text space";
}

TEST(TrigramSet, KnowsWhereATermEnds) {
  TrigramSet inside;
  inside.add("ing", false);
  TrigramSet end;
  end.add("ing", true);
  EXPECT_EQ(inside.bits().size(), 2u);
  EXPECT_EQ(end.bits().size(), 4u);
  TrigramSet two_at_the_end;
  two_at_the_end.add("ng", true);
  EXPECT_EQ(two_at_the_end.bits().size(), 2u);
}

TEST(Trigrams, ForgedOnesAreSeen) {
  const MemorySegment sound = segment_of(letter_words(5'000));
  EXPECT_EQ(what_is_wrong(sound), "");
  for (const std::uint64_t at : {std::uint64_t{0}, sound.section_bytes(SectionKind::kTrigrams) - 1}) {
    MemorySegment forged = sound;
    forged.bytes[sound.section_offset(SectionKind::kTrigrams) + at] ^= 0x01;
    forged.repair_checksums();
    EXPECT_THAT(what_is_wrong(forged), HasSubstr("trigrams"));
  }
}

TEST(Trigrams, OfAWrongLengthAreRefused) {
  const MemorySegment sound = segment_of(letter_words(5'000));
  const auto rows = sound.must_open()->rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [](const SectionRow& candidate) {
    return candidate.kind == static_cast<std::uint32_t>(SectionKind::kTrigrams);
  });
  ASSERT_NE(row, rows.end());
  const std::uint64_t items = sound.entry.table_offset + 32 * static_cast<std::uint64_t>(row - rows.begin()) + 24;
  for (const std::uint64_t forged_items : {row->items + 64, row->items + (std::uint64_t{1} << 58), std::uint64_t{0}}) {
    MemorySegment forged = sound;
    store(forged.bytes.data() + items, forged_items);
    forged.repair_checksums();
    EXPECT_THAT(what_is_wrong(forged), HasSubstr("trigrams"));
  }
}

}  // namespace
}  // namespace riffle
