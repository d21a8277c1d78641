// Blocks of one section go bad after the segment was opened: every call gives what it gave before or says that the file
// is damaged, whatever it had read by then.
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/try.h"
#include "format/copies.h"
#include "format/segment_parts.h"
#include "format/sentence_mark.h"
#include "format/term_walk.h"

namespace riffle {
namespace {

using Question = std::function<Result<std::string>(const SegmentReader&)>;

Result<std::string> positions_of(const SegmentReader& reader, std::string_view term) {
  RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, reader.find_term(kTextSpace, term));
  if (!entry) return std::string("none");
  RIFFLE_TRY_ASSIGN(const PostingList list, reader.open_list(*entry));
  std::string text = std::to_string(list.df());
  if (entry->kind == TermEntry::Kind::kLongTokenSpace) {
    RIFFLE_TRY_ASSIGN(const TokenSpacePositions positions, reader.open_token_space(*entry));
    for (std::uint32_t chunk = 0; chunk < positions.chunk_count(); ++chunk) {
      if (!reader.touch_chunk(*entry, positions, chunk)) return reader.damage();
      text += " " + std::to_string(positions.chunk(chunk).count());
    }
    return text;
  }
  RIFFLE_TRY_ASSIGN(GapPositions positions, reader.open_gap_positions(*entry, list));
  std::vector<std::uint32_t> found;
  for (std::uint32_t rank = 0; rank < list.df(); ++rank) {
    EXPECT_TRUE(positions.read(rank, found));
    for (const std::uint32_t position : found) text += " " + std::to_string(position);
  }
  return text;
}

Result<std::string> terms_of(const SegmentReader& reader, TermSpace space, std::string_view prefix) {
  std::string text;
  RIFFLE_TRY(reader.for_each_term(space, prefix, [&](std::string_view term, const TermEntry& entry) {
    text.append(term).append(std::to_string(entry.df)).append(" ");
    return true;
  }));
  return text;
}

std::vector<Question> questions() {
  std::vector<Question> all;
  for (const char* const term : {"the", "of", "w17", "only393", "again", "walks", "zzz", kSentenceMark.data()}) {
    all.emplace_back([=](const SegmentReader& reader) { return positions_of(reader, term); });
  }
  for (const char* const prefix : {"", "w4", "zz"}) {
    all.emplace_back([=](const SegmentReader& reader) { return terms_of(reader, kTextSpace, prefix); });
  }
  all.emplace_back([](const SegmentReader& reader) { return terms_of(reader, kPairSpace, ""); });
  for (const char* const name : {"walk", "titl", "again", "nothing"}) {
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, reader.find_class(name));
      return std::to_string(entry ? entry->df : 0);
    });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      std::string text;
      RIFFLE_TRY(reader.for_each_form(name, [&](std::string_view form) {
        text.append(form).append(" ");
        return form != "walking";
      }));
      return text;
    });
  }
  for (const std::uint64_t ordinal : {0u, 40u, 400u}) {
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const auto term, reader.term_at(ordinal));
      return term.second;
    });
  }
  for (const DocId doc : {0u, 1u, 1000u, 2999u}) {
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const Document document, reader.document(doc));
      return document.id + document.title + document.body + document.source +
             (document.date ? std::to_string(*document.date) : "");
    });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> { return reader.keyword(4, doc); });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      Document document;
      RIFFLE_TRY(reader.stored_members(doc, document));
      return document.title;
    });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      if (!reader.touch_spans(doc, doc) || !reader.touch_norms(0, doc, doc)) return reader.damage();
      return std::to_string(reader.span(doc)) + " " + std::to_string(reader.norm(0, doc));
    });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const ColumnReader column, reader.column(3));
      RIFFLE_TRY_ASSIGN(const auto zone, column.zone(0));
      return std::to_string(zone->first) + std::to_string(zone->second);
    });
  }
  all.emplace_back([](const SegmentReader& reader) -> Result<std::string> {
    RIFFLE_TRY_ASSIGN(const CopiesReader copies, reader.copies());
    return std::to_string(copies.size());
  });
  all.emplace_back([](const SegmentReader& reader) -> Result<std::string> {
    RIFFLE_TRY_ASSIGN(const MoreValues more, reader.more_values(4));
    return std::to_string(more.size());
  });
  all.emplace_back([](const SegmentReader& reader) -> Result<std::string> {
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(reader));
    return std::to_string(static_cast<int>(marks));
  });
  return all;
}

