# Runs the README's example twice in a folder of its own (the second run replaces the article) and checks its answer.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
foreach(run RANGE 1 2)
  execute_process(COMMAND "${PROGRAM}" WORKING_DIRECTORY "${FOLDER}" OUTPUT_VARIABLE output ERROR_VARIABLE error
    RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "exit ${result}: ${error}")
  endif()
  if(NOT output MATCHES "^a1 [0-9.]+ Rebels enter Aleppo\n$")
    message(FATAL_ERROR "run ${run} printed: ${output}")
  endif()
endforeach()
