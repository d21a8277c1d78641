// The public kernels: each jumps through the table of the target in use. The choice is made before main(); until then
// the portable table serves, so that static initialisers may already call kernels.
#include <array>
#include <atomic>
#include <cstdlib>
#include <string_view>

#include "kernels/cpu_targets.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"
#include "kernels/set_kernels.h"
#include "kernels/text_kernels.h"

namespace riffle::kernels {
namespace {

constinit const KernelTable kPortable{};
constinit std::atomic<const KernelTable*> active_table{&kPortable};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

/// All tables that this CPU can run, best first; the last is the portable one.
class Tables {
 public:
  static constexpr std::size_t kMost = 8;

  Tables() {
    const std::int64_t supported = supported_targets() & HWY_TARGETS & ~std::int64_t{HWY_SCALAR | HWY_EMU128};
    for (std::int64_t rest = supported; rest != 0 && count_ + 1 < kMost; rest &= rest - 1) {
      // Lower bits are better targets: this one and, for files that lack it, all that are not as good.
      if (rest == supported) add_vp2intersect(rest);
      add(hwy::TargetName(rest & -rest), rest);
    }
    tables_[count_++] = kPortable;
  }

  [[nodiscard]] const KernelTable* find(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (same_name(tables_[i].name, name)) return &tables_[i];
    }
    return nullptr;
  }

  [[nodiscard]] const KernelTable* best() const { return tables_.data(); }
  [[nodiscard]] const KernelTable& operator[](std::size_t i) const { return tables_[i]; }
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  void add(std::string_view name, std::int64_t targets) {
    KernelTable& table = tables_[count_++];
    table.name = name;
    fill_array_kernels(targets, table);
    fill_probe_kernels(targets, table);
    fill_bitset_kernels(targets, table);
    fill_elias_fano_kernels(targets, table);
    fill_nibble_kernels(targets, table);
    fill_packing_kernels(targets, table);
    fill_column_kernels(targets, table);
    fill_bound_kernels(targets, table);
    fill_text_kernels(targets, table);
  }

  /// The best target and, on top of it, the instruction that Highway does not know.
  void add_vp2intersect(std::int64_t targets) {
    add("AVX3_VP2", targets);
    if (!fill_vp2intersect_kernels(tables_[count_ - 1])) --count_;
  }

  std::array<KernelTable, kMost> tables_{};
  std::size_t count_ = 0;
};

const Tables& tables() {
  static const Tables all;
  return all;
}

bool choose(std::string_view name) {
  const KernelTable* const table = name.empty() ? tables().best() : tables().find(name);
  if (table == nullptr) return false;
  active_table.store(table, std::memory_order_release);
  return true;
}

[[maybe_unused]] const bool kChosenAtStart = [] {
  const char* const wanted = std::getenv("RIFFLE_ISA");
  return (wanted != nullptr && choose(wanted)) || choose("");
}();

const KernelTable& active() { return *active_table.load(std::memory_order_acquire); }

}  // namespace

std::size_t intersect(U16Array a, U16Array b, std::uint16_t* out) { return active().intersect(a, b, out); }
std::size_t intersect_count(U16Array a, U16Array b) { return active().intersect_count(a, b); }
std::size_t difference(U16Array a, U16Array b, std::uint16_t* out) { return active().difference(a, b, out); }
std::size_t union_of(U16Array a, U16Array b, std::uint16_t* out) { return active().union_of(a, b, out); }
std::size_t intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out) {
  return active().intersect_shifted(a, b, offset, out);
}
void ranks_of(U16Array list, U16Array subset, std::uint32_t* out) { active().ranks_of(list, subset, out); }

std::size_t intersect_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out) {
  return active().intersect_bitset(a, b, out);
}
std::size_t intersect_bitset_count(U16Array a, const std::uint8_t* b) { return active().intersect_bitset_count(a, b); }
std::size_t difference_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out) {
  return active().difference_bitset(a, b, out);
}

