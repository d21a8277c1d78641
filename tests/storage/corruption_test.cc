// Damage to an index file: any flipped bit, any cut, any wiped sector gives an error or the intact answer, and verify()
// always notices.
// Stride:  an ordinary build flips one bit of every byte; a sanitizer build, some fifteen times slower, one of every 23
//          bytes. RIFFLE_CORRUPTION_LONG=1 flips all eight bits of every byte.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace riffle {
namespace {

constexpr std::size_t kStride = kSanitized ? 23 : 1;

std::size_t scrambled(std::size_t value) {
  value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15u;
  return value ^ (value >> 29);
}

/// A folder in memory where there is one; removed at the end.
class MemoryFolder {
 public:
  MemoryFolder() {
    std::error_code error;
    const std::filesystem::path memory = "/dev/shm";
    const bool usable = std::filesystem::is_directory(memory, error) && ::access(memory.c_str(), W_OK) == 0;
    path_ = (usable ? memory : std::filesystem::temp_directory_path()) /
            ("riffle-corruption-" + std::to_string(::getpid()));
    std::filesystem::create_directories(path_);
  }
  MemoryFolder(const MemoryFolder&) = delete;
  MemoryFolder& operator=(const MemoryFolder&) = delete;
  ~MemoryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A file whose bytes are changed and put back.
class PatchedFile {
 public:
  PatchedFile(std::string path, std::string bytes) : path_(std::move(path)), bytes_(std::move(bytes)) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    write(0, bytes_);
  }
  PatchedFile(const PatchedFile&) = delete;
  PatchedFile& operator=(const PatchedFile&) = delete;
  ~PatchedFile() { ::close(descriptor_); }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  void write(std::size_t offset, const std::string& text) const {
    if (::pwrite(descriptor_, text.data(), text.size(), static_cast<off_t>(offset)) !=
        static_cast<ssize_t>(text.size())) {
      ADD_FAILURE() << "cannot write " << path_;
    }
  }
  void cut(std::size_t length) const {
    if (::ftruncate(descriptor_, static_cast<off_t>(length)) != 0) ADD_FAILURE() << "cannot cut " << path_;
  }
  void restore(std::size_t offset, std::size_t length) const { write(offset, bytes_.substr(offset, length)); }
  void restore() const {
    cut(bytes_.size());
    restore(0, bytes_.size());
  }

 private:
  std::string path_;
  std::string bytes_;
  int descriptor_ = -1;
};

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Document article(const std::string& id, const std::string& title, const std::string& body) {
  Document document;
  document.id = id;
  document.title = title;
  document.body = body;
  document.date = 1732924800 + static_cast<Date>(scrambled(id.size() + title.size() + body.size()) % 5000) * 3600;
  document.source = id.size() % 2 == 0 ? "Rudaw" : "Reuters";
  document.url = "https://example.org/" + id;
  document.extra = {{"section", "\"world\""}};
  return document;
}

void must_build(const std::string& path, const WriterOptions& options,
                const std::vector<std::vector<Document>>& commits) {
  for (const std::vector<Document>& documents : commits) {
    auto writer = IndexWriter::open(path, options);
    ASSERT_TRUE(writer) << writer.error().message;
    for (const Document& document : documents) {
      const auto added = writer->add(document);
      ASSERT_TRUE(added) << added.error().message;
    }
    const auto report = writer->commit();
    ASSERT_TRUE(report) << report.error().message;
  }
}

WriterOptions writer_options(const char* analyzer, StoreMode store) {
  WriterOptions options;
  options.analyzer = analyzer;
  options.store = store;
  options.memory_bytes = std::size_t{32} << 20;
  options.threads = 1;
  return options;
}

std::string two_documents(const MemoryFolder& folder) {
  const std::string path = folder.file("two.riffle");
  must_build(path, writer_options("english", StoreMode::kFull),
             {{article("a1", "Aleppo falls to rebels", "Hay'at Tahrir al-Sham fighters entered Aleppo on Saturday."),
               article("b2", "Markets steady", "Oil markets were steady in Aleppo and beyond, Reuters said.")}});
  return read_bytes(path);
}

// Inline, short and long lists, tf exceptions, two segments, tombstones, several stored blocks.
std::string many_documents(const MemoryFolder& folder) {
  static const std::array<const char*, 12> kWords{"aleppo", "damascus", "river", "market", "oil",      "rebels",
                                                  "talks",  "border",   "peace", "water",  "election", "storm"};
  std::vector<Document> first;
  std::vector<Document> second;
  for (std::size_t i = 0; i < 140; ++i) {
    std::string body = "the";
    for (std::size_t j = 0; j < 3 + scrambled(i) % 7; ++j)
      body += std::string(" ") + kWords[scrambled(i * 31 + j) % kWords.size()];
    if (i == 50) {
      for (int j = 0; j < 40; ++j) body += " storm the";
    }
    first.push_back(
        article("doc" + std::to_string(i), "the " + std::string(kWords[i % kWords.size()]) + std::to_string(i), body));
  }
  for (std::size_t i = 0; i < 12; ++i) {
    second.push_back(
        article("doc" + std::to_string(i * 5), "again", "the river talks and peace number " + std::to_string(i)));
  }
  const std::string path = folder.file("many.riffle");
  must_build(path, writer_options("simple", StoreMode::kFull), {first, second});
  return read_bytes(path);
}

// Large enough for document-relative long positions, bitset containers and a checksum tree of several blocks.
std::string large_index(const MemoryFolder& folder) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < 5000; ++i) {
    std::string body = "the of";
    for (std::size_t j = 0; j < 58; ++j) {
      const std::size_t draw = scrambled(i * 1009 + j) % 10000;
      body.append(draw < 3000 ? " of" : " w").append(draw < 3000 ? "" : std::to_string(scrambled(draw * 7 + i) % 2100));
    }
    documents.push_back(
        article(std::string("n").append(std::to_string(i)), std::string("the w").append(std::to_string(i % 40)), body));
  }
  const std::string path = folder.file("large.riffle");
  must_build(path, writer_options("simple", StoreMode::kNone), {documents});
  return read_bytes(path);
}

