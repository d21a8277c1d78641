// riffle postings: the articles of a word, or the words of an article, as the index holds them.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "output_json.h"
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kPostingsDescription =
    R"(Lists where a word stands: how often in which article, at which positions of its
fields (0 is the first word). With --document, the words of one article instead.
Shows what the index holds, without deleted articles; nothing is looked for by
other forms or spellings unless --forms says so.)";

constexpr const char* kPostingsExamples =
    R"(  riffle postings news.riffle storm
  riffle postings news.riffle title:storms --forms
  riffle postings news.riffle source:reuters -n 0
  riffle postings news.riffle --document a42 --format json
)";

constexpr std::size_t kDefaultRows = 50;

struct PostingsCommand {
  std::string path;
  riffle::PostingsRequest request;
  std::string unknown_field;  ///< of "nope:word", unless such a word is there
  std::string document;
  std::string format = "text";
  std::size_t limit = kDefaultRows;
  riffle::OpenOptions open_options;
};

void declare(Arguments& arguments, PostingsCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional(
      "TERM", "a word as terms lists it (lower case, without accents),\nor FIELD:WORD for one field", false);
  arguments.set_accepts_dash_words();
  arguments.set_examples(kPostingsExamples);
  CLI::App& app = arguments.app();
  app.add_flag("--forms", command.request.all_forms, "all forms of the word together (storm, storms)");
  app.add_option("--document", command.document, "the words of the article with this id; reads the\nwhole dictionary")
      ->option_text("ID");
  app.add_option("-n,--limit", command.limit, "articles or words to list (default: 50; 0 = all)")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--format", command.format, "text (the default) or json: a line each")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  add_open_options(arguments, command.open_options);
}

/// "title:storm" names a field when the index has one of that name.
void take_term(const riffle::IndexInfo& info, const std::string& typed, PostingsCommand& command) {
  const std::size_t colon = typed.find(':');
  command.request.term = typed;
  if (colon == std::string::npos) return;
  const std::string name = typed.substr(0, colon);
  if (std::ranges::find(info.fields, name, &riffle::FieldInfo::name) == info.fields.end()) {
    command.unknown_field = name;
    return;
  }
  command.request.field = name;
  command.request.term = typed.substr(colon + 1);
}

std::string places_text(const std::vector<riffle::FieldPositions>& fields) {
  std::string text;
  for (const riffle::FieldPositions& field : fields) {
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", printable(field.field), fmt::join(field.positions, " "));
  }
  return text;
}

Json places_object(const std::vector<riffle::FieldPositions>& fields) {
  Json object = Json::object();
  for (const riffle::FieldPositions& field : fields) object[field.field] = field.positions;
  return object;
}

std::string row(std::uint32_t frequency, std::string_view what, const std::vector<riffle::FieldPositions>& fields) {
  std::string line = fmt::format("{:>6}  {}", grouped(frequency), printable(what));
  if (!fields.empty()) line += "  " + places_text(fields);
  return line + "\n";
}

std::string head_text(const riffle::PostingsRequest& request, const riffle::PostingsSummary& summary) {
  std::string text =
      fmt::format("{}: {}, {}\n", printable(request.term), counted(summary.document_frequency, "document", "documents"),
                  counted(summary.collection_frequency, "occurrence", "occurrences"));
  if (request.all_forms)
    text += fmt::format("forms: {}\n", printable(fmt::format("{}", fmt::join(summary.forms, " "))));
  return text;
}

std::string head_line(const riffle::PostingsRequest& request, const riffle::PostingsSummary& summary) {
  return to_line({{"field", request.field},
                  {"term", request.term},
                  {"forms", summary.forms},
                  {"document_frequency", summary.document_frequency},
                  {"collection_frequency", summary.collection_frequency}}) +
         "\n";
}

int finish_listing(Output& out, std::uint64_t shown, bool has_more, std::string_view what) {
  const int exit_code = out.finish();
  if (has_more && exit_code == kExitDone) {
    note(fmt::format("only the first {} {} are shown; all: -n 0", grouped(shown), what));
  }
  return exit_code;
}

int fail_postings(const PostingsCommand& command, const riffle::Error& error) {
  if (error.code != riffle::ErrorCode::kNotFound) return fail(command.path, error);
  if (command.document.empty()) {
    return fail(command.path, error.message, fmt::format("see its fields with: riffle info {}", command.path));
  }
  return fail(command.path, fmt::format("no article has the id \"{}\"", command.document),
              fmt::format("ids are listed by: riffle search {} '*' --format ids", command.path));
}

// Counts come first, so the list is read once for them and once for the articles.
int list_articles(const riffle::Index& index, const PostingsCommand& command) {
  const riffle::Result<riffle::PostingsSummary> summary = index.postings(command.request);
  if (!summary) return fail_postings(command, summary.error());
  if (summary->document_frequency == 0 && !command.unknown_field.empty()) {
    return fail(command.path, fmt::format("there is no field \"{}\"", command.unknown_field),
                fmt::format("see its fields with: riffle info {}", command.path));
  }
  const bool is_json = command.format == "json";
  Output out;
  if (is_json) {
    out.write(head_line(command.request, *summary));
  } else if (summary->document_frequency > 0) {
    out.write(head_text(command.request, *summary));
  }
  std::uint64_t shown = 0;
  const auto show = [&](const riffle::Posting& posting) {
    if (command.limit != 0 && shown == command.limit) return false;
    ++shown;
    if (is_json) {
      out.write(to_line({{"id", posting.id},
                         {"number", posting.number},
                         {"term_frequency", posting.frequency},
                         {"positions", places_object(posting.fields)}}) +
                "\n");
    } else {
      out.write(row(posting.frequency, posting.id, posting.fields));
    }
    return true;
  };
  if (const auto listed = index.postings(command.request, show); !listed) {
    return fail_postings(command, listed.error());
  }
  const int exit_code = finish_listing(out, shown, shown < summary->document_frequency, "articles");
  if (summary->document_frequency == 0 && !is_json) {
    note(fmt::format("no article has {}; words are held as this lists them: riffle terms {}", command.request.term,
                     command.path));
  }
  return exit_code;
}

int list_words(const riffle::Index& index, const PostingsCommand& command) {
  const bool is_json = command.format == "json";
  Output out;
  std::uint64_t shown = 0;
  bool has_more = false;
  const riffle::Status listed = index.for_each_term_of(command.document, [&](const riffle::DocumentTerm& term) {
    has_more = command.limit != 0 && shown == command.limit;
    if (has_more) return false;
    ++shown;
    if (is_json) {
      out.write(
          to_line(
              {{"term", term.term}, {"term_frequency", term.frequency}, {"positions", places_object(term.fields)}}) +
          "\n");
    } else {
      out.write(row(term.frequency, term.term, term.fields));
    }
    return true;
  });
  if (!listed) return fail_postings(command, listed.error());
  return finish_listing(out, shown, has_more, "words");
}

}  // namespace

int run_postings(const Words& words) {
  PostingsCommand command;
  Arguments arguments("postings", "FILE [TERM] [options]", kPostingsDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  const bool has_term = arguments.positionals().size() > 1;
  if (has_term == arguments.has("--document")) {
    return fail_usage("postings", has_term ? "a word and --document do not go together" : "no word is given",
                      "give a word, or an article with: --document ID");
  }
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  if (!has_term) return list_words(*index, command);
  const riffle::Result<riffle::IndexInfo> info = index->info();
  if (!info) return fail(command.path, info.error());
  take_term(*info, arguments.positionals()[1], command);
  return list_articles(*index, command);
}

}  // namespace riffle_cli
