#include "riffle/index.h"

#include <algorithm>
#include <utility>

#include "analysis/analyzer.h"
#include "api/commit_analysis.h"
#include "api/index_impl.h"
#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/sentence_mark.h"
#include "indexing/further_fields.h"
#include "query/profiler.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "storage/commit_diff.h"
#include "storage/sentence_support.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {
namespace {

std::string_view field_type_name(FieldType type) {
  switch (type) {
    case FieldType::kId: return "id";
    case FieldType::kText: return "text";
    case FieldType::kKeyword: return "keyword";
    case FieldType::kDate: return "date";
    case FieldType::kStored: return "stored";
    case FieldType::kInt64: return "int64";
    case FieldType::kFloat64: return "float64";
  }
  return "unknown";
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

/// A prefix of words as analysis would have it; as it is when that makes no single word of it.
class FoldedPrefix final : public TokenSink {
 public:
  static Result<std::string> of(std::string_view prefix, Analyzer& analyzer) {
    FoldedPrefix folded;
    analyzer.analyze(prefix, folded);
    RIFFLE_TRY(analyzer.status());
    const bool is_word = folded.token_count_ == 1 && folded.bytes_ == prefix.size();
    return is_word ? std::move(folded.term_) : std::string(prefix);
  }

  void token(std::string_view term, std::uint32_t, std::uint32_t begin, std::uint32_t end) override {
    ++token_count_;
    bytes_ = end - begin;
    term_ = term;
  }

 private:
  std::size_t token_count_ = 0;
  std::size_t bytes_ = 0;
  std::string term_;
};

/// Small letters and digits of ASCII stand for themselves.
bool is_folded(std::string_view prefix) {
  return std::ranges::all_of(prefix, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace

Index::Index(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

Result<Index> Index::open(const std::string& path, const OpenOptions& options) {
  return catching([&]() -> Result<Index> {
    auto impl = std::make_unique<Impl>();
    RIFFLE_TRY_ASSIGN(impl->snapshot, Snapshot::open(path, options));
    return Index(std::move(impl));
  });
}

Result<Index> Index::open_all(const std::vector<std::string>& paths, const OpenOptions& options) {
  return catching([&]() -> Result<Index> {
    auto impl = std::make_unique<Impl>();
    OpenOptions newest = options;
    newest.generation = 0;
    std::vector<std::unique_ptr<Snapshot>> parts;
    for (const std::string& path : paths) {
      RIFFLE_TRY_ASSIGN(parts.emplace_back(), Snapshot::open(path, newest));
    }
    RIFFLE_TRY_ASSIGN(impl->snapshot, Snapshot::join(std::move(parts)));
    return Index(std::move(impl));
  });
}

Result<Query> Index::parse(std::string_view query_text, const ParseOptions& options) const {
  return impl_->named([&]() -> Result<Query> {
    RIFFLE_TRY_ASSIGN(const AnalyzerPool::Lent analyzer, impl_->analyzer());
    return parse_for(*impl_->snapshot, *analyzer, query_text, options);
  });
}

Result<std::uint64_t> Index::count(const Query& query, const SearchControl& control) const {
  return impl_->named([&]() -> Result<std::uint64_t> {
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), control));
    return searcher.count();
  });
}

Status Index::for_each_id(const Query& query, const std::function<bool(std::string_view)>& visit,
                          const SearchControl& control) const {
  return impl_->named([&]() -> Status {
    const std::optional<std::uint32_t> id_field = impl_->snapshot->schema().id_field();
    if (!id_field) return {};
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), control));
    Status inner;
    RIFFLE_TRY(searcher.for_each_match([&](std::uint32_t segment, DocId doc) {
      const Result<std::string> id = impl_->snapshot->segments()[segment].reader->keyword(*id_field, doc);
      if (!id) {
        inner = std::unexpected(id.error());
        return false;
      }
      return impl_->snapshot->check() && visit_freely(visit, *id);
    }));
    return inner;
  });
}

