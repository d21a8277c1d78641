#include "format/term_dictionary.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "format/column_writer.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

/// A segment of one document whose text space holds the given terms, each once, at ordinal = position.
class Dictionary {
 public:
  explicit Dictionary(const std::set<std::string>& terms, const std::set<std::string>& ids = {}) {
    segment_.schema.fields = {{"id", FieldType::kId}, {"body", FieldType::kText}};
    TermDictionaryWriter writer;
    std::uint32_t number = 0;
    for (const auto& [space, keys] : {std::pair(0, &terms), std::pair(1, &ids)}) {
      for (const std::string& term : *keys) {
        EncodedTerm encoded;
        encoded.df = 1;
        encoded.cf = 1;
        writer.add(static_cast<char>(space) + term, encoded, number++,
                   space == 0 ? std::vector<std::uint32_t>{7} : std::vector<std::uint32_t>{});
      }
    }
    MemorySink sink;
    SegmentWriter out(sink);
    const ByteBuffer blocks = writer.blocks();
    const std::uint32_t docs = std::max(1u, number);
    add_section(out, SectionKind::kTermBlocks, blocks, writer.term_count());
    add_section(out, SectionKind::kTermIndex, writer.finish_index(blocks.size()), 0);
    for (const SectionKind kind : {SectionKind::kShortLists, SectionKind::kLongLists, SectionKind::kPositions}) {
      add_section(out, kind, {}, 0);
    }
    add_section(out, SectionKind::kSpans, ByteBuffer(4 * (std::size_t{docs} + 1)), 0);
    add_section(out, SectionKind::kNorms, ByteBuffer(2 * std::size_t{docs}), 0);
    add_section(out, SectionKind::kColumn, encode_column(std::vector<std::optional<std::int64_t>>(docs), true), 0);
    auto entry = out.finish();
    EXPECT_TRUE(entry);
    segment_.entry = *entry;
    segment_.entry.doc_count = docs;
    segment_.bytes = std::move(sink.bytes);
    reader_ = segment_.must_open();
  }

  [[nodiscard]] const SegmentReader& reader() const { return *reader_; }

  [[nodiscard]] std::vector<std::string> walk(std::string_view prefix, TermSpace space = kTextSpace) const {
    std::vector<std::string> found;
    EXPECT_TRUE(reader_->for_each_term(space, prefix, [&](std::string_view term, const TermEntry&) {
      found.emplace_back(term);
      return true;
    }));
    return found;
  }

 private:
  static void add_section(SegmentWriter& out, SectionKind kind, const ByteBuffer& bytes, std::uint64_t items) {
    EXPECT_TRUE(out.begin_section(kind));
    EXPECT_TRUE(out.write(bytes));
    out.end_section(items);
  }

  MemorySegment segment_;
  std::unique_ptr<SegmentReader> reader_;
};

