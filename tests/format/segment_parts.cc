#include "format/segment_parts.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "format/segment_check.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

std::vector<PartTerm> read_terms(const ByteBuffer& blocks, const ByteBuffer& index) {
  std::vector<PartTerm> terms;
  const auto term_count = load<std::uint64_t>(index.data());
  const auto block_count = load<std::uint64_t>(index.data() + 8);
  const auto offset = [&](std::uint64_t block) {
    return load<std::uint64_t>(index.data() + 16 + 8 * (block_count + block));
  };
  for (std::uint64_t block = 0; block < block_count; ++block) {
    const std::uint64_t first = block * kTermsPerBlock;
    TermBlockCursor cursor(ByteSpan(blocks).subspan(offset(block), offset(block + 1) - offset(block)), first,
                           static_cast<std::uint32_t>(std::min<std::uint64_t>(kTermsPerBlock, term_count - first)));
    while (cursor.next()) {
      const TermEntry& entry = cursor.entry();
      terms.push_back({.key = std::string(cursor.key()),
                       .entry = entry,
                       .forms = ByteBuffer(entry.forms.begin(), entry.forms.end())});
    }
    EXPECT_FALSE(cursor.damaged());
  }
  return terms;
}

void add_term(const PartTerm& term, TermDictionaryWriter& writer) {
  const TermEntry& entry = term.entry;
  EncodedTerm encoded;
  encoded.kind = entry.kind;
  encoded.df = entry.df;
  encoded.cf = entry.cf;
  encoded.list_bytes = entry.list_bytes;
  encoded.positions_bytes = entry.positions_bytes;
  if (entry.is_class) {
    writer.add_class(term.key, encoded, entry.inline_doc, term.forms);
  } else if (entry.is_pair) {
    writer.add_pair(term.key, encoded, entry.inline_doc);
  } else {
    std::vector<std::uint32_t> gaps;
    std::uint32_t previous = 0;
    for (std::uint32_t i = 0; i < entry.inline_tf; ++i) {
      gaps.push_back(entry.inline_positions[i] - std::exchange(previous, entry.inline_positions[i]));
    }
    writer.add(term.key, encoded, entry.inline_doc, gaps);
  }
}

}  // namespace

SegmentParts::SegmentParts(const MemorySegment& segment) : entry_(segment.entry), schema_(segment.schema) {
  const auto reader = segment.must_open();
  for (const SectionRow& row : reader->rows()) {
    const ByteSpan bytes = ByteSpan(segment.bytes).subspan(row.offset, row.bytes);
    sections_[{static_cast<SectionKind>(row.kind), row.field}] = {.bytes = ByteBuffer(bytes.begin(), bytes.end()),
                                                                  .items = row.items};
  }
}

std::vector<PartTerm>& SegmentParts::terms() {
  if (terms_.empty()) terms_ = read_terms(section(SectionKind::kTermBlocks), section(SectionKind::kTermIndex));
  return terms_;
}

PartTerm& SegmentParts::term(TermSpace space, std::string_view term) {
  const std::string key = std::string(1, static_cast<char>(space)).append(term);
  const auto found = std::ranges::find(terms(), key, &PartTerm::key);
  EXPECT_NE(found, terms().end()) << term;
  return *found;
}

MemorySegment SegmentParts::join() const {
  auto sections = sections_;
  if (!terms_.empty()) {
    TermDictionaryWriter writer;
    for (const PartTerm& term : terms_) add_term(term, writer);
    ByteBuffer& blocks = sections[{SectionKind::kTermBlocks, 0}].bytes;
    Section& index = sections[{SectionKind::kTermIndex, 0}];
    blocks = writer.blocks();
    index.bytes = writer.finish_index(blocks.size());
    sections[{SectionKind::kTermBlocks, 0}].items = terms_.size();
    index.items = load<std::uint64_t>(index.bytes.data() + 8);
    if (const auto trigrams = sections.find({SectionKind::kTrigrams, 0}); trigrams != sections.end()) {
      trigrams->second = {.bytes = writer.trigrams().encode(), .items = writer.trigrams().block_count()};
    }
    const auto frequent = sections.find({SectionKind::kFrequentTerms, 0});
    if (frequent != sections.end()) {
      frequent->second = {.bytes = writer.frequent_terms().encode(), .items = writer.frequent_terms().count()};
    }
  }
  MemorySink sink;
  SegmentWriter writer(sink);
  for (const auto& [place, section] : sections) {
    EXPECT_TRUE(writer.begin_section(place.first, place.second));
    EXPECT_TRUE(writer.write(section.bytes));
    writer.end_section(section.items);
  }
  const auto written = writer.finish();
  EXPECT_TRUE(written);
  SegmentEntry entry = *written;
  entry.doc_count = entry_.doc_count;
  entry.field_tokens = entry_.field_tokens;
  entry.live_field_tokens = entry_.live_field_tokens;
  return {std::move(sink.bytes), std::move(entry), schema_};
}

std::string message_of_check(const MemorySegment& segment) {
  const auto reader = segment.open();
  const auto counts = reader ? check_segment(**reader, segment.schema) : std::unexpected(reader.error());
  return counts ? std::string() : counts.error().message;
}

void expect_messages(const MemorySegment& sound, const std::vector<std::pair<std::string, ChangeOfParts>>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    SegmentParts parts(sound);
    changes[i].second(parts);
    const std::string found = message_of_check(parts.join());
    EXPECT_NE(found.find(changes[i].first), std::string::npos)
        << "change " << i << "\nexpected: " << changes[i].first << "\nfound: " << found;
  }
}

}  // namespace riffle
