// riffle terms: the words of an index and how often they occur.
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

constexpr const char* kTermsDescription =
    R"(Lists words as the index holds them (folded to lower case, without accents), in
byte order: the number of articles with the word, its occurrences, the word.)";

constexpr const char* kTermsExamples =
    R"(  riffle terms news.riffle alep
  riffle terms news.riffle --sort df -n 20
  riffle terms news.riffle --field source -n 0
)";

constexpr std::size_t kDefaultTerms = 50;

struct TermsCommand {
  std::string path;
  std::string prefix;
  std::string field;
  std::string sort = "term";
  std::string format = "text";
  std::size_t limit = kDefaultTerms;
  riffle::OpenOptions open_options;
};

void declare(Arguments& arguments, TermsCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional(
      "PREFIX", "what the words begin with, in capitals or not, with accents\nor without (default: nothing)", false);
  arguments.set_accepts_dash_words();
  arguments.set_examples(kTermsExamples);
  CLI::App& app = arguments.app();
  app.add_option("--field", command.field, "a keyword field, as source or id (default: title and body\ntogether)")
      ->option_text("NAME");
  app.add_option("-n,--limit", command.limit, "words to list (default: 50; 0 = all)")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--sort", command.sort, "term (the default) or df: most articles first")
      ->check(CLI::IsMember({"term", "df"}))
      ->option_text("ORDER");
  app.add_option("--format", command.format, "text (the default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  add_open_options(arguments, command.open_options);
}

struct TermList {
  std::vector<riffle::TermInfo> terms;
  bool has_more = false;
};

bool is_before(const riffle::TermInfo& a, const riffle::TermInfo& b) {
  return a.document_frequency != b.document_frequency ? a.document_frequency > b.document_frequency : a.term < b.term;
}

riffle::Result<TermList> collect(const riffle::Index& index, const TermsCommand& command) {
  TermList list;
  const bool is_by_df = command.sort == "df";
  const riffle::Status done = index.for_each_term(command.field, command.prefix, [&](const riffle::TermInfo& term) {
    if (!is_by_df && command.limit != 0 && list.terms.size() == command.limit) {
      list.has_more = true;
      return false;
    }
    list.terms.push_back(term);
    if (!is_by_df || command.limit == 0) return true;
    // A heap whose front is the last of the best ones.
    std::ranges::push_heap(list.terms, is_before);
    if (list.terms.size() > command.limit) {
      std::ranges::pop_heap(list.terms, is_before);
      list.terms.pop_back();
      list.has_more = true;
    }
    return true;
  });
  if (!done) return std::unexpected(done.error());
  if (is_by_df) std::ranges::sort(list.terms, is_before);
  return list;
}

std::string list_text(const TermList& list) {
  std::string text = fmt::format("{:>12} {:>14}  {}\n", "documents", "occurrences", "term");
  for (const riffle::TermInfo& term : list.terms) {
    text += fmt::format("{:>12} {:>14}  {}\n", grouped(term.document_frequency), grouped(term.collection_frequency),
                        printable(term.term));
  }
  return text;
}

std::string list_line(const TermsCommand& command, const TermList& list) {
  Json terms = Json::array();
  for (const riffle::TermInfo& term : list.terms) {
    terms.push_back({{"term", term.term},
                     {"document_frequency", term.document_frequency},
                     {"collection_frequency", term.collection_frequency}});
  }
  return to_line({{"field", command.field},
                  {"prefix", command.prefix},
                  {"terms", std::move(terms)},
                  {"has_more", list.has_more}}) +
         "\n";
}

}  // namespace

int run_terms(const Words& words) {
  TermsCommand command;
  Arguments arguments("terms", "FILE [PREFIX] [options]", kTermsDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  if (arguments.positionals().size() > 1) command.prefix = arguments.positionals()[1];
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  const riffle::Result<TermList> list = collect(*index, command);
  if (!list && list.error().code == riffle::ErrorCode::kNotFound) {
    return fail(command.path, list.error().message, fmt::format("see its fields with: riffle info {}", command.path));
  }
  if (!list) return fail(command.path, list.error());
  Output out;
  if (command.format == "json") {
    out.write(list_line(command, *list));
    return out.finish();
  }
  if (!list->terms.empty()) out.write(list_text(*list));
  const int exit_code = out.finish();
  if (list->terms.empty() && command.prefix.empty()) note("there are no words");
  if (list->terms.empty() && !command.prefix.empty()) {
    note(fmt::format("no word begins with {}", command.prefix));
  }
  if (list->has_more && exit_code == kExitDone) {
    note(fmt::format("only the {}{} words are shown; all: -n 0", grouped(list->terms.size()),
                     command.sort == "df" ? " most frequent" : " first"));
  }
  return exit_code;
}

}  // namespace riffle_cli
