#include "format/sentence_check.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "format/segment_check.h"
#include "format/segment_parts.h"
#include "format/sentence_mark.h"

namespace riffle {
namespace {

std::string sentence_fault_of(const MemorySegment& segment) {
  const auto counts = check_segment(*segment.must_open(), segment.schema);
  return counts ? "" : counts.error().message;
}

SegmentPlan marked() {
  SegmentPlan plan;
  plan.mark_sentences = true;
  return plan;
}

TEST(SentenceMark, StandsWhereSentencesBegin) {
  const MemorySegment segment = must_build({make_document("1", "A title. Two", "One two. Three!\n\nfour"),
                                            make_document("2", "", ""), make_document("3", "", "x. y. Z")},
                                           marked());
  const auto reader = segment.must_open();
  EXPECT_EQ(sentence_marks_of(*reader).value(), SentenceMarks::kKept);
  const TermEntry mark = reader->find_term(kTextSpace, kSentenceMark).value().value();
  EXPECT_EQ(mark.df, 2u);
  const PostingList list = reader->open_list(mark).value();
  GapPositions positions = reader->open_gap_positions(mark, list).value();
  std::vector<std::uint32_t> of_doc;
  ASSERT_TRUE(positions.read(0, of_doc));
  // The title has three words and an empty position behind it.
  EXPECT_EQ(of_doc, (std::vector<std::uint32_t>{0, 2, 4, 6, 7}));
  ASSERT_TRUE(positions.read(1, of_doc));
  EXPECT_EQ(of_doc, (std::vector<std::uint32_t>{1, 3}));
  EXPECT_EQ(sentence_fault_of(segment), "");
}

TEST(SentenceMark, IsNeverInTokenSpace) {
  std::vector<Document> documents;
  for (int i = 0; i < 3000; ++i) documents.push_back(make_document(std::to_string(i), "T", "A b. C d. E f."));
  const MemorySegment segment = must_build(documents, marked());
  const TermEntry mark = segment.must_open()->find_term(kTextSpace, kSentenceMark).value().value();
  EXPECT_EQ(mark.cf, 12'000u);
  EXPECT_EQ(mark.kind, TermEntry::Kind::kLong);
  EXPECT_EQ(segment.must_open()->find_term(kTextSpace, "b").value()->kind, TermEntry::Kind::kLongTokenSpace);
  EXPECT_EQ(sentence_fault_of(segment), "");
}

TEST(SentenceMark, SegmentsWithoutItSaySo) {
  EXPECT_EQ(sentence_marks_of(*must_build({make_document("1", "", "x")}).must_open()).value(), SentenceMarks::kNone);
  EXPECT_EQ(sentence_marks_of(*must_build({make_document("1", "", "")}, marked()).must_open()).value(),
            SentenceMarks::kNoText);
}

// "a" in the first document begins the text, in the second it must: as a mark it is a fault otherwise.
TEST(SentenceMark, EveryTextBeginsWithOne) {
  for (const auto& [text, is_sound] : {std::pair("a c", true), {"c a", false}, {"c", false}, {"", true}}) {
    MemorySegment segment = must_build({make_document("1", "", "a b"), make_document("2", "", text)});
    std::uint8_t* const block = segment.bytes.data() + segment.section_offset(SectionKind::kTermBlocks);
    ASSERT_EQ(block[6], 'a');  // behind three offsets, two lengths and the space
    block[6] = 1;
    std::uint8_t* const number = segment.bytes.data() + segment.section_offset(SectionKind::kTermIndex) + 16;
    ASSERT_EQ(number[6], 'a');
    number[6] = 1;
    segment.repair_checksums();
    if (is_sound) {
      EXPECT_EQ(sentence_fault_of(segment), "") << text;
    } else {
      EXPECT_NE(sentence_fault_of(segment).find("a text begins without a sentence"), std::string::npos) << text;
    }
  }
}

// A frequent word that becomes the mark keeps its positions in token space.
TEST(SentenceMark, InTokenSpaceIsAFault) {
  std::vector<Document> documents;
  for (int i = 0; i < 200; ++i) documents.push_back(make_document(std::to_string(i), "", "a b"));
  SegmentParts parts(must_build(documents));
  ASSERT_EQ(parts.terms()[0].key, std::string("\0a", 2));
  ASSERT_EQ(parts.terms()[0].entry.kind, TermEntry::Kind::kLongTokenSpace);
  parts.terms()[0].key[1] = kSentenceMark[0];
  EXPECT_NE(sentence_fault_of(parts.join()).find("the mark of sentences is kept in token space"), std::string::npos);
}

}  // namespace
}  // namespace riffle
