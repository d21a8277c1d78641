# Run by ctest: install, configure the consumers against the installed package only, build them, run them; then move what
# was installed and do the same by pkg-config.
function(step)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${output}")
  endif()
endfunction()

# consume(<folder> <option>...): builds the project of that name and runs its program.
function(consume name)
  step(${CMAKE_COMMAND} -S ${CONSUMERS}/${name} -B ${WORK_DIR}/${name} -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix ${ARGN})
  step(${CMAKE_COMMAND} --build ${WORK_DIR}/${name})
  step(${WORK_DIR}/${name}/${name} ${WORK_DIR}/consumer.riffle)
endfunction()

# pkg_config(<variable> <argument>...): the flags as a list.
function(pkg_config variable)
  set(ENV{PKG_CONFIG_PATH} ${WORK_DIR}/moved/${LIBDIR}/pkgconfig)
  execute_process(COMMAND ${PKG_CONFIG} ${ARGN} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${output}")
  set(${variable} ${flags} PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
step(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
consume(consumer -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}")
step(${WORK_DIR}/prefix/bin/riffle search ${WORK_DIR}/consumer.riffle aleppo --count)
if(HAS_C)
  consume(c_consumer -DCMAKE_C_COMPILER=${CC})
endif()

if(HAS_MAN_PAGES)
  foreach(page IN ITEMS riffle riffle-index riffle-search riffle-salvage)
    file(STRINGS ${WORK_DIR}/prefix/share/man/man1/${page}.1 sections REGEX "^\\.SH ")
    if(NOT "${sections}" MATCHES "NAME.*SYNOPSIS.*DESCRIPTION")
      message(FATAL_ERROR "the man page ${page}.1 has the sections: ${sections}")
    endif()
  endforeach()
endif()

if(HAS_COMPLETIONS)
  foreach(file IN ITEMS bash-completion/completions/riffle zsh/site-functions/_riffle fish/vendor_completions.d/riffle.fish)
    file(STRINGS ${WORK_DIR}/prefix/share/${file} lines REGEX "collapse")
    if(NOT lines)
      message(FATAL_ERROR "${file} completes no options of riffle search")
    endif()
  endforeach()
endif()

file(RENAME ${WORK_DIR}/prefix ${WORK_DIR}/moved)
# Compiled above already; what is new is how it is linked.
file(GLOB_RECURSE object ${WORK_DIR}/consumer/CMakeFiles/consumer.dir/main.cc.o)
pkg_config(flags --static --libs riffle)
step(${CXX} ${CXX_FLAGS} ${object} ${flags} -o ${WORK_DIR}/by_pkg_config)
step(${WORK_DIR}/by_pkg_config ${WORK_DIR}/consumer.riffle)
if(HAS_C)
  pkg_config(flags --cflags --libs riffle_c)
  step(${CC} -std=c99 ${CONSUMERS}/c_consumer/main.c ${flags} -o ${WORK_DIR}/c_by_pkg_config)
  set(ENV{LD_LIBRARY_PATH} ${WORK_DIR}/moved/${LIBDIR})
  step(${WORK_DIR}/c_by_pkg_config ${WORK_DIR}/consumer.riffle)
endif()
