// Flipped bits of an index of a quarter of a mebibyte: verify() notices each of them; opening and sixty queries give
// the intact answer or an error, with little more work and without much memory. RIFFLE_FLIPS=N verifies N flips, spread
// over the file, and queries an eighth as many; "all" is every bit of every byte, and every byte once. Then no verify()
// and no round of queries may take a second.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/scratch_folder.h"
#include "memory/allocation_hooks.h"
#include "riffle/riffle.h"
#include "storage/news_articles.h"

namespace riffle {
namespace {

constexpr std::size_t kFileBytes = std::size_t{256} << 10;
constexpr double kMostMilliseconds = 1000;
constexpr std::size_t kMostHeapBytes = std::size_t{64} << 20;
constexpr std::size_t kQueries = 60;
/// Some more than the hardest query of the intact file takes.
constexpr std::uint64_t kMostWork = 100;

/// One segment, and a commit that deletes from it: what stands intact beside the damage costs verify() most.
void make_index(const std::string& path) {
  WriterOptions options{.threads = 1};
  options.memory_bytes = std::size_t{32} << 20;
  for (std::uint64_t count = 300;; count += 20) {
    std::filesystem::remove(path);
    auto writer = IndexWriter::open(path, options);
    ASSERT_TRUE(writer);
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(writer->add(story(i)));
    ASSERT_TRUE(writer->commit());
    ASSERT_TRUE(writer->remove("s" + std::to_string(count / 2)));
    ASSERT_TRUE(writer->remove("s11"));
    const auto report = writer->commit();
    ASSERT_TRUE(report);
    if (report->file_bytes >= kFileBytes) return;
  }
}

std::vector<std::string> queries() {
  std::vector<std::string> list = news_queries();
  for (std::uint64_t i = 0; list.size() < kQueries; ++i) {
    list.push_back("w" + std::to_string(scattered(i) % 900) + (i % 2 == 0 ? " OR " : " the w") +
                   std::to_string(scattered(i + 99) % 900));
  }
  return list;
}

const char* const kFailed = "error";

std::vector<std::string> answers(const std::string& path, const std::vector<std::string>& list) {
  const auto index = Index::open(path);
  if (!index) return {};
  std::vector<std::string> out;
  SearchOptions options;
  options.limit = 5;
  options.control.work_limit = kMostWork;
  for (const std::string& query : list) {
    options.snippets = out.size() % 4 == 0;
    options.fetch = out.size() % 2 == 0;
    const auto hits = index->search(query, options);
    if (!hits && hits.error().code == ErrorCode::kResourceLimit) ADD_FAILURE() << query << ": " << hits.error().message;
    std::string text = hits ? std::to_string(hits->total) : kFailed;
    for (std::size_t i = 0; hits && i < hits->hits.size(); ++i) {
      const Hit& hit = hits->hits[i];
      text +=
          " " + std::to_string(hit.number) + " " + std::to_string(hit.score) + hit.id + hit.title + hit.snippet.text;
    }
    out.push_back(std::move(text));
  }
  return out;
}

class Flips {
 public:
  explicit Flips(const std::string& path) : path_(path), bytes_(read_whole_file(path)), list_(queries()) {
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    intact_ = answers(path, list_);
  }
  Flips(const Flips&) = delete;
  Flips& operator=(const Flips&) = delete;
  ~Flips() { ::close(descriptor_); }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] const std::vector<std::string>& intact() const { return intact_; }

  void verify_with(std::size_t at, unsigned bit) {
    put(at, static_cast<char>(static_cast<unsigned char>(bytes_[at]) ^ (1u << bit)));
    measure([&] {
      const auto report = verify(path_);
      if (report && report->faults.empty()) {
        ADD_FAILURE() << "verify() does not notice byte " << at << " bit " << bit;
      } else {
        ++detected_;
      }
    });
    ++verified_;
    put(at, bytes_[at]);
  }

