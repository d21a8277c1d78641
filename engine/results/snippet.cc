#include "results/snippet.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/try.h"
#include "query/query_lexer.h"
#include "results/passages.h"

namespace riffle {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
constexpr std::string_view kReplacement = "\uFFFD";
/// The bytes [begin, end) of `text` as a snippet. `ranges` are in order.
Snippet write(std::string_view text, std::size_t begin, std::size_t end, std::span<const TextRange> ranges) {
  Snippet snippet;
  std::string& out = snippet.text;
  std::size_t next = 0;
  while (next < ranges.size() && ranges[next].end <= begin) ++next;
  bool is_open = false;
  std::size_t opened = 0;
  const auto close = [&] {
    if (out.size() > opened) {
      snippet.highlights.push_back({opened, out.size()});
      snippet.source_highlights.push_back({std::max(begin, ranges[next].begin), std::min(end, ranges[next].end)});
    }
    is_open = false;
    ++next;
  };
  if (begin > 0) out += kEllipsis;
  bool owes_space = false;
  bool is_first = true;
  for (std::size_t i = begin; i < end;) {
    const CodePoint c = decode_code_point(text, i);
    if (is_open && i >= ranges[next].end) close();
    if (is_query_space(c.value)) {
      owes_space = !is_first;
    } else {
      if (owes_space) out += ' ';
      owes_space = is_first = false;
      if (!is_open && next < ranges.size() && i >= ranges[next].begin) {
        is_open = true;
        opened = out.size();
      }
      out += c.value == kIllFormed ? kReplacement : text.substr(i, c.length);
    }
    i += c.length;
  }
  if (is_open) close();
  if (end < text.size()) out += kEllipsis;
  snippet.source = {begin, end};
  return snippet;
}

std::string_view without_outer_space(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const CodePoint c = decode_code_point(text, begin);
    if (!is_query_space(c.value)) break;
    begin += c.length;
  }
  std::size_t end = text.size();
  while (end > begin) {
    const CodePoint c = code_point_before(text, end);
    if (!is_query_space(c.value)) break;
    end -= c.length;
  }
  return text.substr(begin, end - begin);
}

void move_ranges(std::vector<Snippet>& snippets, std::size_t by, bool is_title) {
  for (Snippet& snippet : snippets) {
    snippet.is_title = is_title;
    snippet.source = {snippet.source.begin + by, snippet.source.end + by};
    for (TextRange& range : snippet.source_highlights) range = {range.begin + by, range.end + by};
  }
}

}  // namespace

bool is_blank(std::string_view text) { return without_outer_space(text).empty(); }

Result<std::vector<Snippet>> make_passages(std::string_view body, std::string_view title, Highlighter& wanted,
                                           std::size_t target_chars, std::size_t count, WorkMeter& meter) {
  if (target_chars == 0 || count == 0) return std::vector<Snippet>();
  std::string_view outer = body;
  std::string_view text = without_outer_space(body);
  const bool is_title = text.empty();
  if (is_title) {
    outer = title;
    text = without_outer_space(title);
  }
  PacedLoop pace(meter);
  HeldMemory held(meter);
  RIFFLE_TRY_ASSIGN(std::vector<Occurrence> occurrences, wanted.find(text, pace, held));
  const std::vector<TextRange> marks = merge_ranges(occurrences);
  std::vector<Snippet> snippets;
  const bool is_cut = is_longer(text, target_chars, pace);
  RIFFLE_TRY(pace.status());
  if (!is_cut) {
    snippets.push_back(write(text, 0, text.size(), marks));
  } else {
    const std::size_t unit_count = wanted.unit_count();
    RIFFLE_TRY_ASSIGN(const std::vector<TextRange> ranges,
                      choose_passages(text, std::move(occurrences), unit_count, target_chars, count, pace));
    for (const TextRange range : ranges) snippets.push_back(write(text, range.begin, range.end, marks));
  }
  move_ranges(snippets, static_cast<std::size_t>(text.data() - outer.data()), is_title);
  return snippets;
}

Result<std::vector<TextRange>> highlight_title(std::string_view title, Highlighter& wanted, WorkMeter& meter) {
  PacedLoop pace(meter);
  HeldMemory held(meter);
  RIFFLE_TRY_ASSIGN(const std::vector<Occurrence> occurrences, wanted.find(title, pace, held));
  return merge_ranges(occurrences);
}

}  // namespace riffle
