// riffle-bench: measures building and searching end to end.
//   riffle-bench index CORPUS.jsonl FILE --analyzer simple --join-title
//   riffle-bench query FILE QUERIES.jsonl --out OUT.jsonl
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "benches.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Measures Riffle end to end");
  app.require_subcommand(1);

  riffle::bench::BuildRun build;
  build.options.store = riffle::StoreMode::kNone;
  build.options.threads = 1;
  std::size_t memory_mib = 256;
  std::string store = "none";
  CLI::App* index = app.add_subcommand("index", "Build an index and report time, memory and bytes by section");
  index->add_option("corpus", build.corpus, "articles (.jsonl, .jsonl.zst, ...)")->required();
  index->add_option("file", build.index, "index file to make; an old one is removed first")->required();
  index->add_option("--analyzer", build.options.analyzer, "simple or english")->capture_default_str();
  index->add_flag("--join-title", build.options.join_title,
                  "title and body as one text, as the other engines are measured");
  index->add_option("--threads", build.options.threads, "0 = all")->capture_default_str();
  index->add_option("--memory", memory_mib, "MiB")->capture_default_str();
  index->add_option("--store", store, "none, meta or full")->check(CLI::IsMember({"none", "meta", "full"}));
  index->add_option("--out", build.out, "file for the JSON line; standard output without it");

  riffle::bench::QueryRun queries;
  CLI::App* query = app.add_subcommand("query", "Ask COUNT, TOP10 and TOP10_COUNT of every query");
  query->add_option("file", queries.index, "index file")->required();
  query->add_option("queries", queries.queries, "one {\"kind\",\"terms\",\"not\"?} or {\"kind\",\"query\"} a line")
      ->required();
  query->add_option("--out", queries.out, "results, one JSON line a query and command")->required();
  query->add_option("--label", queries.label, "engine name in the results")->capture_default_str();
  query->add_option("--passes", queries.passes, "measured passes")->check(CLI::Range(1, 1000))->capture_default_str();
  query->add_option("--warm-up", queries.warm_up_passes, "passes before")->capture_default_str();
  query
      ->add_option("--commands", queries.commands,
                   "which of COUNT, TOP10, TOP10_COUNT (the default), FETCH10, SNIPPETS10")
      ->delimiter(',')
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(riffle::bench::kCommands), std::end(riffle::bench::kCommands))));
  query->add_option("--kinds", queries.kinds, "which kinds of queries; all without it")->delimiter(',');
  CLI11_PARSE(app, argc, argv);

  build.options.memory_bytes = memory_mib << 20;
  build.options.store = store == "full"   ? riffle::StoreMode::kFull
                        : store == "meta" ? riffle::StoreMode::kMeta
                                          : riffle::StoreMode::kNone;
  const riffle::Status done = index->parsed() ? run_build(build) : run_queries(queries);
  if (done) return 0;
  std::fprintf(stderr, "riffle-bench: %s\n", done.error().message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
