#include "format/term_walk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "base/bytes.h"
#include "base/try.h"
#include "format/sentence_mark.h"
#include "format/term_dictionary.h"
#include "format/term_dictionary_reader.h"

namespace riffle {
namespace {

constexpr std::uint64_t kBlocksPerCheck = 64;
constexpr std::size_t kNumberBytes = 8;

/// What the numbers of two neighbouring blocks say of every key between them.
struct SharedBytes {
  std::array<char, kNumberBytes> bytes{};
  std::size_t count = 0;
};

// The first byte is the space. Any other zero may be filling: it and what
// follows are not counted.
SharedBytes shared_bytes(std::uint64_t a, std::uint64_t b) {
  SharedBytes shared;
  const std::uint64_t big_endian = std::byteswap(a);
  store(reinterpret_cast<std::uint8_t*>(shared.bytes.data()), big_endian);
  const std::size_t same = a == b ? kNumberBytes : static_cast<std::size_t>(std::countl_zero(a ^ b)) / 8;
  while (shared.count < same && (shared.count == 0 || shared.bytes[shared.count] != 0)) ++shared.count;
  return shared;
}

class Walk {
 public:
  Walk(const SegmentReader& reader, TermSpace space, TermMachine& machine)
      : reader_(reader),
        dictionary_(reader),
        machine_(machine),
        filter_(reader.filter_blocks(space == kTextSpace ? machine.required() : TrigramSet())),
        part_(machine.key_part()),
        can_die_(machine.can_die()) {
    start_ += static_cast<char>(space);
    start_ += machine.prefix();
  }

  Status run(const std::function<bool(std::string_view, const TermEntry&)>& visit,
             const std::function<Status()>& go_on) {
    if (dictionary_.block_count() == 0 || start_.size() > kMaxKeyBytes) return {};
    RIFFLE_TRY_ASSIGN(std::uint64_t block, dictionary_.block_for(start_));
    block = filter_.next(block);
    for (std::uint64_t steps = 0; block < dictionary_.block_count() && !is_done_; ++steps) {
      if (steps % kBlocksPerCheck == 0) RIFFLE_TRY(go_on());
      RIFFLE_TRY_ASSIGN(const std::uint64_t next, pass_over(block));
      if (next > block) {
        block = filter_.next(next);
        continue;
      }
      const std::uint64_t following = filter_.next(block + 1);
      if (following < dictionary_.block_count()) dictionary_.prefetch_block(following);
      RIFFLE_TRY(read_block(block, visit));
      block = following;
    }
    return block == UINT64_MAX && !is_done_ ? reader_.damage() : Status();
  }

 private:
  /// The first block from `block` on that may hold an accepted term, as far as
  /// one step can see.
  Result<std::uint64_t> pass_over(std::uint64_t block) {
    if (!can_die_ || block + 1 >= dictionary_.block_count()) return block;
    RIFFLE_TRY_ASSIGN(const std::uint64_t number, dictionary_.number_of(block));
    RIFFLE_TRY_ASSIGN(const std::uint64_t next_number, dictionary_.number_of(block + 1));
    const SharedBytes shared = shared_bytes(number, next_number);
    const std::string_view bytes(shared.bytes.data(), shared.count);
    // Only the first block may lie before the prefix; the walk ends by itself
    // behind it.
    if (bytes.size() <= start_.size() || !bytes.starts_with(start_)) return block;
    if (machine_.read(bytes.substr(start_.size())) || machine_.dead_length() == 0) return block;
    const std::size_t dead_bytes = start_.size() + machine_.dead_length();
    const std::uint64_t one = std::uint64_t{1} << 8 * (kNumberBytes - dead_bytes);
    const std::uint64_t past = (number & ~(one - 1)) + one;
    if (past == 0) return dictionary_.block_count();
    RIFFLE_TRY_ASSIGN(const std::uint64_t first_past, dictionary_.first_block_at_least(past));
    // The block before may end with terms that begin otherwise.
    return std::max(block + 1, first_past - std::min<std::uint64_t>(first_past, 1));
  }

  /// Whether `key` begins with start_, which often is the space alone.
  [[nodiscard]] bool begins(std::string_view key) const {
    return key[0] == start_[0] && (start_.size() == 1 || key.starts_with(start_));
  }

  Status read_block(std::uint64_t block, const std::function<bool(std::string_view, const TermEntry&)>& visit) {
    RIFFLE_TRY_ASSIGN(const ByteSpan bytes, dictionary_.block_bytes(block));
    TermBlockCursor cursor = dictionary_.cursor_over(bytes, block);
    KeyPart part = part_;
    while (cursor.next_key(part)) {
      const std::string_view key = cursor.key();
      if (!begins(key)) {
        if (key < start_) continue;
        break;
      }
      if (!machine_.read(key.substr(start_.size())) || is_sentence_key(key)) continue;
      if (!cursor.read_entry()) break;
      if (!visit(key.substr(1), cursor.entry())) {
        is_done_ = true;
        return {};
      }
    }
    if (cursor.damaged()) return dictionary_.broken(block, cursor);
    // Keys that are not wanted say where the walk is, too.
    is_done_ = !begins(cursor.key()) && cursor.key() > start_;
    return {};
  }

  const SegmentReader& reader_;
  TermDictionaryReader dictionary_;
  TermMachine& machine_;
  TrigramFilter filter_;
  KeyPart part_;
  std::string start_;  // space byte and prefix
  bool can_die_;
  bool is_done_ = false;
};

}  // namespace

Status walk_terms(const SegmentReader& reader, TermSpace space, TermMachine& machine,
                  const std::function<bool(std::string_view, const TermEntry&)>& visit,
                  const std::function<Status()>& go_on) {
  return Walk(reader, space, machine).run(visit, go_on);
}

}  // namespace riffle
