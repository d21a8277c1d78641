// JsonArticle: the text of one JSON object -> Document.
// Shape:   of the names that mean the same (member_names.h) the first that is present and usable wins; the others, and
//          members of no known name, go to `extra` as they are written. Null and "" count as absent. What values that
//          are no strings give: member_values.h.
// Ids:     a string or an integer, else "<path>:<line>"; without a path an article without an id is an error.
// Cost:    one pass of simdjson for the borders, one copy of each text.
// Errors:  kInvalidArgument with the reason when the text is no object, is broken, or has no usable id.
// Threads: one owner.
#ifndef RIFFLE_INGEST_JSON_ARTICLE_H_
#define RIFFLE_INGEST_JSON_ARTICLE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

/// Where a piece of input came from, for ids and messages.
struct Origin {
  std::string_view path;
  std::uint64_t line = 0;
};

/// "<path>:<line>".
void assign_origin_id(const Origin& origin, std::string& id);

class JsonArticle {
 public:
  explicit JsonArticle(std::string id_member);
  JsonArticle(JsonArticle&&) noexcept;
  JsonArticle& operator=(JsonArticle&&) noexcept;
  ~JsonArticle();

  /// REQUIRES: InputWindow::kPadding readable bytes behind `text`.
  Status parse(std::string_view text, const Origin& origin, Document& document);
  /// What parse() repaired in the last text; empty when nothing.
  [[nodiscard]] std::string_view note() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_JSON_ARTICLE_H_
