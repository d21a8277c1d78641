// Index::postings() and Index::for_each_term_of(): what the index holds, as it stands there.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/index_impl.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/posting_walk.h"
#include "format/sentence_mark.h"
#include "riffle/index.h"

namespace riffle {
namespace {

using Positions = std::vector<std::uint32_t>;

/// Text positions of a document -> positions in its fields.
class FieldSplitter {
 public:
  /// `wanted` = the number of the text field among text fields that counts; all when it is none.
  FieldSplitter(const Schema& schema, std::optional<std::uint32_t> wanted) : wanted_(wanted) {
    for (const Field& field : schema.fields) {
      if (field.type == FieldType::kText) names_.push_back(field.name);
    }
  }

  /// Positions that lie in no field are passed over: only a damaged file has some.
  Result<std::vector<FieldPositions>> split(const SegmentReader& segment, DocId doc,
                                            std::span<const std::uint32_t> positions) const {
    std::vector<FieldPositions> fields;
    if (!segment.touch_spans(doc, doc)) return segment.damage();
    const std::uint64_t first = std::uint64_t{doc} * names_.size();
    const std::uint32_t start = segment.span(first);
    std::uint32_t field = 0;
    for (const std::uint32_t position : positions) {
      while (field < names_.size() && position >= segment.span(first + field + 1) - start) ++field;
      if (field == names_.size()) break;
      if (wanted_ && *wanted_ != field) continue;
      if (fields.empty() || fields.back().field != names_[field]) fields.push_back({names_[field], {}});
      fields.back().positions.push_back(position - (segment.span(first + field) - start));
    }
    return fields;
  }

 private:
  std::vector<std::string> names_;
  std::optional<std::uint32_t> wanted_;
};

std::uint32_t count_of(const std::vector<FieldPositions>& fields) {
  std::size_t count = 0;
  for (const FieldPositions& field : fields) count += field.positions.size();
  return static_cast<std::uint32_t>(count);
}

/// One request on one snapshot.
class PostingsReader {
 public:
  PostingsReader(const Snapshot& snapshot, const std::function<bool(const Posting&)>& visit)
      : snapshot_(snapshot), visit_(visit), is_visiting_(visit != nullptr) {}

  Result<PostingsSummary> read(const PostingsRequest& request, Analyzer* analyzer) {
    RIFFLE_TRY(find_space(request));
    std::string class_name;
    if (request.all_forms && space_ == kTextSpace && analyzer != nullptr) {
      class_name = analyzer->class_of(request.term);
      RIFFLE_TRY(analyzer->status());
    }
    std::uint64_t first_number = 0;
    for (const LiveSegment& segment : snapshot_.segments()) {
      std::set<std::string> forms{request.term};
      if (!class_name.empty()) {
        RIFFLE_TRY(segment.reader->for_each_form(class_name, [&](std::string_view form) {
          forms.emplace(form);
          return true;
        }));
      }
      RIFFLE_TRY(read_segment(segment, first_number, forms));
      first_number += segment.reader->doc_count();
    }
    return PostingsSummary{.forms = {known_.begin(), known_.end()},
                           .document_frequency = documents_,
                           .collection_frequency = occurrences_};
  }

 private:
  Status find_space(const PostingsRequest& request) {
    const Schema& schema = snapshot_.schema();
    std::optional<std::uint32_t> wanted;
    if (!request.field.empty()) {
      const std::optional<std::uint32_t> number = schema.find(request.field);
      if (!number) return make_error(ErrorCode::kNotFound, "there is no field \"" + request.field + "\"");
      const FieldType type = schema.fields[*number].type;
      if (type == FieldType::kText) {
        wanted = static_cast<std::uint32_t>(
            std::count_if(schema.fields.begin(), schema.fields.begin() + static_cast<std::ptrdiff_t>(*number),
                          [](const Field& field) { return field.type == FieldType::kText; }));
      } else if (has_term_space(type)) {
        space_ = static_cast<TermSpace>(*number + 1);
      } else {
        return invalid_argument("the field \"" + request.field + "\" has no terms");
      }
    }
    splitter_.emplace(schema, wanted);
    return {};
  }

  Status read_segment(const LiveSegment& segment, std::uint64_t first_number, const std::set<std::string>& forms) {
    const SegmentReader& reader = *segment.reader;
    std::vector<TermEntry> entries;
    for (const std::string& form : forms) {
      RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, reader.find_term(space_, form));
      if (!entry) continue;
      known_.insert(form);
      entries.push_back(*entry);
    }
    Status inner;
    const auto take = [&](DocId doc, std::span<const std::uint32_t> positions) {
      if (segment.tombstones.contains(doc)) return true;
      inner = take_posting(reader, first_number, doc, positions);
      return inner.has_value();
    };
    if (entries.size() == 1) {
      RIFFLE_TRY(for_each_posting(reader, entries.front(), 0, reader.doc_count(), take));
      return inner;
    }
    // The forms of a word are put together in memory.
    std::map<DocId, Positions> merged;
    for (const TermEntry& entry : entries) {
      RIFFLE_TRY(for_each_posting(reader, entry, 0, reader.doc_count(),
                                  [&](DocId doc, std::span<const std::uint32_t> positions) {
                                    Positions& all = merged[doc];
                                    all.insert(all.end(), positions.begin(), positions.end());
                                    return true;
                                  }));
    }
    for (auto& [doc, positions] : merged) {
      std::sort(positions.begin(), positions.end());
      if (!take(doc, positions)) break;
    }
    return inner;
  }

