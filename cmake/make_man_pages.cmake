# Run while building: man pages of the command and of each of its commands, from their --help.
#   cmake -DRIFFLE=... -DHELP2MAN=... -DFOLDER=... -P make_man_pages.cmake
execute_process(COMMAND ${RIFFLE} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${RIFFLE} --version OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${version}" version)
string(REPLACE "riffle " "" version "${version}")

function(make_page name words summary)
  execute_process(
    COMMAND ${HELP2MAN} --no-info --no-discard-stderr "--version-string=${version}" "--name=${summary}"
            "--output=${FOLDER}/${name}.1" "${RIFFLE}${words}"
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(MAKE_DIRECTORY ${FOLDER})
make_page(riffle "" "full-text search over many articles, in one file")
string(REGEX MATCHALL "\n  [a-z]+ +[^\n]+" lines "${help}")
foreach(line IN LISTS lines)
  string(REGEX MATCH "\n  ([a-z]+) +([^\n]+)" found "${line}")
  # Behind the commands come examples, which begin with the name of the program.
  if(found AND NOT CMAKE_MATCH_1 STREQUAL "riffle")
    make_page(riffle-${CMAKE_MATCH_1} " ${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}")
  endif()
endforeach()