const std::string kFailed = "error";

std::string text_of(const Result<Hits>& hits) {
  if (!hits) return kFailed;
  std::string out = std::to_string(hits->total);
  for (const Hit& hit : hits->hits) {
    out += '\n' + hit.id + '|' + std::to_string(hit.score) + '|' + hit.title + '|' + hit.source + '|' +
           (hit.date ? std::to_string(*hit.date) : "none") + '|' + hit.snippet.text;
    for (const TextRange& range : hit.snippet.highlights) {
      out += '|' + std::to_string(range.begin) + '-' + std::to_string(range.end);
    }
  }
  for (const std::string& note : hits->notes) out += "\nnote " + note;
  return out;
}

std::string text_of(const Document& document) {
  std::string out = document.id + '|' + document.title + '|' + document.body + '|' + document.source + '|' +
                    document.url + '|' + (document.date ? std::to_string(*document.date) : "none");
  for (const ExtraMember& member : document.extra) out += '|' + member.name + '=' + member.json;
  return out;
}

std::string text_of(const IndexInfo& info) {
  std::string out = info.uuid + '|' + info.format_version + '|' + info.analyzer + '|' +
                    std::to_string(info.analyzer_version) + '|' + std::to_string(static_cast<int>(info.store)) + '|' +
                    std::to_string(info.generation) + '|' + std::to_string(info.documents) + '|' +
                    std::to_string(info.deleted) + '|' + std::to_string(info.tokens);
  for (const FieldInfo& field : info.fields) out += '|' + field.name + ':' + field.type;
  for (const SegmentInfo& segment : info.segments) {
    out += '|' + std::to_string(segment.offset) + ',' + std::to_string(segment.documents) + ',' +
           std::to_string(segment.deleted);
    for (const auto& [name, bytes] : segment.sections) out += '|' + name + '=' + std::to_string(bytes);
  }
  return out;
}

/// What the file answers: one text for each question, kFailed for an error.
struct Questions {
  std::vector<std::string> counts;
  std::vector<std::string> searches;
  std::vector<std::string> ids;
  bool everything = true;  ///< every document, every term, info with sections
};

const Questions& small_questions() {
  static const Questions questions{
      {"the", "aleppo", "\"the river\"", "aleppo AND NOT oil", "source:rudaw", "date:>=2024-12-01", "id:doc50",
       "title:aleppo", "*", "oil OR talks OR rebels"},
      {"storm", "\"oil markets\" OR \"storm the storm\"", "aleppo steady", "title:the peace", "NOT (river OR oil)"},
      {"a1", "b2", "doc50", "doc5"},
      true};
  return questions;
}

const Questions& large_questions() {
  static const Questions questions{{"w7 AND of", "\"the of\"", "w100 OR w2000", "\"of w55\"", "title:w3", "NOT of"},
                                   {"w12 of", "\"of of w9\"", "w1999"},
                                   {"n17", "n4999"},
                                   false};
  return questions;
}

