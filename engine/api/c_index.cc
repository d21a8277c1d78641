// riffle_c.h: opening an index, and what is in it.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_json.h"
#include "api/c_support.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "riffle/riffle_c.h"

namespace riffle {
namespace {

Result<OpenOptions> open_options_of(const riffle_open_options* given) {
  RIFFLE_TRY_ASSIGN(const riffle_open_options options, c_options(given));
  RIFFLE_TRY(c_check_flags(options.flags, RIFFLE_OPEN_UNTRUSTED));
  OpenOptions open;
  open.generation = options.commit;
  if ((options.flags & RIFFLE_OPEN_UNTRUSTED) != 0) open.trust = Trust::kUntrusted;
  if (options.copy_bytes != 0) open.copy_bytes = options.copy_bytes;
  return open;
}

Result<Document> document_of(const riffle_index* index, const char* id, std::size_t id_length) {
  RIFFLE_TRY(c_needs(index, "index"));
  RIFFLE_TRY_ASSIGN(const std::string_view wanted, c_needed_text(id, id_length, "id"));
  return index->value.get(wanted);
}

riffle_commit commit_of(const CommitInfo& commit) {
  return {.size = sizeof(riffle_commit),
          .commit = commit.generation,
          .time = commit.time.value_or(0),
          .has_time = commit.time.has_value() ? std::uint64_t{1} : 0,
          .documents = commit.documents,
          .deleted = commit.deleted,
          .segments = commit.segments,
          .file_bytes = commit.file_bytes,
          .bytes_added = commit.bytes_added};
}

}  // namespace
}  // namespace riffle

using riffle::c_call;
using riffle::c_make;
using riffle::c_make_text;
using riffle::c_needs;
using riffle::Result;
using riffle::Status;

int riffle_index_open(const char* path, const riffle_open_options* options, riffle_index** index,
                      riffle_error** error) {
  return c_make(index, error, [&]() -> Result<std::unique_ptr<riffle_index>> {
    RIFFLE_TRY(c_needs(path, "path"));
    RIFFLE_TRY_ASSIGN(const riffle::OpenOptions open, riffle::open_options_of(options));
    RIFFLE_TRY_ASSIGN(riffle::Index opened, riffle::Index::open(path, open));
    return std::make_unique<riffle_index>(std::move(opened));
  });
}

int riffle_index_open_all(const char* const* paths, std::size_t count, const riffle_open_options* options,
                          riffle_index** index, riffle_error** error) {
  return c_make(index, error, [&]() -> Result<std::unique_ptr<riffle_index>> {
    RIFFLE_TRY_ASSIGN(const std::vector<std::string> files, riffle::c_strings_of(paths, count, "paths"));
    if (files.empty()) return riffle::invalid_argument("no path is given");
    RIFFLE_TRY_ASSIGN(const riffle::OpenOptions open, riffle::open_options_of(options));
    if (open.generation != 0) return riffle::invalid_argument("several files are opened at their newest commits");
    RIFFLE_TRY_ASSIGN(riffle::Index opened, riffle::Index::open_all(files, open));
    return std::make_unique<riffle_index>(std::move(opened));
  });
}

int riffle_index_refresh(riffle_index* index, int* is_newer, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const bool newer, index->value.refresh());
    if (is_newer != nullptr) *is_newer = newer ? 1 : 0;
    return {};
  });
}

void riffle_index_close(riffle_index* index) { delete index; }

int riffle_index_info(const riffle_index* index, riffle_info* info, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const riffle::IndexInfo found, index->value.info());
    return riffle::c_fill(info, {.size = 0,
                                 .commit = found.generation,
                                 .documents = found.documents,
                                 .deleted = found.deleted,
                                 .tokens = found.tokens,
                                 .segments = found.segments.size(),
                                 .file_bytes = found.file_bytes});
  });
}

int riffle_index_info_json(const riffle_index* index, char** json, std::size_t* length, riffle_error** error) {
  return c_make_text(json, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const riffle::IndexInfo info, index->value.info());
    return riffle::c_info_json(info);
  });
}

int riffle_index_each_commit(const riffle_index* index, int (*callback)(const riffle_commit* commit, void* context),
                             void* context, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    RIFFLE_TRY_ASSIGN(const std::vector<riffle::CommitInfo> commits, index->value.history());
    for (const riffle::CommitInfo& commit : commits) {
      const riffle_commit told = riffle::commit_of(commit);
      if (callback(&told, context) != 0) break;
    }
    return {};
  });
}

int riffle_index_get(const riffle_index* index, const char* id, std::size_t id_length, riffle_document** document,
                     riffle_error** error) {
  return c_make(document, error, [&]() -> Result<std::unique_ptr<riffle_document>> {
    RIFFLE_TRY_ASSIGN(riffle::Document found, riffle::document_of(index, id, id_length));
    return std::make_unique<riffle_document>(std::move(found));
  });
}

int riffle_index_get_json(const riffle_index* index, const char* id, std::size_t id_length, char** json,
                          std::size_t* length, riffle_error** error) {
  return c_make_text(json, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY_ASSIGN(const riffle::Document found, riffle::document_of(index, id, id_length));
    return riffle::article_json(found);
  });
}

int riffle_document_article(const riffle_document* document, riffle_article* article, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(document, "document"));
    return riffle::c_fill(article, document->view.article());
  });
}

void riffle_document_free(riffle_document* document) { delete document; }

int riffle_index_each_article(const riffle_index* index, riffle_article_callback callback, void* context,
                              riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    return index->value.for_each_document([&](const riffle::Document& document) {
      const riffle::CArticle view(document);
      return callback(&view.article(), context) == 0;
    });
  });
}

int riffle_index_each_term(const riffle_index* index, const char* field, const char* prefix, std::size_t prefix_length,
                           int (*callback)(const riffle_term* term, void* context), void* context,
                           riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(callback, "callback"));
    RIFFLE_TRY_ASSIGN(const std::string_view begin, riffle::c_text_of({.data = prefix, .length = prefix_length}));
    return index->value.for_each_term(riffle::c_string_of(field), begin, [&](const riffle::TermInfo& term) {
      const riffle_term told{.size = sizeof(riffle_term),
                             .term = riffle::c_text(term.term),
                             .document_frequency = term.document_frequency,
                             .collection_frequency = term.collection_frequency};
      return callback(&told, context) == 0;
    });
  });
}
