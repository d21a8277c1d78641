#include "riffle/version.h"

namespace riffle {

const char* version() { return RIFFLE_VERSION_STRING; }

}  // namespace riffle
