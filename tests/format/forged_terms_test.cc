// Dictionaries that say something else than the lists and texts of their segment, sealed with right checksums:
// check_segment() says what is wrong.
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/segment_parts.h"
#include "format/stem_classes.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

/// With classes and pairs of every kind of list.
const MemorySegment& sound_terms() {
  static const MemorySegment segment = [] {
    std::vector<Document> documents = varied_documents(200);
    for (std::size_t i = 0; i < documents.size(); ++i) {
      std::string& body = documents[i].body;
      body += i % 2 == 0 ? " of walking" : " of walks";
      if (i % 40 == 0) body += " jumps jumping";
      if (i == 3) body += " happening happenings. Then Mohammed and Muhammad came";
      if (i == 7) body += " organisations";
      if (i == 9) body += " title of";
      if (i == 199) body += " zebra";
    }
    SegmentPlan plan;
    plan.analyzer = "english";
    return must_build(documents, plan);
  }();
  return segment;
}

ByteBuffer encoded_forms(std::string_view name, const std::vector<std::string>& forms) {
  ByteBuffer bytes;
  for (const std::string& form : forms) append_form(name, form, bytes);
  return bytes;
}

/// The first class of a kind, named by kNameMark or not.
PartTerm& class_of(SegmentParts& parts, TermEntry::Kind kind, bool is_name = false) {
  const auto found = std::ranges::find_if(parts.terms(), [&](const PartTerm& term) {
    return term.entry.is_class && term.entry.kind == kind && (term.key[1] == kNameMark) == is_name;
  });
  EXPECT_NE(found, parts.terms().end()) << static_cast<int>(kind) << is_name;
  return *found;
}

PartTerm& pair_of(SegmentParts& parts, TermEntry::Kind kind) {
  const auto found = std::ranges::find_if(
      parts.terms(), [&](const PartTerm& term) { return term.entry.is_pair && term.entry.kind == kind; });
  EXPECT_NE(found, parts.terms().end()) << static_cast<int>(kind);
  return *found;
}

void insert_term(SegmentParts& parts, const std::string& key, TermEntry entry = {}) {
  entry.df = std::max(entry.df, 1u);
  entry.cf = std::max<std::uint64_t>(entry.cf, 1);
  const auto place = std::ranges::lower_bound(parts.terms(), key, {}, &PartTerm::key);
  parts.terms().insert(place, {.key = key, .entry = entry, .forms = {}});
}

TEST(ForgedTerms, PartsMakeTheSameSegmentAgain) {
  SegmentParts parts(sound_terms());
  ASSERT_FALSE(parts.terms().empty());
  EXPECT_EQ(message_of_check(parts.join()), "");
  EXPECT_EQ(message_of_check(sound_terms()), "");
}

TEST(ForgedTerms, TermsStandInTheSpaceOfTheirField) {
  expect_messages(sound_terms(),
                  {
                      {"a term of no field", [](auto& parts) { insert_term(parts, "\x04term of a date"); }},
                      {"a term of no field", [](auto& parts) { insert_term(parts, "\x06term of a url"); }},
                      {"a term of no field", [](auto& parts) { parts.remove(SectionKind::kPairs); }},
                      {"number of terms is wrong", [](auto& parts) { insert_term(parts, "\x64term of field 99"); }},
                      {"out of order", [](auto& parts) { std::swap(parts.terms()[15], parts.terms()[16]); }},
                      {"lack the value", [](auto& parts) { insert_term(parts, "\x05term of a keyword"); }},
                  });
}

