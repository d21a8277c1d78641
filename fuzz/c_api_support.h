// What the calls of the C interface are made with: files, places for objects, structs of other headers.
#ifndef RIFFLE_FUZZ_C_API_SUPPORT_H_
#define RIFFLE_FUZZ_C_API_SUPPORT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "check.h"
#include "riffle/riffle_c.h"

namespace riffle::fuzz {

inline constexpr std::uint64_t kSmallestBuffers = std::uint64_t{32} << 20;

/// The files of a run, made anew before a run that follows one which may have changed them.
class Files {
 public:
  Files() {
    for (const char* const name :
         {"a.riffle", "b.riffle", "new.riffle", "copy.riffle", "a.jsonl", "synonyms.txt", "no/a"}) {
      paths_.push_back(folder_.file(name));
    }
    paths_.push_back(folder_.path());
  }

  void renew() {
    if (!is_changed_) return;
    folder_.clear();
    if (sound_.empty()) make_sound();
    write_whole_file(paths_[0], sound_[0]);
    write_whole_file(paths_[1], sound_[1]);
    write_whole_file(
        paths_[4], "{\"id\":\"j\",\"title\":\"of ash\",\"body\":\"the ash of <b>elms</b>\"}\n{\"id\":[]}\nnot JSON\n");
    write_whole_file(paths_[5], "ash, oak\nelm => fir");
    is_changed_ = false;
  }
  void will_change() { is_changed_ = true; }
  [[nodiscard]] const char* path(std::size_t number) const { return paths_[number % paths_.size()].c_str(); }
  [[nodiscard]] const char* existing(std::size_t number) const { return paths_[number % 2].c_str(); }
  [[nodiscard]] const char* missing(std::size_t number) const { return paths_[2 + number % 2].c_str(); }

 private:
  void make_sound() {
    for (const std::size_t number : {std::size_t{0}, std::size_t{1}}) {
      riffle_writer_options options{};
      options.size = sizeof options;
      options.analyzer = number == 0 ? "english" : "simple";
      options.schema = R"({"fields": [{"name": "price", "type": "float64"}, {"name": "section", "type": "keyword"}]})";
      options.threads = 1;
      options.memory_bytes = kSmallestBuffers;
      options.commit_time = 1;
      riffle_writer* writer = nullptr;
      check(riffle_writer_open(paths_[number].c_str(), &options, &writer, nullptr) == RIFFLE_OK);
      for (int i = 0; i < 4; ++i) {
        const std::string json = R"({"id":"n)" + std::to_string(i) +
                                 R"(","title":"The ash of Erbil","body":"An oak and ash trees. The elm of old.",)" +
                                 R"("date":"2024-11-0)" + std::to_string(i + 1) + R"(","source":"Rudaw","price":)" +
                                 std::to_string(i) + R"(,"section":"world"})";
        check(riffle_writer_add_json(writer, json.data(), json.size(), nullptr) == RIFFLE_OK);
        if (i % 2 != 0) check(riffle_writer_commit(writer, nullptr, nullptr) == RIFFLE_OK);
      }
      riffle_writer_close(writer);
      sound_.push_back(read_whole_file(paths_[number]));
    }
  }

  ScratchFolder folder_;
  std::vector<std::string> paths_;
  std::vector<std::string> sound_;
  bool is_changed_ = true;
};

inline Files& files() {
  static Files all;
  return all;
}

/// Objects of one kind, of which each place has one or none.
template <typename Object, void (*kFree)(Object*)>
class Places {
 public:
  Places() = default;
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;
  ~Places() {
    for (Object* object : objects_) kFree(object);
  }
  /// One of them, or NULL.
  [[nodiscard]] Object* at(std::uint32_t draw) const { return objects_[draw % objects_.size()]; }
  void put(std::uint32_t draw, Object* object) {
    Object*& place = objects_[draw % objects_.size()];
    kFree(place);
    place = object;
  }

 private:
  std::array<Object*, 3> objects_{};
};

/// A struct as a header of another time may have it, at the end of its memory: shorter, longer, or with no size.
template <typename Struct>
class Sized {
 public:
  Sized(const Struct& value, std::uint32_t draw) {
    const std::size_t known = sizeof(Struct);
    const std::array<std::size_t, 8> sizes{known, known, known, known + 16, known - 8, 9, 0, 5000};
    size_ = draw < 192 ? known : sizes[draw % sizes.size()];
    // Who gives a false size is told so before anything else is looked at.
    held_ = size_ <= sizeof(std::size_t) || size_ > 4096 ? sizeof(std::size_t) : size_;
    bytes_ = std::make_unique<unsigned char[]>(held_);
    std::memset(bytes_.get(), draw % 16 == 11 ? 0xA5 : 0, held_);
    std::memcpy(bytes_.get(), &value, std::min(held_, known));
    std::memcpy(bytes_.get(), &size_, sizeof(std::size_t));
  }
  [[nodiscard]] Struct* get() const { return reinterpret_cast<Struct*>(bytes_.get()); }
  [[nodiscard]] bool is_whole() const { return size_ >= sizeof(Struct) && size_ == held_; }
  /// What a call has filled in.
  [[nodiscard]] Struct value() const {
    Struct read{};
    std::memcpy(&read, bytes_.get(), std::min(held_, sizeof(Struct)));
    return read;
  }

 private:
  std::size_t size_ = 0;
  std::size_t held_ = 0;
  std::unique_ptr<unsigned char[]> bytes_;
};

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_C_API_SUPPORT_H_
