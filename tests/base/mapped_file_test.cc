#include "base/mapped_file.h"

#include <string>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"

namespace riffle {
namespace {

TEST(MappedFile, ShowsTheFirstBytesOfTheFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  write_whole_file(path, std::string(5000, 'x') + "end");
  const auto file = File::open_for_reading(path);
  ASSERT_TRUE(file);
  for (const std::uint64_t bytes : {1u, 4096u, 5003u}) {
    const auto map = MappedFile::map(*file, bytes);
    ASSERT_TRUE(map) << map.error().message;
    ASSERT_GE((*map)->bytes().size(), bytes);
    EXPECT_EQ((*map)->bytes()[0], 'x');
  }
}

TEST(MappedFile, OutlivesTheDescriptorTheNameAndAReplacement) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  const std::string content(20000, 'y');
  write_whole_file(path, content);
  std::unique_ptr<MappedFile> map;
  {
    const auto file = File::open_for_reading(path);
    ASSERT_TRUE(file);
    auto mapped = MappedFile::map(*file, content.size());
    ASSERT_TRUE(mapped);
    map = std::move(*mapped);
  }
  remove_file(path);
  write_whole_file(path, "another file");
  EXPECT_EQ(as_text(map->bytes().first(content.size())), content);
}

// The map is made from the open descriptor: what stands at the path by then does not matter.
TEST(MappedFile, MapsTheOpenFileAndNotItsPath) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  write_whole_file(path, "first first");
  const auto file = File::open_for_reading(path);
  ASSERT_TRUE(file);
  write_whole_file(folder.file("b"), "other other");
  std::filesystem::rename(folder.file("b"), path);
  const auto map = MappedFile::map(*file, 5);
  ASSERT_TRUE(map);
  EXPECT_EQ(as_text((*map)->bytes().first(5)), "first");
}

}  // namespace
}  // namespace riffle
