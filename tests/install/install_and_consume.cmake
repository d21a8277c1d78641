# Run by ctest: install, configure the consumer against the installed package only, build it, run it.
function(step)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
step(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
step(${CMAKE_COMMAND} -S ${CONSUMER_DIR} -B ${WORK_DIR}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix
  -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}")
step(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
step(${WORK_DIR}/build/consumer ${WORK_DIR}/consumer.riffle)
step(${WORK_DIR}/prefix/bin/riffle search ${WORK_DIR}/consumer.riffle aleppo --count)

if(HAS_MAN_PAGES)
  foreach(page IN ITEMS riffle riffle-index riffle-search riffle-salvage)
    file(STRINGS ${WORK_DIR}/prefix/share/man/man1/${page}.1 sections REGEX "^\\.SH ")
    if(NOT "${sections}" MATCHES "NAME.*SYNOPSIS.*DESCRIPTION")
      message(FATAL_ERROR "the man page ${page}.1 has the sections: ${sections}")
    endif()
  endforeach()
endif()