  void query_with(std::size_t at, unsigned bit) {
    put(at, static_cast<char>(static_cast<unsigned char>(bytes_[at]) ^ (1u << bit)));
    measure([&] {
      const std::vector<std::string> now = answers(path_, list_);
      bool has_error = now.empty();
      for (std::size_t i = 0; i < now.size(); ++i) {
        has_error = has_error || now[i] == kFailed;
        if (now[i] == kFailed || now[i] == intact_[i]) continue;
        ++wrong_;
        ADD_FAILURE() << "byte " << at << " bit " << bit << ": " << list_[i] << " gives\n" << now[i];
      }
      errors_ += has_error ? 1 : 0;
    });
    ++queried_;
    put(at, bytes_[at]);
  }

  void print() const {
    std::cout << "tally: flips=" << verified_ + queried_ << " verified=" << verified_ << " detected=" << detected_
              << " queried=" << queried_ << " with_errors=" << errors_ << " violations=" << verified_ - detected_
              << " wrong=" << wrong_ << "\nslowest " << slowest_ << " ms, most memory " << (largest_ >> 10) << " KiB\n";
  }
  [[nodiscard]] std::size_t largest() const { return largest_; }
  [[nodiscard]] double slowest() const { return slowest_; }

 private:
  void put(std::size_t at, char byte) const { EXPECT_EQ(::pwrite(descriptor_, &byte, 1, static_cast<off_t>(at)), 1); }

  template <typename Work>
  void measure(const Work& work) {
    test::reset_peak();
    const std::size_t before = test::allocated_bytes();
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    slowest_ = std::max(slowest_, took.count());
    largest_ = std::max(largest_, test::peak_allocated_bytes() - before);
  }

  std::string path_;
  std::string bytes_;
  std::vector<std::string> list_;
  std::vector<std::string> intact_;
  int descriptor_ = -1;
  std::uint64_t verified_ = 0;
  std::uint64_t detected_ = 0;
  std::uint64_t queried_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t wrong_ = 0;
  double slowest_ = 0;
  std::size_t largest_ = 0;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kFlips = 300;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::uint64_t kFlips = 300;
#else
constexpr std::uint64_t kFlips = 2000;
#endif
#else
constexpr std::uint64_t kFlips = 2000;
#endif

std::uint64_t flips_wanted(std::uint64_t all) {
  const char* const wanted = std::getenv("RIFFLE_FLIPS");
  if (wanted == nullptr) return kFlips;
  return std::string_view(wanted) == "all" ? all
                                           : std::clamp<std::uint64_t>(std::strtoull(wanted, nullptr, 10), 8, all);
}

class FlipTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(make_index(path_)); }
  void TearDown() override {
    if (!flips_) return;
    flips_->print();
    EXPECT_LE(flips_->largest(), kMostHeapBytes);
    if (std::getenv("RIFFLE_FLIPS") != nullptr) {
      EXPECT_LT(flips_->slowest(), kMostMilliseconds);
    }
  }
  Flips& flips() {
    if (!flips_) flips_.emplace(path_);
    return *flips_;
  }

 private:
  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
  std::optional<Flips> flips_;
};

TEST_F(FlipTest, VerifyNoticesEachOfThem) {
  const std::uint64_t bits = 8 * flips().size();
  const std::uint64_t count = flips_wanted(bits);
  for (std::uint64_t i = 0; i < count && !HasFailure(); ++i) {
    const std::uint64_t bit = i * bits / count + (count == bits ? 0 : scattered(i) % (bits / count));
    flips().verify_with(bit / 8, static_cast<unsigned>(bit % 8));
  }
}

TEST_F(FlipTest, NoneChangesAnAnswer) {
  ASSERT_EQ(flips().intact().size(), kQueries);
  ASSERT_EQ(std::ranges::count(flips().intact(), kFailed), 0);
  const std::uint64_t count = std::max<std::uint64_t>(flips_wanted(8 * flips().size()) / 8, 1);
  for (std::uint64_t i = 0; i < count && !HasFailure(); ++i) {
    flips().query_with(i * flips().size() / count, static_cast<unsigned>(scattered(i) % 8));
  }
}

}  // namespace
}  // namespace riffle
