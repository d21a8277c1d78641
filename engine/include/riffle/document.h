// Document: one article, as it goes in and as it comes back.
// Shape:   every text is UTF-8; ill-formed bytes are replaced by U+FFFD when the document is added.
// Life:    owns its bytes.
#ifndef RIFFLE_DOCUMENT_H_
#define RIFFLE_DOCUMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "riffle/types.h"

namespace riffle {

/// A member that the schema does not name: kept and returned, not indexed.
struct ExtraMember {
  std::string name;
  std::string json;  ///< the value as JSON text, e.g. `"Rudaw"`, `42`, `["a","b"]`
};

struct Document {
  std::string id;            ///< the caller's own key, 1 to 512 bytes; adding the same id again replaces the document
  std::string title;         ///< indexed text
  std::string body;          ///< indexed text
  std::optional<Date> date;  ///< indexed; searched with date:
  std::string source;        ///< keyword, matched exactly after lower-casing; empty = none
  std::string url;           ///< stored only
  std::vector<ExtraMember> extra;
};

}  // namespace riffle

#endif  // RIFFLE_DOCUMENT_H_