/// Makes the checksums of all blocks between two places of the data wrong, or right again.
void spoil_blocks(MemorySegment& segment, std::uint64_t begin, std::uint64_t end) {
  for (std::uint64_t block = begin / BlockGuard::kBlockBytes; block * BlockGuard::kBlockBytes < end; ++block) {
    segment.bytes[static_cast<std::size_t>(segment.entry.data_bytes + 8 * block)] ^= 1;
  }
}

TEST(DamagedSections, AreAnErrorOrOfNoConsequence) {
  std::vector<Document> documents = varied_documents(3000);
  for (std::size_t i = 0; i < documents.size(); ++i) documents[i].body += i % 2 == 0 ? " walks. It" : " walking. It";
  SegmentPlan plan;
  plan.analyzer = "english";
  plan.mark_sentences = true;
  plan.train_dictionary = true;
  SegmentParts parts(must_build(documents, plan));
  // Sections of several blocks: the last one is that of the section table, which is read at once.
  CopyClusters copies{
      .docs = std::vector<DocId>(3000), .clusters = std::vector<std::uint32_t>(3000), .cluster_count = 1};
  std::iota(copies.docs.begin(), copies.docs.end(), 0);
  parts.section(SectionKind::kCopies) = encode_copies(copies);
  parts.section(SectionKind::kMoreValues, 4) = ByteBuffer(40'000);
  MemorySegment segment = parts.join();

  const std::vector<Question> asked = questions();
  std::vector<std::string> answers;
  for (const Question& question : asked) {
    const auto answer = question(*segment.must_open());
    ASSERT_TRUE(answer) << answers.size() << ": " << answer.error().message;
    answers.push_back(*answer);
  }
  for (const SectionRow& row : segment.must_open()->rows()) {
    std::size_t refused = 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto reader = segment.must_open();
      spoil_blocks(segment, row.offset, row.offset + row.bytes);
      const auto answer = asked[i](*reader);
      spoil_blocks(segment, row.offset, row.offset + row.bytes);
      if (answer) {
        EXPECT_EQ(*answer, answers[i]) << "section " << row.kind << ", question " << i;
      } else {
        ++refused;
        EXPECT_EQ(answer.error().code, ErrorCode::kCorrupt) << answer.error().message;
      }
    }
    const auto kind = static_cast<SectionKind>(row.kind);
    const bool is_read = kind != SectionKind::kPairs && kind != SectionKind::kTrigrams;
    EXPECT_TRUE(refused > 0 || !is_read) << "section " << row.kind;
  }
}

class Holding final : public TermMachine {
 public:
  explicit Holding(std::string_view part) : part_(part) { require(part, false); }
  [[nodiscard]] std::string_view prefix() const override { return {}; }
  [[nodiscard]] bool can_die() const override { return false; }
  bool read(std::string_view rest) override { return rest.find(part_) != std::string_view::npos; }
  [[nodiscard]] std::size_t dead_length() const override { return 0; }

 private:
  std::string_view part_;
};