TEST(ForgedTerms, ListsLieOneBehindTheOther) {
  expect_messages(
      sound_terms(),
      {
          {"do not cover their sections", [](auto& parts) { parts.section(SectionKind::kShortLists).push_back(0); }},
          {"do not cover their sections", [](auto& parts) { parts.section(SectionKind::kLongLists).resize(1 << 16); }},
          {"do not cover their sections", [](auto& parts) { parts.section(SectionKind::kPositions).resize(1 << 20); }},
          {"a posting list lies outside",
           [](auto& parts) { parts.term(kTextSpace, "of").entry.list_bytes += 32 << 20; }},
          {"a positions record lies outside",
           [](auto& parts) { parts.term(kTextSpace, "of").entry.positions_bytes += 32 << 20; }},
          {"a positions record lies outside",
           [](auto& parts) { parts.term(kTextSpace, "of").entry.positions_bytes = 4; }},
          {"contradicts its dictionary entry", [](auto& parts) { ++parts.term(kTextSpace, "of").entry.df; }},
          {"the collection frequency is wrong", [](auto& parts) { ++parts.term(kTextSpace, "jumps").entry.cf; }},
          {"the collection frequency is wrong", [](auto& parts) { ++parts.term(kTextSpace, "of").entry.cf; }},
      });
}

// Each block says where its first lists lie: short ones, long ones and positions.
TEST(ForgedTerms, BlocksSayWhereTheirListsLie) {
  const auto with_place = [](int number) {
    return [=](SegmentParts& parts) {
      const std::uint64_t block = SegmentParts(parts).term(kTextSpace, "of").entry.ordinal / kTermsPerBlock;
      const ByteBuffer& index = parts.section(SectionKind::kTermIndex);
      const auto block_count = load<std::uint64_t>(index.data() + 8);
      std::uint8_t* at = parts.section(SectionKind::kTermBlocks).data();
      at += load<std::uint64_t>(index.data() + 16 + 8 * (block_count + block));
      for (int passed = 0; passed < number; ++passed) {
        while (*at++ >= 0x80) continue;
      }
      *at ^= 1;
    };
  };
  expect_messages(sound_terms(), {{"a posting list is not where the one before ends", with_place(1)},
                                  {"a positions record is not where the one before ends", with_place(2)}});
}

TEST(ForgedTerms, BlocksLieOneBehindTheOther) {
  const auto with_offset = [](std::uint64_t block, const std::function<std::uint64_t(std::uint64_t)>& change) {
    return [=](SegmentParts& parts) {
      ByteBuffer& index = parts.section(SectionKind::kTermIndex);
      const auto block_count = load<std::uint64_t>(index.data() + 8);
      std::uint8_t* const at = index.data() + 16 + 8 * (block_count + std::min(block, block_count));
      store(at, change(load<std::uint64_t>(at)));
    };
  };
  expect_messages(sound_terms(),
                  {
                      {"blocks out of order", with_offset(1, [](auto) { return 0; })},
                      {"blocks out of order", with_offset(1, [](auto offset) { return offset + (1 << 30); })},
                      {"bytes behind the last entry", with_offset(1, [](auto offset) { return offset + 1; })},
                      {"an entry is broken", with_offset(1, [](auto offset) { return offset - 1; })},
                      {"do not cover their section", with_offset(UINT64_MAX, [](auto offset) { return offset - 1; })},
                  });
}

