// TopK: the k best of a stream of hits, best first.
// Shape:   k == 0 keeps all. `Better(a, b)` is a strict order without equals (ties are broken by document).
// Cost:    O(1) for a hit that is not among the best so far, else O(log k).
// Threads: one owner.
#ifndef RIFFLE_QUERY_TOP_K_H_
#define RIFFLE_QUERY_TOP_K_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace riffle {

template <typename Hit, typename Better>
class TopK {
 public:
  explicit TopK(std::size_t k, Better better = {}) : k_(k), better_(better) { hits_.reserve(std::min(k, kUsual)); }

  [[nodiscard]] std::size_t limit() const { return k_; }
  [[nodiscard]] bool is_full() const { return k_ != 0 && hits_.size() == k_; }
  /// The hit that the next one must beat. REQUIRES: is_full().
  [[nodiscard]] const Hit& worst() const { return hits_.front(); }

  /// Of the hits so far.
  [[nodiscard]] std::size_t bytes() const { return hits_.capacity() * sizeof(Hit); }

  void add(const Hit& hit) {
    if (!is_full()) {
      hits_.push_back(hit);
      if (is_full()) std::make_heap(hits_.begin(), hits_.end(), better_);
      return;
    }
    if (!better_(hit, hits_.front())) return;
    std::pop_heap(hits_.begin(), hits_.end(), better_);
    hits_.back() = hit;
    std::push_heap(hits_.begin(), hits_.end(), better_);
  }

  void clear() { hits_.clear(); }
  /// Begins anew with another k.
  void restart(std::size_t k) {
    k_ = k;
    hits_.clear();
  }

  /// Best first; leaves nothing behind.
  std::vector<Hit> take() {
    std::sort(hits_.begin(), hits_.end(), better_);
    return std::exchange(hits_, {});
  }

 private:
  /// Memory for so many is taken at once.
  static constexpr std::size_t kUsual = 16;

  std::size_t k_;
  Better better_;
  std::vector<Hit> hits_;  // a heap with the worst in front once it is full
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_TOP_K_H_