Result<QueryProfile> Index::profile(const Query& query, const SearchControl& control) const {
  return impl_->named([&]() -> Result<QueryProfile> {
    RIFFLE_TRY_ASSIGN(QueryProfile profile, profile_query(*impl_->snapshot, query.root(), control));
    profile.notes = query.notes();
    return profile;
  });
}

Result<Document> Index::get(std::string_view id) const {
  return impl_->named([&]() -> Result<Document> {
    const std::optional<std::uint32_t> id_field = impl_->snapshot->schema().id_field();
    const auto& segments = impl_->snapshot->segments();
    for (std::size_t i = segments.size(); id_field && i-- > 0;) {
      const SegmentReader& reader = *segments[i].reader;
      RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry,
                        reader.find_term(static_cast<TermSpace>(*id_field + 1), id));
      if (!entry) continue;
      RIFFLE_TRY_ASSIGN(const PostingList list, reader.open_list(*entry));
      std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
      if (list.is_long()) docs = list.set().to_vector();
      for (const DocId doc : docs) {
        if (!segments[i].tombstones.contains(doc)) return reader.article(doc);
      }
    }
    return make_error(ErrorCode::kNotFound,
                      impl_->snapshot->path() + ": there is no document with the id \"" + std::string(id) + "\"");
  });
}

Status Index::for_each_document(const std::function<bool(const Document&)>& visit) const {
  return impl_->named([&]() -> Status {
    for (const LiveSegment& segment : impl_->snapshot->segments()) {
      for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
        if (segment.tombstones.contains(doc)) continue;
        impl_->snapshot->pause();
        RIFFLE_TRY_ASSIGN(const Document document, segment.reader->article(doc));
        RIFFLE_TRY(impl_->snapshot->check());
        if (!visit_freely(visit, document)) return {};
      }
    }
    return {};
  });
}

Status Index::for_each_term(std::string_view field, std::string_view prefix,
                            const std::function<bool(const TermInfo&)>& visit) const {
  return impl_->named([&]() -> Status {
    TermSpace space = kTextSpace;
    bool is_keyword = false;
    if (!field.empty()) {
      const std::optional<std::uint32_t> number = impl_->snapshot->schema().find(field);
      if (!number) return make_error(ErrorCode::kNotFound, "there is no field \"" + std::string(field) + "\"");
      const FieldType type = impl_->snapshot->schema().fields[*number].type;
      if (has_number_column(type) || type == FieldType::kStored) {
        return invalid_argument("the field \"" + std::string(field) + "\" has no terms");
      }
      if (type != FieldType::kText) space = static_cast<TermSpace>(*number + 1);
      is_keyword = type == FieldType::kKeyword;
    }
    std::string folded(prefix);
    if (space == kTextSpace && !is_folded(prefix) &&
        has_analyzer(impl_->snapshot->commit().analyzer, impl_->snapshot->commit().analyzer_version)) {
      RIFFLE_TRY_ASSIGN(const AnalyzerPool::Lent analyzer, impl_->analyzer());
      RIFFLE_TRY_ASSIGN(folded, FoldedPrefix::of(prefix, *analyzer));
    } else if (is_keyword) {
      folded = normalize_keyword(prefix);
    }
    const auto is_mark = [space](std::string_view term) { return space == kTextSpace && term == kSentenceMark; };
    const auto& segments = impl_->snapshot->segments();
    if (segments.size() == 1) {
      return segments[0].reader->for_each_term(space, folded, [&](std::string_view term, const TermEntry& entry) {
        return impl_->snapshot->check() && (is_mark(term) || visit({std::string(term), entry.df, entry.cf}));
      });
    }
    // Few segments hold few terms beyond those of the largest: merged in memory.
    std::vector<TermInfo> terms;
    for (const LiveSegment& segment : segments) {
      RIFFLE_TRY(segment.reader->for_each_term(space, folded, [&](std::string_view term, const TermEntry& entry) {
        if (!is_mark(term)) terms.push_back({std::string(term), entry.df, entry.cf});
        return true;
      }));
    }
    RIFFLE_TRY(impl_->snapshot->check());
    std::sort(terms.begin(), terms.end(), [](const TermInfo& a, const TermInfo& b) { return a.term < b.term; });
    for (std::size_t i = 0; i < terms.size();) {
      TermInfo merged = terms[i];
      for (++i; i < terms.size() && terms[i].term == merged.term; ++i) {
        merged.document_frequency += terms[i].document_frequency;
        merged.collection_frequency += terms[i].collection_frequency;
      }
      if (!visit(merged)) return {};
    }
    return {};
  });
}

