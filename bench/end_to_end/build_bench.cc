#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "benches.h"
#include "resources.h"

namespace riffle::bench {
namespace {

void print_sections(const CommitReport& report) {
  std::uint64_t sum = 0;
  for (const SectionBytes& section : report.sections) sum += section.bytes;
  for (const SectionBytes& section : report.sections) {
    std::fprintf(stderr, "%-20s %14llu  %5.1f %%\n", section.name.c_str(),
                 static_cast<unsigned long long>(section.bytes),
                 100.0 * static_cast<double>(section.bytes) / static_cast<double>(report.file_bytes));
  }
  std::fprintf(stderr, "%-20s %14llu\n", "header, commits, padding",
               static_cast<unsigned long long>(report.file_bytes - sum));
  const auto per = [](std::uint64_t bytes, std::uint64_t count) {
    return count == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(count);
  };
  std::uint64_t lists = 0;
  std::uint64_t positions = 0;
  for (const SectionBytes& section : report.sections) {
    if (section.name == "short lists" || section.name == "long lists") lists += section.bytes;
    if (section.name == "positions") positions += section.bytes;
  }
  std::fprintf(stderr,
               "%llu postings, %llu occurrences; lists %.2f bytes a posting (short lists hold their positions "
               "too), positions of long lists %.2f bytes an occurrence of all\n",
               static_cast<unsigned long long>(report.posting_count),
               static_cast<unsigned long long>(report.occurrence_count), per(lists, report.posting_count),
               per(positions, report.occurrence_count));
}

}  // namespace

Status run_build(const BuildRun& run) {
  std::remove(run.index.c_str());
  const double wall = wall_seconds();
  const double cpu = process_cpu_seconds();
  Result<IndexWriter> writer = IndexWriter::open(run.index, run.options);
  if (!writer) return std::unexpected(writer.error());
  ReaderOptions as_it_is;  // the text that the other engines have
  as_it_is.html = false;
  ArticleReader reader({run.corpus}, as_it_is);
  for (;;) {
    Document document;
    const Result<bool> more = reader.next(document);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    const Status added = writer->add(std::move(document));
    if (!added) return added;
  }
  const Result<CommitReport> report = writer->commit();
  if (!report) return std::unexpected(report.error());
  nlohmann::ordered_json line;
  line["engine"] = "riffle";
  line["riffle"] = version();
  line["op"] = "build";
  line["store"] = run.options.store == StoreMode::kFull;
  line["threads"] = run.options.threads;
  line["docs"] = report->documents_total;
  line["wall_s"] = wall_seconds() - wall;
  line["cpu_s"] = process_cpu_seconds() - cpu;
  line["peak_rss_kb"] = peak_rss_kib();
  line["bytes"] = report->file_bytes;
  for (const SectionBytes& section : report->sections) line["sections"][section.name] = section.bytes;
  if (run.out.empty()) {
    std::printf("%s\n", line.dump().c_str());
  } else {
    std::ofstream(run.out) << line.dump() << '\n';
  }
  print_sections(*report);
  return {};
}

}  // namespace riffle::bench
