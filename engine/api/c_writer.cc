// riffle_c.h: writing.
#include "api/c_writer.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_support.h"
#include "riffle/article_reader.h"
#include "riffle/schema.h"

namespace riffle {
namespace {

StoreMode store_of(std::uint64_t store) {
  if (store == RIFFLE_STORE_NONE) return StoreMode::kNone;
  return store == RIFFLE_STORE_META ? StoreMode::kMeta : StoreMode::kFull;
}

/// Tells what an ArticleReader has to say.
class InputTeller {
 public:
  explicit InputTeller(const riffle_input_options& options) : options_(options) {}

  void listen(ReaderOptions& reader) const {
    if (options_.on_message == nullptr) return;
    reader.on_bad_line = [this](const BadLine& bad) {
      tell(RIFFLE_INPUT_BAD_LINE, bad.path, bad.line, {}, bad.message);
    };
    reader.on_note = [this](const InputNote& note) {
      tell(kind_of(note.kind), note.path, note.line, note.id, note.message);
    };
  }

  void tell(riffle_input_kind kind, const std::string& path, std::uint64_t line, const std::string& id,
            const std::string& message) const {
    if (options_.on_message == nullptr) return;
    const riffle_input_message told{.size = sizeof(riffle_input_message),
                                    .kind = static_cast<std::uint64_t>(kind),
                                    .path = c_text(path),
                                    .line = line,
                                    .id = c_text(id),
                                    .message = c_text(message)};
    options_.on_message(&told, options_.context);
  }

 private:
  static riffle_input_kind kind_of(InputNote::Kind kind) {
    switch (kind) {
      case InputNote::Kind::kEncoding: return RIFFLE_INPUT_ENCODING;
      case InputNote::Kind::kMojibake: return RIFFLE_INPUT_MOJIBAKE;
      case InputNote::Kind::kDuplicateId: return RIFFLE_INPUT_DUPLICATE_ID;
      case InputNote::Kind::kUnreadable: return RIFFLE_INPUT_UNREADABLE;
    }
    return RIFFLE_INPUT_BAD_LINE;
  }

