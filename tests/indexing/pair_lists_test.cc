#include "indexing/pair_lists.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"
#include "format/segment_check.h"

namespace riffle {
namespace {

constexpr std::uint32_t kPairDocs = 300;
constexpr std::uint32_t kPairFields = 2;

using PairPostings = std::pair<std::string, std::vector<std::pair<DocId, std::uint32_t>>>;

// Words at every place of the token space of a few hundred documents, often two or none at one place.
struct WordPlaces {
  std::vector<std::uint32_t> spans{0};
  std::vector<std::vector<std::string>> at;

  explicit WordPlaces(std::uint64_t seed) {
    const std::array<std::string, 6> words{"a", "a'b", "ab", "b", "b2", "\xC3\xA9"};
    std::mt19937_64 random(seed);
    for (std::uint32_t field = 0; field < kPairDocs * kPairFields; ++field) {
      for (std::uint64_t length = random() % 600; length > 0; --length) {
        std::vector<std::string>& here = at.emplace_back();
        for (const std::string& word : words) {
          if (random() % 5 == 0) here.push_back(word);
        }
      }
      at.emplace_back();
      spans.push_back(static_cast<std::uint32_t>(at.size()));
    }
  }

  [[nodiscard]] DocId doc_of(std::size_t position) const {
    const auto next = std::upper_bound(spans.begin(), spans.end(), position);
    return static_cast<DocId>((next - spans.begin() - 1) / kPairFields);
  }

  [[nodiscard]] std::map<std::string, TermPostings> postings() const {
    std::map<std::string, TermPostings> all;
    std::map<std::string, std::size_t> last;
    for (std::size_t position = 0; position < at.size(); ++position) {
      const DocId doc = doc_of(position);
      for (const std::string& word : at[position]) {
        TermPostings& term = all[word];
        const bool is_new = term.docs.empty() || term.docs.back() != doc;
        if (is_new) {
          term.docs.push_back(doc);
          term.tfs.push_back(0);
        }
        ++term.tfs.back();
        const std::size_t before = is_new ? spans[std::size_t{doc} * kPairFields] : last[word];
        term.gaps.push_back(static_cast<std::uint32_t>(position - before));
        last[word] = position;
      }
    }
    return all;
  }

