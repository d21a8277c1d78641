#include "format/frequent_terms.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/checksum.h"
#include "format/memory_segment.h"
#include "format/segment_parts.h"

namespace riffle {
namespace {

using testing::HasSubstr;

/// Document i has the words "w1" to "wN" whose number divides i: of 400 documents w25 stands in 16, w26 in 15. Plurals
/// make classes, which some words of few documents share.
std::vector<Document> divided_documents() {
  std::vector<Document> documents;
  for (std::size_t i = 1; i <= 400; ++i) {
    std::string body = "every airport ";
    for (std::size_t divisor = 2; divisor <= 80; ++divisor) {
      if (i % divisor == 0) body += "w" + std::to_string(divisor) + " ";
    }
    if (i % 3 == 0) body += "storms ";
    if (i == 7) body += "airports storm ";
    if (i % 50 == 0) body += "visitor ";
    if (i % 57 == 0) body += "visitors ";
    documents.push_back(make_document("d" + std::to_string(i), "", body));
  }
  return documents;
}

MemorySegment divided_segment(const std::string& analyzer) {
  SegmentPlan plan;
  plan.store = StoreMode::kNone;
  plan.analyzer = analyzer;
  return must_build(divided_documents(), plan);
}

MemorySegment without_frequent_terms(const MemorySegment& segment) {
  SegmentParts parts(segment);
  parts.remove(SectionKind::kFrequentTerms);
  return parts.join();
}

/// But for the ordinal, which a record does not tell.
bool say_the_same(const TermEntry& a, const TermEntry& b) {
  const auto numbers = [](const TermEntry& entry) {
    return std::tie(entry.kind, entry.has_positions, entry.is_class, entry.is_pair, entry.df, entry.cf,
                    entry.inline_doc, entry.inline_tf, entry.inline_positions, entry.list_offset, entry.list_bytes,
                    entry.positions_offset, entry.positions_bytes);
  };
  return numbers(a) == numbers(b) && std::ranges::equal(a.forms, b.forms);
}

FrequentTerms::Answer answer_of(const SegmentReader& reader, TermSpace space, const std::string& term) {
  const std::string key = std::string(1, static_cast<char>(space)) + term;
  const FrequentTerms& terms = reader.frequent_terms();
  TermEntry entry;
  return terms.find(key, terms.bucket_of(key), entry);
}

TEST(FrequentTerms, AreTheWordsOfSixteenDocumentsAndMore) {
  const MemorySegment segment = divided_segment("simple");
  const auto reader = segment.must_open();
  ASSERT_TRUE(reader->frequent_terms().present());
  for (std::size_t divisor = 2; divisor <= 80; ++divisor) {
    EXPECT_EQ(answer_of(*reader, kTextSpace, "w" + std::to_string(divisor)) == FrequentTerms::Answer::kFound,
              400 / divisor >= kLeastFrequentDf)
        << divisor;
  }
  EXPECT_EQ(answer_of(*reader, 1, "d25"), FrequentTerms::Answer::kUnknown) << "an id";
}

TEST(FrequentTerms, HaveTheClassesOfThoseWords) {
  const MemorySegment segment = divided_segment("english");
  const auto reader = segment.must_open();
  EXPECT_EQ(answer_of(*reader, kClassSpace, "airport"), FrequentTerms::Answer::kFound);
  EXPECT_EQ(answer_of(*reader, kClassSpace, "storm"), FrequentTerms::Answer::kFound) << "of two rare forms";
  EXPECT_EQ(answer_of(*reader, kClassSpace, "everi"), FrequentTerms::Answer::kFound) << "of one form";
  EXPECT_EQ(answer_of(*reader, kClassSpace, "w5"), FrequentTerms::Answer::kAbsent) << "its only form is its name";
  EXPECT_EQ(answer_of(*reader, kClassSpace, "visitor"), FrequentTerms::Answer::kUnknown) << "in 14 documents";
  EXPECT_EQ(answer_of(*reader, kClassSpace, "w79"), FrequentTerms::Answer::kUnknown);
}

// Whatever is asked, one key or many at once, the answer is that of the dictionary alone.
TEST(FrequentTerms, AnswerAsTheDictionaryDoes) {
  for (const char* const analyzer : {"simple", "english"}) {
    const MemorySegment segment = divided_segment(analyzer);
    const MemorySegment bare = without_frequent_terms(segment);
    const auto with = segment.must_open();
    const auto without = bare.must_open();
    ASSERT_FALSE(without->frequent_terms().present());
    std::vector<std::string> words = {"every", "airport", "airports", "storm", "storms", "everi", "absent", "visitor"};
    for (int divisor = 1; divisor < 90; ++divisor) words.push_back("w" + std::to_string(divisor));
    std::vector<TermKey> keys;
    for (const std::string& word : words) {
      keys.push_back({.space = kTextSpace, .term = word});
      keys.push_back({.space = kClassSpace, .term = word});
      keys.push_back({.space = 1, .term = word});
    }
    std::vector<TermEntry> found(keys.size());
    std::vector<TermEntry> expected(keys.size());
    ASSERT_TRUE(with->find_terms(keys, found));
    ASSERT_TRUE(without->find_terms(keys, expected));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      EXPECT_EQ(found[i].df, expected[i].df) << keys[i].term;
      EXPECT_TRUE(found[i].df == 0 || say_the_same(found[i], expected[i])) << keys[i].term;
    }
  }
}

TEST(FrequentTerms, AreLeftOutWhereNoWordIsFrequent) {
  const MemorySegment segment =
      must_build({make_document("one", "", "a few words"), make_document("two", "", "words")});
  EXPECT_FALSE(segment.must_open()->section(SectionKind::kFrequentTerms).present());
}

// Words that somebody has chosen for their hashes.
TEST(FrequentTermsWriter, LeavesASectionOutThatWouldHaveALongBucket) {
  constexpr std::size_t kWords = 1'024;
  constexpr std::uint64_t kBuckets = kWords / 2;
  FrequentTermsWriter chosen;
  FrequentTermsWriter common;
  const ByteBuffer entry(12);
  for (std::uint32_t i = 0; chosen.count() < kWords; ++i) {
    const std::string key = std::string(1, '\0') + std::to_string(i);
    if (common.count() < kWords) common.add(key, {}, entry);
    if (checksum64(as_bytes(key)) % kBuckets == 5) chosen.add(key, {}, entry);
  }
  EXPECT_TRUE(chosen.encode().empty());
  EXPECT_GT(common.encode().size(), 4 * kBuckets + 20 * kWords);
}

std::uint64_t items_place(const MemorySegment& segment) {
  const auto rows = segment.must_open()->rows();
  const auto row = std::ranges::find(rows, static_cast<std::uint32_t>(SectionKind::kFrequentTerms), &SectionRow::kind);
  EXPECT_NE(row, rows.end());
  return segment.entry.table_offset + kSectionRowBytes * static_cast<std::uint64_t>(row - rows.begin()) + 24;
}

TEST(ForgedFrequentTerms, OfAWrongNumberAreRefused) {
  const MemorySegment sound = divided_segment("english");
  ASSERT_EQ(message_of_check(sound), "");
  const std::uint64_t bytes = sound.section_bytes(SectionKind::kFrequentTerms);
  for (const std::uint64_t items : {std::uint64_t{0}, bytes, bytes / 2 + 9, bytes + 1, UINT64_MAX}) {
    MemorySegment forged = sound;
    store(forged.bytes.data() + items_place(sound), items);
    forged.repair_checksums();
    const auto reader = forged.open();
    ASSERT_FALSE(reader) << items;
    EXPECT_THAT(reader.error().message, HasSubstr("frequent terms"));
  }
}

// Each byte of the section changed, with right checksums: verify sees it, there or where it looks for the term, and a
// look-up gives an entry or an error.
TEST(ForgedFrequentTerms, AreSeenByteForByte) {
  MemorySegment forged = divided_segment("english");
  const std::uint64_t begin = forged.section_offset(SectionKind::kFrequentTerms);
  const std::uint64_t bytes = forged.section_bytes(SectionKind::kFrequentTerms);
  std::size_t refused = 0;
  for (std::uint64_t at = begin; at < begin + bytes; ++at) {
    for (const std::uint8_t flip : {std::uint8_t{1}, std::uint8_t{0x80}}) {
      forged.bytes[at] ^= flip;
      forged.repair_checksums();
      EXPECT_NE(message_of_check(forged), "") << at - begin;
      const auto reader = forged.must_open();
      for (const char* const word : {"every", "airport", "w5", "visitor"}) {
        const auto entry = reader->find_term(kClassSpace, word);
        if (entry) continue;
        ++refused;
        EXPECT_THAT(entry.error().message, HasSubstr("frequent terms"));
      }
      forged.bytes[at] ^= flip;
    }
  }
  EXPECT_GT(refused, 10u);
}

}  // namespace
}  // namespace riffle