Result<IndexInfo> Index::info(bool with_sections) const {
  return impl_->named([&]() -> Result<IndexInfo> {
    const Snapshot& snapshot = *impl_->snapshot;
    const CommitRecord& commit = snapshot.commit();
    IndexInfo info;
    info.path = snapshot.path();
    info.uuid = hex(snapshot.uuid());
    info.format_version = "1." + std::to_string(snapshot.format_minor());
    info.analyzer = commit.analyzer;
    info.analyzer_version = commit.analyzer_version;
    info.analyzer_known = has_analyzer(commit.analyzer, commit.analyzer_version);
    info.store = commit.store;
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(snapshot));
    info.sentences = marks == SentenceMarks::kKept;
    info.generation = commit.generation;
    info.documents = snapshot.live_count();
    info.file_bytes = snapshot.committed_bytes();
    for (const Field& field : commit.schema.fields)
      info.fields.push_back({field.name, std::string(field_type_name(field.type))});
    info.further_fields = further_fields(commit.schema);
    for (const LiveSegment& live : snapshot.segments()) {
      const SegmentEntry& entry = live.reader->entry();
      SegmentInfo segment;
      segment.offset = entry.offset;
      segment.bytes = entry.total_bytes;
      segment.documents = entry.doc_count;
      segment.deleted = entry.deleted_count;
      for (const std::uint64_t tokens : entry.field_tokens) segment.tokens += tokens;
      for (const SectionRow& row : with_sections ? live.reader->rows() : std::vector<SectionRow>()) {
        std::string name(section_name(static_cast<SectionKind>(row.kind)));
        if (row.kind == static_cast<std::uint32_t>(SectionKind::kColumn) && row.field < commit.schema.fields.size()) {
          name += " " + commit.schema.fields[row.field].name;
        }
        segment.sections.emplace_back(std::move(name), row.bytes);
      }
      info.deleted += segment.deleted;
      info.tokens += segment.tokens;
      info.segments.push_back(std::move(segment));
    }
    return info;
  });
}

Result<std::vector<CommitInfo>> Index::history() const {
  return impl_->named([&] { return impl_->snapshot->history(); });
}

Result<Changes> Index::changes_since(const Index& before) const {
  return impl_->named([&]() -> Result<Changes> {
    const Snapshot::Use use(*before.impl_->snapshot);
    Result<Changes> changes = diff_commits(*before.impl_->snapshot, *impl_->snapshot);
    RIFFLE_TRY(before.impl_->snapshot->check());
    return changes;
  });
}

Result<bool> Index::refresh() {
  return catching([&]() -> Result<bool> {
    if (impl_->snapshot->is_joined()) {
      return invalid_argument("several files as one cannot be refreshed; open them again");
    }
    if (impl_->snapshot->is_newest()) return false;
    OpenOptions options = impl_->snapshot->options();
    options.generation = 0;
    RIFFLE_TRY_ASSIGN(std::unique_ptr<Snapshot> newest, Snapshot::open(impl_->snapshot->path(), options));
    if (newest->uuid() != impl_->snapshot->uuid()) {
      return invalid_argument(newest->path() + ": another index has been put in its place; open that one anew");
    }
    const bool is_newer = newest->commit().generation != impl_->snapshot->commit().generation;
    impl_->snapshot = std::move(newest);
    return is_newer;
  });
}

Result<VerifyReport> verify(const std::string& path, const ProgressCallback& progress, const OpenOptions& options) {
  const UnpackLimit limit(unpack_bytes_of(options), path);
  return catching([&] { return verify_file(path, progress, options); });
}

}  // namespace riffle
