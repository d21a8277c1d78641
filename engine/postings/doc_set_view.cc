#include "postings/doc_set_view.h"

#include <bit>

#include "postings/container_ops.h"

namespace riffle {
namespace {

constexpr std::uint32_t kCookieNoRuns = 12346;
constexpr std::uint32_t kCookieRuns = 12347;
constexpr std::uint32_t kMostContainers = 65536;
constexpr std::uint32_t kMostArrayValues = 4096;
/// A bitmap with run containers has offsets only from this many containers on.
constexpr std::uint32_t kOffsetsFrom = 4;
constexpr std::uint32_t kContainerIds = 65536;

struct Header {
  const std::uint8_t* run_flags = nullptr;
  const std::uint8_t* descriptors = nullptr;
  const std::uint8_t* offsets = nullptr;
  std::uint32_t count = 0;
  std::size_t bytes = 0;

  [[nodiscard]] bool is_run(std::uint32_t i) const {
    return run_flags != nullptr && ((run_flags[i / 8] >> (i % 8)) & 1) != 0;
  }
};

std::optional<Header> read_header(ByteSpan bytes) {
  ByteReader reader(bytes);
  const auto cookie = reader.read<std::uint32_t>();
  Header header;
  if ((cookie & 0xFFFF) == kCookieRuns) {
    header.count = (cookie >> 16) + 1;
    header.run_flags = reader.read_bytes((header.count + 7) / 8).data();
  } else if (cookie == kCookieNoRuns) {
    header.count = reader.read<std::uint32_t>();
  } else {
    return std::nullopt;
  }
  if (header.count > kMostContainers) return std::nullopt;
  header.descriptors = reader.read_bytes(4 * std::uint64_t{header.count}).data();
  if (header.run_flags == nullptr || header.count >= kOffsetsFrom) {
    header.offsets = reader.read_bytes(4 * std::uint64_t{header.count}).data();
  }
  if (!reader.ok()) return std::nullopt;
  header.bytes = reader.position();
  return header;
}

ContainerKind kind_of(bool is_run, std::uint32_t cardinality) {
  if (is_run) return ContainerKind::kRun;
  return cardinality <= kMostArrayValues ? ContainerKind::kArray : ContainerKind::kBitset;
}

/// Bytes of a container at `at`, its run count included. A run container has its run count readable.
std::size_t stored_bytes(ContainerKind kind, std::uint32_t cardinality, const std::uint8_t* at) {
  switch (kind) {
    case ContainerKind::kArray: return 2 * std::size_t{cardinality};
    case ContainerKind::kBitset: return kernels::kBitsetBytes;
    case ContainerKind::kRun: return 2 + 4 * std::size_t{load<std::uint16_t>(at)};
  }
  return 0;
}

std::string problem(std::uint32_t container, const char* what) {
  return "container " + std::to_string(container) + ": " + what;
}

/// An empty string, or what is wrong with the order or the number of the values.
const char* check_array(const ContainerView& container) {
  bool sorted = true;
  for (std::size_t i = 1; i < container.cardinality; ++i) {
    sorted &= load<std::uint16_t>(container.bytes + 2 * i - 2) < load<std::uint16_t>(container.bytes + 2 * i);
  }
  return sorted ? "" : "values do not increase";
}

const char* check_runs(const ContainerView& container) {
  std::uint32_t next_free = 0;
  std::uint32_t cardinality = 0;
  for (std::uint32_t i = 0; i < container.run_count; ++i) {
    const auto [first, more] = stored_run_at(container, i);
    if (i != 0 && first < next_free) return "runs touch or do not increase";
    if (first + more >= kContainerIds) return "a run leaves the container";
    next_free = first + more + 2;
    cardinality += more + 1;
  }
  return cardinality == container.cardinality ? "" : "the runs do not add up to the cardinality";
}

const char* check_container(const ContainerView& container) {
  switch (container.kind) {
    case ContainerKind::kArray: return check_array(container);
    case ContainerKind::kBitset:
      return kernels::popcount(container.bytes) == container.cardinality ? "" : "bits do not add up to the cardinality";
    case ContainerKind::kRun: return check_runs(container);
  }
  return "unknown kind";
}

/// REQUIRES: a container that check_container() found sound.
std::uint32_t largest_value(const ContainerView& container) {
  switch (container.kind) {
    case ContainerKind::kArray:
      return load<std::uint16_t>(container.bytes + 2 * (std::size_t{container.cardinality} - 1));
    case ContainerKind::kRun: {
      const StoredRun last = stored_run_at(container, container.run_count - 1);
      return last.first + last.more;
    }
    case ContainerKind::kBitset: break;
  }
  for (std::size_t word = kernels::kBitsetWords; word-- != 0;) {
    const auto bits = load<std::uint64_t>(container.bytes + 8 * word);
    if (bits != 0)
      return static_cast<std::uint32_t>(64 * word + 63) - static_cast<std::uint32_t>(std::countl_zero(bits));
  }
  return 0;
}

}  // namespace

std::size_t ContainerView::size_bytes() const {
  switch (kind) {
    case ContainerKind::kArray: return 2 * std::size_t{cardinality};
    case ContainerKind::kBitset: return kernels::kBitsetBytes;
    case ContainerKind::kRun: return 4 * std::size_t{run_count};
  }
  return 0;
}

std::optional<DocSetView> DocSetView::open(ByteSpan bytes) {
  const std::optional<Header> header = read_header(bytes);
  if (!header) return std::nullopt;

  DocSetView view;
  view.data_ = bytes.data();
  view.descriptors_ = header->descriptors;
  view.run_flags_ = header->run_flags;
  view.offsets_ = header->offsets;
  view.container_count_ = header->count;

  // Containers must follow each other without gaps, as the format says: then readers that trust the offsets and
  // readers that skip them see the same set.
  std::size_t position = header->bytes;
  for (std::uint32_t i = 0; i < header->count; ++i) {
    if (i != 0 && view.key(i) <= view.key(i - 1)) return std::nullopt;
    if (header->offsets != nullptr && load<std::uint32_t>(header->offsets + 4 * std::size_t{i}) != position)
      return std::nullopt;
    const ContainerKind kind = kind_of(header->is_run(i), view.cardinality_of(i));
    if (kind == ContainerKind::kRun && !range_fits(position, 2, bytes.size())) return std::nullopt;
    const std::size_t size = stored_bytes(kind, view.cardinality_of(i), bytes.data() + position);
    if (!range_fits(position, size, bytes.size())) return std::nullopt;
    if (kind == ContainerKind::kRun && size == 2) return std::nullopt;
    position += size;
  }
  view.size_bytes_ = position;
  return view;
}

ContainerView DocSetView::container(std::uint32_t index) const {
  const auto is_run = [this](std::uint32_t i) {
    return run_flags_ != nullptr && ((run_flags_[i / 8] >> (i % 8)) & 1) != 0;
  };
  std::size_t position = 0;
  if (offsets_ != nullptr) {
    position = load<std::uint32_t>(offsets_ + 4 * std::size_t{index});
  } else {
    // At most two containers lie before: the header ends with the descriptors.
    position = static_cast<std::size_t>(descriptors_ - data_) + 4 * std::size_t{container_count_};
    for (std::uint32_t i = 0; i < index; ++i) {
      position += stored_bytes(kind_of(is_run(i), cardinality_of(i)), cardinality_of(i), data_ + position);
    }
  }
  ContainerView view;
  view.key = key(index);
  view.cardinality = cardinality_of(index);
  view.kind = kind_of(is_run(index), view.cardinality);
  view.bytes = data_ + position;
  if (view.kind == ContainerKind::kRun) {
    view.run_count = load<std::uint16_t>(view.bytes);
    view.bytes += 2;
  }
  return view;
}

std::optional<std::uint32_t> DocSetView::find(std::uint16_t wanted) const {
  // Frequent terms have a container for every key.
  if (wanted < container_count_ && key(wanted) == wanted) return wanted;
  std::uint32_t low = 0;
  std::uint32_t high = container_count_;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (key(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == container_count_ || key(low) != wanted) return std::nullopt;
  return low;
}

std::uint64_t DocSetView::cardinality() const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < container_count_; ++i) sum += cardinality_of(i);
  return sum;
}