void ask_everything(const Index& index, std::vector<std::string>& out) {
  std::string all;
  const auto documents = index.for_each_document([&](const Document& document) {
    all += text_of(document) + '\n';
    return true;
  });
  out.push_back(documents ? all : kFailed);
  for (const char* const field : {"", "source"}) {
    all.clear();
    const auto terms = index.for_each_term(field, "", [&](const TermInfo& info) {
      all += info.term + ' ' + std::to_string(info.document_frequency) + ' ' +
             std::to_string(info.collection_frequency) + '\n';
      return true;
    });
    out.push_back(terms ? all : kFailed);
  }
  const auto info = index.info(true);
  out.push_back(info ? text_of(*info) : kFailed);
}

/// Empty when the file does not open.
std::vector<std::string> answers(const std::string& path, const Questions& questions) {
  std::vector<std::string> out;
  const auto index = Index::open(path);
  if (!index) {
    const ErrorCode code = index.error().code;
    EXPECT_TRUE(code == ErrorCode::kNotRiffle || code == ErrorCode::kUnsupportedVersion || code == ErrorCode::kCorrupt)
        << error_code_name(code) << ": " << index.error().message;
    EXPECT_FALSE(index.error().message.empty());
    return out;
  }
  for (const std::string& text : questions.counts) {
    const auto query = index->parse(text);
    EXPECT_TRUE(query) << text;
    const auto count = index->count(query ? *query : Query());
    out.push_back(count ? std::to_string(*count) : kFailed);
    EXPECT_TRUE(count || count.error().code == ErrorCode::kCorrupt) << count.error().message;
  }
  SearchOptions options;
  options.snippets = true;
  for (const std::string& text : questions.searches) out.push_back(text_of(index->search(text, options)));
  for (const SortOrder sort : {SortOrder::kDateAscending, SortOrder::kDateDescending}) {
    SearchOptions by_date;
    by_date.sort = sort;
    out.push_back(text_of(index->search(questions.counts.front(), by_date)));
  }
  for (const std::string& id : questions.ids) {
    const auto document = index->get(id);
    if (!document && document.error().code == ErrorCode::kNotFound) {
      out.emplace_back("not found");
    } else {
      out.push_back(document ? text_of(*document) : kFailed);
    }
  }
  if (questions.everything) ask_everything(*index, out);
  return out;
}

/// True when each answer is the intact one or an error, and verify() reports something.
testing::AssertionResult damage_is_seen(const PatchedFile& file, const Questions& questions,
                                        const std::vector<std::string>& intact) {
  const auto report = verify(file.path());
  if (report && report->faults.empty()) return testing::AssertionFailure() << "verify finds no fault";
  const std::vector<std::string> now = answers(file.path(), questions);
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] != kFailed && now[i] != intact[i]) {
      return testing::AssertionFailure() << "answer " << i << " is\n" << now[i] << "\ninstead of\n" << intact[i];
    }
  }
  return testing::AssertionSuccess();
}

/// A file and its intact answers.
struct Case {
  Case(const MemoryFolder& folder, const std::string& bytes, const Questions& asked)
      : file(folder.file("patched.riffle"), bytes), questions(asked), intact(answers(file.path(), asked)) {
    const auto report = verify(file.path());
    EXPECT_TRUE(report && report->faults.empty())
        << (report ? report->faults[0].section + ": " + report->faults[0].message : report.error().message);
    EXPECT_FALSE(intact.empty());
    for (std::size_t i = 0; i < intact.size(); ++i) EXPECT_NE(intact[i], kFailed) << "question " << i;
  }

  PatchedFile file;
  const Questions& questions;
  std::vector<std::string> intact;
};

void flip_bits(const Case& subject, std::size_t stride) {
  const bool all_bits = std::getenv("RIFFLE_CORRUPTION_LONG") != nullptr;
  const std::string& bytes = subject.file.bytes();
  for (std::size_t at = 0; at < bytes.size(); at += all_bits ? 1 : stride) {
    for (unsigned i = 0; i < (all_bits ? 8u : 1u); ++i) {
      const unsigned bit = all_bits ? i : static_cast<unsigned>(scrambled(at) % 8);
      subject.file.write(at, std::string(1, static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << bit))));
      ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact)) << "byte " << at << " bit " << bit;
      subject.file.restore(at, 1);
    }
  }
}

TEST(Corruption, EveryFlippedBitOfTwoDocumentsIsSeen) {
  const MemoryFolder folder;
  flip_bits(Case(folder, two_documents(folder), small_questions()), kStride);
}

