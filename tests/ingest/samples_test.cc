// The sample articles that come with the command line tool read without a complaint.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "ingest_fixture.h"
#include "text/utf8.h"

namespace riffle {
namespace {

TEST(Samples, AreReadWhole) {
  const Reading reading = read_all({RIFFLE_SAMPLES_FOLDER});
  EXPECT_FALSE(reading.error);
  EXPECT_THAT(reading.bad_lines, testing::IsEmpty());
  EXPECT_GE(reading.documents.size(), 48u);
  std::set<std::string> ids;
  for (const Document& document : reading.documents) {
    EXPECT_TRUE(ids.insert(document.id).second) << document.id << " comes twice";
    EXPECT_FALSE(document.title.empty()) << document.id;
    EXPECT_GT(document.body.size(), 300u) << document.id;
    EXPECT_TRUE(document.date) << document.id;
    EXPECT_FALSE(document.source.empty()) << document.id;
    EXPECT_TRUE(document.url.starts_with("https://example.org/")) << document.id;
    EXPECT_TRUE(is_valid_utf8(document.title + document.body)) << document.id;
  }
}

}  // namespace
}  // namespace riffle
