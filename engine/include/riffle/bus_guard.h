// The bus guard: a file that is cut short while it is open gives an error instead of ending the process.
// Shape:   indexes are mapped into memory. When another program cuts a mapped file short, or the disk under it fails,
//          the next read of the lost bytes raises SIGBUS. With the guard installed the lost bytes read as zeros, and
//          the call that met them, and all later ones on that Index or IndexWriter, end with kIo, which names the file.
//          Answers that come without an error are right.
// Threads: install_bus_guard() may be called from any thread; the handler is async-signal-safe.
// Life:    the handler is the process's own and stays until it ends. Riffle takes no signal unless it is asked to. A
//          SIGBUS that has nothing to do with an index goes to the handler that was there before, or ends the process
//          as it would have without the guard. Whoever installs a handler of his own later should hand on what is not
//          his.
#ifndef RIFFLE_BUS_GUARD_H_
#define RIFFLE_BUS_GUARD_H_

#include "riffle/error.h"

namespace riffle {

/// Installs the guard; again and again does no harm. Indexes that are open already are guarded too.
Status install_bus_guard();

}  // namespace riffle

#endif  // RIFFLE_BUS_GUARD_H_
