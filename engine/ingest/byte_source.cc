#include "ingest/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <variant>

#include "base/errors.h"
#include "ingest/zstd_frames.h"

namespace riffle {
namespace {

namespace io = boost::iostreams;

/// Unpacked bytes asked of a decoder at once: what damage costs of the good bytes before it.
constexpr std::size_t kUnpackBytes = 64 << 10;
constexpr std::streamsize kPackedBytes = 128 << 10;

/// A file descriptor, with its first bytes held back until they are read.
class RawFile {
 public:
  RawFile(int descriptor, bool is_owned) : descriptor_(descriptor), is_owned_(is_owned) {}
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile() {
    if (is_owned_) ::close(descriptor_);
  }

  /// The first bytes, at most four. REQUIRES: nothing was read yet.
  std::string_view peek() {
    while (head_filled_ < head_.size()) {
      const std::size_t got = read_descriptor(head_.data() + head_filled_, head_.size() - head_filled_);
      if (got == 0) break;
      head_filled_ += got;
    }
    return {head_.data(), head_filled_};
  }

  /// 0 at the end and after an error, which os_error() then tells.
  std::size_t read(char* into, std::size_t count) {
    std::size_t got = 0;
    if (head_taken_ < head_filled_) {
      got = std::min(count, head_filled_ - head_taken_);
      std::memcpy(into, head_.data() + head_taken_, got);
      head_taken_ += got;
    } else {
      got = read_descriptor(into, count);
    }
    taken_ += got;
    return got;
  }

  [[nodiscard]] int os_error() const { return os_error_; }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }

 private:
  std::size_t read_descriptor(char* into, std::size_t count) {
    for (;;) {
      const ssize_t got = ::read(descriptor_, into, count);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      os_error_ = errno;
      return 0;
    }
  }

  int descriptor_;
  bool is_owned_;
  int os_error_ = 0;
  std::array<char, 4> head_{};
  std::size_t head_filled_ = 0;
  std::size_t head_taken_ = 0;
  std::uint64_t taken_ = 0;
};

/// RawFile as a Boost source.
struct PackedSource {
  using char_type = char;
  using category = io::source_tag;

  std::streamsize read(char* into, std::streamsize count) {
    const std::size_t got = file->read(into, static_cast<std::size_t>(count));
    if (frames != nullptr) frames->pass({into, got});
    return got == 0 ? -1 : static_cast<std::streamsize>(got);
  }

  RawFile* file;
  ZstdFrames* frames;
};

bool is_gzip(std::string_view head) { return head.starts_with("\x1F\x8B"); }

bool is_zstd(std::string_view head) {
  if (head.starts_with("\x28\xB5\x2F\xFD")) return true;
  return head.size() == 4 && (static_cast<unsigned char>(head[0]) & 0xF0) == 0x50 && head.ends_with("\x2A\x4D\x18");
}

}  // namespace

struct ByteSource::Impl {
  Impl(std::string path_given, int descriptor, bool is_owned)
      : path(std::move(path_given)), file(descriptor, is_owned) {}

  std::string path;
  RawFile file;
  ZstdFrames frames;
  std::variant<std::monostate, io::gzip_decompressor, io::zstd_decompressor> decoder;
};

ByteSource::ByteSource(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::string& path, Packing promised) {
  const bool is_standard_input = path == "-";
  const int descriptor = is_standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int os_error = errno;
    if (os_error == ENOENT) return make_error(ErrorCode::kNotFound, path + ": no such file");
    return io_error(path + ": cannot be opened", os_error);
  }
  auto impl = std::make_unique<Impl>(path, descriptor, !is_standard_input);
  const std::string_view head = impl->file.peek();
  if (impl->file.os_error() != 0) return io_error(path + ": cannot be read", impl->file.os_error());
  if (!head.empty() && promised == Packing::kGzip && !is_gzip(head)) {
    return make_error(ErrorCode::kCorrupt, "not gzip data; rename the file without .gz if it is not packed");
  }
  if (!head.empty() && promised == Packing::kZstd && !is_zstd(head)) {
    return make_error(ErrorCode::kCorrupt, "not zstd data; rename the file without .zst if it is not packed");
  }
  if (is_gzip(head)) {
    impl->decoder.emplace<io::gzip_decompressor>(io::zlib::default_window_bits, kPackedBytes);
  } else if (is_zstd(head)) {
    impl->decoder.emplace<io::zstd_decompressor>(kPackedBytes);
  }
  return ByteSource(std::move(impl));
}

Result<std::size_t> ByteSource::read(std::span<char> into) {
  Impl& impl = *impl_;
  std::size_t got = 0;
  const char* packing = "";
  try {
    const auto unpack = [&](auto& decoder, ZstdFrames* frames) {
      PackedSource source{.file = &impl.file, .frames = frames};
      const auto count = static_cast<std::streamsize>(std::min(into.size(), kUnpackBytes));
      const std::streamsize unpacked = decoder.read(source, into.data(), count);
      return unpacked > 0 ? static_cast<std::size_t>(unpacked) : 0;
    };
    if (auto* gzip = std::get_if<io::gzip_decompressor>(&impl.decoder)) {
      packing = "gzip";
      got = unpack(*gzip, nullptr);
    } else if (auto* zstd = std::get_if<io::zstd_decompressor>(&impl.decoder)) {
      packing = "zstd";
      got = unpack(*zstd, &impl.frames);
    } else {
      got = impl.file.read(into.data(), into.size());
    }
  } catch (const std::bad_alloc&) {
    return make_error(ErrorCode::kOutOfMemory, impl.path + ": no memory to unpack it");
  } catch (const std::exception&) {
    if (impl.file.os_error() != 0) return io_error(impl.path + ": cannot be read", impl.file.os_error());
    return make_error(ErrorCode::kCorrupt, std::string("the ") + packing + " data is damaged or cut short");
  }
  if (impl.file.os_error() != 0) return io_error(impl.path + ": cannot be read", impl.file.os_error());
  if (got == 0 && !into.empty() && !impl.frames.at_frame_border()) {
    return make_error(ErrorCode::kCorrupt, "the zstd data is cut short");
  }
  return got;
}

std::uint64_t ByteSource::bytes_taken() const { return impl_->file.taken(); }

}  // namespace riffle