/// Each term is found with its ordinal, and what lies just before, between and after is not.
void expect_dictionary(const std::set<std::string>& terms, const std::string& what) {
  const Dictionary dictionary(terms);
  const SegmentReader& reader = dictionary.reader();
  EXPECT_EQ(reader.term_count(), terms.size()) << what;
  std::uint64_t ordinal = 0;
  for (const std::string& term : terms) {
    const auto found = reader.find_term(kTextSpace, term);
    ASSERT_TRUE(found && *found) << what << " " << term;
    ASSERT_EQ((*found)->ordinal, ordinal) << what;
    ASSERT_EQ((*found)->inline_doc, ordinal) << what;
    EXPECT_EQ((*found)->inline_positions[0], 7u);
    const auto key = reader.term_at(ordinal);
    ASSERT_TRUE(key) << what;
    EXPECT_EQ(key->first, kTextSpace);
    EXPECT_EQ(key->second, term) << what;
    ++ordinal;
    for (const std::string& other : {term + '\0', term + "\xFF", term.substr(0, term.size() - 1)}) {
      if (terms.contains(other)) continue;
      const auto missing = reader.find_term(kTextSpace, other);
      ASSERT_TRUE(missing) << what;
      EXPECT_FALSE(*missing) << what << " " << other;
    }
  }
  const auto behind = reader.term_at(terms.size());
  ASSERT_FALSE(behind);
  EXPECT_EQ(behind.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(dictionary.walk(""), std::vector<std::string>(terms.begin(), terms.end())) << what;
  for (const char* const outside : {"\x01", "\xFF\xFF\xFF"}) {
    if (!terms.contains(outside)) {
      EXPECT_FALSE(reader.find_term(kTextSpace, outside).value()) << what;
    }
  }
}

TEST(TermDictionary, KeepsAnyNumberOfTerms) {
  for (const int count : {1, 2, 15, 16, 17, 32, 33, 5000}) {
    std::set<std::string> terms;
    for (int i = 0; i < count; ++i) terms.insert("t" + std::to_string(i * 37 % 10007));
    expect_dictionary(terms, std::to_string(count) + " terms");
  }
}

TEST(TermDictionary, OfNoTermsFindsNothing) {
  const Dictionary dictionary({});
  EXPECT_EQ(dictionary.reader().term_count(), 0u);
  EXPECT_FALSE(dictionary.reader().find_term(kTextSpace, "a").value());
  EXPECT_TRUE(dictionary.walk("").empty());
  EXPECT_FALSE(dictionary.reader().term_at(0));
}

TEST(TermDictionary, ComparesBytesWithoutSign) {
  std::set<std::string> terms;
  for (int byte = 1; byte < 256; ++byte) {
    terms.insert(std::string(1, static_cast<char>(byte)));
    terms.insert(std::string("aaaaaaaaaaaa") + static_cast<char>(byte));
  }
  expect_dictionary(terms, "all bytes");
}

TEST(TermDictionary, KeepsTermsOfEveryLength) {
  std::set<std::string> terms;
  for (std::size_t length = 1; length <= 512; ++length) terms.insert(std::string(length, 'x'));
  expect_dictionary(terms, "1 to 512 bytes");
  const Dictionary dictionary(terms);
  EXPECT_FALSE(dictionary.reader().find_term(kTextSpace, std::string(513, 'x')).value());
  EXPECT_FALSE(dictionary.reader().find_term(kTextSpace, "").value());
  EXPECT_EQ(dictionary.walk(std::string(512, 'x')).size(), 1u);
  EXPECT_TRUE(dictionary.walk(std::string(513, 'x')).empty());
}

// The index holds 8 bytes of a key, the space included: here many blocks have the same number.
TEST(TermDictionary, FindsTermsAmongBlocksOfEqualNumbers) {
  std::set<std::string> terms;
  for (int i = 1000; i < 2000; ++i) terms.insert("sevenby" + std::to_string(i));
  for (int i = 0; i < 40; ++i) terms.insert("a" + std::to_string(i));
  for (int i = 0; i < 40; ++i) terms.insert("z" + std::to_string(i));
  expect_dictionary(terms, "ties");
  std::set<std::string> largest;
  for (int i = 0; i < 100; ++i) largest.insert(std::string(9, '\xFF') + std::to_string(i));
  expect_dictionary(largest, "the largest number");
}

TEST(TermDictionary, WalksPrefixesOverBlockBorders) {
  std::set<std::string> terms;
  for (int i = 0; i < 1000; ++i) terms.insert("k" + std::to_string(i));
  const Dictionary dictionary(terms);
  for (const std::string prefix : {"k", "k1", "k12", "k123", "k99", "j", "l", "k1234"}) {
    std::vector<std::string> expected;
    std::copy_if(terms.begin(), terms.end(), std::back_inserter(expected),
                 [&](const std::string& term) { return term.starts_with(prefix); });
    EXPECT_EQ(dictionary.walk(prefix), expected) << prefix;
  }
}

TEST(TermDictionary, AWalkEndsWhenTheVisitorSaysSo) {
  std::set<std::string> terms;
  for (int i = 0; i < 100; ++i) terms.insert("k" + std::to_string(i));
  const Dictionary dictionary(terms);
  int seen = 0;
  EXPECT_TRUE(dictionary.reader().for_each_term(kTextSpace, "",
                                                [&](std::string_view, const TermEntry&) { return ++seen < 20; }));
  EXPECT_EQ(seen, 20);
}

TEST(TermDictionary, SpacesAreApart) {
  const Dictionary dictionary({"a", "b"}, {"a", "c"});
  EXPECT_EQ(dictionary.walk("", 1), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(dictionary.walk(""), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(dictionary.walk("", 2).empty());
  EXPECT_FALSE(dictionary.reader().find_term(1, "b").value());
  const auto found = dictionary.reader().find_term(1, "c");
  ASSERT_TRUE(found && *found);
  EXPECT_FALSE((*found)->has_positions);
  EXPECT_EQ((*found)->ordinal, 3u);
  EXPECT_EQ(dictionary.reader().term_at(3)->first, 1);
}

TEST(TermDictionary, WritesEachEntryByItsKind) {
  TermDictionaryWriter writer;
  const auto add = [&](std::string_view term, TermEntry::Kind kind, std::uint32_t df, std::uint64_t cf,
                       std::uint64_t list_bytes, std::uint64_t positions_bytes) {
    EncodedTerm encoded{.kind = kind, .df = df, .cf = cf, .list_bytes = list_bytes, .positions_bytes = positions_bytes};
    writer.add(std::string(1, '\0') + std::string(term), encoded, 9, {3, 4});
  };
  add("a", TermEntry::Kind::kInline, 1, 2, 0, 0);
  add("b", TermEntry::Kind::kShort, 128, 500, 700, 0);
  add("c", TermEntry::Kind::kLong, 129, 129, 320, 40);
  add("d", TermEntry::Kind::kLongTokenSpace, UINT32_MAX, std::uint64_t{UINT32_MAX} + 5, 64, 4);
  add("e", TermEntry::Kind::kShort, 2, 9, 11, 0);
  TermBlockCursor cursor(writer.blocks(), 160, 5);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.entry().ordinal, 160u);
  EXPECT_EQ(cursor.entry().inline_doc, 9u);
  EXPECT_EQ(cursor.entry().inline_tf, 2u);
  EXPECT_EQ(cursor.entry().inline_positions[1], 7u);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.entry().df, 128u);
  EXPECT_EQ(cursor.entry().cf, 500u);
  EXPECT_EQ(cursor.entry().list_bytes, 700u);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.entry().positions_bytes, 40u);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.entry().kind, TermEntry::Kind::kLongTokenSpace);
  EXPECT_EQ(cursor.entry().df, UINT32_MAX);
  EXPECT_EQ(cursor.entry().cf, std::uint64_t{UINT32_MAX} + 5);
  EXPECT_EQ(cursor.entry().list_offset, 320u);
  EXPECT_EQ(cursor.entry().positions_offset, 40u);
  ASSERT_TRUE(cursor.next());
  EXPECT_EQ(cursor.entry().list_offset, 700u);
  EXPECT_FALSE(cursor.next());
  EXPECT_FALSE(cursor.damaged());
  EXPECT_TRUE(cursor.at_block_end());
}

