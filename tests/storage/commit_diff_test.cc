#include "storage/commit_diff.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "storage/index_file.h"
#include "storage/snapshot.h"

namespace riffle {
namespace {

using IdList = std::vector<std::string>;

Document full_document(const std::string& id) {
  Document document = make_document(id, "one two", "three four five");
  document.date = 1000;
  document.source = "Rudaw";
  document.url = "https://example.org/1";
  document.extra = {{.name = "page", .json = "7"}};
  return document;
}

Changes changes_between(const std::string& path, std::uint64_t before, std::uint64_t after) {
  const auto old = Snapshot::open(path, {.generation = before});
  const auto now = Snapshot::open(path, {.generation = after});
  EXPECT_TRUE(old && now);
  if (!old || !now) return {};
  auto changes = diff_commits(**old, **now);
  EXPECT_TRUE(changes) << changes.error().message;
  return changes.value_or(Changes());
}

TEST(CommitDiff, TellsWhatCameWentAndChanged) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {full_document("a"), full_document("b"), full_document("c")});
  {
    WriterOptions options;
    options.analyzer = "simple";
    options.threads = 1;
    auto builder = CommitBuilder::open(path, options);
    ASSERT_TRUE(builder);
    ASSERT_TRUE((*builder)->remove("a"));
    ASSERT_TRUE((*builder)->add(make_document("b", "another", "text")));
    ASSERT_TRUE((*builder)->add(make_document("d", "new", "")));
    ASSERT_TRUE((*builder)->commit());
  }
  const Changes changes = changes_between(path, 1, 2);
  EXPECT_EQ(changes.added, IdList{"d"});
  EXPECT_EQ(changes.removed, IdList{"a"});
  EXPECT_EQ(changes.replaced, IdList{"b"});
  const Changes back = changes_between(path, 2, 1);
  EXPECT_EQ(back.added, IdList{"a"});
  EXPECT_EQ(back.removed, IdList{"d"});
  EXPECT_EQ(back.replaced, IdList{"b"});
  const Changes none = changes_between(path, 2, 2);
  EXPECT_TRUE(none.added.empty() && none.removed.empty() && none.replaced.empty());
}

// Each member by itself, with fields of the same lengths.
TEST(CommitDiff, EveryMemberCounts) {
  const std::vector<std::pair<const char*, std::function<void(Document&)>>> changes{
      {"title", [](Document& d) { d.title = "one six"; }},
      {"body", [](Document& d) { d.body = "three four six"; }},
      {"length of the body", [](Document& d) { d.body += " six"; }},
      {"date", [](Document& d) { d.date = 1001; }},
      {"no date", [](Document& d) { d.date.reset(); }},
      {"source", [](Document& d) { d.source = "Reuters"; }},
      {"url", [](Document& d) { d.url = "https://example.org/2"; }},
      {"name of a member", [](Document& d) { d.extra[0].name = "leaf"; }},
      {"value of a member", [](Document& d) { d.extra[0].json = "8"; }},
      {"a member more", [](Document& d) { d.extra.push_back({.name = "more", .json = "1"}); }},
  };
  for (const auto& [name, change] : changes) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.riffle");
    add_commit(path, {full_document("same"), full_document("changed")});
    Document changed = full_document("changed");
    change(changed);
    add_commit(path, {full_document("same"), changed});
    EXPECT_EQ(changes_between(path, 1, 2).replaced, IdList{"changed"}) << name;
  }
}

TEST(CommitDiff, WhatIsNotStoredCountsByItsLength) {
  for (const bool is_longer : {false, true}) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.riffle");
    add_commit(path, {make_document("a", "one", "two three")}, StoreMode::kNone);
    add_commit(path, {make_document("a", "one", is_longer ? "two three four" : "two four")}, StoreMode::kNone);
    EXPECT_EQ(changes_between(path, 1, 2).replaced, is_longer ? IdList{"a"} : IdList{});
  }
}

// A file that another program made may have no ids: then nothing can be told apart.
TEST(CommitDiff, WithoutIdsNothingCanBeCompared) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {full_document("a")});
  IndexBytes image(path);
  CommitRecord record = image.record();
  ASSERT_EQ(record.schema.fields[0].type, FieldType::kId);
  record.schema.fields[0].type = FieldType::kKeyword;
  image.set_record(record);
  image.save();
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  const auto changes = diff_commits(**snapshot, **snapshot);
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->added.empty() && changes->removed.empty() && changes->replaced.empty());
  add_commit(folder.file("b.riffle"), {full_document("b")});
  const auto with_ids = Snapshot::open(folder.file("b.riffle"));
  ASSERT_TRUE(with_ids);
  const auto half = diff_commits(**with_ids, **snapshot);
  ASSERT_TRUE(half);
  EXPECT_TRUE(half->added.empty() && half->removed.empty());
}

// A segment that both commits have is not looked into when the same documents are deleted from it.
TEST(CommitDiff, SharedSegmentsWithTheSameDeletionsAreEqual) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {full_document("a"), full_document("b"), full_document("c")});
  add_commit(path, {make_document("b", "another", "text")});
  add_commit(path, {make_document("d", "new", "")});
  const Changes changes = changes_between(path, 2, 3);
  EXPECT_EQ(changes.added, IdList{"d"});
  EXPECT_TRUE(changes.removed.empty() && changes.replaced.empty());
}

// Found by the fuzzer of maintenance: the length of a field wrapped around.
TEST(CommitDiff, AForgedFieldThatEndsBeforeItBeginsIsDamage) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {full_document("a"), full_document("b")});
  add_commit(path, {make_document("b", "another", "text")});
  IndexBytes image(path);
  image.change_segment(1, [](MemorySegment& segment) {
    store(segment.bytes.data() + segment.section_offset(SectionKind::kSpans) + 4, std::uint32_t{1} << 20);
  });
  image.save();
  const auto old = Snapshot::open(path, {.generation = 1});
  const auto now = Snapshot::open(path, {.generation = 2});
  ASSERT_TRUE(old && now);
  const auto changes = diff_commits(**old, **now);
  ASSERT_FALSE(changes);
  EXPECT_EQ(changes.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(changes.error().section, "spans");
}

}  // namespace
}  // namespace riffle
