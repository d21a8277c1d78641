// How often words stand near each other in one field, by trying everything.
// Source:  format-spec/query-language.md, "Distances"; shares no code with the engine.
#ifndef RIFFLE_TESTS_MODEL_NAIVE_PROXIMITY_H_
#define RIFFLE_TESTS_MODEL_NAIVE_PROXIMITY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "query_model.h"

namespace model {

/// Whether the word at `place` of an item may be the one at `position` of the field.
using StandsAt = std::function<bool(const Item& item, std::size_t place, std::size_t position)>;

/// Matches of a kProximity leaf in a field of `length` words.
std::uint32_t count_near(const Tree& leaf, std::size_t length, const StandsAt& stands);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_NAIVE_PROXIMITY_H_
