#include "output_csv.h"

#include <fmt/format.h>

#include <string_view>

#include "riffle/article_reader.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

void append_value(std::string& line, std::string_view value) {
  if (!line.empty()) line += ',';
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

}  // namespace

std::string hits_csv(const riffle::Hits& hits, std::uint64_t first_rank, bool is_for_terminal) {
  const auto shown = [is_for_terminal](const std::string& value) {
    return is_for_terminal ? printable(value, LineBreaks::kKeep) : value;
  };
  std::string text = "rank,id,score,date,source,title,file,excerpt\n";
  for (const riffle::Hit& hit : hits.hits) {
    std::string line = fmt::format("{}", first_rank++);
    append_value(line, shown(hit.id));
    append_value(line, fmt::format("{}", hit.score));
    append_value(line, hit.date ? riffle::format_date(*hit.date) : std::string());
    append_value(line, shown(hit.source));
    append_value(line, shown(hit.title));
    append_value(line, shown(hit.file));
    append_value(line, shown(hit.snippet.text));
    text += line + "\n";
  }
  return text;
}

}  // namespace riffle_cli
