// What makes files of files, on damaged ones: salvage, compaction, merge, backup, commits behind the damage, rollback,
// and what reads a file from end to end. An error or a sound file comes out; never a crash, a hang or a wild
// allocation.
//
// Input:   byte 0: image (its remainder by 3), untrusted (bit 2), repair the checksums (3), cut the file at the first
//          patch (4); byte 1: number of patches (low 4 bits), another image than the smallest when bits 6 and 7 are
//          set; six bytes a patch as in damaged_image.h; then a byte a call, with the bytes that it takes.
// Sound:   what salvage, compaction, merge and backup made passes verify(), whatever it was made of; so does a file to
//          which a commit was added, when it passed before.
// Caps:    two calls an input, of which each makes one file.
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/scratch_folder.h"
#include "check.h"
#include "damaged_image.h"
#include "patch_mutator.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"
#include "source.h"

namespace riffle {
namespace {

using fuzz::check;
using fuzz::check_error;

constexpr int kMostCalls = 2;

bool passes(const std::string& path) {
  const auto report = verify(path);
  check_error(report);
  return report && report->faults.empty();
}

/// A file that was made is sound and holds what its maker says.
void check_made(const std::string& path, std::uint64_t documents) {
  check(passes(path));
  const auto index = Index::open(path);
  check(index.has_value());
  const auto info = index->info();
  check(info && info->documents == documents);
}

class Work {
 public:
  Work(const std::string& damaged, const std::string& sound, const std::string& made, const OpenOptions& options,
       bool is_intact, fuzz::Source& source)
      : damaged_(damaged), sound_(sound), made_(made), options_(options), is_intact_(is_intact), source_(source) {}

  void run() {
    for (int i = 0; i < kMostCalls && (i == 0 || !source_.at_end()); ++i) {
      std::filesystem::remove(made_);
      call(source_.byte() % 12);
    }
  }

 private:
  void call(std::uint32_t what) {
    switch (what) {
      case 0: mend(); break;
      case 1: compact_it(); break;
      case 2: merge_it(); break;
      case 3: back_it_up(); break;
      case 4: add_to_it(); break;
      case 5: remove_from_it(); break;
      case 6: roll_it_back(); break;
      case 7: compare(); break;
      case 8: copies(); break;
      case 9: read_all(); break;
      case 10: ask(); break;
      default: check_error(verify(damaged_, {}, options_));
    }
  }

  void mend() {
    const auto report = salvage(damaged_, made_);
    check_error(report);
    if (is_intact_ && report) check(report->faults.empty() && report->documents_lost == 0);
    check(report.has_value() == std::filesystem::exists(made_));
    if (report) check_made(made_, report->documents_recovered);
  }

  [[nodiscard]] WriterOptions writer_options() const {
    WriterOptions options;
    options.memory_bytes = std::size_t{32} << 20;
    options.threads = 1;
    options.durability = Durability::kNormal;
    return options;
  }

  void compact_it() {
    auto writer = IndexWriter::open(damaged_, writer_options());
    check_error(writer);
    if (!writer) return;
    const auto report = writer->compact(static_cast<DocumentSort>(source_.byte() % 3));
    check_error(report);
    check(report.has_value() || !is_intact_);
    if (report) check_made(damaged_, report->documents_total);
  }

  void merge_it() {
    std::vector<std::string> from{damaged_};
    if (source_.byte() % 2 == 0) from.insert(from.begin() + source_.byte() % 2, sound_);
    const auto report = merge(from, made_, writer_options());
    check_error(report);
    check(report.has_value() == std::filesystem::exists(made_));
    if (report) check_made(made_, report->documents_total);
  }

  void back_it_up() {
    const auto report = backup(damaged_, made_);
    check_error(report);
    check(report.has_value() == std::filesystem::exists(made_) && (report.has_value() || !is_intact_));
    if (report) check_made(made_, report->documents);
  }

  /// A commit behind whatever the file holds.
  template <typename Change>
  void commit_to_it(Change&& change) {
    const bool was_sound = is_intact_ || passes(damaged_);
    auto writer = IndexWriter::open(damaged_, writer_options());
    check_error(writer);
    if (!writer) return;
    if (!change(*writer)) return;
    const auto report = writer->commit();
    check_error(report);
    check(report.has_value() || !was_sound);
    if (report && was_sound) check_made(damaged_, report->documents_total);
  }

  void add_to_it() {
    commit_to_it([&](IndexWriter& writer) {
      for (std::uint32_t i = 1 + source_.byte() % 2; i > 0; --i) {
        const auto added = writer.add(fuzz::article(source_.byte(), 6, 20));
        check_error(added);
        if (!added) return false;
      }
      return true;
    });
  }