  Status take_posting(const SegmentReader& reader, std::uint64_t first_number, DocId doc,
                      std::span<const std::uint32_t> positions) {
    Posting posting;
    posting.frequency = 1;
    if (space_ == kTextSpace) {
      RIFFLE_TRY_ASSIGN(posting.fields, splitter_->split(reader, doc, positions));
      posting.frequency = count_of(posting.fields);
      if (posting.frequency == 0) return {};  // in other fields only
    }
    ++documents_;
    occurrences_ += posting.frequency;
    if (!is_visiting_) return {};
    posting.number = first_number + doc;
    if (const std::optional<std::uint32_t> id_field = snapshot_.schema().id_field()) {
      RIFFLE_TRY_ASSIGN(posting.id, reader.keyword(*id_field, doc));
    }
    RIFFLE_TRY(snapshot_.check());
    is_visiting_ = visit_(posting);
    return {};
  }

  const Snapshot& snapshot_;
  const std::function<bool(const Posting&)>& visit_;
  bool is_visiting_;
  TermSpace space_ = kTextSpace;
  std::optional<FieldSplitter> splitter_;
  std::set<std::string> known_;
  std::uint64_t documents_ = 0;
  std::uint64_t occurrences_ = 0;
};

/// The live document of that id: of the newest segment that has one.
struct LivePlace {
  const SegmentReader* reader = nullptr;
  DocId doc = 0;
};

Result<LivePlace> find_document(const Snapshot& snapshot, std::string_view id) {
  const std::optional<std::uint32_t> id_field = snapshot.schema().id_field();
  const auto& segments = snapshot.segments();
  for (std::size_t i = segments.size(); id_field && i-- > 0;) {
    const SegmentReader& reader = *segments[i].reader;
    RIFFLE_TRY_ASSIGN(const auto entry, reader.find_term(static_cast<TermSpace>(*id_field + 1), id));
    if (!entry) continue;
    std::optional<DocId> found;
    RIFFLE_TRY(for_each_posting(reader, *entry, 0, reader.doc_count(), [&](DocId doc, std::span<const std::uint32_t>) {
      if (!segments[i].tombstones.contains(doc)) found = doc;
      return !found;
    }));
    if (found) return LivePlace{.reader = &reader, .doc = *found};
  }
  return make_error(ErrorCode::kNotFound,
                    snapshot.path() + ": there is no document with the id \"" + std::string(id) + "\"");
}

}  // namespace

Result<PostingsSummary> Index::postings(const PostingsRequest& request,
                                        const std::function<bool(const Posting&)>& visit) const {
  return impl_->named([&]() -> Result<PostingsSummary> {
    AnalyzerPool::Lent analyzer;
    if (request.all_forms) {
      RIFFLE_TRY_ASSIGN(analyzer, impl_->analyzer());
    }
    return PostingsReader(*impl_->snapshot, visit).read(request, analyzer.get());
  });
}

Status Index::for_each_term_of(std::string_view id, const std::function<bool(const DocumentTerm&)>& visit) const {
  return impl_->named([&]() -> Status {
    RIFFLE_TRY_ASSIGN(const LivePlace place, find_document(*impl_->snapshot, id));
    const SegmentReader& reader = *place.reader;
    const FieldSplitter splitter(impl_->snapshot->schema(), std::nullopt);
    Status inner;
    RIFFLE_TRY(reader.for_each_term(kTextSpace, "", [&](std::string_view term, const TermEntry& entry) {
      if (term == kSentenceMark) return true;
      bool goes_on = true;
      const auto take = [&](DocId doc, std::span<const std::uint32_t> positions) {
        Result<std::vector<FieldPositions>> fields = splitter.split(reader, doc, positions);
        if (!fields) inner = std::unexpected(fields.error());
        if (inner) inner = impl_->snapshot->check();
        if (!inner) return false;
        const std::uint32_t frequency = count_of(*fields);
        goes_on = visit({.term = std::string(term), .frequency = frequency, .fields = std::move(*fields)});
        return false;
      };
      const Status walked = for_each_posting(reader, entry, place.doc, place.doc + 1, take);
      if (inner && !walked) inner = walked;
      return goes_on && inner;
    }));
    return inner;
  });
}

}  // namespace riffle