  const riffle_input_options& options_;
};

Result<ReaderOptions> reader_options_of(const riffle_input_options& options, std::vector<FieldSpec> fields) {
  constexpr std::uint64_t kKnown = RIFFLE_INPUT_STRICT | RIFFLE_INPUT_NO_DATELINES | RIFFLE_INPUT_GUESS_TITLES |
                                   RIFFLE_INPUT_CUT_BOILERPLATE | RIFFLE_INPUT_KEEP_HTML;
  RIFFLE_TRY(c_check_flags(options.flags, kKnown));
  ReaderOptions reader;
  if (options.id_member != nullptr) reader.id_member = options.id_member;
  reader.strict = (options.flags & RIFFLE_INPUT_STRICT) != 0;
  reader.datelines = (options.flags & RIFFLE_INPUT_NO_DATELINES) == 0;
  reader.guess_titles = (options.flags & RIFFLE_INPUT_GUESS_TITLES) != 0;
  reader.cut_boilerplate = (options.flags & RIFFLE_INPUT_CUT_BOILERPLATE) != 0;
  reader.html = (options.flags & RIFFLE_INPUT_KEEP_HTML) == 0;
  reader.fields = std::move(fields);
  return reader;
}

/// Adds what `reader` gives. An article that cannot be taken is a bad line, unless that ends the walk.
Status add_all(IndexWriter& writer, ArticleReader& reader, const riffle_input_options& options,
               const InputTeller& teller, riffle_input_report& report) {
  Document document;
  std::uint64_t refused = 0;
  for (;;) {
    if (options.cancel != nullptr && options.cancel->is_requested) {
      return make_error(ErrorCode::kCancelled, "adding the articles was cancelled");
    }
    const Result<bool> more = reader.next(document);
    report.bad_lines = reader.bad_line_count() + refused;
    RIFFLE_TRY(more);
    if (!*more) return {};
    const std::string id = document.id;
    const Status added = writer.add(std::move(document));
    if (added) {
      ++report.articles;
      continue;
    }
    const bool concerns_article =
        added.error().code == ErrorCode::kInvalidArgument || added.error().code == ErrorCode::kResourceLimit;
    if (!concerns_article || (options.flags & RIFFLE_INPUT_STRICT) != 0) return added;
    teller.tell(RIFFLE_INPUT_BAD_LINE, {}, 0, id, added.error().message);
    ++refused;
  }
}

}  // namespace

Result<WriterOptions> c_writer_options(const riffle_writer_options* given) {
  constexpr std::uint64_t kKnown =
      RIFFLE_WRITER_NO_MERGE | RIFFLE_WRITER_KEEP_HISTORY | RIFFLE_WRITER_JOIN_TITLE | RIFFLE_WRITER_NO_COPIES;
  constexpr std::uint64_t kMostThreads = 1024;
  RIFFLE_TRY_ASSIGN(const riffle_writer_options options, c_options(given));
  RIFFLE_TRY(c_check_flags(options.flags, kKnown));
  RIFFLE_TRY(c_check_choice(options.store, RIFFLE_STORE_NONE, "store"));
  RIFFLE_TRY(c_check_choice(options.durability, RIFFLE_DURABILITY_NORMAL, "durability"));
  RIFFLE_TRY(c_check_choice(options.sentences, RIFFLE_SENTENCES_OFF, "sentences"));
  RIFFLE_TRY(c_check_choice(options.threads, kMostThreads, "threads"));
  WriterOptions writer;
  if (options.analyzer != nullptr) writer.analyzer = options.analyzer;
  if (options.schema != nullptr) {
    RIFFLE_TRY_ASSIGN(writer.fields, parse_schema(options.schema));
  }
  writer.store = store_of(options.store);
  if (options.memory_bytes != 0) writer.memory_bytes = options.memory_bytes;
  writer.threads = static_cast<unsigned>(options.threads);
  writer.commit_time = options.commit_time;
  writer.merge_segments = (options.flags & RIFFLE_WRITER_NO_MERGE) == 0;
  writer.keep_history = (options.flags & RIFFLE_WRITER_KEEP_HISTORY) != 0;
  writer.join_title = (options.flags & RIFFLE_WRITER_JOIN_TITLE) != 0;
  writer.find_copies = (options.flags & RIFFLE_WRITER_NO_COPIES) == 0;
  if (options.sentences != RIFFLE_SENTENCES_AUTO) writer.sentences = options.sentences == RIFFLE_SENTENCES_ON;
  if (options.durability == RIFFLE_DURABILITY_NORMAL) writer.durability = Durability::kNormal;
  return writer;
}

riffle_commit_report c_commit_report(const CommitReport& report) {
  return {.size = 0,
          .commit = report.generation,
          .added = report.documents_added,
          .replaced = report.documents_replaced,
          .removed = report.documents_removed,
          .documents = report.documents_total,
          .segments_merged = report.segments_merged,
          .history_dropped = report.history_dropped ? std::uint64_t{1} : 0,
          .file_bytes = report.file_bytes};
}

}  // namespace riffle

using riffle::c_call;
using riffle::c_needs;
using riffle::Result;
using riffle::Status;

int riffle_writer_open(const char* path, const riffle_writer_options* options, riffle_writer** writer,
                       riffle_error** error) {
  return riffle::c_make(writer, error, [&]() -> Result<std::unique_ptr<riffle_writer>> {
    RIFFLE_TRY(c_needs(path, "path"));
    RIFFLE_TRY_ASSIGN(riffle::WriterOptions open, riffle::c_writer_options(options));
    RIFFLE_TRY_ASSIGN(riffle::IndexWriter opened, riffle::IndexWriter::open(path, open));
    return std::make_unique<riffle_writer>(std::move(opened), std::move(open.fields), riffle::ArticleParser());
  });
}

