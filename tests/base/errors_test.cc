#include "base/errors.h"

#include <cerrno>
#include <new>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "base/catching.h"
#include "base/try.h"

namespace riffle {
namespace {

TEST(Errors, CodesHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (int code = 1; code <= static_cast<int>(ErrorCode::kCommitUnknown); ++code)
    names.insert(error_code_name(static_cast<ErrorCode>(code)));
  EXPECT_EQ(names.size(), 15u);
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(error_code_name(ErrorCode::kCorrupt), "corrupt");
  EXPECT_EQ(error_code_name(static_cast<ErrorCode>(200)), "unknown");
}

TEST(Errors, CorruptErrorTellsSectionAndByte) {
  const Error error = corrupt_error("norms", 4242, "a length byte is wrong").error();
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_EQ(error.section, "norms");
  EXPECT_EQ(error.offset, 4242u);
  EXPECT_EQ(error.message, "norms is damaged at byte 4242: a length byte is wrong");
}

TEST(Errors, IoErrorKeepsTheSystemsNumber) {
  const Error error = io_error("a.riffle: cannot be read", EACCES).error();
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_EQ(error.os_error, EACCES);
  EXPECT_NE(error.message.find("Permission denied"), std::string::npos);
}

TEST(Errors, ACommitThatMayBeThereKeepsItsCause) {
  const Error cause{.code = ErrorCode::kIo, .message = "a.riffle: cannot be made durable", .os_error = EIO};
  const Error error = commit_unknown_error("a.riffle", cause).error();
  EXPECT_EQ(error.code, ErrorCode::kCommitUnknown);
  EXPECT_EQ(error.os_error, EIO);
  EXPECT_TRUE(error.message.starts_with("a.riffle: cannot be made durable, after")) << error.message;
  EXPECT_TRUE(commit_unknown_error("b", cause).error().message.starts_with("b: a.riffle: cannot"));
}

TEST(Catching, TurnsWhatIsThrownIntoErrors) {
  const auto code_of = [](auto thrower) {
    const Status status = catching([&]() -> Status {
      thrower();
      return {};
    });
    return status ? ErrorCode{} : status.error().code;
  };
  EXPECT_EQ(code_of([] { throw std::bad_alloc(); }), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of([] { throw std::length_error("vector"); }), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of([] { throw std::runtime_error("disk on fire"); }), ErrorCode::kIo);
  EXPECT_EQ(code_of([] {}), ErrorCode{});
}

TEST(Catching, GivesBackTheResultOfTheBody) {
  const Result<int> result = catching([]() -> Result<int> { return 7; });
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 7);
}

Result<int> half(int value) {
  if (value % 2 != 0) return invalid_argument("odd");
  return value / 2;
}

Result<int> quarter(int value) {
  RIFFLE_TRY_ASSIGN(const int once, half(value));
  RIFFLE_TRY_ASSIGN(const int twice, half(once));
  return twice;
}

TEST(Try, ReturnsTheFirstError) {
  EXPECT_EQ(quarter(12).value_or(-1), 3);
  ASSERT_FALSE(quarter(6));
  EXPECT_EQ(quarter(6).error().message, "odd");
}

}  // namespace
}  // namespace riffle
