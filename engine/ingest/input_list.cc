#include "ingest/input_list.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string_view text;
  FileShape shape;
};

constexpr std::array<Ending, 7> kEndings = {{{".jsonl", FileShape::kJsonLines},
                                             {".ndjson", FileShape::kJsonLines},
                                             {".json", FileShape::kJson},
                                             {".csv", FileShape::kCsv},
                                             {".txt", FileShape::kText},
                                             {".html", FileShape::kHtml},
                                             {".htm", FileShape::kHtml}}};

bool has_ending(std::string_view path, std::string_view ending) {
  if (path.size() <= ending.size()) return false;
  const std::string_view tail = path.substr(path.size() - ending.size());
  return std::equal(tail.begin(), tail.end(), ending.begin(), [](char c, char wanted) {
    return c == wanted || (c >= 'A' && c <= 'Z' && c - 'A' + 'a' == wanted);
  });
}

void add_size(InputList& list, const fs::path& path) {
  std::error_code error;
  const bool is_plain = fs::is_regular_file(path, error);
  const std::uintmax_t size = is_plain ? fs::file_size(path, error) : 0;
  if (!is_plain || error) {
    list.bytes_total.reset();
  } else if (list.bytes_total) {
    *list.bytes_total += size;
  }
}

/// "news.riffle.tmp-4711-0", which a writer makes and takes away again.
bool is_unfinished_index(std::string_view name) {
  constexpr std::string_view kMark = ".tmp-";
  const std::size_t mark = name.rfind(kMark);
  if (mark == std::string_view::npos) return false;
  const std::string_view numbers = name.substr(mark + kMark.size());
  return !numbers.empty() && numbers.find('-') != std::string_view::npos &&
         numbers.find_first_not_of("0123456789-") == std::string_view::npos;
}

Status add_folder(InputList& list, const std::string& folder) {
  std::error_code error;
  std::vector<std::string> paths;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (at->path().filename().native().starts_with('.')) {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code kind_error;
    if (!at->is_regular_file(kind_error)) continue;
    if (input_kind(at->path().native())) {
      paths.push_back(at->path().native());
    } else if (!is_unfinished_index(at->path().filename().native())) {
      ++list.skipped[to_lower_ascii(at->path().extension().native())];
    }
  }
  if (error) return io_error(folder + ": the folder cannot be read", error.value());
  std::sort(paths.begin(), paths.end());
  for (std::string& path : paths) {
    const std::optional<InputKind> kind = input_kind(path);
    if (!kind) continue;
    add_size(list, path);
    list.files.push_back({.path = std::move(path), .kind = *kind});
  }
  return {};
}

Status add_named(InputList& list, const std::string& path) {
  if (path == "-") {
    list.files.push_back({.path = path, .kind = {}});
    list.bytes_total.reset();
    return {};
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return make_error(ErrorCode::kNotFound, path + ": no such file or folder");
  }
  if (error) return io_error(path + ": cannot be looked at", error.value());
  if (status.type() == fs::file_type::directory) return add_folder(list, path);
  const std::optional<InputKind> kind = input_kind(path);
  if (!kind) {
    return invalid_argument(
        path +
        ": the ending is not known; known are .jsonl .ndjson .json .csv .txt .html .htm, each also with .gz "
        "or .zst behind, and - for JSON lines from standard input");
  }
  list.files.push_back({.path = path, .kind = *kind});
  add_size(list, path);
  return {};
}

}  // namespace

std::optional<InputKind> input_kind(std::string_view path) {
  InputKind kind;
  if (has_ending(path, ".gz")) {
    kind.packing = Packing::kGzip;
    path.remove_suffix(3);
  } else if (has_ending(path, ".zst")) {
    kind.packing = Packing::kZstd;
    path.remove_suffix(4);
  }
  for (const Ending& ending : kEndings) {
    if (!has_ending(path, ending.text)) continue;
    kind.shape = ending.shape;
    return kind;
  }
  return {};
}

Result<InputList> list_inputs(const std::vector<std::string>& named) {
  InputList list;
  for (const std::string& path : named) RIFFLE_TRY(add_named(list, path));
  return list;
}

}  // namespace riffle
