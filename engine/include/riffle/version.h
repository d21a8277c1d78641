// Version of the library and of the file format that it writes.
#ifndef RIFFLE_VERSION_H_
#define RIFFLE_VERSION_H_

#define RIFFLE_VERSION_STRING "1.0.0"

namespace riffle {

/// Version of the linked library, e.g. "1.0.0".
const char* version();

}  // namespace riffle

#endif  // RIFFLE_VERSION_H_
