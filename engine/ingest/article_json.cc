// JSON objects in memory <-> documents.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/catching.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/input_window.h"
#include "ingest/json_article.h"
#include "riffle/article_reader.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Members of one object. A name that is taken gets a "_" in front: the input may have had another "id" than the one
/// that was chosen, and of two equal names every JSON reader would drop one.
class MemberList {
 public:
  void add(std::string name, std::string_view json) {
    while (std::ranges::find(names_, name) != names_.end()) name.insert(0, 1, '_');
    line_ += names_.empty() ? "{" : ",";
    append_quoted(name, line_);
    line_ += ':';
    line_ += json;
    names_.push_back(std::move(name));
  }

  void add_text(std::string name, std::string_view text) {
    std::string json;
    append_quoted(text, json);
    add(std::move(name), json);
  }

  [[nodiscard]] std::string line() const { return line_ + "}"; }

 private:
  std::string line_;
  std::vector<std::string> names_;
};

/// An empty text is written too, unless the input had a value there that is no text: that is among the extra members.
void add_indexed_text(MemberList& members, const Document& document, const char* name, std::string_view text) {
  const bool is_extra = std::ranges::find(document.extra, name, &ExtraMember::name) != document.extra.end();
  if (!text.empty() || !is_extra) members.add_text(name, text);
}

/// JSON text on one line, and none that a terminal obeys: in valid JSON a raw line break is always white space between
/// tokens.
std::string one_line(std::string json) {
  std::ranges::replace(json, '\n', ' ');
  std::ranges::replace(json, '\r', ' ');
  return with_controls_escaped(json);
}

}  // namespace

struct ArticleParser::Impl {
  JsonArticle json;
  std::string padded;
};

ArticleParser::ArticleParser(std::string id_member)
    : impl_(std::make_unique<Impl>(Impl{.json = JsonArticle(std::move(id_member)), .padded = {}})) {}
ArticleParser::ArticleParser(ArticleParser&&) noexcept = default;
ArticleParser& ArticleParser::operator=(ArticleParser&&) noexcept = default;
ArticleParser::~ArticleParser() = default;

Status ArticleParser::parse(std::string_view json, Document& document) {
  return catching([&]() -> Status {
    if (json.size() > limits::kDocumentBytes) {
      return make_error(ErrorCode::kResourceLimit, "the article is larger than 256 MiB; split it");
    }
    std::string& padded = impl_->padded;
    padded.clear();
    padded.reserve(json.size() + InputWindow::kPadding);
    padded.append(json).append(InputWindow::kPadding, '\0');
    return impl_->json.parse(std::string_view(padded).substr(0, json.size()), Origin{}, document);
  });
}

std::string article_json(const Document& document) {
  MemberList members;
  members.add_text("id", document.id);
  add_indexed_text(members, document, "title", document.title);
  add_indexed_text(members, document, "body", document.body);
  if (document.date) members.add_text("date", format_date(*document.date));
  if (!document.source.empty()) members.add_text("source", document.source);
  if (!document.url.empty()) members.add_text("url", document.url);
  for (const ExtraMember& extra : document.extra) {
    if (is_json_value(extra.json) && is_valid_utf8(extra.json)) {
      members.add(extra.name, one_line(extra.json));
    } else {
      members.add_text(extra.name, extra.json);
    }
  }
  return members.line();
}

}  // namespace riffle
