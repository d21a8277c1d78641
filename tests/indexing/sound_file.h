// What verify says of a file that a test has written.
#ifndef RIFFLE_TESTS_INDEXING_SOUND_FILE_H_
#define RIFFLE_TESTS_INDEXING_SOUND_FILE_H_

#include <string>

#include <gtest/gtest.h>

#include "storage/verify.h"

namespace riffle {

inline void expect_sound(const std::string& path) {
  const auto report = verify_file(path, {});
  ASSERT_TRUE(report) << report.error().message;
  for (const Fault& fault : report->faults) ADD_FAILURE() << fault.section << ": " << fault.message;
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_INDEXING_SOUND_FILE_H_
