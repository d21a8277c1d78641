// InputList: what the caller named -> the files to read, in order.
// Shape:   a folder gives its files of known endings, and counts the others, in byte order of their paths, folders
// below it included; names
//          that start with "." are passed over, and links to folders are not followed. "-" is standard input.
// Errors:  kNotFound for a name that does not exist, kInvalidArgument for a file of unknown ending, kIo for a folder
//          that cannot be read.
#ifndef RIFFLE_INGEST_INPUT_LIST_H_
#define RIFFLE_INGEST_INPUT_LIST_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/byte_source.h"
#include "riffle/error.h"

namespace riffle {

enum class FileShape : std::uint8_t { kJsonLines, kJson, kCsv, kText, kHtml };

struct InputKind {
  FileShape shape = FileShape::kJsonLines;
  Packing packing = Packing::kByFirstBytes;
};

struct InputFile {
  std::string path;
  InputKind kind;
};

struct InputList {
  std::vector<InputFile> files;
  std::optional<std::uint64_t> bytes_total = 0;  ///< none when an input is no plain file
  /// Files of folders whose ending is not known, by it in lower case ("" for none); hidden ones are not counted.
  std::map<std::string, std::uint64_t> skipped;
};

/// By the ending of the name, in any case; none when it is unknown.
std::optional<InputKind> input_kind(std::string_view path);

Result<InputList> list_inputs(const std::vector<std::string>& named);

}  // namespace riffle

#endif  // RIFFLE_INGEST_INPUT_LIST_H_
