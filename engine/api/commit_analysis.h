// What a commit says of analysis: its analyzer, and query text read with it and its fields.
// Errors:  kUnknownAnalyzer and kUnsupportedVersion when the analyzer or that version of it is not known;
// kAnalyzerFault;
//          those of parse_query().
#ifndef RIFFLE_API_COMMIT_ANALYSIS_H_
#define RIFFLE_API_COMMIT_ANALYSIS_H_

#include <memory>
#include <string_view>

#include "analysis/analyzer.h"
#include "riffle/error.h"
#include "riffle/query.h"
#include "storage/snapshot.h"

namespace riffle {

Result<std::unique_ptr<Analyzer>> analyzer_of(const Snapshot& snapshot);

/// `analyzer` = analyzer_of(snapshot).
Result<Query> parse_for(const Snapshot& snapshot, Analyzer& analyzer, std::string_view query_text,
                        const ParseOptions& options);

}  // namespace riffle

#endif  // RIFFLE_API_COMMIT_ANALYSIS_H_
