#include "indexing/graph_bisection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>

#include "base/try.h"
#include "indexing/ordered_work.h"

namespace riffle {
namespace {

// A set is as good as it gets when a round of swaps moves fewer than one document in so many.
constexpr std::size_t kSettledShare = 1000;
// So many documents have more postings than there are terms: what a term gains is worked out before the documents.
constexpr std::size_t kLargeSet = 2048;
// Sets at one level that keep all threads busy though some take longer.
constexpr std::size_t kSetsPerThread = 4;
// Documents whose gains one thread works out at a time, when threads share a set.
constexpr std::size_t kPartDocuments = 1024;

/// What the d + 1st document of a side with a term costs there beyond the logarithm of the side's documents, which is
/// the same on both sides: the cost of d of n documents is d * log2(n / (d + 1)) bits.
class MarginalSavings {
 public:
  /// Parts of a bit.
  static constexpr double kScale = 1024;

  MarginalSavings() {
    for (std::size_t d = 0; d < table_.size(); ++d) {
      const auto x = static_cast<double>(d);
      table_[d] = static_cast<std::int32_t>(std::lround(kScale * ((x + 1) * std::log2(x + 2) - x * std::log2(x + 1))));
    }
  }

  /// (d + 1) log2(d + 2) - d log2(d + 1), which for large d is log2(d) and a constant.
  [[nodiscard]] std::int32_t of(std::uint32_t d) const {
    std::int32_t doublings = 0;
    for (; d >= table_.size(); d /= 2) ++doublings;
    return table_[d] + doublings * static_cast<std::int32_t>(kScale);
  }

 private:
  std::array<std::int32_t, 4096> table_;
};

struct Nothing {};

/// Calls body(number) for [0, count) in several threads.
Status for_each_number(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& body) {
  const auto make_worker = [&]() -> OrderedWork<Nothing>::Worker {
    return [&](std::uint32_t number) -> Result<Nothing> {
      RIFFLE_TRY(body(number));
      return Nothing{};
    };
  };
  const auto consume = [](std::uint32_t, Nothing&&) -> Status { return {}; };
  return OrderedWork<Nothing>(threads, static_cast<std::uint32_t>(count), make_worker, consume).run();
}

/// Halves sets of documents; one thread's.
class Bisector {
 public:
  Bisector(const ForwardIndex& index, const MarginalSavings& savings)
      : index_(index), savings_(savings), sides_(index.term_count) {}

  /// Puts documents that belong together into the same half. REQUIRES: more than kLeafDocuments.
  Status halve(std::span<DocId> docs, unsigned threads) {
    const std::size_t middle = docs.size() / 2;
    for (std::size_t i = 0; i < docs.size(); ++i) {
      for (const std::uint16_t term : index_.terms_of(docs[i])) ++(i < middle ? sides_[term].left : sides_[term].right);
    }
    for (int round = 0; round < kMostRounds; ++round) {
      RIFFLE_TRY(find_gains(docs, threads));
      const std::size_t swaps = swap_pairs(docs);
      if (swaps == 0 || swaps * kSettledShare < docs.size()) break;
    }
    for (const DocId doc : docs) {
      for (const std::uint16_t term : index_.terms_of(doc)) sides_[term] = {};
    }
    std::sort(docs.begin(), docs.begin() + static_cast<std::ptrdiff_t>(middle));
    std::sort(docs.begin() + static_cast<std::ptrdiff_t>(middle), docs.end());
    return {};
  }

  /// The same down to the leaves.
  Status halve_all(std::span<DocId> docs) {
    if (docs.size() <= kLeafDocuments) return {};
    RIFFLE_TRY(halve(docs, 1));
    RIFFLE_TRY(halve_all(docs.first(docs.size() / 2)));
    return halve_all(docs.subspan(docs.size() / 2));
  }

 private:
  /// How many documents of each half have a term.
  struct Sides {
    std::uint32_t left = 0;
    std::uint32_t right = 0;
  };
  /// What a document of each half gains for a term by changing sides.
  struct TermGains {
    std::int32_t of_left = 0;
    std::int32_t of_right = 0;
  };
  struct Candidate {
    std::int32_t gain = 0;
    std::uint32_t place = 0;
  };
  /// What each of two documents gains when they change places; what they share stays as it is.
  struct SwapGain {
    std::int64_t of_left = 0;
    std::int64_t of_right = 0;
  };

  /// REQUIRES: a document of that half has the term.
  [[nodiscard]] std::int32_t leave_left(std::uint16_t term) const {
    return savings_.of(sides_[term].right) - savings_.of(sides_[term].left - 1);
  }
  [[nodiscard]] std::int32_t leave_right(std::uint16_t term) const {
    return savings_.of(sides_[term].left) - savings_.of(sides_[term].right - 1);
  }

  /// What each document of a set gains by changing sides alone, in gains_.
  Status find_gains(std::span<const DocId> docs, unsigned threads) {
    gains_.resize(docs.size());
    if (docs.size() < kLargeSet) {
      sum_gains(
          docs, 0, docs.size(), [this](std::uint16_t term) { return leave_left(term); },
          [this](std::uint16_t term) { return leave_right(term); });
      return {};
    }
    find_term_gains();
    const std::size_t parts = (docs.size() + kPartDocuments - 1) / kPartDocuments;
    return for_each_number(threads, parts, [&](std::size_t part) -> Status {
      sum_gains(
          docs, part * kPartDocuments, std::min(docs.size(), (part + 1) * kPartDocuments),
          [this](std::uint16_t term) { return term_gains_[term].of_left; },
          [this](std::uint16_t term) { return term_gains_[term].of_right; });
      return {};
    });
  }

