#include "postings/doc_set_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/effort.h"
#include "doc_set_test_support.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

constexpr std::uint64_t kAllDocs = std::uint64_t{1} << 32;

/// The bytes at an odd address, with no byte to spare on either side that a sanitizer would let pass.
class OddCopy {
 public:
  explicit OddCopy(ByteSpan bytes) : buffer_(bytes.size() + 1) {
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + 1);
  }
  [[nodiscard]] ByteSpan span() const { return ByteSpan(buffer_).subspan(1); }

 private:
  ByteBuffer buffer_;
};

void expect_reads_as(const ByteBuffer& bytes, const Ids& ids) {
  const OddCopy copy(bytes);
  const auto view = DocSetView::open(copy.span());
  ASSERT_TRUE(view);
  EXPECT_EQ(view->validate(kAllDocs), "");
  EXPECT_EQ(view->size_bytes(), bytes.size());
  EXPECT_EQ(view->cardinality(), ids.size());
  ASSERT_EQ(view->to_vector(), ids);
  if (!ids.empty()) {
    EXPECT_EQ(view->validate(std::uint64_t{ids.back()} + 1), "");
    EXPECT_NE(view->validate(ids.back()), "") << "an id equal to the number of documents";
  }
}

TEST(DocSetView, ReadsWhatCRoaringWrites) {
  std::mt19937 random(1);
  for (const Fill fill : {Fill::kSparse, Fill::kArray, Fill::kDense, Fill::kRuns, Fill::kFull, Fill::kMixed}) {
    for (const std::uint32_t containers : {1u, 2u, 3u, 4u, 5u, 17u}) {
      const Ids ids = random_ids(random, containers, fill);
      SCOPED_TRACE(testing::Message() << "fill " << static_cast<int>(fill) << ", " << containers << " containers");
      expect_reads_as(bytes_of(roaring_of(ids).get()), ids);
      expect_reads_as(run_optimized_bytes(ids), ids);
    }
  }
}

TEST(DocSetView, ReadsAHundredSparseContainers) {
  std::mt19937 random(2);
  const Ids ids = random_ids(random, 100, Fill::kSparse);
  expect_reads_as(run_optimized_bytes(ids), ids);
}

TEST(DocSetView, ReadsTheEmptySet) { expect_reads_as(bytes_of(roaring_of({}).get()), {}); }

TEST(DocSetView, IgnoresBytesBehindTheBitmap) {
  ByteBuffer bytes = bytes_of(roaring_of({1, 2, 70000}).get());
  const std::size_t size = bytes.size();
  bytes.resize(size + 100, 0xEE);
  const auto view = DocSetView::open(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->size_bytes(), size);
  EXPECT_EQ(view->to_vector(), (Ids{1, 2, 70000}));
}

TEST(DocSetView, FindsContainersByKey) {
  const ByteBuffer bytes = bytes_of(roaring_of({5, 3 * 65536, 4 * 65536 + 9, 65535u * 65536u}).get());
  const auto view = DocSetView::open(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->find(0), 0u);
  EXPECT_EQ(view->find(1), std::nullopt);
  EXPECT_EQ(view->find(3), 1u);
  EXPECT_EQ(view->find(4), 2u);
  EXPECT_EQ(view->find(5), std::nullopt);
  EXPECT_EQ(view->find(65535), 3u);
  EXPECT_EQ(DocSetView().find(0), std::nullopt);
}

TEST(DocSetView, ContainersHaveTheKindsOfTheBytes) {
  const ByteBuffer bits(kernels::kBitsetBytes, 0x11);  // 2 of 8 bits
  const ByteBuffer bytes =
      BitmapBuilder().array(0, {1, 2, 9}).bitset(7, 16384, bits).runs(9, 65536, {{0, 65535}}).build();
  const auto view = DocSetView::open(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->validate(kAllDocs), "");
  ASSERT_EQ(view->container_count(), 3u);
  EXPECT_EQ(view->container(0).kind, ContainerKind::kArray);
  EXPECT_EQ(view->container(1).kind, ContainerKind::kBitset);
  EXPECT_EQ(view->container(2).kind, ContainerKind::kRun);
  EXPECT_EQ(view->container(0).size_bytes(), 6u);
  EXPECT_EQ(view->container(1).size_bytes(), 8192u);
  EXPECT_EQ(view->container(2).size_bytes(), 4u);
  EXPECT_EQ(view->container(2).cardinality, 65536u);
  EXPECT_EQ(view->container(1).key, 7);
}

