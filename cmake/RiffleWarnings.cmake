# One INTERFACE target carries the warnings; it is never installed.
add_library(riffle_warnings INTERFACE)
target_compile_options(riffle_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  # GCC 12 sees overlaps and overflows in std::string and std::vector that are not there (GCC bugs 105329, 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-stringop-overflow>
  # In a unity build every source is included by another file, which GCC takes for a header's anonymous namespace.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
  $<$<BOOL:${RIFFLE_WERROR}>:-Werror>)
if(RIFFLE_SANITIZE)
  add_compile_options(-fsanitize=${RIFFLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RIFFLE_SANITIZE})
  if(RIFFLE_SANITIZE MATCHES "address.*undefined")
    # What the address sanitizer, or the kernel, stops anyway costs a quarter of the time to compile.
    add_compile_options(-fno-sanitize=null,vptr,object-size,nonnull-attribute,returns-nonnull-attribute)
  endif()
  add_compile_definitions(RIFFLE_ENABLE_ASSERT=1)
endif()
add_compile_definitions($<$<CONFIG:Debug>:RIFFLE_ENABLE_ASSERT=1>)
