// JSON text of what the commands print.
// Shape:   one object on one line, UTF-8; members of a document that the schema does not name keep their JSON text.
#ifndef RIFFLE_CLI_OUTPUT_JSON_H_
#define RIFFLE_CLI_OUTPUT_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "riffle/document.h"
#include "riffle/index.h"

namespace riffle_cli {

using Json = nlohmann::ordered_json;

/// `value` on one line; ill-formed UTF-8 becomes U+FFFD.
std::string to_line(const Json& value);

/// The document as `riffle index` reads it, so that an export gives the same index again.
std::string document_line(const riffle::Document& document);

/// {"total", "hits", "took_us", "notes"}.
std::string hits_line(const riffle::Hits& hits);

std::string info_line(const riffle::IndexInfo& info);

std::string report_line(const riffle::VerifyReport& report);

/// "full", "meta" or "none".
std::string_view store_name(riffle::StoreMode mode);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_OUTPUT_JSON_H_