struct Unsound {
  const char* name;
  ByteBuffer bytes;
};

/// Bitmaps that open() may accept, as all their bytes are in place, but validate() must not.
std::vector<Unsound> unsound_bitmaps() {
  const ByteBuffer bits(kernels::kBitsetBytes, 0x01);
  std::vector<std::pair<std::uint16_t, std::uint16_t>> overlapping(300, {0, 65535});
  return {
      {"values repeat", BitmapBuilder().array(0, {1, 2, 2}).build()},
      {"values decrease", BitmapBuilder().array(0, {1, 3, 2, 4}).build()},
      {"last value decreases", BitmapBuilder().array(0, {1, 3, 4, 0}).build()},
      {"fewer bits than said", BitmapBuilder().bitset(0, 8193, bits).build()},
      {"more bits than said", BitmapBuilder().bitset(0, 8191, bits).build()},
      {"run leaves the container", BitmapBuilder().runs(0, 3, {{65535, 2}}).build()},
      {"run leaves the container by one", BitmapBuilder().runs(0, 2, {{65535, 1}}).build()},
      {"runs overlap", BitmapBuilder().runs(0, 20, {{0, 9}, {5, 9}}).build()},
      {"runs touch", BitmapBuilder().runs(0, 20, {{0, 9}, {10, 9}}).build()},
      {"runs decrease", BitmapBuilder().runs(0, 20, {{100, 9}, {0, 9}}).build()},
      {"runs add up to less", BitmapBuilder().runs(0, 21, {{0, 9}, {20, 9}}).build()},
      {"all runs cover everything", BitmapBuilder().runs(0, 65536, overlapping).build()},
  };
}

TEST(DocSetView, ValidateRejectsUnsoundContainers) {
  for (const Unsound& unsound : unsound_bitmaps()) {
    const auto view = DocSetView::open(unsound.bytes);
    ASSERT_TRUE(view) << unsound.name;
    EXPECT_NE(view->validate(kAllDocs), "") << unsound.name;
    EXPECT_LE(view->to_vector().size(), 65536u) << unsound.name;
    EXPECT_FALSE(DocIdSet::from_bytes(unsound.bytes, kAllDocs)) << unsound.name;
  }
}

TEST(DocSetView, OpenRejectsMalformedHeaders) {
  const ByteBuffer sound = BitmapBuilder().array(0, {1, 2}).array(1, {3}).build();
  const auto with = [&sound](std::size_t at, std::uint32_t value) {
    ByteBuffer bytes = sound;
    store(bytes.data() + at, value);
    return bytes;
  };
  const Unsound cases[] = {
      {"no bytes", {}},
      {"other cookie", with(0, 12345)},
      {"cookie with high bits", with(0, 12346 | 0x10000)},
      {"more containers than bytes", with(4, 3)},
      {"65,537 containers", with(4, 65537)},
      {"huge count", with(4, 0xFFFFFFFF)},
      {"offset into the header", with(16, 4)},
      {"offset one further", with(16, load<std::uint32_t>(sound.data() + 16) + 1)},
      {"offset behind the end", with(20, 0xFFFFFFF0)},
      {"repeated key", BitmapBuilder().array(4, {1}).array(4, {2}).build()},
      {"decreasing key", BitmapBuilder().array(4, {1}).array(3, {2}).build()},
      {"repeated key among runs", BitmapBuilder().runs(4, 1, {{0, 0}}).array(4, {2}).build()},
      {"no runs in a run container", BitmapBuilder().runs(0, 1, {}).build()},
      {"array shorter than said", BitmapBuilder().bitset(0, 4096, ByteBuffer(8191)).build()},
      {"bitset shorter than said", BitmapBuilder().bitset(0, 4097, ByteBuffer(8191)).build()},
  };
  ASSERT_TRUE(DocSetView::open(sound));
  for (const Unsound& bad : cases) EXPECT_FALSE(DocSetView::open(bad.bytes)) << bad.name;
}