  void find_term_gains() {
    term_gains_.resize(sides_.size());
    for (std::uint32_t i = 0; i < sides_.size(); ++i) {
      const auto term = static_cast<std::uint16_t>(i);
      term_gains_[i].of_left = sides_[i].left == 0 ? 0 : leave_left(term);
      term_gains_[i].of_right = sides_[i].right == 0 ? 0 : leave_right(term);
    }
  }

  template <typename OfLeft, typename OfRight>
  void sum_gains(std::span<const DocId> docs, std::size_t first, std::size_t end, const OfLeft& of_left,
                 const OfRight& of_right) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = first; i < end; ++i) {
      std::int64_t gain = 0;
      if (i < docs.size() / 2) {
        for (const std::uint16_t term : index_.terms_of(docs[i])) gain += of_left(term);
      } else {
        for (const std::uint16_t term : index_.terms_of(docs[i])) gain += of_right(term);
      }
      gains_[i] = static_cast<std::int32_t>(std::clamp(gain, -kMost, kMost));
    }
  }

  /// Those of a half that may change sides, who gain most first.
  void collect(std::size_t first, std::size_t end, std::int64_t best_of_others, std::vector<Candidate>& candidates) {
    candidates.clear();
    for (std::size_t i = first; i < end; ++i) {
      if (gains_[i] + best_of_others > 0) {
        candidates.push_back({.gain = gains_[i], .place = static_cast<std::uint32_t>(i)});
      }
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return a.gain != b.gain ? a.gain > b.gain : a.place < b.place;
    });
  }

  /// Number of pairs that have changed sides.
  std::size_t swap_pairs(std::span<DocId> docs) {
    const std::size_t middle = docs.size() / 2;
    const auto middle_gain = gains_.begin() + static_cast<std::ptrdiff_t>(middle);
    const std::int64_t best_left = *std::max_element(gains_.begin(), middle_gain);
    const std::int64_t best_right = *std::max_element(middle_gain, gains_.end());
    collect(0, middle, best_right, left_);
    collect(middle, docs.size(), best_left, right_);
    std::size_t swaps = 0;
    auto left = left_.begin();
    auto right = right_.begin();
    while (left != left_.end() && right != right_.end() && std::int64_t{left->gain} + right->gain > 0) {
      const SwapGain gain = gain_of(docs[left->place], docs[right->place]);
      if (gain.of_left + gain.of_right > 0) {
        change_sides(docs[left->place], docs[right->place]);
        std::swap(docs[left->place], docs[right->place]);
        ++swaps;
        ++left;
        ++right;
      } else if (gain.of_left < gain.of_right) {
        ++left;
      } else {
        ++right;
      }
    }
    return swaps;
  }

  /// Calls of_left(term) and of_right(term) for what only one of the two documents has.
  template <typename OfLeft, typename OfRight>
  void for_each_difference(DocId left, DocId right, const OfLeft& of_left, const OfRight& of_right) const {
    const std::span<const std::uint16_t> lefts = index_.terms_of(left);
    const std::span<const std::uint16_t> rights = index_.terms_of(right);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < lefts.size() && j < rights.size()) {
      if (lefts[i] < rights[j]) {
        of_left(lefts[i++]);
      } else if (rights[j] < lefts[i]) {
        of_right(rights[j++]);
      } else {
        ++i;
        ++j;
      }
    }
    for (; i < lefts.size(); ++i) of_left(lefts[i]);
    for (; j < rights.size(); ++j) of_right(rights[j]);
  }

  [[nodiscard]] SwapGain gain_of(DocId left, DocId right) const {
    SwapGain gain;
    for_each_difference(
        left, right, [&](std::uint16_t term) { gain.of_left += leave_left(term); },
        [&](std::uint16_t term) { gain.of_right += leave_right(term); });
    return gain;
  }

  void change_sides(DocId left, DocId right) {
    for_each_difference(
        left, right,
        [&](std::uint16_t term) {
          --sides_[term].left;
          ++sides_[term].right;
        },
        [&](std::uint16_t term) {
          ++sides_[term].left;
          --sides_[term].right;
        });
  }

  const ForwardIndex& index_;
  const MarginalSavings& savings_;
  std::vector<Sides> sides_;  // by term; zero between calls
  std::vector<TermGains> term_gains_;
  std::vector<std::int32_t> gains_;  // by place in the set
  std::vector<Candidate> left_;
  std::vector<Candidate> right_;
};

}  // namespace

Result<std::vector<DocId>> bisect_documents(const ForwardIndex& index, unsigned threads) {
  const MarginalSavings savings;
  std::vector<DocId> order(index.doc_count());
  std::iota(order.begin(), order.end(), DocId{0});
  std::vector<std::span<DocId>> sets{order};
  // The first sets are few and large: threads share them.
  while (threads > 1 && sets.size() < kSetsPerThread * threads && sets.back().size() > 2 * kLeafDocuments) {
    const auto sharing = static_cast<unsigned>(std::max<std::size_t>(1, threads / sets.size()));
    RIFFLE_TRY(for_each_number(threads, sets.size(), [&](std::size_t number) {
      return Bisector(index, savings).halve(sets[number], sharing);
    }));
    std::vector<std::span<DocId>> halves;
    for (const std::span<DocId> set : sets) {
      halves.push_back(set.first(set.size() / 2));
      halves.push_back(set.subspan(set.size() / 2));
    }
    sets = std::move(halves);
  }
  RIFFLE_TRY(for_each_number(threads, sets.size(),
                             [&](std::size_t number) { return Bisector(index, savings).halve_all(sets[number]); }));
  return order;
}

}  // namespace riffle
