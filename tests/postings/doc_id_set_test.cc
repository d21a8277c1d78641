#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "doc_set_test_support.h"

namespace riffle {
namespace {

TEST(SerializeDocSet, GivesBackTheIds) {
  std::mt19937 random(4);
  for (const Fill fill : {Fill::kSparse, Fill::kArray, Fill::kDense, Fill::kRuns, Fill::kFull, Fill::kMixed}) {
    for (const std::uint32_t containers : {1u, 3u, 4u, 9u}) {
      const Ids ids = random_ids(random, containers, fill);
      const ByteBuffer bytes = serialize_doc_set(ids);
      const auto view = DocSetView::open(bytes);
      ASSERT_TRUE(view);
      EXPECT_EQ(view->validate(std::uint64_t{containers} * 65536), "");
      EXPECT_EQ(view->size_bytes(), bytes.size());
      EXPECT_EQ(view->to_vector(), ids);
    }
  }
}

bool has_runs(const ByteBuffer& bytes) {
  const auto view = DocSetView::open(bytes);
  for (std::uint32_t i = 0; i < view->container_count(); ++i) {
    if (view->container(i).kind == ContainerKind::kRun) return true;
  }
  return false;
}

TEST(SerializeDocSet, TakesRunsOnlyWhereTheyHalveTheBitmap) {
  Ids all;
  for (DocId id = 0; id < 100000; ++id) all.push_back(id);
  EXPECT_TRUE(has_runs(serialize_doc_set(all)));

  // Three neighbours are 4 bytes as a run and 6 as an array: smaller, but not by half.
  Ids triples;
  for (DocId id = 0; id < 3000; id += 10) triples.insert(triples.end(), {id, id + 1, id + 2});
  ASSERT_TRUE(has_runs(run_optimized_bytes(triples))) << "runs would be smaller";
  EXPECT_FALSE(has_runs(serialize_doc_set(triples)));
}

TEST(SerializeDocSet, EmptySetIsAValidBitmap) {
  const ByteBuffer bytes = serialize_doc_set({});
  const auto view = DocSetView::open(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->cardinality(), 0u);
  EXPECT_EQ(view->validate(0), "");
}

TEST(DocIdSet, AddsContainsAndCounts) {
  DocIdSet set;
  EXPECT_EQ(set.size(), 0u);
  set.add(5);
  set.add(5);
  set.add(1u << 20);
  EXPECT_EQ(set.size(), 2u);
  EXPECT_TRUE(set.contains(5));
  EXPECT_TRUE(set.contains(1u << 20));
  EXPECT_FALSE(set.contains(6));
}

TEST(DocIdSet, CloneIsIndependent) {
  DocIdSet set;
  set.add(1);
  DocIdSet copy = set.clone();
  copy.add(2);
  EXPECT_FALSE(set.contains(2));
  EXPECT_TRUE(copy.contains(1));
}

TEST(DocIdSet, MovesItsIds) {
  DocIdSet set;
  set.add(9);
  DocIdSet moved = std::move(set);
  EXPECT_TRUE(moved.contains(9));
  DocIdSet target;
  target = std::move(moved);
  EXPECT_TRUE(target.contains(9));
}

TEST(DocIdSet, BytesComeBackAndDependOnTheIdsAlone) {
  std::mt19937 random(5);
  Ids ids = random_ids(random, 3, Fill::kMixed);
  DocIdSet increasing;
  for (const DocId id : ids) increasing.add(id);
  DocIdSet shuffled;
  std::shuffle(ids.begin(), ids.end(), random);
  for (const DocId id : ids) shuffled.add(id);
  const ByteBuffer bytes = increasing.to_bytes();
  EXPECT_EQ(shuffled.to_bytes(), bytes);

  const auto back = DocIdSet::from_bytes(bytes, 3 * 65536);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->size(), ids.size());
  EXPECT_EQ(back->to_bytes(), bytes);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(serialize_doc_set(ids), bytes);
}

TEST(DocIdSet, FromBytesRejectsIdsThatAreTooLargeAndCutBytes) {
  DocIdSet set;
  set.add(41);
  const ByteBuffer bytes = set.to_bytes();
  EXPECT_TRUE(DocIdSet::from_bytes(bytes, 42));
  EXPECT_FALSE(DocIdSet::from_bytes(bytes, 41));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DocIdSet::from_bytes(ByteSpan(bytes).first(size), 42)) << size;
  }
}

}  // namespace
}  // namespace riffle
