#include "format/frequent_terms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/checksum.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

// Nobody makes a look-up long by terms that fall into one bucket.
constexpr std::uint64_t kMostBucketBytes = 16'384;

std::uint64_t bucket_count(std::uint64_t items) { return std::bit_ceil((items + 1) / 2); }
std::uint64_t table_bytes(std::uint64_t buckets) { return 4 * (buckets + 1); }

struct Record {
  std::string_view key;
  ByteSpan rest;
};

Record next_record(ByteReader& reader) {
  const std::uint64_t key_bytes = reader.read_varint();
  const std::uint64_t rest_bytes = reader.read_varint();
  const ByteSpan key = reader.read_bytes(key_bytes);
  return {.key = as_text(key), .rest = reader.read_bytes(rest_bytes)};
}

// Behind the key stands a block of one entry without its key.
bool decode(const Record& record, TermEntry& entry) {
  TermBlockCursor cursor(record.rest, 0, 0);
  if (!cursor.read_lone_entry(static_cast<TermSpace>(record.key[0]))) return false;
  entry = cursor.entry();
  return cursor.at_block_end();
}

}  // namespace

bool FrequentTermsWriter::takes(std::string_view key, std::uint32_t df) {
  const auto space = static_cast<TermSpace>(key[0]);
  if (space == kTextSpace) return df >= kLeastFrequentDf;
  if (space != kClassSpace) return false;
  const std::string_view name = key.substr(1);
  const auto word = [&] {
    ByteReader reader(ByteSpan(records_).subspan(places_[next_word_].begin));
    return next_record(reader).key.substr(1);
  };
  while (next_word_ < word_count_ && word() < name) ++next_word_;
  return df >= kLeastFrequentDf || (next_word_ < word_count_ && word() == name);
}

void FrequentTermsWriter::add(std::string_view key, const TermEntry& entry, ByteSpan bytes) {
  if (static_cast<TermSpace>(key[0]) == kTextSpace) ++word_count_;
  const bool is_short = entry.kind == TermEntry::Kind::kShort;
  std::array<std::uint8_t, 3 * kMaxVarintBytes> offsets;
  std::uint8_t* end = store_varint(offsets.data(), is_short ? entry.list_offset : 0);
  end = store_varint(end, is_short ? 0 : entry.list_offset / 32);
  end = store_varint(end, is_short ? 0 : entry.positions_offset / 4);
  const ByteSpan head(offsets.data(), end);
  const std::size_t begin = records_.size();
  append_varint(records_, key.size());
  append_varint(records_, head.size() + bytes.size());
  append_bytes(records_, as_bytes(key));
  append_bytes(records_, head);
  append_bytes(records_, bytes);
  places_.push_back({.hash = static_cast<std::uint32_t>(checksum64(as_bytes(key))),
                     .bytes = static_cast<std::uint32_t>(records_.size() - begin),
                     .begin = begin});
}

ByteBuffer FrequentTermsWriter::encode() const {
  const std::uint64_t buckets = bucket_count(places_.size());
  const auto bucket_of = [&](const Place& place) { return place.hash & (buckets - 1); };
  std::vector<Place> places = places_;
  std::ranges::sort(places, {}, [&](const Place& place) { return std::pair(bucket_of(place), place.begin); });
  ByteBuffer section;
  section.reserve(table_bytes(buckets) + records_.size());
  std::uint64_t offset = 0;
  auto place = places.begin();
  for (std::uint64_t bucket = 0; bucket < buckets; ++bucket) {
    append(section, static_cast<std::uint32_t>(offset));
    const std::uint64_t begin = offset;
    for (; place != places.end() && bucket_of(*place) == bucket; ++place) offset += place->bytes;
    if (offset - begin > kMostBucketBytes || offset > UINT32_MAX) return {};
  }
  append(section, static_cast<std::uint32_t>(offset));
  for (const Place& each : places) append_bytes(section, ByteSpan(records_).subspan(each.begin, each.bytes));
  return section;
}

std::optional<FrequentTerms> FrequentTerms::open(SectionView section, std::uint64_t items) {
  if (!section.present()) return FrequentTerms();
  // A record takes more than a byte.
  if (items == 0 || items > section.size()) return std::nullopt;
  const std::uint64_t buckets = riffle::bucket_count(items);
  if (section.size() < table_bytes(buckets)) return std::nullopt;
  return FrequentTerms(section, buckets);
}

std::uint64_t FrequentTerms::bucket_of(std::string_view key) const {
  const std::uint64_t bucket = checksum64(as_bytes(key)) & (bucket_count_ - 1);
  __builtin_prefetch(section_.at(4 * bucket));
  return bucket;
}

void FrequentTerms::prefetch_records(std::uint64_t bucket) const {
  const std::uint64_t begin = table_bytes(bucket_count_) + load<std::uint32_t>(section_.at(4 * bucket));
  if (begin < section_.size()) __builtin_prefetch(section_.at(begin));
}

std::optional<ByteReader> FrequentTerms::records_of(std::uint64_t bucket) const {
  if (!section_.touch(4 * bucket, 8)) return std::nullopt;
  const std::uint64_t records = table_bytes(bucket_count_);
  const std::uint64_t begin = records + load<std::uint32_t>(section_.at(4 * bucket));
  const std::uint64_t end = records + load<std::uint32_t>(section_.at(4 * bucket + 4));
  if (begin > end || end - begin > kMostBucketBytes || !section_.touch(begin, end - begin)) return std::nullopt;
  return ByteReader(section_.span(begin, end - begin));
}

FrequentTerms::Answer FrequentTerms::find_record(std::string_view key, std::uint64_t bucket, TermEntry* entry) const {
  std::optional<ByteReader> records = records_of(bucket);
  if (!records) return Answer::kDamaged;
  while (!records->at_end()) {
    const Record record = next_record(*records);
    if (!records->ok()) return Answer::kDamaged;
    if (record.key == key) return entry == nullptr || decode(record, *entry) ? Answer::kFound : Answer::kDamaged;
  }
  return Answer::kUnknown;
}

FrequentTerms::Answer FrequentTerms::find(std::string_view key, std::uint64_t bucket, TermEntry& entry) const {
  const Answer answer = find_record(key, bucket, &entry);
  if (answer != Answer::kUnknown || static_cast<TermSpace>(key[0]) != kClassSpace) return answer;
  // A class that is named like a word with a record would have one, too.
  std::string word(key);
  word[0] = static_cast<char>(kTextSpace);
  const Answer of_word = find_record(word, bucket_of(word), nullptr);
  return of_word == Answer::kFound ? Answer::kAbsent : of_word;
}

}  // namespace riffle
