// Files of articles of any bytes, packed or not. Reading ends, gives only documents that an index takes, none longer
// than it may be, and gives the same ones each time.
//
// Input:   byte 0: kind of file (its remainder by 5: JSON lines, JSON, CSV, text, HTML); from 128 on packed, as zstd
//          where it is odd; then byte 1: number of patches (low 2 bits), the content is packed as often as 4 to the
//          power of the next 3 bits say (bombs), in two frames (5), cut at the first patch (6), as it is and not packed
//          (7); three bytes a patch: u16 place, u8 value; the rest is the content.
// Caps:    64 KiB of content, and 256 KiB unpacked, of which a document may have 64: longer files are longer only.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include "base/bytes.h"
#include "base/scratch_folder.h"
#include "check.h"
#include "every_way.h"
#include "riffle/article_reader.h"
#include "riffle/document.h"

namespace riffle {
namespace {

using fuzz::check;

constexpr std::size_t kMostContentBytes = 64U << 10;
constexpr std::size_t kMostUnpackedBytes = 256U << 10;
constexpr std::size_t kLongestDocument = 64U << 10;

template <typename Compressor>
std::string packed_by(Compressor compressor, std::string_view content) {
  std::string packed;
  boost::iostreams::filtering_ostream out;
  out.push(std::move(compressor));
  out.push(boost::iostreams::back_inserter(packed));
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.reset();
  return packed;
}

std::string packed_of(std::string_view content, bool as_zstd) {
  namespace io = boost::iostreams;
  if (as_zstd) return packed_by(io::zstd_compressor(io::zstd_params(1)), content);
  return packed_by(io::gzip_compressor(io::gzip_params(1)), content);
}

std::string pack(ByteReader& input, bool as_zstd) {
  const auto how = input.read<std::uint8_t>();
  const ByteSpan patches = input.read_bytes(std::min<std::size_t>(3 * (how % 4), input.remaining() / 3 * 3));
  const std::string_view content = as_text(input.read_bytes(input.remaining()));
  if ((how & 128) != 0) return std::string(content);
  std::string unpacked(content);
  for (int i = how >> 2 & 7; i > 0 && 4 * unpacked.size() <= kMostUnpackedBytes; --i) {
    unpacked += unpacked;
    unpacked += unpacked;
  }
  const std::string_view whole = unpacked;
  const std::size_t border = (how & 32) != 0 ? whole.size() / 2 : 0;
  std::string packed = packed_of(whole.substr(border), as_zstd);
  if (border > 0) packed.insert(0, packed_of(whole.substr(0, border), as_zstd));
  bool is_cut = (how & 64) != 0;
  for (ByteReader patch(patches); patch.remaining() >= 3;) {
    const std::size_t place = patch.read<std::uint16_t>() % packed.size();
    const auto value = patch.read<std::uint8_t>();
    packed[place] = static_cast<char>(value);
    if (is_cut) packed.resize(std::max<std::size_t>(place, 1));
    is_cut = false;
  }
  return packed;
}

struct Reading {
  std::vector<Document> documents;
  bool is_whole = false;  ///< no error ended it
};

Reading read_all(const std::string& path, std::size_t times, bool with_cuts) {
  ReaderOptions options;
  options.max_document_bytes = kLongestDocument;
  options.cut_boilerplate = with_cuts;
  options.guess_titles = with_cuts;
  options.on_note = [](const InputNote& note) { check(!note.message.empty()); };
  options.on_cut = [](const CutLine& cut) { check(!cut.rule.empty()); };
  ArticleReader reader(std::vector<std::string>(times, path), options);
  Reading reading;
  Document document;
  for (;;) {
    const auto more = reader.next(document);
    if (!more) check(!more.error().message.empty());
    reading.is_whole = more.has_value();
    if (!more || !*more) return reading;
    reading.documents.push_back(document);
  }
}

/// One reader takes the file twice, with the buffers that it has by then.
void read_twice(const std::string& path, bool with_cuts) {
  const auto [documents, is_whole] = read_all(path, 2, with_cuts);
  if (!is_whole) return;
  check(documents.size() % 2 == 0);
  for (std::size_t i = 0; i < documents.size() / 2; ++i) {
    const Document& first = documents[i];
    const Document& second = documents[documents.size() / 2 + i];
    check(!first.id.empty() && first.id.size() <= 512);
    check(first.body.size() <= 4 * kLongestDocument);
    check(first.id == second.id && first.body == second.body && first.title == second.title);
    check(first.extra.size() == second.extra.size());
  }
}

void run(ByteSpan input) {
  static const ScratchFolder folder;
  static constexpr std::array<const char*, 5> kNames{"a.jsonl", "a.json", "a.csv", "a.txt", "a.html"};
  ByteReader reader(input);
  const auto kind = reader.read<std::uint8_t>();
  const bool is_zstd = kind % 2 != 0;
  std::string path = folder.file(kNames[kind % kNames.size()]);
  if (kind >= 128) {
    path += is_zstd ? ".zst" : ".gz";
    write_whole_file(path, pack(reader, is_zstd));
  } else {
    write_whole_file(path, as_text(reader.read_bytes(reader.remaining())));
  }
  fuzz::for_ways(as_text(input), 3, [&](std::size_t way) {
    if (way < 2) return read_twice(path, way == 1);
    check(read_all(path, 1, false).documents.size() == read_all(path, 1, true).documents.size());
  });
}

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > riffle::kMostContentBytes) return 0;
  riffle::run(riffle::ByteSpan(data, size));
  return 0;
}
