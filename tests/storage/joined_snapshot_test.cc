// Snapshot::join(): several files read as one.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "storage/index_file.h"
#include "storage/sentence_support.h"
#include "storage/snapshot.h"

namespace riffle {
namespace {

using Parts = std::vector<std::unique_ptr<Snapshot>>;

void make_part(const std::string& path, const WriterOptions& options) {
  auto builder = CommitBuilder::open(path, options);
  ASSERT_TRUE(builder) << builder.error().message;
  ASSERT_TRUE((*builder)->add(make_document("a", "One two", "Three four. Five")));
  ASSERT_TRUE((*builder)->commit());
}

class JoinedSnapshot : public testing::Test {
 protected:
  JoinedSnapshot() {
    options_.analyzer = "simple";
    options_.threads = 1;
    options_.sentences = false;
    make_part(first_, options_);
  }
  [[nodiscard]] Parts parts(const OpenOptions& options = {}) const {
    Parts opened;
    for (const std::string& path : {first_, second_}) {
      auto snapshot = Snapshot::open(path, options);
      EXPECT_TRUE(snapshot) << snapshot.error().message;
      if (snapshot) opened.push_back(std::move(*snapshot));
    }
    return opened;
  }

  ScratchFolder folder_;
  std::string first_ = folder_.file("first.riffle");
  std::string second_ = folder_.file("second.riffle");
  WriterOptions options_;
};

TEST_F(JoinedSnapshot, StoresWhatAllPartsStore) {
  options_.store = StoreMode::kMeta;
  make_part(second_, options_);
  Parts opened = parts();
  ASSERT_EQ(opened[0]->commit().store, StoreMode::kFull);
  EXPECT_EQ((*Snapshot::join(std::move(opened)))->commit().store, StoreMode::kMeta);
  opened = parts();
  std::swap(opened[0], opened[1]);
  EXPECT_EQ((*Snapshot::join(std::move(opened)))->commit().store, StoreMode::kMeta);
}

TEST_F(JoinedSnapshot, HasTheSegmentsOfAllFiles) {
  make_part(second_, options_);
  for (const Trust trust : {Trust::kUsual, Trust::kUntrusted}) {
    const auto joined = Snapshot::join(parts({.trust = trust, .copy_bytes = 1 << 20}));
    ASSERT_TRUE(joined) << joined.error().message;
    EXPECT_TRUE((*joined)->is_joined());
    ASSERT_EQ((*joined)->segments().size(), 2u);
    EXPECT_EQ((*joined)->live_count(), 2u);
    EXPECT_EQ((*joined)->commit().generation, 2u);
    EXPECT_EQ((*joined)->committed_bytes(), read_whole_file(first_).size() + read_whole_file(second_).size());
    EXPECT_EQ((*joined)->path(), first_ + ", " + second_);
    EXPECT_EQ((*joined)->file_of(0), first_);
    EXPECT_EQ((*joined)->file_of(1), second_);
    EXPECT_TRUE((*joined)->check());
    EXPECT_TRUE((*joined)->check_copies());
    EXPECT_FALSE((*joined)->is_newest());
    EXPECT_EQ((*joined)->history().error().code, ErrorCode::kInvalidArgument);
    const Snapshot::Use use(**joined);
    (*joined)->pause();
    EXPECT_EQ((*joined)->segments()[1].reader->document(0)->title, "One two");
  }
}

// More than half of the memory of a part is used: the next one who reads finds all copies dropped.
TEST_F(JoinedSnapshot, DropsTheCopiesOfAllFiles) {
  make_part(second_, options_);
  const std::size_t copy_bytes = read_whole_file(first_).size() / 2;
  const auto joined = Snapshot::join(parts({.trust = Trust::kUntrusted, .copy_bytes = copy_bytes}));
  ASSERT_TRUE(joined) << joined.error().message;
  const BlockGuard& guard = (*joined)->segments()[1].reader->guard();
  ASSERT_TRUE(guard.touch(0, (*joined)->segments()[1].reader->entry().data_bytes));
  const ByteSpan data = (*joined)->segments()[1].reader->data();
  ASSERT_FALSE(all_zero(data));
  {
    const Snapshot::Use use(**joined);
    EXPECT_TRUE(all_zero(data));
    EXPECT_TRUE((*joined)->segments()[1].reader->document(0));
    ASSERT_TRUE(guard.touch(0, data.size()));
    const Snapshot::Use other(**joined);
    (*joined)->pause();
    EXPECT_FALSE(all_zero(data)) << "somebody else reads";
  }
}

TEST_F(JoinedSnapshot, OneFileIsItself) {
  Parts one;
  one.push_back(std::move(*Snapshot::open(first_)));
  const auto joined = Snapshot::join(std::move(one));
  ASSERT_TRUE(joined);
  EXPECT_FALSE((*joined)->is_joined());
  EXPECT_EQ((*joined)->file_of(0), first_);
  EXPECT_EQ(Snapshot::join({}).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(JoinedSnapshot, FilesThatDifferAreRefused) {
  const auto message = [&](const WriterOptions& options) {
    remove_file(second_);
    make_part(second_, options);
    const auto joined = Snapshot::join(parts());
    EXPECT_FALSE(joined);
    return joined ? std::string() : joined.error().message;
  };
  WriterOptions other = options_;
  other.join_title = true;
  EXPECT_NE(message(other).find("its fields are not those"), std::string::npos);
  other = options_;
  other.analyzer = "english";
  EXPECT_NE(message(other).find("its analyzer is english"), std::string::npos);
  remove_file(second_);
  make_part(second_, options_);
  IndexBytes image(second_);
  CommitRecord record = image.record();
  record.schema.fields.back().name = "uri";
  image.set_record(record);
  image.save();
  EXPECT_NE(Snapshot::join(parts()).error().message.find("its fields are not those"), std::string::npos);
  record.schema.fields.back() = {.name = "url", .type = FieldType::kInt64};
  image.set_record(record);
  image.save();
  EXPECT_NE(Snapshot::join(parts()).error().message.find("its fields are not those"), std::string::npos);
  record.schema.fields.back().type = FieldType::kStored;
  ++record.analyzer_version;
  image.set_record(record);
  image.save();
  EXPECT_NE(Snapshot::join(parts()).error().message.find("its analyzer is simple version"), std::string::npos);
}

TEST_F(JoinedSnapshot, KeepsSentencesWhenAllPartsDo) {
  const auto marks_of = [](const Result<std::unique_ptr<Snapshot>>& snapshot) {
    EXPECT_TRUE(snapshot);
    return sentence_marks_of(**snapshot).value_or(SentenceMarks::kNoText);
  };
  EXPECT_EQ(marks_of(Snapshot::open(first_)), SentenceMarks::kNone);
  WriterOptions with_marks = options_;
  with_marks.sentences = true;
  make_part(second_, with_marks);
  EXPECT_EQ(marks_of(Snapshot::open(second_)), SentenceMarks::kKept);
  EXPECT_EQ(marks_of(Snapshot::join(parts())), SentenceMarks::kNone);
}

}  // namespace
}  // namespace riffle
