// Records of lists and positions that break the format in ways that queries do not mind, sealed with right checksums:
// check_segment() says what is wrong.
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/impact.h"
#include "format/position_list.h"
#include "format/segment_parts.h"
#include "format/sentence_mark.h"

namespace riffle {
namespace {

constexpr std::size_t kListDocuments = 601;

/// "five" stands once in five documents, "twin" twice in five, "quarter" in token space; the mark of sentences has a
/// long list with positions apart.
const MemorySegment& sound_lists() {
  static const MemorySegment segment = [] {
    std::vector<Document> documents = varied_documents(kListDocuments);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      documents[i].body += ". Next";
      if (i % 4 == 0) documents[i].body += " quarter";
      if (i >= 300 && i < 500) {
        for (std::size_t n = i % 2 == 0 ? 15 : 17; n > 0; --n) documents[i].body += " often";
      }
      if (i % 150 == 1 || i == 2) documents[i].body += " five";
      if (i % 150 == 2 || i == 3) documents[i].body += " twin twin";
    }
    SegmentPlan plan;
    plan.mark_sentences = true;
    return must_build(documents, plan);
  }();
  return segment;
}

using ChangeOfRecord = std::function<void(ByteBuffer& record, TermEntry& entry)>;

/// The fault after a change of the list of `term`, or of its positions where they lie apart. Its length may change.
std::string message_after(std::string_view term, SectionKind kind, const ChangeOfRecord& change) {
  SegmentParts parts(sound_lists());
  TermEntry& entry = parts.term(kTextSpace, term).entry;
  const bool is_list = kind != SectionKind::kPositions;
  const std::uint64_t offset = is_list ? entry.list_offset : entry.positions_offset;
  std::uint64_t& length = is_list ? entry.list_bytes : entry.positions_bytes;
  ByteBuffer& section = parts.section(kind);
  const auto begin = section.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto end = begin + static_cast<std::ptrdiff_t>(length);
  ByteBuffer record(begin, end);
  section.erase(begin, end);
  change(record, entry);
  length = record.size();
  section.insert(section.begin() + static_cast<std::ptrdiff_t>(offset), record.begin(), record.end());
  return message_of_check(parts.join());
}

struct ForgedRecord {
  std::string message;
  std::string_view term;
  ChangeOfRecord change;
};

void expect_faults(SectionKind kind, const std::vector<ForgedRecord>& cases) {
  for (const ForgedRecord& forged : cases) {
    const std::string found = message_after(forged.term, kind, forged.change);
    EXPECT_NE(found.find(forged.message), std::string::npos) << "expected: " << forged.message << "\nfound: " << found;
  }
}

/// Where the frequencies of a long list begin.
std::size_t nibbles_at(const ByteBuffer& record) {
  return static_cast<std::size_t>(round_up(kLongHeaderBytes + load<std::uint32_t>(record.data()), 4));
}

// Five documents, three bytes of frequencies, then a byte for each position.
TEST(ForgedLists, ShortListsAreWhatTheWriterMakes) {
  ASSERT_EQ(message_of_check(sound_lists()), "");
  const auto is_as_told = [](const ByteBuffer& record, const TermEntry& entry) {
    return entry.kind == TermEntry::Kind::kShort && entry.df == 5 && record.size() == 8 + 3 + entry.cf;
  };
  const auto change = [&](std::size_t at, int value) {
    return [=](ByteBuffer& record, TermEntry& entry) {
      EXPECT_TRUE(is_as_told(record, entry)) << record.size();
      record[at] = static_cast<std::uint8_t>(value);
    };
  };
  const std::size_t frequencies = 8;  // behind two steps of one byte and three of two
  expect_faults(SectionKind::kShortLists,
                {{"bits that must be zero", "five", change(frequencies + 2, 0x10)},
                 {"outside their document's fields", "five", change(frequencies + 3, 127)},
                 {"outside their document's fields", "five", change(frequencies + 3, 3)},  // between title and body
                 {"positions do not increase", "twin", change(frequencies + 3 + 1, 0)},
                 {"bytes behind the last position", "five", [](auto& record, auto&) { record.push_back(0); }},
                 {"positions cannot be decoded", "five", [](auto& record, auto&) { record.back() = 0xFF; }},
                 {"positions cannot be decoded", "five", [](auto& record, auto&) { record.pop_back(); }},
                 {"a positions record is broken", "five", [=](auto& record, auto& entry) {
                    record[frequencies] |= 0x0F;  // the first document has more occurrences than there are bytes
                    const ByteBuffer million{0xC0, 0x84, 0x3D};
                    record.insert(record.begin() + frequencies + 3, million.begin(), million.end());
                    entry.cf += 1'000'000 + 15;
                  }}});
}

TEST(ForgedLists, LongListsAreWhatTheWriterMakes) {
  const auto flip = [](const std::function<std::size_t(const ByteBuffer&)>& place, int bits) {
    return [=](ByteBuffer& record, TermEntry&) {
      std::uint8_t& byte = record[place(record)];
      byte = static_cast<std::uint8_t>(byte ^ bits);
    };
  };
  const auto exceptions = [](const ByteBuffer& record) {  // of "often", which 200 documents hold
    return static_cast<std::size_t>(round_up(nibbles_at(record) + 100, 4));
  };
  const auto spare_nibble = [](const ByteBuffer& record) { return nibbles_at(record) + kListDocuments / 2; };
  // Sums of occurrences when positions lie apart, else the bounds of the impacts.
  const auto behind_exceptions = [](const ByteBuffer& record) {
    return static_cast<std::size_t>(round_up(nibbles_at(record) + (kListDocuments + 1) / 2, 4)) +
           8 * std::size_t{load<std::uint32_t>(record.data() + 4)};
  };
  expect_faults(
      SectionKind::kLongLists,
      {{"bits that must be zero", "the", flip(spare_nibble, 0x10)},
       {"occurrences before a posting is wrong", kSentenceMark,
        flip([=](auto& r) { return behind_exceptions(r) + 4; }, 1)},
       {"the bounds of the impacts are wrong", "the", flip(behind_exceptions, 1)},
       {"the bounds of the impacts are wrong", "the", flip([=](auto& r) { return behind_exceptions(r) + 1; }, 1)},
       {"the best documents are not those named", "the", flip([](auto& r) { return r.size() - 64; }, 1)},
       {"the best documents are not those named", "the",
        [=](auto& record, auto&) {
          store(record.data() + 12, std::uint32_t{0});
          record.resize(round_up(behind_exceptions(record) + 1 + kCoarseBounds, 32));
          std::fill(record.begin() + static_cast<std::ptrdiff_t>(behind_exceptions(record) + 1 + kCoarseBounds),
                    record.end(), 0);
        }},
       {"values do not increase", "quarter",
        [](auto& record, auto&) {
          std::uint8_t* const values = record.data() + kLongHeaderBytes + 16;  // behind cookie, count, key and offset
          std::swap_ranges(values, values + 2, values + 2);
        }},
       {"the exceptions are not those that its frequencies name", "often",
        flip([=](auto& r) { return exceptions(r); }, 1)},
       {"the exceptions are not those that its frequencies name", "often",
        flip([](auto& r) { return nibbles_at(r) + 14; }, 1)},  // 15 occurrences become an exception
       {"the exceptions are not those that its frequencies name", "often",
        flip([=](auto& r) { return exceptions(r) + 4 * 100 + 4 * 14; }, 0x10)},  // and 17 become 1
       {"the exceptions are not those that its frequencies name", "often",
        flip([=](auto& r) { return exceptions(r) + 4 * 100 + 4 * 14; }, 0x1E)}});  // or 15, which need no exception
}

TEST(ForgedLists, PositionsAreWhatTheWriterMakes) {
  expect_faults(
      SectionKind::kPositions,
      {{"a block is not where the one before ends", kSentenceMark, [](auto& record, auto&) { record[4] ^= 1; }},
       {"a block is not where the one before ends", kSentenceMark,
        [](auto& record, auto& entry) { record[4 * (entry.cf / 128)] ^= 1; }},
       {"positions cannot be decoded", kSentenceMark,
        [](auto& record, auto& entry) { record[4 * (entry.cf / 128 + 1)] = 33; }},
       {"bytes behind the last position", kSentenceMark, [](auto& record, auto&) { record.resize(record.size() + 4); }},
       {"a positions record is broken", kSentenceMark, [](auto& record, auto&) { record.resize(4); }}});
}

/// Changes the occurrences of a record of one chunk.
ChangeOfRecord with_occurrences(const std::function<void(std::vector<std::uint32_t>&)>& change) {
  return [change](ByteBuffer& record, TermEntry& entry) {
    EXPECT_EQ(entry.kind, TermEntry::Kind::kLongTokenSpace);
    const auto positions = TokenSpacePositions::open(record, kChunkPositions);
    ASSERT_TRUE(positions);
    std::vector<std::uint16_t> scratch(kChunkPositions + kernels::kOutSlack);
    const kernels::U16Array values = positions->array(0, scratch.data());
    EXPECT_EQ(values.count, (kListDocuments + 3) / 4);
    std::vector<std::uint32_t> tokens;
    for (std::size_t i = 0; i < values.count; ++i) tokens.push_back(kernels::value_at(values, i));
    change(tokens);
    record.resize(8);
    append_chunk(tokens, ChunkCode::kEliasFano, record);
    store(record.data() + 4, static_cast<std::uint32_t>(record.size() - 8));
    record.resize(static_cast<std::size_t>(round_up(record.size(), 4)));
  };
}

// The last word of every fourth document.
TEST(ForgedLists, OccurrencesAreThoseOfTheDocuments) {
  const auto reader = sound_lists().must_open();
  ASSERT_TRUE(reader->touch_spans(0, kListDocuments - 1));
  const std::uint32_t title_of_2 = reader->span(4);
  const std::uint32_t behind_all = reader->token_space() + 5;
  expect_faults(
      SectionKind::kPositions,
      {{"occurrences do not increase", "quarter", with_occurrences([](auto& tokens) { tokens[1] = tokens[0]; })},
       {"a term frequency is wrong", "quarter",
        with_occurrences([](auto& tokens) { tokens.insert(tokens.end() - 1, tokens.back() - 1); })},
       {"a term frequency is wrong", "quarter", with_occurrences([](auto& tokens) {
          tokens[1] = tokens[0];
          --tokens[0];
        })},
       {"a term frequency is wrong", "quarter", with_occurrences([](auto& tokens) { tokens[0] += 2; })},
       {"outside its documents' fields", "quarter", with_occurrences([](auto& tokens) { ++tokens[0]; })},
       {"outside its documents' fields", "quarter", with_occurrences([=](auto& tokens) { tokens[1] = title_of_2; })},
       {"outside its documents' fields", "quarter",
        with_occurrences([=](auto& tokens) { tokens.push_back(behind_all); })},
       {"a term frequency is wrong", "quarter", with_occurrences([](auto& tokens) { tokens.pop_back(); })}});
}

TEST(TokenSpacePositions, SaysWhatIsWrongWithItsChunks) {
  const auto fault_of_record = [](std::vector<std::uint32_t> offsets, std::size_t bytes,
                                  const std::function<void(std::uint8_t*)>& change = {}) {
    ByteBuffer record;
    for (const std::uint32_t offset : offsets) append(record, offset);
    const std::size_t data = record.size();
    record.resize(data + bytes, 0);
    if (change) change(record.data() + data);
    const auto positions = TokenSpacePositions::open(record, std::uint64_t{65536} * (offsets.size() - 1));
    EXPECT_TRUE(positions);
    return positions ? std::string(positions->fault()) : std::string();
  };
  EXPECT_EQ(fault_of_record({0, 4}, 4), "");
  EXPECT_EQ(fault_of_record({0, 2}, 4), "") << "padding";
  EXPECT_EQ(fault_of_record({0, 2}, 6), "bytes behind the last occurrence");
  EXPECT_EQ(fault_of_record({0, 2}, 4, [](auto* data) { data[3] = 1; }), "bytes behind the last occurrence");
  EXPECT_EQ(fault_of_record({0, 3}, 4), "half an occurrence");
  EXPECT_EQ(fault_of_record({0, 4, 2}, 4), "a chunk is not where the one before ends");
  EXPECT_EQ(fault_of_record({0, 8}, 4), "a chunk is not where the one before ends");
  EXPECT_EQ(fault_of_record({0, 512 + 65537}, 512 + 65540), "a chunk of too many occurrences");
  EXPECT_EQ(fault_of_record({0, 512 + 1000}, 512 + 1000), "");
  const std::string wrong_counts = "the counts of a chunk's buckets are wrong";
  EXPECT_EQ(fault_of_record({0, 1512}, 1512, [](auto* data) { data[0] = 1; }), wrong_counts);
  EXPECT_EQ(fault_of_record({0, 1512}, 1512, [](auto* data) { data[100] = 1; }), wrong_counts);
  EXPECT_EQ(fault_of_record({0, 1512}, 1512, [](auto* data) { data[511] = 4; }), wrong_counts);
  const std::uint32_t coded = 1;
  EXPECT_EQ(fault_of_record({coded, 88}, 88), "");
  EXPECT_EQ(fault_of_record({coded, 87}, 88), "half an occurrence");
  EXPECT_EQ(fault_of_record({coded, 93}, 96), "a chunk of a length that none has");
  EXPECT_EQ(fault_of_record({coded, 89}, 92), "a chunk has fewer occurrences than its length says");
  EXPECT_EQ(fault_of_record({coded, 1400}, 1400), "a chunk of a length that none has");
  EXPECT_EQ(fault_of_record({coded, 41'600}, 41'600, [](auto* data) { data[0] = data[1] = 0xFF; }),
            "a chunk has fewer occurrences than its length says");
  EXPECT_EQ(fault_of_record({coded, 41'601}, 41'604), "a chunk of too many occurrences");
  ByteBuffer unknown(100);
  unknown[0] = 2;
  EXPECT_FALSE(TokenSpacePositions::open(unknown, 65536)) << "chunks of an unknown code";
  EXPECT_FALSE(TokenSpacePositions::open(ByteBuffer(100), 0));
  EXPECT_FALSE(TokenSpacePositions::open(ByteBuffer(100), std::uint64_t{1} << 33));
  EXPECT_FALSE(TokenSpacePositions::open(ByteBuffer(7), 65536));
}

}  // namespace
}  // namespace riffle
