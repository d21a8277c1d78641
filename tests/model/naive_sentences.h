// Where sentences begin, decided for each place of a text by looking back from it.
// Source:  format-spec/analysis.md, "Sentences"; shares no code with the engine.
#ifndef RIFFLE_TESTS_MODEL_NAIVE_SENTENCES_H_
#define RIFFLE_TESTS_MODEL_NAIVE_SENTENCES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace model {

/// The number of the sentence of each word of a text without ill-formed bytes, in the order of word_runs(), from 0.
std::vector<std::size_t> sentence_numbers(const std::string& text);

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_NAIVE_SENTENCES_H_
