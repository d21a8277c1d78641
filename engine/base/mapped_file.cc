#include "base/mapped_file.h"

#include <boost/iostreams/device/mapped_file.hpp>
#include <cerrno>
#include <exception>
#include <new>
#include <optional>
#include <string>

#include "base/errors.h"
#include "base/guarded_range.h"

namespace riffle {

struct MappedFile::Impl {
  boost::iostreams::mapped_file_source source;
  std::string path;
  std::optional<GuardedRange> range;  // goes before the map does
};

MappedFile::MappedFile() : impl_(std::make_unique<Impl>()) {}
MappedFile::~MappedFile() = default;

Result<std::unique_ptr<MappedFile>> MappedFile::map(const File& file, std::uint64_t bytes) {
  std::unique_ptr<MappedFile> mapped(new MappedFile);
  // Boost maps by path; the path of the open descriptor cannot be replaced between our checks and the map.
  const std::string descriptor_path = "/proc/self/fd/" + std::to_string(file.descriptor());
  try {
    mapped->impl_->source.open(descriptor_path, static_cast<std::size_t>(bytes));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return make_error(ErrorCode::kIo, file.path() + ": cannot be mapped into memory: " + error.what());
  }
  mapped->impl_->path = file.path();
  mapped->impl_->range.emplace(mapped->bytes());
  return mapped;
}

Status MappedFile::check() const {
  if (!impl_->range->is_lost()) return {};
  return lost_bytes_error(impl_->path);
}

ByteSpan MappedFile::bytes() const {
  return {reinterpret_cast<const std::uint8_t*>(impl_->source.data()), impl_->source.size()};
}

}  // namespace riffle
