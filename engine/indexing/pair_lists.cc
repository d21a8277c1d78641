#include "indexing/pair_lists.h"

#include <algorithm>
#include <numeric>

#include "base/try.h"

namespace riffle {

Result<bool> PairLists::count(unsigned fillers, std::uint64_t postings_at_once) {
  if (std::any_of(words_.begin(), words_.end(),
                  [](const FrequentWord& word) { return word.term.find(kPairSeparator) != std::string::npos; })) {
    return false;
  }
  df_.assign(words_.size() * words_.size(), 0);
  std::vector<DocId> last(df_.size(), PairFiller::kNoDoc);
  PairFiller filler(*this);
  RIFFLE_TRY_ASSIGN(const bool can_list, filler.scan([&](std::size_t pair, DocId doc) {
    df_[pair] += last[pair] == doc ? 0 : 1;
    last[pair] = doc;
  }));
  const std::uint64_t sum = std::accumulate(df_.begin(), df_.end(), std::uint64_t{0});
  cut_groups(std::min(postings_at_once / fillers, sum / fillers + 1));
  return can_list;
}

void PairLists::cut_groups(std::uint64_t most_postings) {
  groups_.clear();
  for (std::size_t first = 0; first < df_.size();) {
    std::size_t last = first;
    for (std::uint64_t sum = 0; last < df_.size() && (last == first || sum + df_[last] <= most_postings); ++last) {
      sum += df_[last];
    }
    groups_.push_back({first, last});
    first = last;
  }
}

Status PairFiller::for_each(std::uint32_t group,
                            const std::function<void(std::string_view term, const TermPostings& postings)>& use) {
  const auto [first, last] = lists_.groups_[group];
  const std::vector<FrequentWord>& words = lists_.words_;
  RIFFLE_TRY(fill(lists_.groups_[group]));
  TermPostings postings;
  for (std::size_t pair = first; pair < last; ++pair) {
    const std::uint32_t df = lists_.df_[pair];
    if (df == 0) continue;
    postings.clear();
    const std::uint32_t end = cursors_[pair - first].end;
    for (std::uint32_t i = end - df; i < end; ++i) {
      postings.docs.push_back(postings_[i].doc);
      postings.tfs.push_back(postings_[i].tf);
    }
    use(pair_term(words[pair / words.size()].term, words[pair % words.size()].term), postings);
  }
  return {};
}

Status PairFiller::fill(const PairLists::Group& group) {
  const auto [first_pair, last_pair] = group;
  cursors_.clear();
  std::uint32_t sum = 0;
  for (std::size_t pair = first_pair; pair < last_pair; ++pair) {
    cursors_.push_back({.end = sum});
    sum += lists_.df_[pair];
  }
  postings_.resize(sum);
  const auto put = [this, first = first_pair, last = last_pair](std::size_t pair, DocId doc) {
    if (pair < first || pair >= last) return;
    Cursor& cursor = cursors_[pair - first];
    if (cursor.last_doc == doc) {
      ++postings_[cursor.end - 1].tf;
      return;
    }
    postings_[cursor.end++] = {doc, 1};
    cursor.last_doc = doc;
  };
  RIFFLE_TRY_ASSIGN([[maybe_unused]] const bool can_list, scan(put));
  return {};
}

template <typename Visit>
Result<bool> PairFiller::scan(Visit&& visit) {
  const std::vector<std::uint32_t>& spans = lists_.spans_;
  const auto chunks =
      static_cast<std::uint32_t>(round_up(std::uint64_t{spans.back()}, kChunkPositions) / kChunkPositions);
  const auto doc_count = static_cast<std::uint32_t>((spans.size() - 1) / lists_.stride_);
  PairScan pairs(reinterpret_cast<const std::uint8_t*>(spans.data()), lists_.stride_, doc_count);
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
        visit((a - std::size_t{1}) * lists_.words_.size() + (b - std::size_t{1}), doc);
      });
      if (pairs.is_crowded()) return false;
    }
  }
  return true;
}

// For each word the chunks [first_chunk, first_chunk + chunks) as a record of their own.
Status PairFiller::load_window(std::uint32_t first_chunk, std::uint32_t chunks) {
  const std::uint64_t all = round_up(std::uint64_t{lists_.spans_.back()}, kChunkPositions) / kChunkPositions;
  const std::size_t table_bytes = 4 * (std::size_t{chunks} + 1);
  for (std::size_t word = 0; word < lists_.words_.size(); ++word) {
    ByteBuffer& window = windows_[word];
    const std::uint64_t record = lists_.words_[word].positions_offset;
    window.resize(table_bytes);
    RIFFLE_TRY(lists_.positions_.read_at(record + std::uint64_t{4} * first_chunk, window.data(), table_bytes));
    // The place of the first chunk's offset, which is 0, tells the code.
    const std::uint32_t begin = first_chunk == 0 ? 0 : load<std::uint32_t>(window.data());
    const auto end = load<std::uint32_t>(window.data() + table_bytes - 4);
    window.resize(table_bytes + (end - begin));
    RIFFLE_TRY(lists_.positions_.read_at(record + 4 * (all + 1) + begin, window.data() + table_bytes, end - begin));
    store(window.data(), static_cast<std::uint32_t>(lists_.code_));
    for (std::size_t i = 1; i <= chunks; ++i) {
      store(window.data() + 4 * i, load<std::uint32_t>(window.data() + 4 * i) - begin);
    }
  }
  return {};
}

}  // namespace riffle
