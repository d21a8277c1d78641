// JSON text of what the commands print.
// Shape:   one object on one line, UTF-8; members of a document that the schema does not name keep their JSON text.
#ifndef RIFFLE_CLI_OUTPUT_JSON_H_
#define RIFFLE_CLI_OUTPUT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "riffle/aggregation.h"
#include "riffle/index.h"

namespace riffle_cli {

using Json = nlohmann::ordered_json;

/// `value` on one line; ill-formed UTF-8 becomes U+FFFD.
std::string to_line(const Json& value);

/// {"id", "title", "date", "source"}.
Json copy_object(const riffle::Copy& copy);

/// {"total", "hits", "next", "took_us", "notes"}, and "stories", "facets" and "histogram" when there are some.
std::string hits_line(const riffle::Hits& hits, bool with_html = false,
                      const std::optional<riffle::Aggregations>& overview = std::nullopt);

std::string info_line(const riffle::IndexInfo& info);

std::string report_line(const riffle::VerifyReport& report);

/// "full", "meta" or "none".
std::string_view store_name(riffle::StoreMode mode);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_OUTPUT_JSON_H_