TEST(Corruption, FlippedBitsOfManyDocumentsAreSeen) {
  const MemoryFolder folder;
  // Every byte takes more than a minute; RIFFLE_CORRUPTION_LONG tries each, and all of its bits.
  flip_bits(Case(folder, many_documents(folder), small_questions()), 4 * kStride);
}

TEST(Corruption, FlippedBitsOfALargeIndexAreSeen) {
  const MemoryFolder folder;
  const std::string bytes = large_index(folder);
  const Case subject(folder, bytes, large_questions());
  const std::size_t flips = kStride > 1 ? 100 : 1500;
  for (std::size_t i = 0; i < flips; ++i) {
    const std::size_t at = scrambled(i + 1) % bytes.size();
    subject.file.write(at, std::string(1, static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << (i % 8)))));
    ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact)) << "byte " << at << " bit " << i % 8;
    subject.file.restore(at, 1);
  }
}

TEST(Corruption, EveryCutIsSeen) {
  const MemoryFolder folder;
  const Case subject(folder, many_documents(folder), small_questions());
  for (std::size_t length = subject.file.bytes().size(); length > 0;) {
    length -= length > kStride ? kStride : length;
    subject.file.cut(length);
    ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact)) << "length " << length;
  }
}

TEST(Corruption, EveryWipedSectorIsSeen) {
  constexpr std::size_t kSector = 512;
  const MemoryFolder folder;
  for (const std::string& bytes : {two_documents(folder), many_documents(folder)}) {
    const Case subject(folder, bytes, small_questions());
    for (const char fill : {'\0', '\xFF'}) {
      const std::string sector(kSector, fill);
      for (std::size_t at = 0; at < bytes.size(); at += kSector) {
        if (bytes.compare(at, kSector, sector) == 0) continue;
        subject.file.write(at, sector);
        ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact))
            << "sector at " << at << " fill " << int{fill};
        subject.file.restore(at, kSector);
      }
    }
  }
}

TEST(Corruption, ZerosFromAnySectorToTheEndAreSeen) {
  constexpr std::size_t kSector = 512;
  const MemoryFolder folder;
  const Case subject(folder, many_documents(folder), small_questions());
  const std::string& bytes = subject.file.bytes();
  for (std::size_t at = 0; at < bytes.size(); at += kSector) {
    if (bytes.find_first_not_of('\0', at) == std::string::npos) continue;
    subject.file.write(at, std::string(bytes.size() - at, '\0'));
    ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact)) << "from " << at;
    subject.file.restore();
  }
}

TEST(Corruption, SwappedPagesAreSeen) {
  constexpr std::size_t kPage = 4096;
  const MemoryFolder folder;
  const Case subject(folder, many_documents(folder), small_questions());
  const std::string& bytes = subject.file.bytes();
  for (std::size_t a = 0; a < bytes.size(); a += kPage) {
    for (std::size_t b = a + kPage; b < bytes.size(); b += kPage) {
      // Both slots hold the same commit, byte for byte.
      if (bytes.compare(a, kPage, bytes, b, kPage) == 0) continue;
      subject.file.write(a, bytes.substr(b, kPage));
      subject.file.write(b, bytes.substr(a, kPage));
      ASSERT_TRUE(damage_is_seen(subject.file, subject.questions, subject.intact)) << "pages at " << a << " and " << b;
      subject.file.restore(a, kPage);
      subject.file.restore(b, kPage);
    }
  }
}

// The rest of a commit that was never finished means nothing.
TEST(Corruption, BytesAfterTheCommittedEndChangeNothing) {
  const MemoryFolder folder;
  const Case subject(folder, many_documents(folder), small_questions());
  const std::size_t end = subject.file.bytes().size();
  for (const std::size_t length : {std::size_t{1}, std::size_t{511}, std::size_t{4096}, std::size_t{70001}}) {
    for (const bool garbage : {false, true}) {
      std::string tail(length, '\0');
      for (std::size_t i = 0; garbage && i < length; ++i) tail[i] = static_cast<char>(scrambled(i * 7 + length));
      subject.file.write(end, tail);
      EXPECT_EQ(answers(subject.file.path(), subject.questions), subject.intact)
          << length << (garbage ? " garbage" : " zeros");
      subject.file.restore();
    }
  }
}

// A copy of an earlier commit's own pages behind the end must not bring that commit back.
TEST(Corruption, AnOldFileRepeatedAfterTheEndChangesNothing) {
  const MemoryFolder folder;
  const Case subject(folder, many_documents(folder), small_questions());
  subject.file.write(subject.file.bytes().size(), subject.file.bytes());
  EXPECT_EQ(answers(subject.file.path(), subject.questions), subject.intact);
}

}  // namespace
}  // namespace riffle
