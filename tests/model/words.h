// Words: a text as a row of them, for oracles that need no analyzer.
#ifndef RIFFLE_TESTS_MODEL_WORDS_H_
#define RIFFLE_TESTS_MODEL_WORDS_H_

#include <string>
#include <vector>

namespace model {

using Words = std::vector<std::string>;

/// With a blank between each two.
inline std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_WORDS_H_
