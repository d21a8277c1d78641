# install() rules; the CMake package, where find_package(riffle) gives riffle::riffle and riffle::c; files for pkg-config.
include(CMakePackageConfigHelpers)

set(riffle_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/riffle)
install(TARGETS riffle EXPORT riffle_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT riffle_targets NAMESPACE riffle:: FILE riffle-targets.cmake DESTINATION ${riffle_package_dir})
# By itself, so that programs in C need none of the packages that the static library is linked with.
if(RIFFLE_C_LIBRARY)
  install(TARGETS riffle_c EXPORT riffle_c_targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT riffle_c_targets NAMESPACE riffle:: FILE riffle-c-targets.cmake DESTINATION ${riffle_package_dir})
endif()
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/riffle-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/riffle-config.cmake INSTALL_DESTINATION ${riffle_package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/riffle-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/riffle-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/riffle-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/RiffleDependencies.cmake DESTINATION ${riffle_package_dir})

# The prefix is found from where the .pc file lies, so that the whole of it can be moved.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(riffle_pc_prefix "${CMAKE_INSTALL_PREFIX}")
  set(riffle_pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
  set(riffle_pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
  file(RELATIVE_PATH riffle_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
  string(REGEX REPLACE "/$" "" riffle_pc_up "${riffle_pc_up}")
  set(riffle_pc_prefix "\${pcfiledir}/${riffle_pc_up}")
  set(riffle_pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(riffle_pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
set(riffle_pc_files riffle)
if(RIFFLE_C_LIBRARY)
  list(APPEND riffle_pc_files riffle_c)
endif()
foreach(name IN LISTS riffle_pc_files)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
