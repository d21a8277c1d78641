// ByteSink: where a writer of bytes sends them, in order.
#ifndef RIFFLE_BASE_BYTE_SINK_H_
#define RIFFLE_BASE_BYTE_SINK_H_

#include "base/bytes.h"
#include "riffle/error.h"

namespace riffle {

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status write(ByteSpan bytes) = 0;
};

}  // namespace riffle

#endif  // RIFFLE_BASE_BYTE_SINK_H_
