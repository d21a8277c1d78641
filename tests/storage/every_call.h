// Every reading call of Index on one file, its answers as text: what a file that is changed by others must still give,
// or refuse.
#ifndef RIFFLE_TESTS_STORAGE_EVERY_CALL_H_
#define RIFFLE_TESTS_STORAGE_EVERY_CALL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "riffle/riffle.h"

namespace riffle {

/// What a call gave. Of a call that visits and then fails, `text` is what it had visited.
struct CallResult {
  Status status;
  std::string text;
};

struct Call {
  std::string name;
  std::function<CallResult(const Index&)> run;
};

std::vector<Call> every_call();
std::vector<CallResult> run_all(const Index& index, const std::vector<Call>& calls);

/// An index of `documents` articles in three segments, some deleted, some copies of others, with a history.
void make_news_file(const std::string& path, std::uint64_t documents);

/// True for the right answer, and for an error after no answer or the beginning of the right one.
bool is_right_or_refused(const CallResult& outcome, const CallResult& right);

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_EVERY_CALL_H_
