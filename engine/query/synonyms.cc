// riffle::Synonyms: files and texts -> rules.
#include "riffle/synonyms.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/catching.h"
#include "base/file.h"
#include "base/try.h"
#include "query/synonym_file.h"
#include "query/synonym_table.h"

namespace riffle {

Result<Synonyms> Synonyms::open(const std::string& path, SynonymFormat format) {
  return catching([&]() -> Result<Synonyms> {
    RIFFLE_TRY_ASSIGN(const File file, File::open_for_reading(path));
    RIFFLE_TRY_ASSIGN(const std::uint64_t size, file.size());
    // One byte more than allowed is enough to be refused.
    std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(size, kMostBytes + 1)), '\0');
    RIFFLE_TRY(file.read_at(0, reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
    return parse(text, format, path);
  });
}

Result<Synonyms> Synonyms::parse(std::string_view text, SynonymFormat format, std::string_view name) {
  return catching([&]() -> Result<Synonyms> {
    RIFFLE_TRY_ASSIGN(std::vector<SynonymRule> rules, parse_synonyms(text, format, name));
    Synonyms synonyms;
    if (!rules.empty()) synonyms.rules_ = std::make_shared<const SynonymRules>(std::move(rules));
    return synonyms;
  });
}

}  // namespace riffle
