// Every cap in one place. Where a cap guards against hostile input, the comment says what it bounds.
#ifndef RIFFLE_BASE_LIMITS_H_
#define RIFFLE_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace riffle::limits {

inline constexpr std::size_t kTokenBytes = 255;                        ///< longer tokens are cut at a code point border
inline constexpr std::size_t kIdBytes = 512;                           ///< external ids
inline constexpr std::size_t kKeywordBytes = 512;                      ///< keyword values; longer ones are cut
inline constexpr std::size_t kDocumentBytes = std::size_t{256} << 20;  ///< text of one document
inline constexpr std::uint64_t kTokensPerDocument = 16u << 20;         ///< later tokens are not indexed
inline constexpr std::size_t kMinMemoryBytes = std::size_t{32} << 20;  ///< indexing buffers

inline constexpr std::size_t kQueryBytes = 64 << 10;     ///< query text, unless the caller says otherwise
inline constexpr std::size_t kMostQueryBytes = 1 << 20;  ///< and then at most so much
inline constexpr std::size_t kQueryDepth = 100;          ///< parentheses and negations, nested
inline constexpr std::size_t kQueryLeaves = 1024;        ///< terms and phrases of a query
inline constexpr std::size_t kPhraseTerms = 64;          ///< terms of one phrase
inline constexpr std::size_t kQueryPatterns = 64;        ///< patterns and lists of a query
inline constexpr std::size_t kQueryListValues = 65536;   ///< values in the lists of a query
inline constexpr std::size_t kFuzzyTerms = 64;           ///< terms that a fuzzy word stands for, at most
inline constexpr std::size_t kSlotTerms = 256;           ///< terms that a pattern in a phrase stands for, at most
inline constexpr std::size_t kQuerySlotTerms = 4096;     ///< and all such patterns of a query together

inline constexpr std::uint32_t kSegments = 4096;  ///< segments of a commit
inline constexpr std::uint32_t kFields = 253;     ///< fields of a schema

inline constexpr std::uint64_t kStoredExpansion = 1024;  ///< a stored block expands to at most this times its bytes
inline constexpr std::uint64_t kStoredSlackBytes = 64 << 10;  ///< plus this

}  // namespace riffle::limits

#endif  // RIFFLE_BASE_LIMITS_H_
