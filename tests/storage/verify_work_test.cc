// What `verify` does about files that a stranger wrote so that the same bytes would be checked again and again. All of
// it is sealed with right checksums. What is counted is work, not time.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/failing_calls.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/token_sums.h"
#include "storage/verify.h"

namespace riffle {
namespace {

std::vector<DocId> first_documents(DocId count) {
  std::vector<DocId> docs(count);
  std::iota(docs.begin(), docs.end(), DocId{0});
  return docs;
}

std::vector<std::uint64_t> plain_sums(const SegmentReader& reader, const std::vector<DocId>& docs) {
  std::vector<std::uint64_t> sums(reader.text_field_count(), 0);
  for (const DocId doc : docs) {
    for (std::size_t field = 0; field < sums.size(); ++field) {
      const std::uint64_t at = doc * sums.size() + field;
      sums[field] += reader.span(at + 1) - reader.span(at) - 1;
    }
  }
  return sums;
}

/// A file of one commit, to which others are added that name what a test wants.
class VerifyWork : public testing::Test {
 protected:
  static constexpr DocId kDocuments = 3200;  // a whole number of steps

  VerifyWork() : path_(folder_.file("a.riffle")) { make(kDocuments); }

  void make(DocId count) {
    remove_file(path_);
    std::vector<Document> documents;
    for (DocId i = 0; i < count; ++i) {
      documents.push_back(make_document("d" + std::to_string(i), i % 3 == 0 ? "t u" : "u", "a"));
      for (DocId word = 0; word < i % 7; ++word) documents.back().body += " b";
    }
    add_commit(path_, documents);
    image_ = std::make_unique<IndexBytes>(path_);
    record_ = image_->record();
    slot_ = image_->slot(0);
    sound_ = image_->bytes;
    auto reader = SegmentReader::open(as_bytes(sound_), segment(), record_.schema, 0);
    if (!reader || !(*reader)->touch_spans(0, count - 1)) ADD_FAILURE() << "no segment";
    reader_ = std::move(*reader);
  }

  [[nodiscard]] SegmentEntry& segment() { return record_.segments[0]; }
  Extent append(const ByteBuffer& bytes) {
    const Extent place{.offset = image_->bytes.size(), .bytes = bytes.size(), .checksum = checksum64(bytes)};
    image_->bytes.append(as_text(bytes));
    return place;
  }
  void remove(const std::vector<DocId>& docs) {
    ByteBuffer set = serialize_doc_set(docs);
    set.resize(round_up(set.size(), kPageBytes), 0);
    segment().tombstones = append(set);
    segment().deleted_count = static_cast<std::uint32_t>(docs.size());
    segment().live_field_tokens = segment().field_tokens;
    const std::vector<std::uint64_t> gone = plain_sums(*reader_, docs);
    for (std::size_t field = 0; field < gone.size(); ++field) segment().live_field_tokens[field] -= gone[field];
  }
  void commit() {
    record_.previous = slot_.record;
    ++record_.generation;
    slot_.record = append(encode_commit(record_));
    slot_.generation = record_.generation;
    slot_.nonce = record_.nonce;
    slot_.committed_bytes = image_->bytes.size();
  }
  [[nodiscard]] VerifyReport verify(const OpenOptions& options = {}) const {
    image_->set_slots(slot_);
    image_->save();
    const auto report = verify_file(path_, {}, options);
    if (!report) ADD_FAILURE() << report.error().message;
    return report.value_or(VerifyReport());
  }
  void expect_fault(std::string_view words) const {
    const VerifyReport report = verify();
    ASSERT_EQ(report.faults.size(), 1u) << words;
    EXPECT_EQ(report.faults[0].section, "commit record");
    EXPECT_NE(report.faults[0].message.find(words), std::string::npos) << report.faults[0].message;
    EXPECT_LE(report.documents_checked, record_.segments.size() - 1 + kDocuments) << words;
  }