  [[nodiscard]] std::vector<PairPostings> pairs() const {
    std::map<std::string, std::map<DocId, std::uint32_t>> found;
    for (std::size_t position = 1; position < at.size(); ++position) {
      for (const std::string& first : at[position - 1]) {
        for (const std::string& second : at[position]) ++found[first + " " + second][doc_of(position)];
      }
    }
    std::vector<PairPostings> out;
    for (const auto& [pair, documents] : found) {
      out.emplace_back(pair, std::vector<std::pair<DocId, std::uint32_t>>(documents.begin(), documents.end()));
    }
    return out;
  }
};

TEST(PairLists, FindsWhatLookingAtEveryPlaceFinds) {
  for (const std::uint64_t seed : {1u, 2u}) {
    const WordPlaces places(seed);
    ASSERT_GT(places.at.size(), 2 * kChunkPositions);
    PostingWriter writer(places.spans.data(), kPairFields, places.at.size(), kPairDocs);
    ByteBuffer lists;
    ByteBuffer positions{1, 2, 3, 4};  // another word's
    std::vector<FrequentWord> words;
    for (const auto& [word, postings] : places.postings()) {
      words.push_back({word, positions.size()});
      const EncodedTerm term = writer.encode(postings, true, lists, lists, positions);
      ASSERT_EQ(term.kind, TermEntry::Kind::kLongTokenSpace) << word;
    }
    const auto file = SpillFile::create(testing::TempDir());
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->write(positions));
    const std::vector<PairPostings> wanted = places.pairs();
    for (const std::uint64_t at_once : {std::uint64_t{1}, std::uint64_t{1000}, PairLists::kPostingsAtOnce}) {
      std::vector<PairPostings> found;
      const auto keep = [&](std::string_view pair, const TermPostings& postings) {
        PairPostings& here = found.emplace_back(pair, std::vector<std::pair<DocId, std::uint32_t>>());
        for (std::size_t i = 0; i < postings.docs.size(); ++i) {
          here.second.emplace_back(postings.docs[i], postings.tfs[i]);
        }
      };
      PairLists pairs(**file, words, places.spans, kPairFields);
      ASSERT_EQ(pairs.count(2, at_once).value_or(false), true);
      ASSERT_GE(pairs.group_count(), 2u);
      PairFiller filler(pairs);
      for (std::uint32_t group = 0; group < pairs.group_count(); ++group) ASSERT_TRUE(filler.for_each(group, keep));
      EXPECT_EQ(found, wanted) << at_once;
    }
  }
}

TEST(PairScan, ManyWordsAtOnePlaceAreNotMultipliedOut) {
  const std::vector<std::uint32_t> spans = WordPlaces(1).spans;
  const std::vector<std::uint16_t> places{7, 8};
  const kernels::U16Array positions{reinterpret_cast<const std::uint8_t*>(places.data()), places.size()};
  for (const std::uint16_t words : std::vector<std::uint16_t>{16, 17, 2000}) {
    PairScan scan(reinterpret_cast<const std::uint8_t*>(spans.data()), kPairFields, kPairDocs);
    scan.begin();
    for (std::uint16_t word = 1; word <= words; ++word) scan.put(word, positions);
    std::size_t visits = 0;
    scan.for_each([&](std::uint16_t, std::uint16_t, DocId) { ++visits; });
    EXPECT_EQ(visits, words <= kMostAtOnePlace ? std::size_t{words} * words : 0u) << words;
    EXPECT_EQ(scan.is_crowded(), words > kMostAtOnePlace) << words;
  }
}

Document story(std::size_t i, const std::string& body) {
  return make_document("s" + std::to_string(i), "the well-known one", body);
}

TEST(PairLists, ASegmentNamesAllPairsOfItsFrequentWords) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < 400; ++i)
    documents.push_back(story(i, i % 3 == 0 ? "of the one of the two" : "two of one"));
  SegmentPlan plan;
  plan.analyzer = "english";
  const MemorySegment segment = must_build(documents, plan);
  const auto reader = segment.must_open();
  ASSERT_TRUE(reader->has_pairs());
  const auto df = [&](std::string_view pair) {
    const auto entry = reader->find_term(kPairSpace, pair);
    return entry && *entry ? (*entry)->df : 0u;
  };
  EXPECT_EQ(df("of the"), 134u);
  EXPECT_EQ(df("the two"), 134u);
  EXPECT_EQ(df("two of"), 266u);
  EXPECT_EQ(df("well known"), 400u);
  EXPECT_EQ(df("known one"), 400u);
  EXPECT_EQ(df("one two"), 0u) << "they stand in different fields, or apart";
  EXPECT_TRUE(check_segment(*reader, segment.schema));
}

TEST(PairLists, ForgedPairsAreSeen) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < 400; ++i)
    documents.push_back(story(i, i % 3 == 0 ? "of the one of the two" : "two of one"));
  const MemorySegment sound = must_build(documents);
  const auto entry = sound.must_open()->find_term(kPairSpace, "of the");
  ASSERT_TRUE(entry && *entry);
  const std::uint64_t list = sound.section_offset(SectionKind::kLongLists) + (**entry).list_offset;
  const std::uint64_t set_bytes = load<std::uint32_t>(sound.bytes.data() + list);
  const auto message = [&](std::uint64_t at) {
    MemorySegment forged = sound;
    forged.bytes[at] ^= 0x10;
    forged.repair_checksums();
    const auto reader = forged.open();
    const auto counts = reader ? check_segment(**reader, forged.schema) : std::unexpected(reader.error());
    return counts ? std::string() : counts.error().message;
  };
  EXPECT_NE(message(sound.section_offset(SectionKind::kPairs)), "");
  EXPECT_NE(message(list + round_up(16 + set_bytes, 4)), "") << "a frequency";
}

}  // namespace
}  // namespace riffle
