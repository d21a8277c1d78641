#include "overview_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "riffle/article_reader.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kMostEmptyLines = 6;
constexpr std::size_t kEighths = 8;
constexpr std::array<std::string_view, 4> kUnitNames{"day", "week", "month", "year"};

/// A bar of block characters, `eighths` eighths of a column long.
std::string block_bar(std::size_t eighths) {
  constexpr std::array<std::string_view, kEighths> kParts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  std::string bar;
  for (std::size_t i = 0; i < eighths / kEighths; ++i) bar += "█";
  bar += kParts[eighths % kEighths];
  return bar;
}

/// The bar of a count: as long as its share of `most`, and never nothing for a count that is not 0.
std::string bar_of(std::uint64_t count, std::uint64_t most, std::size_t columns) {
  const double share = static_cast<double>(count) / static_cast<double>(most);
  const auto eighths = static_cast<std::size_t>(share * static_cast<double>(columns * kEighths));
  return block_bar(count == 0 ? 0 : std::max<std::size_t>(1, eighths));
}

std::string bar_line(const riffle::DateBar& bar, riffle::DateUnit unit, std::uint64_t most, std::size_t count_width,
                     std::size_t columns) {
  const std::string blocks = bar_of(bar.count, most, columns);
  return fmt::format("{:{}}{}  {:>{}}{}{}\n", "", kIndent, bar_name(bar, unit), grouped(bar.count), count_width,
                     blocks.empty() ? "" : "  ", blocks);
}

/// The units from `from` to `to`, none of which has a document.
std::vector<riffle::DateBar> empty_bars(riffle::Date from, riffle::Date to, riffle::DateUnit unit, std::size_t most) {
  std::vector<riffle::DateBar> bars;
  while (from < to && bars.size() < most) {
    bars.push_back(riffle::date_bar_of(from, unit));
    from = bars.back().end;
  }
  return bars;
}

}  // namespace

std::optional<riffle::DateUnit> date_unit_of(std::string_view name) {
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) {
    if (name == kUnitNames[i]) return static_cast<riffle::DateUnit>(i);
  }
  return std::nullopt;
}

std::string_view date_unit_name(riffle::DateUnit unit) { return kUnitNames[static_cast<std::size_t>(unit)]; }

std::string bar_name(const riffle::DateBar& bar, riffle::DateUnit unit) {
  const std::string name = riffle::format_date(bar.begin);
  const std::size_t cut = unit == riffle::DateUnit::kYear ? 6 : unit == riffle::DateUnit::kMonth ? 3 : 0;
  return name.substr(0, name.size() - std::min(cut, name.size()));
}

std::string facet_text(const riffle::Facet& facet, const Terminal& terminal) {
  std::string text = bold(printable(facet.field), terminal.colour) + "\n";
  std::size_t width = 0;
  for (const riffle::FacetValue& value : facet.values) width = std::max(width, grouped(value.count).size());
  for (const riffle::FacetValue& value : facet.values) {
    text += fmt::format("{:{}}{:>{}}  {}\n", "", kIndent, grouped(value.count), width, printable(value.label));
  }
  const std::uint64_t more = facet.distinct_count - facet.values.size();
  if (more > 0) text += fmt::format("{:{}}{}\n", "", kIndent, counted(more, "value more", "values more"));
  if (facet.missing_count > 0) {
    text += fmt::format("{:{}}{} without\n", "", kIndent, counted(facet.missing_count, "match", "matches"));
  }
  return text + "\n";
}

std::string histogram_text(const riffle::DateHistogram& histogram, const Terminal& terminal) {
  std::string text =
      bold(fmt::format("{} by {}", printable(histogram.field), date_unit_name(histogram.unit)), terminal.colour) + "\n";
  std::uint64_t most = 0;
  for (const riffle::DateBar& bar : histogram.bars) most = std::max(most, bar.count);
  const std::size_t count_width = grouped(most).size();
  const std::size_t taken = kIndent + 2 + count_width + 2 + 10;
  const std::size_t columns = terminal.width > taken + 10 ? terminal.width - taken : 10;
  for (std::size_t i = 0; i < histogram.bars.size(); ++i) {
    if (i > 0) {
      const auto gap =
          empty_bars(histogram.bars[i - 1].end, histogram.bars[i].begin, histogram.unit, kMostEmptyLines + 1);
      if (gap.size() <= kMostEmptyLines) {
        for (const riffle::DateBar& bar : gap) text += bar_line(bar, histogram.unit, most, count_width, columns);
      } else {
        text += fmt::format("{:{}}...\n", "", kIndent);
      }
    }
    text += bar_line(histogram.bars[i], histogram.unit, most, count_width, columns);
  }
  if (histogram.missing_count > 0) {
    text += fmt::format("{:{}}{} without a date\n", "", kIndent, counted(histogram.missing_count, "match", "matches"));
  }
  return text + "\n";
}

}  // namespace riffle_cli