TEST(DocSetView, EdgesOfContainersAndWordsAreKept) {
  const std::vector<Ids> sets = {
      {0}, {65535}, {0, 65535}, {63, 64, 127, 128}, {65472, 65535, 65536, 65599, 131071}, {0xFFFFFFFF},
  };
  for (const Ids& ids : sets) expect_reads_as(bytes_of(roaring_of(ids).get()), ids);
  Ids run_to_the_end;
  for (DocId id = 60000; id <= 65535; ++id) run_to_the_end.push_back(id);
  expect_reads_as(run_optimized_bytes(run_to_the_end), run_to_the_end);
  expect_reads_as(bytes_of(roaring_of(run_to_the_end).get()), run_to_the_end);
}

/// Whatever the bytes, reading stays inside them; and what is valid is a set of ids below doc_count.
void expect_safe(ByteSpan bytes, std::uint64_t doc_count) {
  const ByteBuffer copy(bytes.begin(), bytes.end());
  const auto view = DocSetView::open(copy);
  if (!view) return;
  ASSERT_LE(view->size_bytes(), copy.size());
  const Ids ids = view->to_vector();
  std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
  for (std::uint32_t i = 0; i < view->container_count(); ++i) {
    load_as_bitset(view->container(i), bitset.data());
    (void)container_contains(view->container(i), 77);
  }
  if (!view->validate(doc_count).empty()) return;
  ASSERT_EQ(ids.size(), view->cardinality());
  ASSERT_TRUE(std::is_sorted(ids.begin(), ids.end(), std::less_equal<>()));
  if (!ids.empty()) {
    ASSERT_LT(ids.back(), doc_count);
  }
}

std::vector<ByteBuffer> small_bitmaps() {
  const ByteBuffer bits(kernels::kBitsetBytes, 0x10);
  return {
      BitmapBuilder().array(0, {1, 5, 9, 65535}).array(2, {0}).build(),
      BitmapBuilder().runs(0, 11, {{3, 9}, {100, 0}}).build(),
      BitmapBuilder().runs(0, 2, {{65534, 1}}).array(1, {1, 2, 3}).runs(2, 10, {{0, 9}}).build(),
      BitmapBuilder().array(0, {7}).runs(1, 10, {{0, 9}}).array(2, {8}).array(3, {9}).runs(5, 1, {{1, 0}}).build(),
      BitmapBuilder().bitset(0, 8192, bits).array(1, {3}).build(),
  };
}

TEST(DocSetView, SurvivesEveryTruncation) {
  for (const ByteBuffer& bytes : small_bitmaps()) {
    ASSERT_TRUE(DocSetView::open(bytes));
    const std::size_t step = bytes.size() > 1000 ? 13 : 1;
    for (std::size_t size = 0; size < bytes.size(); size += step) {
      EXPECT_FALSE(DocSetView::open(ByteSpan(bytes).first(size))) << size << " of " << bytes.size();
    }
  }
}

TEST(DocSetView, SurvivesEveryFlippedByte) {
  for (const ByteBuffer& sound : small_bitmaps()) {
    ByteBuffer bytes = sound;
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 120); ++at) {
      for (unsigned flip = 1; flip < 256; flip += kSanitized ? 31 : 1) {
        bytes[at] = static_cast<std::uint8_t>(sound[at] ^ flip);
        expect_safe(bytes, 6 * 65536);
        if (HasFatalFailure()) FAIL() << "byte " << at << " flipped by " << flip;
      }
      bytes[at] = sound[at];
    }
  }
}

}  // namespace
}  // namespace riffle
