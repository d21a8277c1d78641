// Synonyms: words and phrases that stand for each other in queries; the index is not changed.
// Shape:   an immutable set of rules, read once. Two formats: Solr's ("a, b, c" for words that mean the same,
//          "a, b => c, d" for words that are searched as others; "#" begins a comment, "\" takes the next character as
//          it is) and WordNet's prolog file ("s(100000001,1,'able',a,1,1)."). A rule matches words in any form that the
//          analyzer of the index counts as the same, and says nothing of what stands in quotes.
// Cost:    reading is linear in the text. The first query with an analyzer prepares the rules for it, linear in the
//          rules; later ones look words up.
// Errors:  kInvalidArgument names the file and the line, kResourceLimit a text beyond the bounds below; kNotFound and
//          kIo of open().
// Threads: immutable; share freely. Copies share the rules.
// Source:  format-spec/query-language.md, "Synonyms".
#ifndef RIFFLE_SYNONYMS_H_
#define RIFFLE_SYNONYMS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "riffle/error.h"

namespace riffle {

class SynonymRules;

enum class SynonymFormat : std::uint8_t {
  kDetect,  ///< kWordNet when the first line that is not empty begins with "s(", else kSolr
  kSolr,
  kWordNet,
};

class Synonyms {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  static constexpr std::size_t kMostWords = 1'000'000;  ///< words and phrases of all rules, repeated ones too

  /// None: every word stands for itself.
  Synonyms() = default;

  /// Reads a regular file.
  static Result<Synonyms> open(const std::string& path, SynonymFormat format = SynonymFormat::kDetect);
  /// `name` is what errors call the text.
  static Result<Synonyms> parse(std::string_view text, SynonymFormat format = SynonymFormat::kDetect,
                                std::string_view name = "synonyms");

  [[nodiscard]] bool is_empty() const { return rules_ == nullptr; }
  /// Null when it is empty.
  [[nodiscard]] const std::shared_ptr<const SynonymRules>& rules() const { return rules_; }

 private:
  std::shared_ptr<const SynonymRules> rules_;
};

}  // namespace riffle

#endif  // RIFFLE_SYNONYMS_H_