std::size_t popcount(const std::uint8_t* a) { return active().popcount(a); }
std::size_t and_count(const std::uint8_t* a, const std::uint8_t* b) { return active().and_count(a, b); }
std::size_t andnot_count(const std::uint8_t* a, const std::uint8_t* b) { return active().andnot_count(a, b); }
std::size_t or_count(const std::uint8_t* a, const std::uint8_t* b) { return active().or_count(a, b); }
std::size_t and_count_many(const std::uint8_t* const* sets, std::size_t n) { return active().and_count_many(sets, n); }
void and_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { active().and_into(a, b, out); }
void andnot_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { active().andnot_into(a, b, out); }
void or_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { active().or_into(a, b, out); }

// One bit at a time on every target: a vector form has nothing to gain.
void set_bits(U16Array a, std::uint8_t* bitset) { scalar::set_bits(a, bitset); }
void clear_bits(U16Array a, std::uint8_t* bitset) { scalar::clear_bits(a, bitset); }
void set_range(std::uint32_t first, std::uint32_t last, std::uint8_t* bitset) {
  scalar::set_range(first, last, bitset);
}
std::size_t bitset_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  return active().bitset_to_array(bitset, out);
}

std::uint64_t sum_nibbles(const std::uint8_t* nibbles, std::size_t first, std::size_t last) {
  return active().sum_nibbles(nibbles, first, last);
}
std::uint32_t unpack_frequencies(const std::uint8_t* nibbles, std::size_t first, std::size_t count,
                                 std::uint32_t* tfs) {
  return active().unpack_frequencies(nibbles, first, count, tfs);
}
std::uint32_t frequencies_at(const std::uint8_t* nibbles, std::uint32_t df, const std::uint32_t* ranks,
                             std::size_t count, std::uint32_t* tfs) {
  return active().frequencies_at(nibbles, df, ranks, count, tfs);
}
void unpack128(const std::uint8_t* packed, unsigned width, std::uint32_t* out) {
  active().unpack128(packed, width, out);
}
void pack128(const std::uint32_t* values, unsigned width, std::uint8_t* packed) {
  active().pack128(values, width, packed);
}
std::size_t decode_elias_fano(const EliasFano& sequence, std::uint16_t* out) {
  return active().decode_elias_fano(sequence, out);
}
std::size_t select_zero(const std::uint8_t* bits, std::size_t bytes, std::size_t from, std::size_t k) {
  return active().select_zero(bits, bytes, from, k);
}
void select_range(const std::uint8_t* values, unsigned width, std::size_t count, std::uint64_t low, std::uint64_t high,
                  std::uint8_t* bitset) {
  active().select_range(values, width, count, low, high, bitset);
}

void add_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  active().add_bounds(bounds, weight, sums);
}
void add_coarse_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  active().add_coarse_bounds(bounds, weight, sums);
}
std::uint16_t largest_sum(const std::uint16_t* sums) { return active().largest_sum(sums); }
std::size_t select_sums(const std::uint16_t* sums, std::uint16_t low, std::uint16_t high, std::uint16_t* out) {
  return active().select_sums(sums, low, high, out);
}

void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks) {
  active().bitset_ranks(bitset, directory, docs, ranks);
}
void add_scores(const std::uint32_t* tfs, const float* saturations, float weight, std::size_t count, float* scores) {
  active().add_scores(tfs, saturations, weight, count, scores);
}
std::size_t select_scores(U16Array docs, const float* scores, float least, std::uint16_t* out_docs, float* out_scores) {
  return active().select_scores(docs, scores, least, out_docs, out_scores);
}

void classify_text(std::string_view text, ByteClasses* classes, char* lower) {
  active().classify_text(text, classes, lower);
}

std::string_view active_target() { return active().name; }

std::vector<std::string_view> runnable_targets() {
  std::vector<std::string_view> names;
  names.reserve(tables().size());
  for (std::size_t i = 0; i < tables().size(); ++i) names.push_back(tables()[i].name);
  return names;
}

bool force_target(std::string_view name) { return choose(name); }

}  // namespace riffle::kernels
