#include "format/stem_classes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "analysis/analyzer.h"
#include "format/schema.h"
#include "format/segment_check.h"
#include "format/segment_parts.h"

namespace riffle {
namespace {

using Lists = std::map<std::string, std::map<DocId, std::uint32_t>>;

/// Documents and frequencies of the exact forms, read from the text space.
std::map<DocId, std::uint32_t> read_list(const SegmentReader& reader, const TermEntry& entry) {
  std::map<DocId, std::uint32_t> found;
  const auto list = reader.open_list(entry);
  if (!list) return found;
  const std::vector<DocId> docs = list->is_long()
                                      ? list->set().to_vector()
                                      : std::vector<DocId>(list->short_docs().begin(), list->short_docs().end());
  for (std::uint32_t rank = 0; rank < list->df(); ++rank) found[docs[rank]] = list->tf(rank);
  return found;
}

/// Sums of the lists of all terms of the text space, by the class that the analyzer gives.
Lists sums_by_class(const SegmentReader& reader, Analyzer& analyzer) {
  Lists sums;
  EXPECT_TRUE(reader.for_each_term(kTextSpace, "", [&](std::string_view term, const TermEntry& entry) {
    const std::string name(analyzer.class_of(term));
    if (name.empty()) return true;
    for (const auto& [doc, tf] : read_list(reader, entry)) sums[name][doc] += tf;
    return true;
  }));
  return sums;
}

/// Words with several forms at all frequencies: in one document, in some, in most; often in one document.
std::vector<Document> inflected_documents(std::size_t count) {
  static const char* const kForms[] = {"", "s", "ed", "ing"};
  std::vector<Document> documents;
  for (std::size_t i = 0; i < count; ++i) {
    std::string body = "organisations organis";
    for (std::size_t j = 0; j < 40; ++j) {
      const std::size_t draw = (i * 2654435761u + j * 40503u) >> 7;
      const std::size_t word = draw % 11 == 0 ? draw % 300 : draw % 9;
      std::string stem = "w";
      for (std::size_t rest = word + 7; rest > 0; rest /= 5) stem += "bklmt"[rest % 5];
      body += " " + stem + "alk" + kForms[(draw >> 5) % 4];
    }
    if (i % 40 == 0) body += " jumps jumping jumps jumps";
    if (i == 3) body += " happening happenings";
    if (i == 5) body += " singleing";
    if (i % 100 == 1) {
      for (int j = 0; j < 20; ++j) body += j % 2 == 0 ? " runs" : " running";
    }
    documents.push_back(make_document("n" + std::to_string(i), "walking title", std::move(body)));
  }
  return documents;
}

SegmentPlan english_plan() {
  SegmentPlan plan;
  plan.analyzer = "english";
  plan.batch_documents = 150;
  return plan;
}

TEST(StemClasses, EachIsTheSumOfItsForms) {
  const auto analyzer = make_analyzer("english").value();
  const MemorySegment segment = must_build(inflected_documents(700), english_plan());
  const auto reader = segment.must_open();
  const Lists sums = sums_by_class(*reader, *analyzer);
  ASSERT_GT(sums.size(), 100u);
  std::map<TermEntry::Kind, int> kinds;
  for (const auto& [name, list] : sums) {
    const auto entry = reader->find_class(name);
    ASSERT_TRUE(entry && *entry) << name;
    EXPECT_EQ(read_list(*reader, **entry), list) << name;
    const auto own = reader->find_term(kClassSpace, name);
    ASSERT_TRUE(own);
    if (*own) ++kinds[(*own)->kind];
    std::vector<std::string> forms;
    EXPECT_TRUE(reader->for_each_form(name, [&](std::string_view form) {
      forms.emplace_back(form);
      return true;
    }));
    EXPECT_FALSE(forms.empty()) << name;
    for (const std::string& form : forms) EXPECT_EQ(analyzer->class_of(form), name) << form;
  }
  // Every kind of entry was among them.
  for (const TermEntry::Kind kind :
       {TermEntry::Kind::kInline, TermEntry::Kind::kShort, TermEntry::Kind::kLong, TermEntry::Kind::kAlias}) {
    EXPECT_GT(kinds[kind], 0) << static_cast<int>(kind);
  }
  EXPECT_TRUE(check_segment(*reader, english_plan().schema));
}

TEST(StemClasses, AWordThatIsWrittenLikeAStemMayBeOfAnotherClass) {
  const MemorySegment segment = must_build(inflected_documents(10), english_plan());
  const auto reader = segment.must_open();
  const auto of_organisations = reader->find_class("organis'");
  ASSERT_TRUE(of_organisations && *of_organisations);
  EXPECT_EQ((*of_organisations)->df, 10u);
  std::vector<std::string> forms;
  EXPECT_TRUE(reader->for_each_form("organis'", [&](std::string_view form) {
    forms.emplace_back(form);
    return true;
  }));
  EXPECT_EQ(forms, std::vector<std::string>{"organisations"});
  EXPECT_FALSE(*reader->find_class("nothing"));
}

TEST(StemClasses, DoNotDependOnBatchesSpillsOrThreads) {
  const std::vector<Document> documents = inflected_documents(300);
  SegmentPlan plan = english_plan();
  const MemorySegment whole = must_build(documents, plan);
  plan.batch_documents = 7;
  plan.run_budget_bytes = 0;
  plan.threads = 3;
  const MemorySegment pieces = must_build(documents, plan);
  const auto one = whole.must_open();
  const auto other = pieces.must_open();
  for (const SectionKind kind : {SectionKind::kTermBlocks, SectionKind::kShortLists, SectionKind::kLongLists}) {
    const SectionView a = one->section(kind);
    const SectionView b = other->section(kind);
    ASSERT_EQ(a.size(), b.size());
    const ByteSpan bytes = a.span(0, a.size());
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), b.span(0, b.size()).begin())) << static_cast<int>(kind);
  }
}

