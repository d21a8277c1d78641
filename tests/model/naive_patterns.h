// What patterns mean, by the plain definitions: for each term of a corpus, is it one that the pattern stands for?
// Source:  format-spec/query-language.md, "Patterns"; shares no code with the engine.
#ifndef RIFFLE_TESTS_MODEL_NAIVE_PATTERNS_H_
#define RIFFLE_TESTS_MODEL_NAIVE_PATTERNS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace model {

/// * = any code points, ? = one.
bool wildcard_matches(std::u32string_view pattern, std::u32string_view term);

/// The least number of code points put in, left out, replaced, and neighbours swapped, where no code point takes part
/// in two of them.
std::size_t edits_between(std::u32string_view a, std::u32string_view b);

std::u32string code_points(std::string_view utf8);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_NAIVE_PATTERNS_H_