std::string DocSetView::validate(std::uint64_t doc_count) const {
  for (std::uint32_t i = 0; i < container_count_; ++i) {
    const ContainerView view = container(i);
    const char* const wrong = check_container(view);
    if (*wrong != '\0') return problem(i, wrong);
    const std::uint64_t base = std::uint64_t{view.key} * kContainerIds;
    if (base + kContainerIds > doc_count && base + largest_value(view) >= doc_count) {
      return problem(i, "a doc id is not below the number of documents");
    }
  }
  return {};
}

std::vector<DocId> DocSetView::to_vector() const {
  // Runs say how many ids they hold at the price of four bytes: room for those is made as they come.
  std::size_t stored_ids = 0;
  for (std::uint32_t i = 0; i < container_count_; ++i) {
    const ContainerView view = container(i);
    if (view.kind != ContainerKind::kRun) stored_ids += view.cardinality;
  }
  std::vector<DocId> ids;
  ids.reserve(stored_ids);
  std::vector<std::uint16_t> scratch;
  for (std::uint32_t i = 0; i < container_count_; ++i) {
    const ContainerView view = container(i);
    kernels::U16Array values = view.array();
    if (view.kind != ContainerKind::kArray) {
      scratch.resize(container_value_count(view) + kernels::kOutSlack);
      const std::size_t count = container_to_array(view, scratch.data());
      values = kernels::as_array(scratch.data(), count);
    }
    const DocId base = DocId{view.key} * kContainerIds;
    const std::size_t first = ids.size();
    ids.resize(first + values.count);
    DocId* const out = ids.data() + first;
    for (std::size_t k = 0; k < values.count; ++k) out[k] = base + load<std::uint16_t>(values.bytes + 2 * k);
  }
  return ids;
}

}  // namespace riffle