TEST(ForgedTerms, StemClassesAreTheSumsOfTheirForms) {
  using Kind = TermEntry::Kind;
  const auto name_of = [](const PartTerm& term) { return std::string_view(term.key).substr(1); };
  const auto with_forms = [=](Kind kind, std::vector<std::string> forms) {
    return [=](SegmentParts& parts) {
      PartTerm& term = class_of(parts, kind);
      term.forms = encoded_forms(name_of(term), forms);
    };
  };
  expect_messages(
      sound_terms(),
      {
          {"forms out of order", with_forms(Kind::kInline, {"happenings", "happening"})},
          {"forms out of order",
           [=](auto& parts) {
             PartTerm& term = class_of(parts, Kind::kAlias, true);
             term.forms = encoded_forms(name_of(term), {"mohammed", "mohammed"});
           }},
          {"a form that no document holds", with_forms(Kind::kInline, {"happening", "xyzzy"})},
          {"a list for a single form", with_forms(Kind::kInline, {"happening"})},
          {"does not sum its forms up", with_forms(Kind::kInline, {"happenings", "zebra"})},
          {"does not sum its forms up", with_forms(Kind::kInline, {"jumping", "jumps"})},
          {"lacks documents of its forms", with_forms(Kind::kInline, {"happening", "happenings", "zebra"})},
          {"an alias of several forms", with_forms(Kind::kAlias, {"organisations", "zebra"})},
          {"is a wrong alias", with_forms(Kind::kAlias, {"jumps"})},
          {"is a wrong alias",
           [=](auto& parts) {
             PartTerm& term = *std::ranges::find_if(
                 parts.terms(), [](const PartTerm& of) { return of.key.starts_with("\xFForganis"); });
             term.key = term.key[0] + std::string("organisations");
             term.forms = encoded_forms(name_of(term), {"organisations"});
           }},
          {"forms that cannot be read", [](auto& parts) { class_of(parts, Kind::kInline).forms.push_back(0xFF); }},
          {"forms that cannot be read", [](auto& parts) { class_of(parts, Kind::kInline).forms = {0, 9, 'a'}; }},
          {"a wrong collection frequency", [](auto& parts) { ++class_of(parts, Kind::kShort).entry.cf; }},
          {"is no list of names", [](auto& parts) { ++class_of(parts, Kind::kAlias, true).entry.df; }},
          {"is no list of names",
           [](auto& parts) {
             TermEntry& entry = class_of(parts, Kind::kAlias, true).entry;
             entry.kind = Kind::kInline;
             entry.df = 1;
             entry.cf = 1;
           }},
      });
}

TEST(ForgedTerms, PairsAreWhereTheirWordsStand) {
  using Kind = TermEntry::Kind;
  expect_messages(
      sound_terms(),
      {
          {"stands nowhere", [](auto& parts) { pair_of(parts, Kind::kLong).key.push_back('x'); }},
          {"stands nowhere", [](auto& parts) { pair_of(parts, Kind::kLong).key.pop_back(); }},
          {"stands nowhere",
           [](auto& parts) {
             insert_term(parts,
                         "\xFE"
                         "aa",
                         pair_of(parts, Kind::kInline).entry);
           }},
          {"has not the documents", [](auto& parts) { pair_of(parts, Kind::kInline).entry.inline_doc ^= 1; }},
          {"has not the documents", [](auto& parts) { ++pair_of(parts, Kind::kLong).entry.cf; }},
          {"a pair has no entry",
           [](auto& parts) {
             const std::string key = pair_of(parts, Kind::kInline).key;
             std::erase_if(parts.terms(), [&](const PartTerm& term) { return term.key == key; });
           }},
          {"number of occurrences is wrong", [](auto& parts) { parts.section(SectionKind::kPairs)[0] ^= 1; }},
          {"number of occurrences is wrong", [](auto& parts) { parts.section(SectionKind::kPairs).push_back(0); }},
          {"cannot have pairs", [](auto& parts) { parts.term(kTextSpace, "of").key = std::string("\0o f", 4); }},
      });
}

// As many words with the places of one, which no analyzer makes: their pairs would grow with the square.
TEST(ForgedTerms, CrowdedPlacesAreAFault) {
  SegmentParts parts(sound_terms());
  const TermEntry of = parts.term(kTextSpace, "of").entry;
  for (const auto& [kind, offset, length] :
       {std::tuple(SectionKind::kLongLists, of.list_offset, of.list_bytes),
        std::tuple(SectionKind::kPositions, of.positions_offset, of.positions_bytes)}) {
    ByteBuffer& section = parts.section(kind);
    const auto begin = section.begin() + static_cast<std::ptrdiff_t>(offset);
    const ByteBuffer record(begin, begin + static_cast<std::ptrdiff_t>(length));
    for (int i = 0; i < 16; ++i) {
      section.insert(section.begin() + static_cast<std::ptrdiff_t>(offset), record.begin(), record.end());
    }
  }
  for (char last = 'a'; last < 'a' + 16; ++last) insert_term(parts, std::string("\0of", 3) + last, of);
  EXPECT_NE(message_of_check(parts.join()).find("too many frequent words at one place"), std::string::npos)
      << message_of_check(parts.join());
}

}  // namespace
}  // namespace riffle
