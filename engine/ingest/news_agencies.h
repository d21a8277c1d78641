// Names of news agencies, as datelines have them.
// Shape:   a closed list of those that are known, and how the names of others are written.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_NEWS_AGENCIES_H_
#define RIFFLE_INGEST_NEWS_AGENCIES_H_

#include <cstddef>
#include <string_view>

namespace riffle {

inline constexpr std::size_t kAgencyBytes = 48;  ///< no name is longer

/// Whether the name is on the list; such a one may stand behind a comma, or before a colon or a full stop.
bool is_known_agency(std::string_view text);

/// "IANS", "Agence Riffle", "MENAFN- IANS": few words that begin with a capital, without a digit or a full stop.
bool is_agency(std::string_view text);

/// Whether the name alone, without a place or a dash, is enough to take it for an agency.
bool is_sure_agency(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_INGEST_NEWS_AGENCIES_H_
