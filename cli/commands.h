// The commands: each takes the words behind its name and returns the exit code.
#ifndef RIFFLE_CLI_COMMANDS_H_
#define RIFFLE_CLI_COMMANDS_H_

#include "arguments.h"

namespace riffle_cli {

int run_completion(const Words& words);
int run_index(const Words& words);
int run_search(const Words& words);
int run_explain(const Words& words);
int run_shell(const Words& words);
int run_similar(const Words& words);
int run_delete(const Words& words);
int run_merge(const Words& words);
int run_compact(const Words& words);
int run_backup(const Words& words);
int run_salvage(const Words& words);
int run_log(const Words& words);
int run_diff(const Words& words);
int run_rollback(const Words& words);
int run_get(const Words& words);
int run_info(const Words& words);
int run_verify(const Words& words);
int run_terms(const Words& words);
int run_postings(const Words& words);
int run_dups(const Words& words);
int run_export(const Words& words);

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_COMMANDS_H_
