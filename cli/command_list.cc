#include "command_list.h"

#include <array>

#include "commands.h"

namespace riffle_cli {
namespace {

constexpr std::array<Command, 21> kCommands{{
    {"index", "make an index file, or add articles to it", run_index},
    {"search", "find articles", run_search},
    {"similar", "find articles like another one", run_similar},
    {"shell", "find articles, one query a line", run_shell},
    {"explain", "show how a query is read and carried out", run_explain},
    {"get", "print one article", run_get},
    {"info", "say what an index file holds", run_info},
    {"terms", "list the words of an index", run_terms},
    {"postings", "list where a word stands, or the words of an article", run_postings},
    {"dups", "list articles that are copies of one another", run_dups},
    {"export", "write all articles as JSON lines", run_export},
    {"delete", "delete articles, by id or by query", run_delete},
    {"log", "list the commits of an index file", run_log},
    {"diff", "list the articles in which two commits differ", run_diff},
    {"rollback", "bring an earlier commit back", run_rollback},
    {"merge", "make one index of several", run_merge},
    {"compact", "drop deleted articles and earlier commits", run_compact},
    {"verify", "check every byte of an index file", run_verify},
    {"backup", "copy an index that may be written meanwhile", run_backup},
    {"salvage", "make a new index from a damaged one", run_salvage},
    {"completion", "print what completes commands in a shell", run_completion},
}};

}  // namespace

std::span<const Command> command_list() { return kCommands; }

}  // namespace riffle_cli
