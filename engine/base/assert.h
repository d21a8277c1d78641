// RIFFLE_ASSERT: programmer errors only; on in Debug, sanitizer and fuzz builds. Never reachable from file bytes, query
// text, a corpus line or an argument of the public API.
#ifndef RIFFLE_BASE_ASSERT_H_
#define RIFFLE_BASE_ASSERT_H_

#if defined(RIFFLE_ENABLE_ASSERT)
#define RIFFLE_ASSERT(condition)        \
  do {                                  \
    if (!(condition)) __builtin_trap(); \
  } while (false)
#else
#define RIFFLE_ASSERT(condition) ((void)sizeof(!(condition)))
#endif

#endif  // RIFFLE_BASE_ASSERT_H_
