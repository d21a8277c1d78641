// How AddressSanitizer runs under a fuzzer: stacks of allocations are kept short, and freed memory for a shorter while,
// which is a third of the time of targets that allocate much. What is checked stays the same.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "malloc_context_size=6:quarantine_size_mb=16"; }
