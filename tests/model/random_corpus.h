// Random corpora: documents whose words repeat enough for phrases and long lists to occur.
// Source:  the shape and the seed alone decide the documents.
#ifndef RIFFLE_TESTS_MODEL_RANDOM_CORPUS_H_
#define RIFFLE_TESTS_MODEL_RANDOM_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "random.h"
#include "riffle/document.h"
#include "riffle/types.h"

namespace model {

struct CorpusShape {
  std::size_t documents = 10;
  std::size_t vocabulary = 50;
  double skew = 2;              ///< see Random::skewed
  std::size_t title_words = 6;  ///< at most
  std::size_t body_words = 40;  ///< at most, but for the long ones
  double long_share = 0;        ///< documents of 20 times as many words
  double burst_share = 0.02;    ///< documents in which one word is repeated up to 700 times
  double foreign_share = 0.2;   ///< words outside ASCII
  double repeat_share = 0.05;   ///< documents that take an earlier id
  double odd_bytes_share = 0;   ///< separators that are ill-formed UTF-8 or NUL
  std::size_t commits = 1;
  bool one_writer = false;  ///< one IndexWriter for all commits instead of one for each
  bool join_title = false;
  riffle::StoreMode store = riffle::StoreMode::kFull;
  unsigned threads = 1;
};

/// A shape of at most 300 documents, or of 300 to 3,000 when `medium`.
CorpusShape random_shape(Random& random, bool medium);

std::vector<riffle::Document> random_documents(const CorpusShape& shape, Random& random);

std::string describe(const CorpusShape& shape);

/// A number that differs when any text, id, date or source differs; for messages.
std::uint64_t digest(const std::vector<riffle::Document>& documents);

/// The sources that documents take, one of them outside ASCII letters' plain cases.
const std::vector<std::string>& corpus_sources();

inline constexpr riffle::Date kFirstDay = 1704067200;  ///< 2024-01-01
inline constexpr std::size_t kDays = 800;

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_RANDOM_CORPUS_H_
