// Sets of every container kind, and bitmaps built byte by byte.
#ifndef RIFFLE_TESTS_POSTINGS_DOC_SET_TEST_SUPPORT_H_
#define RIFFLE_TESTS_POSTINGS_DOC_SET_TEST_SUPPORT_H_

#include <roaring/roaring.h>

#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "base/bytes.h"
#include "postings/doc_set_view.h"

namespace riffle {

using Ids = std::vector<DocId>;

struct FreeRoaring {
  void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
};
using RoaringPtr = std::unique_ptr<roaring_bitmap_t, FreeRoaring>;

inline RoaringPtr roaring_of(const Ids& ids) { return RoaringPtr(roaring_bitmap_of_ptr(ids.size(), ids.data())); }

inline ByteBuffer bytes_of(const roaring_bitmap_t* bitmap) {
  ByteBuffer bytes(roaring_bitmap_portable_size_in_bytes(bitmap));
  roaring_bitmap_portable_serialize(bitmap, reinterpret_cast<char*>(bytes.data()));
  return bytes;
}

/// CRoaring's bytes of a set, with run containers wherever they are smaller.
inline ByteBuffer run_optimized_bytes(const Ids& ids) {
  const RoaringPtr bitmap = roaring_of(ids);
  roaring_bitmap_run_optimize(bitmap.get());
  return bytes_of(bitmap.get());
}

enum class Fill : std::uint8_t { kSparse, kArray, kDense, kRuns, kFull, kMixed };

/// A set over the first `containers` keys; a key is left out now and then.
inline Ids random_ids(std::mt19937& random, std::uint32_t containers, Fill fill) {
  std::set<DocId> ids;
  for (std::uint32_t key = 0; key < containers; ++key) {
    if (containers > 1 && random() % 8 == 0) continue;
    const DocId base = key * 65536;
    const Fill kind = fill == Fill::kMixed ? static_cast<Fill>(random() % 5) : fill;
    std::size_t count = 0;
    switch (kind) {
      case Fill::kSparse: count = 1 + random() % 5; break;
      case Fill::kArray: count = 500 + random() % 3000; break;
      case Fill::kDense: count = 9000; break;
      case Fill::kRuns:
        for (DocId start = static_cast<DocId>(random() % 100); start < 65000; start += 5000) {
          for (DocId i = 0; i < 1000; ++i) ids.insert(base + start + i);
        }
        ids.insert(base + 65535);
        break;
      case Fill::kFull:
      case Fill::kMixed:
        for (DocId i = 0; i < 65536; ++i) ids.insert(ids.end(), base + i);
        break;
    }
    while (count-- != 0) ids.insert(base + static_cast<DocId>(random() % 65536));
  }
  return {ids.begin(), ids.end()};
}

/// A bitmap written by hand, so that it can be wrong.
class BitmapBuilder {
 public:
  BitmapBuilder& array(std::uint16_t key, const std::vector<std::uint16_t>& values) {
    ByteBuffer body;
    for (const std::uint16_t v : values) append(body, v);
    return add(key, static_cast<std::uint32_t>(values.size()), false, body);
  }

  /// Pairs of first value and length - 1.
  BitmapBuilder& runs(std::uint16_t key, std::uint32_t cardinality,
                      const std::vector<std::pair<std::uint16_t, std::uint16_t>>& runs) {
    ByteBuffer body;
    append(body, static_cast<std::uint16_t>(runs.size()));
    for (const auto& [first, more] : runs) {
      append(body, first);
      append(body, more);
    }
    return add(key, cardinality, true, body);
  }

  BitmapBuilder& bitset(std::uint16_t key, std::uint32_t cardinality, const ByteBuffer& bits) {
    return add(key, cardinality, false, bits);
  }

  [[nodiscard]] ByteBuffer build() const {
    ByteBuffer bytes;
    bool any_run = false;
    for (const Part& part : parts_) any_run |= part.is_run;
    if (any_run) {
      append(bytes, static_cast<std::uint32_t>(12347 | ((parts_.size() - 1) << 16)));
      ByteBuffer flags((parts_.size() + 7) / 8);
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (parts_[i].is_run) flags[i / 8] = static_cast<std::uint8_t>(flags[i / 8] | (1u << (i % 8)));
      }
      append_bytes(bytes, flags);
    } else {
      append(bytes, std::uint32_t{12346});
      append(bytes, static_cast<std::uint32_t>(parts_.size()));
    }
    for (const Part& part : parts_) {
      append(bytes, part.key);
      append(bytes, static_cast<std::uint16_t>(part.cardinality - 1));
    }
    if (!any_run || parts_.size() >= 4) {
      std::size_t offset = bytes.size() + 4 * parts_.size();
      for (const Part& part : parts_) {
        append(bytes, static_cast<std::uint32_t>(offset));
        offset += part.body.size();
      }
    }
    for (const Part& part : parts_) append_bytes(bytes, part.body);
    return bytes;
  }

 private:
  struct Part {
    std::uint16_t key;
    std::uint32_t cardinality;
    bool is_run;
    ByteBuffer body;
  };

  BitmapBuilder& add(std::uint16_t key, std::uint32_t cardinality, bool is_run, ByteBuffer body) {
    parts_.push_back({key, cardinality, is_run, std::move(body)});
    return *this;
  }

  std::vector<Part> parts_;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_POSTINGS_DOC_SET_TEST_SUPPORT_H_
