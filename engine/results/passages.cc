#include "results/passages.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/try.h"
#include "query/query_lexer.h"

namespace riffle {
namespace {

/// Quotes and brackets looked through between the end of a sentence and its full stop.
constexpr int kClosersAfterStop = 3;
/// Each further passage looks at what the ones before have left.
constexpr std::size_t kMostPassages = 32;
/// Bytes that are walked over for a turn of a PacedLoop: about as much work as a token.
constexpr std::size_t kBytesOfTurn = 64;

// Lengths below are *shown lengths*: code points, where a run of white space counts as one.

bool space_before(std::string_view text, std::size_t offset) {
  return offset == 0 || is_query_space(code_point_before(text, offset).value);
}

std::size_t shown_length(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t length = 0;
  bool in_space = begin > 0 && space_before(text, begin);
  for (std::size_t i = begin; i < end;) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const CodePoint c = byte < 0x80 ? CodePoint{byte, 1} : decode_code_point(text, i);
    const bool is_space = byte > ' ' && byte < 0x7F ? false : is_query_space(c.value);
    if (!is_space || !in_space) ++length;
    in_space = is_space;
    i += c.length;
  }
  return length;
}

bool ends_sentence(char32_t c) { return c == U'.' || c == U'!' || c == U'?' || c == U'\u2026'; }

/// Full stops of scripts that put no space behind them.
bool ends_sentence_without_space(char32_t c) { return c == U'\u3002' || c == U'\uFF01' || c == U'\uFF1F'; }

bool closes(char32_t c) {
  return c == U')' || c == U']' || c == U'"' || c == U'\'' || c == U'\u2019' || c == U'\u201D' || c == U'\u00BB';
}

/// Whether a sentence or a line begins at `offset`, where a word begins.
bool begins_sentence(std::string_view text, std::size_t offset) {
  bool has_space = false;
  while (offset > 0) {
    const CodePoint c = code_point_before(text, offset);
    if (!is_query_space(c.value)) break;
    if (c.value == U'\n' || c.value == U'\u2029') return true;
    has_space = true;
    offset -= c.length;
  }
  for (int closers = 0; offset > 0; ++closers) {
    const CodePoint c = code_point_before(text, offset);
    if (ends_sentence_without_space(c.value)) return true;
    if (has_space && ends_sentence(c.value)) return true;
    if (!closes(c.value) || closers == kClosersAfterStop) return false;
    offset -= c.length;
  }
  return true;
}

/// An occurrence with its place in shown lengths.
struct Placed {
  std::size_t unit;
  std::size_t begin;
  std::size_t end;
};

/// Where a part of text[begin, end) of about so many bytes ends: between two code points.
std::size_t end_of_part(std::string_view text, std::size_t begin, std::size_t end, std::size_t bytes) {
  if (end - begin <= bytes) return end;
  std::size_t stop = begin + bytes;
  for (int i = 0; i < 3 && (static_cast<unsigned char>(text[stop]) & 0xC0) == 0x80; ++i) --stop;
  return stop;
}

/// The same of a long text, but that it gives up where the query must stop.
std::size_t shown_length(std::string_view text, std::size_t begin, std::size_t end, PacedLoop& pace) {
  constexpr std::size_t kBytes = PacedLoop::kTurnsOfStep * kBytesOfTurn;
  std::size_t length = 0;
  while (begin < end && pace.goes_on(std::min(end - begin, kBytes) / kBytesOfTurn)) {
    const std::size_t stop = end_of_part(text, begin, end, kBytes);
    length += shown_length(text, begin, stop);
    begin = stop;
  }
  return length;
}

/// Places the occurrences (sorted by begin) and gives the shown length of the whole text.
std::vector<Placed> place(std::string_view text, std::span<const Occurrence> occurrences, PacedLoop& pace,
                          std::size_t& total) {
  std::vector<Placed> placed;
  placed.reserve(occurrences.size());
  std::size_t shown = 0;
  std::size_t at = 0;
  for (const auto& occurrence : occurrences) {
    shown += shown_length(text, at, occurrence.begin, pace);
    at = occurrence.begin;
    placed.push_back({occurrence.unit, shown, shown + shown_length(text, occurrence.begin, occurrence.end)});
  }
  total = shown + shown_length(text, at, text.size(), pace);
  return placed;
}

/// The occurrences [first, last) of the best window.
struct Window {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t distinct_count = 0;
};

Window best_window(std::span<const Placed> placed, std::size_t unit_count, std::size_t target) {
  Window best;
  std::vector<std::size_t> in_window(unit_count, 0);
  std::size_t distinct = 0;
  std::size_t last = 0;
  for (std::size_t first = 0; first < placed.size(); ++first) {
    // The first one counts even when it is too long to be shown whole.
    while (last < placed.size() && (last == first || placed[last].end <= placed[first].begin + target)) {
      if (in_window[placed[last].unit]++ == 0) ++distinct;
      ++last;
    }
    const bool is_better =
        distinct > best.distinct_count || (distinct == best.distinct_count && last - first > best.last - best.first);
    if (is_better) best = {first, last, distinct};
    if (--in_window[placed[first].unit] == 0) --distinct;
  }
  return best;
}

/// Where the passage begins, at most `most` before the occurrence at `offset`: at the nearest sentence that is at least
/// `least` before it, else at the farthest sentence or word (`least` is what the end of the text leaves to be filled).
std::size_t choose_begin(std::string_view text, std::size_t offset, std::size_t least, std::size_t most) {
  std::size_t sentence = offset;
  if (least == 0 && begins_sentence(text, offset)) return offset;
  std::size_t word = offset;
  const std::size_t word_reach = std::max(least, most / 2);
  std::size_t at = offset;
  std::size_t length = 0;
  while (at > 0) {
    const CodePoint c = code_point_before(text, at);
    const bool is_space = is_query_space(c.value);
    // Of a run of white space only its first counts, which a backward walk meets last.
    if (!is_space || !space_before(text, at - c.length)) ++length;
    if (length > most) break;
    at -= c.length;
    if (is_space) continue;
    const bool begins_word = space_before(text, at);
    if (begins_word && length <= word_reach) word = at;
    if ((begins_word || ends_sentence_without_space(code_point_before(text, at).value)) && begins_sentence(text, at)) {
      sentence = at;
      if (length >= least) return at;
    }
  }
  return std::min(sentence, word);
}

/// Where a passage of `target` from `begin` on ends: at the end of a word, but not before `must_show`, which fits in.
std::size_t choose_end(std::string_view text, std::size_t begin, std::size_t must_show, std::size_t target) {
  std::size_t at = begin;
  std::size_t length = 0;
  std::size_t word_end = begin;
  bool in_space = false;
  while (at < text.size()) {
    const CodePoint c = decode_code_point(text, at);
    const bool is_space = is_query_space(c.value);
    if (is_space && !in_space) word_end = at;
    if (!is_space || !in_space) ++length;
    if (length > target) {
      const std::size_t border = std::max(word_end, must_show);
      return border > begin ? border : at;
    }
    in_space = is_space;
    at += c.length;
  }
  return at;
}

/// A part of the text that no passage has taken yet, with the occurrences that lie in it whole.
struct FreePart {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Occurrence> occurrences;
};

/// The best passage of a part, and how good it is: distinct units first, then occurrences.
struct Passage {
  TextRange range;
  std::size_t distinct_count = 0;
  std::size_t occurrence_count = 0;
};

Passage best_passage(std::string_view whole, const FreePart& part, std::size_t unit_count, std::size_t target,
                     PacedLoop& pace) {
  const std::string_view text = whole.substr(part.begin, part.end - part.begin);
  std::vector<Occurrence> occurrences = part.occurrences;
  for (Occurrence& occurrence : occurrences) {
    occurrence.begin -= part.begin;
    occurrence.end -= part.begin;
  }
  std::size_t total = 0;
  const auto placed = place(text, occurrences, pace, total);
  Passage passage;
  if (occurrences.empty()) {
    passage.range = {part.begin, part.begin + choose_end(text, 0, 0, target)};
    return passage;
  }
  const Window window = best_window(placed, unit_count, target);
  passage.distinct_count = window.distinct_count;
  passage.occurrence_count = window.last - window.first;
  std::size_t shown_end = 0;
  std::size_t must_show = 0;
  for (std::size_t i = window.first; i < window.last; ++i) {
    shown_end = std::max(shown_end, placed[i].end);
    must_show = std::max(must_show, occurrences[i].end);
  }
  const std::size_t first = placed[window.first].begin;
  if (shown_end > first + target) must_show = 0;  // one phrase, longer than the passage
  const std::size_t used = std::min(shown_end - first, target);
  const std::size_t behind = std::min(total - first, target);
  const std::size_t begin = choose_begin(text, occurrences[window.first].begin, target - behind, target - used);
  passage.range = {part.begin + begin, part.begin + choose_end(text, begin, must_show, target)};
  return passage;
}

/// What is left of a part before and behind a passage of it; parts without an occurrence are of no use.
void split_part(const FreePart& part, TextRange taken, std::vector<FreePart>& parts) {
  FreePart before{.begin = part.begin, .end = taken.begin, .occurrences = {}};
  FreePart behind{.begin = taken.end, .end = part.end, .occurrences = {}};
  for (const Occurrence& occurrence : part.occurrences) {
    if (occurrence.end <= taken.begin) before.occurrences.push_back(occurrence);
    if (occurrence.begin >= taken.end) behind.occurrences.push_back(occurrence);
  }
  for (FreePart* rest : {&before, &behind}) {
    if (!rest->occurrences.empty()) parts.push_back(std::move(*rest));
  }
}

}  // namespace

