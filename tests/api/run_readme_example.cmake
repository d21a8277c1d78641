# Runs an example of the README twice in a folder of its own (the second run replaces the article) and checks its answer
# against the regular expression EXPECTED.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
foreach(run RANGE 1 2)
  execute_process(COMMAND "${PROGRAM}" WORKING_DIRECTORY "${FOLDER}" OUTPUT_VARIABLE output ERROR_VARIABLE error
    RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "exit ${result}: ${error}")
  endif()
  string(STRIP "${output}" output)
  if(NOT output MATCHES "${EXPECTED}")
    message(FATAL_ERROR "run ${run} printed: ${output}")
  endif()
endforeach()
