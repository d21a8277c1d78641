// riffle get: one stored article.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kGetDescription =
    R"(Prints the article with the id ID as it was given, as one JSON object on a line
(the form that riffle index reads), or as text for reading. What FILE does not
store (see index --store) is not there.)";

constexpr const char* kGetExamples =
    R"(  riffle get news.riffle a42
  riffle get news.riffle a42 --format text | less
)";

void append_line(std::string& text, std::string_view name, const std::string& value) {
  if (!value.empty()) text += fmt::format("{:<8}{}\n", name, printable(value));
}

std::string article_text(const riffle::Document& document, const Terminal& terminal) {
  std::string text;
  if (!document.title.empty()) text += bold(printable(document.title), terminal.colour) + "\n";
  append_line(text, "id", document.id);
  if (document.date) append_line(text, "date", riffle::format_date(*document.date));
  append_line(text, "source", document.source);
  append_line(text, "url", document.url);
  for (const riffle::ExtraMember& extra : document.extra) append_line(text, extra.name + " ", extra.json);
  if (!document.body.empty()) {
    text += "\n" + printable(document.body, LineBreaks::kKeep);
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

}  // namespace

int run_get(const Words& words) {
  riffle::OpenOptions open_options;
  std::string format = "json";
  Arguments arguments("get", "FILE ID [options]", kGetDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("ID", "the id of the article, as search shows it");
  arguments.set_accepts_dash_words();
  arguments.set_examples(kGetExamples);
  arguments.app()
      .add_option("--format", format, "json (the default) or text")
      ->check(CLI::IsMember({"json", "text"}))
      ->option_text("NAME");
  add_open_options(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals()[0];
  const std::string& id = arguments.positionals()[1];
  const riffle::Result<riffle::Index> index = riffle::Index::open(path, open_options);
  if (!index) return fail(path, index.error());
  const riffle::Result<riffle::Document> document = index->get(id);
  if (!document && document.error().code == riffle::ErrorCode::kNotFound) {
    return fail(path, fmt::format("no article has the id \"{}\"", id),
                fmt::format("ids are listed by: riffle search {} '*' --format ids", path));
  }
  if (!document) return fail(path, document.error());
  Output out;
  out.write(format == "json" ? riffle::article_json(*document) + "\n" : article_text(*document, stdout_terminal()));
  return out.finish();
}

}  // namespace riffle_cli