int riffle_writer_add(riffle_writer* writer, const riffle_article* article, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(c_needs(article, "article"));
    RIFFLE_TRY_ASSIGN(const riffle_article given, riffle::c_options(article));
    RIFFLE_TRY_ASSIGN(riffle::Document document, riffle::c_document(given));
    return writer->value.add(std::move(document));
  });
}

int riffle_writer_add_json(riffle_writer* writer, const char* json, std::size_t length, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY_ASSIGN(const std::string_view text, riffle::c_needed_text(json, length, "json"));
    riffle::Document document;
    RIFFLE_TRY(writer->parser.parse(text, document));
    return writer->value.add(std::move(document));
  });
}

int riffle_writer_add_files(riffle_writer* writer, const char* const* paths, std::size_t count,
                            const riffle_input_options* options, riffle_input_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(std::vector<std::string> inputs, riffle::c_strings_of(paths, count, "paths"));
    RIFFLE_TRY_ASSIGN(const riffle_input_options given, riffle::c_options(options));
    RIFFLE_TRY_ASSIGN(riffle::ReaderOptions reading, riffle::reader_options_of(given, writer->fields));
    const riffle::InputTeller teller(given);
    teller.listen(reading);
    riffle::ArticleReader reader(std::move(inputs), std::move(reading));
    riffle_input_report counted{};
    const Status done = riffle::add_all(writer->value, reader, given, teller, counted);
    RIFFLE_TRY(riffle::c_fill_wanted(report, counted));
    return done;
  });
}

int riffle_writer_remove(riffle_writer* writer, const char* id, std::size_t length, int* was_committed,
                         riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY_ASSIGN(const std::string_view wanted, riffle::c_needed_text(id, length, "id"));
    RIFFLE_TRY_ASSIGN(const bool was, writer->value.remove(wanted));
    if (was_committed != nullptr) *was_committed = was ? 1 : 0;
    return {};
  });
}

int riffle_writer_remove_matching(riffle_writer* writer, const char* query, std::size_t length, std::uint64_t* count,
                                  riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY_ASSIGN(const std::string_view text, riffle::c_needed_text(query, length, "query"));
    RIFFLE_TRY_ASSIGN(const std::uint64_t removed, writer->value.remove_matching(text));
    if (count != nullptr) *count = removed;
    return {};
  });
}

int riffle_writer_prepare_commit(riffle_writer* writer, riffle_commit_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle::CommitReport done, writer->value.prepare_commit());
    return riffle::c_fill_wanted(report, riffle::c_commit_report(done));
  });
}

int riffle_writer_commit(riffle_writer* writer, riffle_commit_report* report, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle::CommitReport done, writer->value.commit());
    return riffle::c_fill_wanted(report, riffle::c_commit_report(done));
  });
}

int riffle_writer_rollback(riffle_writer* writer, std::uint64_t commit, riffle_commit_report* report,
                           riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY_ASSIGN(const riffle::CommitReport done, writer->value.rollback(commit));
    return riffle::c_fill_wanted(report, riffle::c_commit_report(done));
  });
}

int riffle_writer_compact(riffle_writer* writer, std::uint64_t order, riffle_commit_report* report,
                          riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(writer, "writer"));
    RIFFLE_TRY(riffle::c_check_wanted(report));
    RIFFLE_TRY(riffle::c_check_choice(order, RIFFLE_ORDER_GRAPH_BISECTION, "order"));
    RIFFLE_TRY_ASSIGN(const riffle::CommitReport done, writer->value.compact(static_cast<riffle::DocumentSort>(order)));
    return riffle::c_fill_wanted(report, riffle::c_commit_report(done));
  });
}

std::uint64_t riffle_writer_bytes_added(const riffle_writer* writer) {
  return writer == nullptr ? 0 : writer->value.bytes_added();
}

void riffle_writer_close(riffle_writer* writer) { delete writer; }