TEST(StemClasses, SimpleHasNone) {
  SegmentPlan plan = english_plan();
  plan.analyzer = "simple";
  const MemorySegment segment = must_build(inflected_documents(20), plan);
  bool has_class = false;
  EXPECT_TRUE(segment.must_open()->for_each_term(kClassSpace, "", [&](std::string_view, const TermEntry&) {
    has_class = true;
    return true;
  }));
  EXPECT_FALSE(has_class);
}

TEST(FormReader, RefusesFormsThatShareMoreThanTheNameHas) {
  ByteBuffer bytes;
  append_form("airport", "airports", bytes);
  append_form("airport", "air", bytes);
  FormReader forms("airport", bytes);
  ASSERT_TRUE(forms.next());
  EXPECT_EQ(forms.form(), "airports");
  ASSERT_TRUE(forms.next());
  EXPECT_EQ(forms.form(), "air");
  EXPECT_FALSE(forms.next());
  EXPECT_FALSE(forms.damaged());
  FormReader damaged("air", bytes);
  EXPECT_FALSE(damaged.next());
  EXPECT_TRUE(damaged.damaged());
  EXPECT_FALSE(damaged.next()) << "damage stays";
}

TEST(FormReader, RefusesFormsThatAreCutOrNone) {
  const ByteBuffer much{0, 0x81, 0x04};  // 513 bytes: longer than a key may be
  for (const ByteBuffer& bytes :
       {ByteBuffer{1}, ByteBuffer{0x80}, ByteBuffer{0, 3, 'a', 'b'}, ByteBuffer{0, 0}, much}) {
    FormReader forms("name", bytes);
    EXPECT_FALSE(forms.next());
    EXPECT_TRUE(forms.damaged());
  }
}

TEST(StemClasses, ForgedAliasesAreNotFollowed) {
  SegmentParts parts(
      must_build({make_document("a", "", "organisations"), make_document("b", "", "jump jumps")}, english_plan()));
  const auto found = std::ranges::find_if(parts.terms(), [](const PartTerm& term) {
    return term.entry.is_class && term.entry.kind == TermEntry::Kind::kAlias;
  });
  ASSERT_NE(found, parts.terms().end());
  const std::string name = found->key.substr(1);
  ByteBuffer missing;
  append_form(name, "missing", missing);
  for (const ByteBuffer& forms : {missing, ByteBuffer{0xFF}}) {
    found->forms = forms;
    const MemorySegment segment = parts.join();
    const auto entry = segment.must_open()->find_class(name);
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().code, ErrorCode::kCorrupt);
  }
  const MemorySegment segment = parts.join();
  EXPECT_FALSE(segment.must_open()->for_each_form(name, [](std::string_view) { return true; }));
  EXPECT_TRUE(segment.must_open()->for_each_form("unheard", [](std::string_view) { return true; }));
  int visits = 0;
  EXPECT_TRUE(segment.must_open()->for_each_form("jump", [&](std::string_view) { return ++visits == 0; }));
  EXPECT_EQ(visits, 1) << "the visitor ends it";
}

}  // namespace
}  // namespace riffle
