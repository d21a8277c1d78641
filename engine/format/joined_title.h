// Title and body as the one text that some indexes hold: the title, a line feed, the body.
#ifndef RIFFLE_FORMAT_JOINED_TITLE_H_
#define RIFFLE_FORMAT_JOINED_TITLE_H_

#include <cstddef>
#include <string>

#include "riffle/document.h"

namespace riffle {

/// Takes apart what such an index stores as the body, so that joining gives the same again: a title of several lines
/// loses all but the first to the body.
inline void split_joined_title(Document& document) {
  const std::size_t line = document.body.find('\n');
  document.title = document.body.substr(0, line);
  document.body = line == std::string::npos ? std::string() : document.body.substr(line + 1);
}

}  // namespace riffle

#endif  // RIFFLE_FORMAT_JOINED_TITLE_H_