  ScratchFolder folder_;
  std::string path_;
  std::unique_ptr<IndexBytes> image_;
  CommitRecord record_;
  Slot slot_;
  std::string sound_;
  std::unique_ptr<SegmentReader> reader_;
};

TEST_F(VerifyWork, SumsAreThoseOfTheDocuments) {
  TokenSums sums(*reader_);
  std::mt19937 random(7);
  std::vector<std::vector<DocId>> sets{first_documents(kDocuments), first_documents(1), {kDocuments - 1}};
  for (const DocId begin : {0u, 1u, 15u, 16u, 17u, 100u}) {
    for (const DocId length : {1u, 15u, 16u, 17u, 31u, 32u, 33u, 3000u}) {
      std::vector<DocId> run(length);
      std::iota(run.begin(), run.end(), begin);
      sets.push_back(run);
    }
  }
  for (const DocId one_of : {2u, 3u, 100u}) {  // a bitset, arrays
    std::vector<DocId>& set = sets.emplace_back();
    for (DocId doc = 0; doc < kDocuments; ++doc) {
      if (random() % one_of == 0) set.push_back(doc);
    }
  }
  for (const std::vector<DocId>& set : sets) {
    const ByteBuffer bytes = serialize_doc_set(set);
    EXPECT_EQ(sums.of(*DocSetView::open(bytes)), plain_sums(*reader_, set)) << set.size();
  }
}

TEST_F(VerifyWork, ARunCostsAFewDocumentsHoweverLongItIs) {
  TokenSums sums(*reader_);
  std::vector<DocId> most = first_documents(kDocuments);
  most.erase(most.begin() + 1007);  // two runs with three ends inside a step
  most.pop_back();
  const ByteBuffer bytes = serialize_doc_set(most);
  EXPECT_EQ(sums.of(*DocSetView::open(bytes)), plain_sums(*reader_, most));
  EXPECT_GT(sums.documents_read(), 0u);
  EXPECT_LE(sums.documents_read(), 3u * (TokenSums::kStep - 1));
}

// Each names the one segment with a page of tombstones of its own.
TEST_F(VerifyWork, ManyCommitsOverOneSegmentReadItOnce) {
  constexpr DocId kCommits = 30;
  constexpr DocId kMany = 24'000;  // whose spans take twelve blocks
  constexpr std::uint64_t kReadsOfTheSegment = 30;
  const auto nearly_all = [](DocId commit) {
    std::vector<DocId> docs = first_documents(kMany);
    docs.erase(docs.begin() + commit);
    return docs;
  };
  // Runs that begin and end in every block.
  const auto in_all_blocks = [](DocId commit) {
    std::vector<DocId> docs;
    for (DocId doc = commit; doc < kMany; ++doc) {
      if (doc % 1000 < 500) docs.push_back(doc);
    }
    return docs;
  };
  for (const auto& documents : {std::function<std::vector<DocId>(DocId)>(nearly_all), {in_all_blocks}}) {
    make(kMany);
    for (DocId i = 0; i < kCommits; ++i) {
      remove(documents(i));
      commit();
    }
    const VerifyReport report = verify();
    EXPECT_TRUE(report.faults.empty()) << report.faults[0].message;
    EXPECT_EQ(report.documents_checked, kMany);
    // What a commit takes is its record and its tombstones, in three reads, and once for all the segment.
    const test::FailingCall reads("pread", UINT64_MAX, 0);
    EXPECT_TRUE(verify({.trust = Trust::kUntrusted}).faults.empty());
    EXPECT_LE(reads.count(), 3 * kCommits + kReadsOfTheSegment);
  }
}

TEST_F(VerifyWork, SumsOfEveryCommitAreChecked) {
  remove({1, 2});
  --segment().live_field_tokens[0];
  commit();
  remove({1, 2, 3});
  commit();
  expect_fault("the sums of the live field lengths of segment 0 are wrong");
}

TEST_F(VerifyWork, SumsWithoutDeletionsAreCheckedInEveryCommit) {
  --segment().live_field_tokens[0];
  commit();
  ++segment().live_field_tokens[0];
  commit();
  expect_fault("the sums of the live field lengths of segment 0 are wrong");
}

TEST_F(VerifyWork, NoCommitNamesASegmentInAnotherWay) {
  using Change = std::function<void(SegmentEntry&)>;
  const std::vector<std::pair<const char*, Change>> changes{
      {"root", [](SegmentEntry& e) { e.tree_root ^= 1; }},      {"documents", [](SegmentEntry& e) { --e.doc_count; }},
      {"table", [](SegmentEntry& e) { e.table_offset -= 32; }}, {"rows", [](SegmentEntry& e) { --e.section_count; }},
      {"tokens", [](SegmentEntry& e) { ++e.field_tokens[1]; }},
  };
  const Slot first = slot_;
  const CommitRecord record = record_;
  for (const auto& [name, change] : changes) {
    SCOPED_TRACE(name);
    image_->bytes = sound_;
    slot_ = first;
    record_ = record;
    change(segment());
    commit();
    segment() = record.segments[0];
    commit();
    expect_fault("segment 0 is another one in a later commit");
  }
}

// A copy of the segment that begins inside it, or lies inside other bytes, would have to be checked as a whole again.
TEST_F(VerifyWork, NoSegmentLiesInBytesOfAnotherUse) {
  const SegmentEntry whole = segment();
  segment().offset += kPageBytes;
  segment().total_bytes -= kPageBytes;
  segment().data_bytes -= kPageBytes;
  segment().total_bytes = segment().data_bytes + BlockGuard::tree_bytes(segment().data_bytes);
  segment().table_offset -= kPageBytes;
  commit();
  segment() = whole;
  commit();
  expect_fault("segment 0 lies in bytes of another use");
}

TEST_F(VerifyWork, NoTombstonesLieInBytesOfAnotherUse) {
  remove({1});
  const SegmentEntry one = segment();
  commit();
  // The same page, said to be another set.
  remove({1, 2});
  const SegmentEntry two = segment();
  commit();
  const Slot slot = slot_;
  const CommitRecord record = record_;
  const std::string bytes = image_->bytes;
  const std::vector<std::function<void()>> changes{
      [&] { segment().deleted_count = 2; },
      [&] { segment().live_field_tokens[0] += 1; },
      [&] { segment().tombstones.checksum += 1; },
      [&] { segment().tombstones.bytes += kPageBytes; },
      [&] { segment().tombstones.offset = segment().offset; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    SCOPED_TRACE(i);
    image_->bytes = bytes;
    slot_ = slot;
    record_ = record;
    segment() = one;
    changes[i]();
    commit();
    segment() = one;
    commit();
    expect_fault("the tombstones of segment 0 lie in bytes of another use");
  }
  // But to name it again as it is, as rolling back does, is right.
  image_->bytes = bytes;
  slot_ = slot;
  record_ = record;
  for (const SegmentEntry& entry : {one, two, one}) {
    segment() = entry;
    commit();
  }
  const VerifyReport report = verify();
  EXPECT_TRUE(report.faults.empty()) << report.faults[0].message << report.faults.size();
}

TEST_F(VerifyWork, TwoSegmentsHaveNotTheSameTombstones) {
  add_commit(path_, {make_document("x", "", "")});
  image_ = std::make_unique<IndexBytes>(path_);
  record_ = image_->record();
  slot_ = image_->slot(0);
  remove(first_documents(1));
  record_.segments[1].tombstones = segment().tombstones;
  record_.segments[1].deleted_count = 1;
  commit();
  expect_fault("the tombstones of segment 1 lie in bytes of another use");
}

// Another set of as many documents of the same lengths, where the checksum is not changed.
TEST_F(VerifyWork, TombstonesAreThoseOfTheChecksum) {
  remove({2});
  const Extent place = segment().tombstones;
  commit();
  const std::vector<DocId> other{2 + 3 * 7};
  ASSERT_EQ(plain_sums(*reader_, other), plain_sums(*reader_, {2}));
  const ByteBuffer set = serialize_doc_set(other);
  image_->bytes.replace(place.offset, set.size(), as_text(set));
  const VerifyReport report = verify();
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_NE(report.faults[0].message.find("their checksum does not match"), std::string::npos);
  EXPECT_EQ(Snapshot::open(path_).error().section, "tombstones");
}

// Two commits of one number, as no writer makes them: what is verified is what is read.
TEST_F(VerifyWork, OfTwoSlotsTheSameIsTakenAsByReaders) {
  commit();
  const Slot shorter = slot_;
  record_.generation = 1;
  record_.time = 77;
  commit();
  const Slot longer = slot_;
  ASSERT_EQ(shorter.generation, longer.generation);
  for (const bool is_shorter_first : {true, false}) {
    image_->set_page(1, encode_slot(is_shorter_first ? shorter : longer));
    image_->set_page(2, encode_slot(is_shorter_first ? longer : shorter));
    image_->save();
    const auto snapshot = Snapshot::open(path_);
    const auto report = verify_file(path_, {});
    ASSERT_TRUE(snapshot && report);
    EXPECT_EQ((*snapshot)->committed_bytes(), (is_shorter_first ? shorter : longer).committed_bytes);
    EXPECT_EQ(report->bytes_checked, (*snapshot)->committed_bytes());
  }
}

TEST_F(VerifyWork, NumbersOfCommitsDoNotBeginAnew) {
  record_.generation = UINT64_MAX - 1;
  slot_.record = {};
  for (int i = 0; i < 3; ++i) commit();  // the last two are 0 and 1
  ASSERT_EQ(slot_.generation, 1u);
  expect_fault("commits are not numbered through");
}

TEST_F(VerifyWork, AnEarlierRecordLiesBetweenTheSlotsAndTheLater) {
  CommitRecord earlier = record_;
  earlier.segments.clear();
  const ByteBuffer bytes = encode_commit(earlier);
  const std::string sound = image_->bytes;
  const auto expect_outside = [&] {
    image_->save();
    const auto snapshot = Snapshot::open(path_);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const auto history = (*snapshot)->history();
    ASSERT_FALSE(history);
    EXPECT_NE(history.error().message.find("lies outside the file"), std::string::npos) << history.error().message;
  };
  // In the page of the second slot.
  slot_.record = {.offset = 2 * kPageBytes, .bytes = kPageBytes, .checksum = checksum64(bytes)};
  commit();
  image_->set_slots(slot_);
  image_->set_page(2, bytes);
  expect_outside();
  // Inside the later record itself, where the name of the analyzer stands.
  image_->bytes = sound;
  constexpr std::size_t kNameOffset = 8 + 8 + 8 + 24 + 8 + 4 + 4 + 4;
  record_.analyzer = std::string(as_text(bytes));
  record_.generation = 1;
  slot_.record = {.offset = sound.size() + kNameOffset, .bytes = kPageBytes, .checksum = checksum64(bytes)};
  commit();
  image_->set_slots(slot_);
  expect_outside();
}

TEST_F(VerifyWork, NoCommitRecordLiesInBytesOfAnotherUse) {
  // A whole record inside the padding of the tombstones of a later one.
  CommitRecord inner = record_;
  inner.previous = {};
  const Extent place = append(encode_commit(inner));
  slot_.record = place;
  ASSERT_EQ(place.bytes, kPageBytes);
  segment().tombstones = place;
  segment().deleted_count = 1;
  commit();
  const VerifyReport report = verify();
  ASSERT_GE(report.faults.size(), 1u);
  EXPECT_NE(report.faults.back().message.find("an earlier one lies in bytes of another use"), std::string::npos)
      << report.faults.back().message;
}

}  // namespace
}  // namespace riffle