TEST(TermBlockCursor, RefusesKeysThatDoNotIncrease) {
  const auto entry = [](ByteBuffer& out, std::uint8_t shared, std::string_view rest) {
    out.push_back(shared);
    out.push_back(static_cast<std::uint8_t>(rest.size()));
    append_bytes(out, as_bytes(rest));
    append_varint(out, 1 << 2);
    append_bytes(out, ByteBuffer{5, 1, 0});
  };
  struct Case {
    std::uint8_t shared;
    std::string_view rest;
    bool sound;
  };
  // After the key 00 'b' 'c'.
  for (const Case& second :
       {Case{3, "a", true}, Case{2, "d", true}, Case{1, "c", true}, Case{2, "c", false}, Case{2, "b", false},
        Case{1, "a", false}, Case{0, std::string_view("\0x", 2), false}, Case{4, "x", false}, Case{3, "", false}}) {
    ByteBuffer block{0, 0, 0};
    entry(block, 0, std::string_view("\0bc", 3));
    entry(block, second.shared, second.rest);
    TermBlockCursor cursor(block, 0, 2);
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.next(), second.sound) << int{second.shared} << second.rest;
    EXPECT_EQ(cursor.damaged(), !second.sound);
  }
}

TEST(KeyPrefix, IsBigEndianAndFilledWithZeros) {
  EXPECT_EQ(key_prefix(""), 0u);
  EXPECT_EQ(key_prefix("a"), 0x6100000000000000u);
  EXPECT_EQ(key_prefix("abcdefgh"), 0x6162636465666768u);
  EXPECT_EQ(key_prefix("abcdefghi"), key_prefix("abcdefgh"));
}

}  // namespace
}  // namespace riffle
