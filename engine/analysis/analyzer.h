// What the engine itself needs of analyzers besides riffle/analyzer.h.
// Errors:  open_analyzer() and analyzer_of_file() give registered analyzers in a form that checks them: whoever runs
//          one asks for status() before what it gave is used.
// Source:  format-spec/analysis.md.
#ifndef RIFFLE_ANALYSIS_ANALYZER_H_
#define RIFFLE_ANALYSIS_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/analyzer.h"
#include "riffle/error.h"

namespace riffle {

/// Tokens that analyze() hands over, and the number that it returns, are told further at riffle/analyzer.h; those of
/// built-in analyzers begin at position 0, and the number is the last position + 1.
class BuiltInAnalyzer : public Analyzer {
 public:
  /// The same tokens by the plain definition, with no fast path: what the fast path is tested against.
  virtual std::uint32_t analyze_reference(std::string_view text, TokenSink& sink) = 0;
};

std::vector<std::string_view> built_in_analyzer_names();

/// As make_analyzer(), of the built-in ones.
Result<std::unique_ptr<BuiltInAnalyzer>> make_built_in_analyzer(std::string_view name, std::uint32_t version = 0);

/// As make_analyzer(), but that a registered one is checked. kAnalyzerFault when its factory gives none.
Result<std::unique_ptr<Analyzer>> open_analyzer(std::string_view name, std::uint32_t version = 0);

/// Whether open_analyzer() knows name and version.
bool has_analyzer(std::string_view name, std::uint32_t version);

/// True for names that built-in analyzers never have.
bool is_private_name(std::string_view name);

/// The analyzer that the file at `path` names. kUnknownAnalyzer or kUnsupportedVersion, naming file and analyzer.
Result<std::unique_ptr<Analyzer>> analyzer_of_file(const std::string& path, std::string_view name,
                                                   std::uint32_t version);

/// Whether some version of it is known, for making a new file of its documents. Errors as analyzer_of_file().
Status check_analyzer_of_file(const std::string& path, std::string_view name, std::uint32_t version);

/// The form under which a keyword value (a source, an id) is indexed and searched: sources are NFKC case-folded, with
/// surrounding white space removed and cut to limits::kKeywordBytes at a code point border.
std::string normalize_keyword(std::string_view value);

/// What two values have in common that a reader takes for one: the same without accents, with one kind of apostrophe
/// and of i, and single spaces. Of a value that is indexed nothing like it is kept.
std::string loose_keyword(std::string_view value);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ANALYZER_H_