  void remove_from_it() {
    commit_to_it([&](IndexWriter& writer) {
      const auto removed = writer.remove("n" + std::to_string(source_.byte() % 8));
      check_error(removed);
      if (!removed) return false;
      static constexpr std::array<const char*, 4> kMatching{"w3", "\"the of\"", "date:>=2024-12-10", "source:rudaw"};
      const auto matching = writer.remove_matching(kMatching[source_.byte() % kMatching.size()]);
      check_error(matching);
      return matching.has_value();
    });
  }

  void roll_it_back() {
    const bool was_sound = is_intact_ || passes(damaged_);
    auto writer = IndexWriter::open(damaged_, writer_options());
    check_error(writer);
    if (!writer) return;
    const auto report = writer->rollback(1 + source_.byte() % 3);
    check_error(report);
    if (report && was_sound) check_made(damaged_, report->documents_total);
  }

  void compare() {
    const auto newest = Index::open(damaged_, options_);
    OpenOptions earlier = options_;
    earlier.generation = 1 + source_.byte() % 2;
    const auto before = Index::open(source_.byte() % 2 == 0 ? damaged_ : sound_, earlier);
    check_error(newest);
    check_error(before);
    if (!newest || !before) return;
    check_error(newest->changes_since(*before));
    check_error(before->changes_since(*newest));
    check_error(newest->history());
  }

  void copies() {
    const auto index = Index::open(damaged_, options_);
    check_error(index);
    if (!index) return;
    check_error(index->for_each_cluster([](const CopyCluster&) { return true; }));
    const auto query = index->parse("of OR the");
    check_error(query);
    if (!query) return;
    check_error(index->count_stories(*query));
    SearchOptions options;
    options.collapse = true;
    options.limit = 5;
    check_error(index->search(*query, options));
  }

  void read_all() {
    const auto index = Index::open(damaged_, options_);
    check_error(index);
    if (!index) return;
    std::uint64_t documents = 0;
    check_error(index->for_each_document([&](const Document& document) {
      check(document.body.size() <= std::size_t{64} << 20);
      return ++documents > 0;
    }));
    check_error(index->for_each_term("", "", [](const TermInfo& term) { return !term.term.empty(); }));
    const auto info = index->info(true);
    check_error(info);
    if (info) check(documents <= info->documents);
  }

  void ask() {
    const auto index = Index::open(damaged_, options_);
    check_error(index);
    if (!index) return;
    const std::string id = "n" + std::to_string(source_.byte() % 8);
    check_error(index->similar(id));
    check_error(index->for_each_term_of(id, [](const DocumentTerm&) { return true; }));
    PostingsRequest request;
    request.term = source_.byte() % 2 == 0 ? "of" : "w3";
    check_error(index->postings(request, [](const Posting&) { return true; }));
    const auto query = index->parse("w3 OR \"the of\" OR w1*");
    check_error(query);
    if (!query) return;
    check_error(index->profile(*query));
    AggregateOptions aggregates;
    aggregates.facets.push_back({.field = "source"});
    aggregates.histogram = DateUnit::kMonth;
    check_error(index->aggregate(*query, aggregates));
  }

  const std::string& damaged_;
  const std::string& sound_;
  const std::string& made_;
  OpenOptions options_;
  bool is_intact_;
  fuzz::Source& source_;
};

void run(ByteSpan input) {
  static const ScratchFolder folder;
  static const std::string damaged_path = folder.file("damaged.riffle");
  static const std::string sound_path = folder.file("sound.riffle");
  static const std::string made_path = folder.file("made.riffle");
  ByteReader reader(input);
  const auto flags = reader.read<std::uint8_t>();
  const auto counts = reader.read<std::uint8_t>();
  // Files with long lists take ten times as long: one input in four, at first. The large one is left out.
  const std::size_t number = counts / 64 == 3 ? flags % 3u : fuzz::kTwoCommits;
  const IndexImage& image = fuzz::image(number);
  const fuzz::DamagedFile damaged = fuzz::damage(image, reader, counts % 16, (flags & 16) != 0, (flags & 8) != 0);
  write_whole_file(damaged_path, as_text(damaged.bytes));
  write_whole_file(sound_path, as_text(image.bytes()));
  OpenOptions options;
  if ((flags & 4) != 0) options.trust = Trust::kUntrusted;
  const ByteSpan rest = reader.read_bytes(reader.remaining());
  fuzz::Source source(rest.data(), rest.size());
  Work(damaged_path, sound_path, made_path, options, damaged.is_intact, source).run();
}

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  riffle::run(riffle::ByteSpan(data, size));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  return riffle::fuzz::mutate_patches(data, size, max_size, seed, 0x0F);
}
