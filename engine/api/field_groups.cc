#include "api/field_groups.h"

#include "base/try.h"

namespace riffle {
namespace {

/// Of a group, of a value and of a value in one segment, in all lists and maps, but for texts.
constexpr std::uint64_t kGroupBytes = sizeof(FoundDoc) + 128;
constexpr std::uint64_t kValueBytes = 96;
constexpr std::uint64_t kCountedBytes = 48;

}  // namespace

Status FieldGroups::add(std::span<const FoundDoc> docs, std::size_t wanted) {
  for (; taken_ < docs.size() && (wanted == 0 || firsts_.size() < wanted); ++taken_) {
    if (!pace_.goes_on()) return pace_.status();
    const FoundDoc& doc = docs[taken_];
    RIFFLE_TRY_ASSIGN(std::string value, snapshot_.segments()[doc.segment].reader->keyword(field_, doc.doc));
    if (!value.empty() && !group_of_value_.try_emplace(value, firsts_.size()).second) continue;
    RIFFLE_TRY(
        held_.grow_by(kGroupBytes + 2 * value.size() + doc.value.term.size() + doc.more.size() * sizeof(SortValue)));
    firsts_.push_back(doc);
    values_.push_back(std::move(value));
  }
  return {};
}

Status FieldGroups::fill(std::size_t group, Hit& hit) {
  hit.group = values_[group];
  const auto counted = counts_.find(hit.group);
  hit.group_count = counted == counts_.end() ? 0 : counted->second;
  return {};
}

Status FieldGroups::count(const MatchBlock& block) {
  if (reader_ == nullptr || segment_ != block.segment) RIFFLE_TRY(open_segment(block.segment, *block.reader));
  if (!pace_.goes_on(block.count)) return pace_.status();
  if (!column_) {
    without_value_ += block.count;
    return {};
  }
  const std::size_t before = of_segment_.size();
  const auto use = [&](std::size_t i, std::uint64_t stored) {
    // Only a forged list has documents that the segment has not.
    if (stored == 0 || block.doc(i) >= reader_->doc_count()) {
      ++without_value_;
      return;
    }
    Counted& counted = of_segment_[stored];
    counted.doc = block.doc(i);
    ++counted.count;
  };
  RIFFLE_TRY(for_each_stored_value(*column_, block, use));
  return held_.grow_by((of_segment_.size() - before) * kCountedBytes);
}

Result<std::uint64_t> FieldGroups::finish_count() {
  RIFFLE_TRY(close_segment());
  return counts_.size() + without_value_;
}

Status FieldGroups::open_segment(std::uint32_t segment, const SegmentReader& reader) {
  RIFFLE_TRY(close_segment());
  segment_ = segment;
  reader_ = &reader;
  column_.reset();
  if (!reader.section(SectionKind::kColumn, field_).present()) return {};
  RIFFLE_TRY_ASSIGN(column_, reader.column(field_));
  return {};
}

Status FieldGroups::close_segment() {
  for (const auto& [stored, counted] : of_segment_) {
    if (!pace_.goes_on()) return pace_.status();
    RIFFLE_TRY_ASSIGN(std::string value, reader_->keyword(field_, counted.doc));
    RIFFLE_TRY(held_.grow_by(kValueBytes + value.size()));
    counts_[std::move(value)] += counted.count;
  }
  of_segment_.clear();
  return {};
}

}  // namespace riffle
