#include "storage/commit_state.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "storage/index_file.h"

namespace riffle {
namespace {

/// A file of two commits, as bytes, and what it was after the first.
class CommitState2 : public testing::Test {
 protected:
  CommitState2() : path_(folder_.file("a.riffle")) {
    add_commit(path_, {make_document("a", "one", "two")});
    first_ = read_whole_file(path_);
    add_commit(path_, {make_document("b", "three", "four")});
  }
  [[nodiscard]] Result<CommitState> read() const {
    const auto file = File::open_for_reading(path_);
    if (!file) return std::unexpected(file.error());
    return read_commit_state(*file);
  }
  /// Slot A or B as it stood after the first commit.
  void set_old_slot(IndexBytes& image, std::size_t number) const {
    image.set_page(1 + number, as_bytes(first_).subspan(kPageBytes, kPageBytes));
  }

  ScratchFolder folder_;
  std::string path_;
  std::string first_;
};

TEST_F(CommitState2, BothSlotsHoldTheNewestCommit) {
  const IndexBytes image(path_);
  EXPECT_EQ(as_text(image.page(1)), as_text(image.page(2)));
  const auto state = read();
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->slot.generation, 2u);
  EXPECT_EQ(state->slot.committed_bytes, image.bytes.size());
  EXPECT_EQ(state->record.segments.size(), 2u);
}

TEST_F(CommitState2, ATornSlotFallsBackToTheOther) {
  for (const std::size_t number : {0u, 1u}) {
    for (const std::size_t at : {0u, 9u, 30u, 60u, 505u, 4000u}) {
      IndexBytes image(path_);
      const IndexBytes sound = image;
      image.flip(kPageBytes * (1 + number) + at);
      image.save();
      const auto state = read();
      ASSERT_TRUE(state) << state.error().message;
      EXPECT_EQ(state->slot_number, 1 - number);
      EXPECT_EQ(state->slot.generation, 2u);
      sound.save();
    }
  }
}

TEST_F(CommitState2, ACommitThatWasCutOffLeavesTheOneBefore) {
  for (const std::size_t number : {0u, 1u}) {
    IndexBytes image(path_);
    const IndexBytes sound = image;
    set_old_slot(image, number);
    image.flip(kPageBytes * (2 - number) + 20);
    image.save();
    const auto state = read();
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->slot.generation, 1u);
    EXPECT_EQ(state->slot.committed_bytes, first_.size());
    sound.save();
  }
}

TEST_F(CommitState2, TheNewerSlotWins) {
  for (const std::size_t number : {0u, 1u}) {
    IndexBytes image(path_);
    const IndexBytes sound = image;
    set_old_slot(image, number);
    image.save();
    const auto state = read();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->slot.generation, 2u);
    EXPECT_EQ(state->slot_number, 1 - number);
    sound.save();
  }
}

TEST_F(CommitState2, WithoutASoundSlotThereIsNoCommit) {
  IndexBytes image(path_);
  image.flip(kPageBytes + 20);
  image.flip(2 * kPageBytes + 20);
  image.save();
  const auto state = read();
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(state.error().section, "slot A");
  image.set_page(1, ByteBuffer(kPageBytes));
  image.set_page(2, ByteBuffer(kPageBytes));
  image.save();
  const auto blank = read();
  ASSERT_FALSE(blank);
  EXPECT_EQ(blank.error().section, "slots");
}

TEST_F(CommitState2, ACutFileSaysSo) {
  const std::string whole = read_whole_file(path_);
  for (const std::size_t length :
       {whole.size() - 1, first_.size(), std::size_t{12288}, std::size_t{5000}, std::size_t{4096}}) {
    write_whole_file(path_, whole.substr(0, length));
    const auto state = read();
    ASSERT_FALSE(state) << length;
    EXPECT_NE(state.error().message.find("cut short"), std::string::npos) << state.error().message;
  }
  write_whole_file(path_, "");
  EXPECT_EQ(read().error().code, ErrorCode::kNotRiffle);
}

TEST_F(CommitState2, ForgedSlotsAreNotFollowed) {
  using Change = std::function<void(Slot&)>;
  const std::vector<std::pair<const char*, Change>> changes{
      {"record in the header", [](Slot& s) { s.record.offset = 4096; }},
      {"record off the page", [](Slot& s) { s.record.offset += 1; }},
      {"record before the page", [](Slot& s) { s.record.offset -= 8; }},
      {"record near 2^64", [](Slot& s) { s.record.offset = UINT64_MAX - 4095; }},
      {"record of no bytes", [](Slot& s) { s.record.bytes = 0; }},
      {"record of too many bytes", [](Slot& s) { s.record.bytes = UINT64_MAX; }},
      {"record longer than the file", [](Slot& s) { s.record.bytes += kPageBytes; }},
      {"committed bytes behind the end", [](Slot& s) { s.committed_bytes += kPageBytes; }},
      {"committed bytes before the record", [](Slot& s) { s.committed_bytes = s.record.offset; }},
      {"committed bytes off the page", [](Slot& s) { s.committed_bytes -= 100; }},
      {"committed bytes near 2^64", [](Slot& s) { s.committed_bytes = UINT64_MAX; }},
      {"another checksum", [](Slot& s) { ++s.record.checksum; }},
      {"another generation", [](Slot& s) { ++s.generation; }},
      {"another nonce", [](Slot& s) { ++s.nonce; }},
  };
  const IndexBytes sound(path_);
  for (const auto& [name, change] : changes) {
    IndexBytes image = sound;
    Slot slot = image.slot(0);
    change(slot);
    image.set_slots(slot);
    image.save();
    const auto state = read();
    ASSERT_FALSE(state) << name;
    EXPECT_EQ(state.error().code, ErrorCode::kCorrupt) << name;
    // With one slot sound the file is as good as before.
    image.set_page(2, sound.page(2));
    image.save();
    EXPECT_TRUE(read()) << name;
  }
}

// A whole record in the page of a slot, which that slot does not need to be one.
TEST_F(CommitState2, ARecordBeforeTheFirstBlobIsNone) {
  IndexBytes image(path_);
  CommitRecord record = image.record();
  record.segments.clear();
  record.previous = {};
  const ByteBuffer bytes = encode_commit(record);
  ASSERT_EQ(bytes.size(), kPageBytes);
  Slot slot = image.slot(0);
  slot.nonce = record.nonce;
  slot.record = {.offset = 2 * kPageBytes, .bytes = kPageBytes, .checksum = checksum64(bytes)};
  image.set_slots(slot);
  image.set_page(2, bytes);
  image.save();
  const auto state = read();
  ASSERT_FALSE(state);
  EXPECT_NE(state.error().message.find("points outside"), std::string::npos) << state.error().message;
}

TEST_F(CommitState2, PlacesThatWouldFitAreRefusedOffThePageAndBeyondALongRecord) {
  const IndexBytes sound(path_);
  const auto error_with = [&](std::size_t more_bytes, std::uint64_t more_of_record) {
    IndexBytes image = sound;
    Slot slot = image.slot(0);
    image.bytes.append(more_bytes, '\0');
    slot.committed_bytes += more_bytes;
    slot.record.bytes += more_of_record;
    image.set_slots(slot);
    image.save();
    const auto state = read();
    return state ? std::string() : state.error().message;
  };
  EXPECT_NE(error_with(100, 0).find("page borders"), std::string::npos);
  constexpr std::size_t kTooLong = std::size_t{32} << 20;
  EXPECT_NE(error_with(kTooLong, kTooLong).find("points outside"), std::string::npos);
}

}  // namespace
}  // namespace riffle