CodePoint code_point_before(std::string_view text, std::size_t offset) {
  for (std::size_t length = 2; length <= 4 && length <= offset; ++length) {
    const CodePoint c = decode_code_point(text, offset - length);
    if (c.length == length) return c;
  }
  const CodePoint last = decode_code_point(text, offset - 1);
  return last.length == 1 ? last : CodePoint{.value = kIllFormed, .length = 1};
}

bool is_longer(std::string_view text, std::size_t most, PacedLoop& pace) {
  std::size_t length = 0;
  for (std::size_t begin = 0; begin < text.size() && length <= most && pace.goes_on();) {
    const std::size_t end = end_of_part(text, begin, text.size(), kBytesOfTurn);
    length += shown_length(text, begin, end);
    begin = end;
  }
  return length > most;
}

Result<std::vector<TextRange>> choose_passages(std::string_view text, std::vector<Occurrence> occurrences,
                                               std::size_t unit_count, std::size_t target, std::size_t count,
                                               PacedLoop& pace) {
  std::vector<TextRange> ranges;
  std::vector<FreePart> parts{{.begin = 0, .end = text.size(), .occurrences = std::move(occurrences)}};
  while (ranges.size() < std::min(count, kMostPassages) && !parts.empty()) {
    std::size_t best_part = 0;
    Passage best;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Passage passage = best_passage(text, parts[i], unit_count, target, pace);
      RIFFLE_TRY(pace.status());
      const bool is_better = std::tie(passage.distinct_count, passage.occurrence_count) >
                             std::tie(best.distinct_count, best.occurrence_count);
      if (i > 0 && !is_better) continue;
      best = passage;
      best_part = i;
    }
    if (best.range.end <= best.range.begin) break;
    ranges.push_back(best.range);
    const FreePart part = std::move(parts[best_part]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best_part));
    split_part(part, best.range, parts);
    std::sort(parts.begin(), parts.end(), [](const FreePart& a, const FreePart& b) { return a.begin < b.begin; });
  }
  return ranges;
}

}  // namespace riffle
