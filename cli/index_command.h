// IndexCommand: the options of riffle index, and what they ask of the library.
#ifndef RIFFLE_CLI_INDEX_COMMAND_H_
#define RIFFLE_CLI_INDEX_COMMAND_H_

#include <cstddef>
#include <optional>
#include <string>

#include "arguments.h"
#include "riffle/index_writer.h"

namespace riffle_cli {

struct IndexCommand {
  std::string path;
  Words inputs;
  std::string analyzer = "english";
  std::string memory;
  std::size_t memory_bytes = 0;  ///< 0: the usual
  std::string store = "full";
  std::string id_field = "id";
  std::string format = "text";
  unsigned threads = 0;
  bool join_title = false;
  bool quiet = false;
  bool strict = false;
  std::string html = "auto";
  bool no_datelines = false;
  bool no_copies = false;
  bool guess_titles = false;
  std::string sentences;
  bool cut_boilerplate = false;
  std::string cut_report;
  bool is_stamped = false;
  std::string durability = "full";
  bool keep_history = false;
  std::string schema;
};

/// Declares FILE, INPUT and the options.
void declare_index(Arguments& arguments, IndexCommand& command);

/// Reads the words and looks whether they go together; no value when they do, else an exit code.
std::optional<int> read_index_command(const Words& words, Arguments& arguments, IndexCommand& command);

/// All that the options say but the fields of the schema file.
riffle::WriterOptions writer_options(const IndexCommand& command);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_INDEX_COMMAND_H_
