#include "indexing/pair_lists.h"

#include <algorithm>

#include "base/try.h"

namespace riffle {

PairLists::PairLists(const SpillFile& positions, const std::vector<FrequentWord>& words,
                     const std::vector<std::uint32_t>& spans, std::uint32_t stride, std::uint64_t postings_at_once)
    : positions_(positions),
      words_(words),
      spans_(spans),
      stride_(stride),
      postings_at_once_(postings_at_once),
      windows_(words.size()) {}

Status PairLists::for_each(const std::function<Status(std::string_view term, const TermPostings& postings)>& use) {
  const std::size_t words = words_.size();
  TermPostings postings;
  for (std::size_t first = 0; first < df_.size();) {
    std::size_t last = first;
    for (std::uint64_t sum = 0; last < df_.size() && (last == first || sum + df_[last] <= postings_at_once_); ++last) {
      sum += df_[last];
    }
    RIFFLE_TRY(fill(first, last));
    for (std::size_t pair = first; pair < last; ++pair) {
      if (df_[pair] == 0) continue;
      postings.clear();
      for (std::uint32_t i = cursors_[pair - first].end - df_[pair]; i < cursors_[pair - first].end; ++i) {
        postings.docs.push_back(postings_[i].doc);
        postings.tfs.push_back(postings_[i].tf);
      }
      RIFFLE_TRY(use(pair_term(words_[pair / words].term, words_[pair % words].term), postings));
    }
    first = last;
  }
  return {};
}

Result<bool> PairLists::count() {
  if (std::any_of(words_.begin(), words_.end(),
                  [](const FrequentWord& word) { return word.term.find(kPairSeparator) != std::string::npos; })) {
    return false;
  }
  df_.assign(words_.size() * words_.size(), 0);
  std::vector<DocId> last(df_.size(), kNoDoc);
  RIFFLE_TRY(scan([&](std::size_t pair, DocId doc) {
    df_[pair] += last[pair] == doc ? 0 : 1;
    last[pair] = doc;
  }));
  return !is_crowded_;
}

// The postings of the pairs [first_pair, last_pair).
Status PairLists::fill(std::size_t first_pair, std::size_t last_pair) {
  cursors_.clear();
  std::uint32_t sum = 0;
  for (std::size_t pair = first_pair; pair < last_pair; ++pair) {
    cursors_.push_back({.end = sum});
    sum += df_[pair];
  }
  postings_.resize(sum);
  return scan([&](std::size_t pair, DocId doc) {
    if (pair < first_pair || pair >= last_pair) return;
    Cursor& cursor = cursors_[pair - first_pair];
    if (cursor.last_doc == doc) {
      ++postings_[cursor.end - 1].tf;
      return;
    }
    postings_[cursor.end++] = {doc, 1};
    cursor.last_doc = doc;
  });
}

template <typename Visit>
Status PairLists::scan(Visit&& visit) {
  const auto chunks =
      static_cast<std::uint32_t>(round_up(std::uint64_t{spans_.back()}, kChunkPositions) / kChunkPositions);
  const auto doc_count = static_cast<std::uint32_t>((spans_.size() - 1) / stride_);
  PairScan pairs(reinterpret_cast<const std::uint8_t*>(spans_.data()), stride_, doc_count);
  std::vector<std::uint16_t> scratch(kChunkPositions + kernels::kOutSlack);
  for (std::uint32_t first = 0; first < chunks; first += kChunksAtOnce) {
    const std::uint32_t count = std::min(kChunksAtOnce, chunks - first);
    RIFFLE_TRY(load_window(first, count));
    std::vector<TokenSpacePositions> positions;
    for (const ByteBuffer& window : windows_) {
      const auto opened = TokenSpacePositions::open(window, count * kChunkPositions);
      positions.push_back(opened.value_or(TokenSpacePositions()));
    }
    for (std::uint32_t chunk = 0; chunk < count; ++chunk) {
      pairs.begin();
      for (std::size_t word = 0; word < positions.size(); ++word) {
        pairs.put(static_cast<std::uint16_t>(word + 1), positions[word].array(chunk, scratch.data()));
      }
      pairs.for_each([&](std::uint16_t a, std::uint16_t b, DocId doc) {
        visit((a - std::size_t{1}) * words_.size() + (b - std::size_t{1}), doc);
      });
      is_crowded_ = pairs.is_crowded();
    }
  }
  return {};
}

// For each word the chunks [first_chunk, first_chunk + chunks) as a record of their own.
Status PairLists::load_window(std::uint32_t first_chunk, std::uint32_t chunks) {
  const std::uint64_t all = round_up(std::uint64_t{spans_.back()}, kChunkPositions) / kChunkPositions;
  const std::size_t table_bytes = 4 * (std::size_t{chunks} + 1);
  for (std::size_t word = 0; word < words_.size(); ++word) {
    ByteBuffer& window = windows_[word];
    const std::uint64_t record = words_[word].positions_offset;
    window.resize(table_bytes);
    RIFFLE_TRY(positions_.read_at(record + std::uint64_t{4} * first_chunk, window.data(), table_bytes));
    const auto begin = load<std::uint32_t>(window.data());
    const auto end = load<std::uint32_t>(window.data() + table_bytes - 4);
    window.resize(table_bytes + (end - begin));
    RIFFLE_TRY(positions_.read_at(record + 4 * (all + 1) + begin, window.data() + table_bytes, end - begin));
    for (std::size_t i = 0; i <= chunks; ++i) {
      store(window.data() + 4 * i, load<std::uint32_t>(window.data() + 4 * i) - begin);
    }
  }
  return {};
}

}  // namespace riffle
