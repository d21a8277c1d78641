// salvage() of files of one, two and many commits that are damaged at each page in turn: zeroed, one bit flipped, cut
// off. What lies untouched must come back, and nothing may be called whole that is not.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "indexing/salvage.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {
namespace {

/// Words that hardly compress, so that stored blocks take pages of their own.
std::string noise(std::uint64_t seed, std::size_t words) {
  std::mt19937_64 random(seed);
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    for (int letter = 0; letter < 8; ++letter) text += static_cast<char>('a' + random() % 26);
    text += ' ';
  }
  return text;
}

std::vector<Document> noisy_documents(int first, int count) {
  std::vector<Document> documents;
  for (int i = first; i < first + count; ++i) {
    Document document =
        make_document("d" + std::to_string(i), "Title " + std::to_string(i), noise(static_cast<std::uint64_t>(i), 60));
    document.date = 86400 * i;
    document.source = "Tigris Daily";
    documents.push_back(std::move(document));
  }
  return documents;
}

struct Place {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  [[nodiscard]] bool meets(const Place& other) const { return begin < other.end && other.begin < end; }
};

class SalvageTorture : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    const int commits = GetParam();
    for (int commit = 0; commit < commits; ++commit) {
      std::vector<Document> documents = noisy_documents(commit * 100, 48 / commits);
      // Each further commit replaces a document of the one before.
      if (commit > 0) documents.push_back(make_document("d" + std::to_string(commit * 100 - 99), "", noise(9000, 60)));
      if (commit > 0) documents.back().title = "Replaced in " + std::to_string(commit);
      add_commit(path_, documents);
    }
    bytes_ = read_whole_file(path_);
    const auto snapshot = Snapshot::open(path_);
    ASSERT_TRUE(snapshot);
    for (const LiveSegment& segment : (*snapshot)->segments()) note_documents(segment);
    ASSERT_EQ(by_id_.size(), stored_.size());
  }

  void note_documents(const LiveSegment& segment) {
    const SegmentReader& reader = *segment.reader;
    const SectionView index = reader.section(SectionKind::kStoredIndex);
    ASSERT_TRUE(index.touch(0, index.size()));
    const auto count = load<std::uint64_t>(index.at(0));
    const std::uint64_t start = reader.entry().offset;
    const std::uint64_t blocks = start + reader.section(SectionKind::kStoredBlocks).segment_offset();
    for (std::uint64_t block = 0; block < count; ++block) {
      const auto first = load<std::uint32_t>(index.at(8 + 8 * (count + 1) + 4 * block));
      const auto end = load<std::uint32_t>(index.at(8 + 8 * (count + 1) + 4 * (block + 1)));
      const Place place = {.begin = blocks + load<std::uint64_t>(index.at(8 + 8 * block)),
                           .end = blocks + load<std::uint64_t>(index.at(8 + 8 * (block + 1)))};
      for (DocId doc = first; doc < end; ++doc) {
        const auto document = reader.document(doc);
        ASSERT_TRUE(document);
        const std::string text = document->title + "\n" + document->body;
        ever_.insert(text);
        if (segment.tombstones.contains(doc)) continue;
        by_id_[document->id] = text;
        stored_[text] = place;
      }
    }
  }

  /// Salvages `bytes`, of which `damaged` is not as it was.
  void expect_what_is_untouched(const std::string& bytes, const Place& damaged) {
    const std::string damaged_path = folder_.file("damaged");
    const std::string made = folder_.file("made");
    write_whole_file(damaged_path, bytes);
    remove_if_there(made);
    const auto report = salvage_file(damaged_path, made);
    std::map<std::string, std::string> got;
    if (report) {
      read_made(made, got);
    } else {
      EXPECT_EQ(report.error().code, ErrorCode::kCorrupt) << report.error().message;
    }
    std::set<std::string> texts;
    for (const auto& [id, text] : got) texts.insert(text);
    // One flipped bit can make an id that of a sound document, which is the one that stays; that is told.
    std::uint64_t may_be_hidden = report && damaged.end - damaged.begin == 1 && report->documents_lost == 1 ? 1 : 0;
    for (const auto& [text, place] : stored_) {
      if (place.meets(damaged) || texts.contains(text)) continue;
      EXPECT_GT(may_be_hidden, 0u) << text.substr(0, 20) << (report ? "" : report.error().message);
      may_be_hidden = 0;
    }
    if (!report) return;
    std::set<std::tuple<std::string, std::uint64_t, std::string>> faults;
    for (const Fault& fault : report->faults) {
      EXPECT_TRUE(faults.emplace(fault.section, fault.offset, fault.message).second) << fault.message;
    }
    const bool is_whole = report->documents_lost + report->ids_lost + report->members_lost + report->segments_lost +
                                  report->commits_lost + report->segments_found + report->documents_unverified ==
                              0 &&
                          !report->deletions_lost && !report->bodies_lost && !report->newest_unknown &&
                          !report->record_damaged && !report->description_lost;
    if (is_whole) {
      EXPECT_EQ(got, by_id_);
    }
    for (const std::string& text : texts) {
      if (!ever_.contains(text)) {
        EXPECT_GT(report->documents_unverified, 0u) << text.substr(0, 20);
      }
      if (ever_.contains(text) && !stored_.contains(text)) {
        EXPECT_TRUE(report->deletions_lost || report->commits_lost > 0 || report->newest_unknown);
      }
    }
  }

  static void remove_if_there(const std::string& path) { (void)std::remove(path.c_str()); }

  static void read_made(const std::string& path, std::map<std::string, std::string>& got) {
    const auto sound = verify_file(path, {});
    EXPECT_TRUE(sound && sound->faults.empty());
    const auto snapshot = Snapshot::open(path);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    for (const LiveSegment& segment : (*snapshot)->segments()) {
      for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
        if (segment.tombstones.contains(doc)) continue;
        const auto document = segment.reader->document(doc);
        ASSERT_TRUE(document);
        got[document->id] = document->title + "\n" + document->body;
      }
    }
  }

  ScratchFolder folder_;
  // RIFFLE_SALVAGE_FLIPS = bits flipped in each page.
  const char* const wanted_flips_ = std::getenv("RIFFLE_SALVAGE_FLIPS");
  std::uint64_t flips_ = wanted_flips_ == nullptr ? 1 : std::strtoull(wanted_flips_, nullptr, 10);
  std::string path_ = folder_.file("sound");
  std::string bytes_;
  std::map<std::string, std::string> by_id_;
  std::map<std::string, Place> stored_;  // the block of each live document
  std::set<std::string> ever_;           // replaced ones too
};

