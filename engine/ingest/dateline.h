// Datelines: what agencies put in front of a story. "ERBIL, Kurdistan Region - ", "KUWAIT CITY, Nov 27 - ", "LONDON
// (Reuters) - ", "Amman/Baghdad, Dec 1 (IANS) ", "(MENAFN- IANS) ", "Shafaq News/ ", "MOSCOW, November 3. /TASS/. ",
// "Madrid, Nov 3 (EFE).- ", "New Delhi [India], November 3 (ANI): ", "MOSCOW. Nov 3 (Interfax) - ", "Nov. 3 (UPI) -- ".
//
// Shape:   places and agencies as they are written, in order, each once; the text itself is never changed.
// Cost:    looks at the first 240 bytes of the first line.
// Errors:  none: what is no dateline gives nothing. A place without an agency or a day behind it counts only when it is
//          in capitals and a dash follows; words such as BREAKING or UPDATE are no places.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_DATELINE_H_
#define RIFFLE_INGEST_DATELINE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/document.h"
#include "riffle/types.h"

namespace riffle {

struct Dateline {
  std::vector<std::string> places;    ///< "ERBIL", "Kurdistan Region"
  std::vector<std::string> agencies;  ///< "MENAFN", "IANS"
  std::optional<Date> date;           ///< when the line has one with its year
  std::size_t bytes = 0;              ///< of the text, up to where the story begins; 0 = no dateline
};

Dateline find_dateline(std::string_view text);

/// A date that stands alone in the first line of `text`, or behind the word "date" at its beginning ("date 2024-11-30
/// Shafaq News/ ..."). `bytes` is set to where the text goes on.
std::optional<Date> find_leading_date(std::string_view text, std::size_t& bytes);

/// Fills what the document lacks from the first lines of its body: the date, and the members "place" and "agency" (a
/// JSON string, or an array of them). Title, body and whatever is there stay as they are.
void add_dateline_members(Document& document);

}  // namespace riffle

#endif  // RIFFLE_INGEST_DATELINE_H_
