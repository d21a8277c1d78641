// Files of synonyms -> rules.
// Shape:   Solr: a rule a line; lines that are blank or begin with "#" are passed over. "a, b" is a rule whose words
//          all stand for each other; "a => b" one whose right side stands for its left side. Commas and "=>" behind a
//          backslash are text. WordNet: a fact a line, "s(synset,number,'word',type,sense,count)."; a quote inside the
//          word is written twice; facts of one synset are one rule. Lines of other facts are errors.
// Cost:    linear in the text.
// Errors:  kInvalidArgument "<name>: line N: <what>; <what to do>"; kResourceLimit.
// Source:  format-spec/query-language.md, "Synonyms"; Solr's SolrSynonymParser; WordNet's prologdb(5WN).
#ifndef RIFFLE_QUERY_SYNONYM_FILE_H_
#define RIFFLE_QUERY_SYNONYM_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/error.h"
#include "riffle/synonyms.h"

namespace riffle {

/// Longest word or phrase of a rule, in bytes.
inline constexpr std::size_t kSynonymBytes = 1024;

struct SynonymRule {
  std::vector<std::string> words;     ///< what is typed
  std::vector<std::string> stand_in;  ///< what is searched instead; empty: the words stand for each other
};

Result<std::vector<SynonymRule>> parse_synonyms(std::string_view text, SynonymFormat format, std::string_view name);

}  // namespace riffle

#endif  // RIFFLE_QUERY_SYNONYM_FILE_H_