TEST_P(SalvageTorture, APageOfZerosTakesOnlyWhatLayInIt) {
  for (std::uint64_t at = 0; at < bytes_.size(); at += kPageBytes) {
    SCOPED_TRACE("page " + std::to_string(at / kPageBytes));
    std::string bytes = bytes_;
    bytes.replace(at, kPageBytes, kPageBytes, '\0');
    expect_what_is_untouched(bytes, {.begin = at, .end = at + kPageBytes});
  }
}

TEST_P(SalvageTorture, AFlippedBitTakesOnlyWhatItIsOf) {
  std::mt19937_64 random(7);
  for (std::uint64_t page = 0; page < bytes_.size(); page += kPageBytes) {
    for (std::uint64_t try_number = 0; try_number < flips_; ++try_number) {
      // What counts stands at the beginning of a page more often than elsewhere.
      const std::uint64_t at = page + (random() % 2 == 0 ? random() % 256 : random() % kPageBytes);
      SCOPED_TRACE("byte " + std::to_string(at));
      std::string bytes = bytes_;
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      expect_what_is_untouched(bytes, {.begin = at, .end = at + 1});
    }
  }
}

TEST_P(SalvageTorture, AFileThatIsCutOffGivesWhatLiesBeforeTheCut) {
  for (std::uint64_t at = kPageBytes; at <= bytes_.size(); at += kPageBytes) {
    // At the end of a page, and a byte before it, in turn; the whole file lacks one.
    const std::uint64_t length = at == bytes_.size() || at / kPageBytes % 2 == 0 ? at - 1 : at;
    SCOPED_TRACE("length " + std::to_string(length));
    expect_what_is_untouched(bytes_.substr(0, length), {.begin = length, .end = bytes_.size()});
  }
}

INSTANTIATE_TEST_SUITE_P(Commits, SalvageTorture, testing::Values(1, 2, 5));

}  // namespace
}  // namespace riffle