/// A dictionary whose index and trigrams have several blocks of checksums.
const MemorySegment& large_dictionary() {
  static const MemorySegment segment = [] {
    std::string body;
    for (int i = 0; i < 18'000; ++i) body += "w" + std::to_string(i * 7919 % 1'000'003) + " ";
    for (int i = 0; i < 60; ++i) body += "zzzzzzzzzz" + std::to_string(100 + i) + " ";
    SegmentPlan plan;
    plan.store = StoreMode::kNone;
    return must_build({make_document("one", "", body)}, plan);
  }();
  return segment;
}

std::vector<Question> dictionary_questions() {
  std::vector<Question> all;
  for (const char* const term : {"w0", "w5", "w7919", "w999", "zzzzzzzzzz120", "zzzzzzzzzz159", "zzzzzzzzzzz"}) {
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const auto entry, reader.find_term(kTextSpace, term));
      return std::to_string(entry ? entry->ordinal : 0);
    });
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      const TermKey key{.space = kTextSpace, .term = term};
      TermEntry entry;
      RIFFLE_TRY(reader.find_terms(std::span(&key, 1), std::span(&entry, 1)));
      return std::to_string(entry.df == 0 ? 0 : entry.ordinal);
    });
  }
  all.emplace_back([](const SegmentReader& reader) -> Result<std::string> {
    RIFFLE_TRY_ASSIGN(const auto entry, reader.find_term(kClassSpace, std::string(9, '\xFF')));
    return std::to_string(entry ? entry->ordinal : 0);
  });
  all.emplace_back([](const SegmentReader& reader) { return terms_of(reader, kTextSpace, "zzzz"); });
  for (const char* const part : {"7919", "zz15", "99"}) {
    all.emplace_back([=](const SegmentReader& reader) -> Result<std::string> {
      Holding machine(part);
      std::string text;
      const auto visit = [&](std::string_view term, const TermEntry&) {
        text.append(term).append(" ");
        return true;
      };
      RIFFLE_TRY(walk_terms(reader, kTextSpace, machine, visit, [] { return Status(); }));
      return text;
    });
  }
  return all;
}

TEST(DamagedDictionary, IsAnErrorOrOfNoConsequence) {
  MemorySegment segment = large_dictionary();
  const std::vector<Question> asked = dictionary_questions();
  for (const SectionKind kind : {SectionKind::kTermIndex, SectionKind::kTrigrams}) {
    const std::uint64_t begin = segment.section_offset(kind) / BlockGuard::kBlockBytes;
    const std::uint64_t end = (segment.section_offset(kind) + segment.section_bytes(kind)) / BlockGuard::kBlockBytes;
    EXPECT_LT(begin, end);
    std::size_t refused = 0;
    for (std::uint64_t block = begin; block <= end; ++block) {
      const std::uint64_t at = block * BlockGuard::kBlockBytes;
      for (const Question& question : asked) {
        const auto sound = question(*segment.must_open());
        const auto reader = segment.must_open();
        spoil_blocks(segment, at, at + 1);
        const auto answer = question(*reader);
        spoil_blocks(segment, at, at + 1);
        ASSERT_TRUE(sound);
        EXPECT_EQ(answer.value_or(*sound), *sound);
        refused += answer ? 0 : 1;
      }
    }
    EXPECT_GT(refused, 0u) << "section " << static_cast<int>(kind);
  }
}

// Sealed with right checksums: the first entry of a block, and one in its middle.
TEST(DamagedDictionary, ABrokenEntryIsAnError) {
  for (const char* const broken : {"zzzzzzzzzz112", "zzzzzzzzzz120", "zzzzzzzzzz130", "zzzzzzzzzz141"}) {
    MemorySegment segment = large_dictionary();
    const auto sound = segment.must_open();
    const auto entry = sound->find_term(kTextSpace, broken);
    ASSERT_TRUE(entry && *entry);
    const std::uint64_t block = (**entry).ordinal / 16;
    const std::uint8_t* const index = sound->section(SectionKind::kTermIndex).at(0);
    const auto blocks = load<std::uint64_t>(index + 8);
    const auto offset = load<std::uint64_t>(index + 16 + 8 * (blocks + block));
    segment.bytes[segment.section_offset(SectionKind::kTermBlocks) + offset + 3] =
        0x7F;  // shares 127 bytes with no key
    segment.repair_checksums();
    const auto reader = segment.must_open();
    EXPECT_FALSE(reader->find_term(kTextSpace, broken));
    const TermKey key{.space = kTextSpace, .term = broken};
    TermEntry looked_up;
    EXPECT_FALSE(reader->find_terms(std::span(&key, 1), std::span(&looked_up, 1)));
    EXPECT_FALSE(reader->term_at((**entry).ordinal));
    EXPECT_FALSE(terms_of(*reader, kTextSpace, "zzzz"));
    Holding machine("zzz1");
    EXPECT_FALSE(walk_terms(
        *reader, kTextSpace, machine, [](std::string_view, const TermEntry&) { return true; },
        [] { return Status(); }));
  }
}

}  // namespace
}  // namespace riffle
