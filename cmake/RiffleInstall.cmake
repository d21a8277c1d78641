# install() rules and the CMake package: find_package(riffle) gives riffle::riffle.
include(CMakePackageConfigHelpers)

set(riffle_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/riffle)
install(TARGETS riffle EXPORT riffle_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT riffle_targets NAMESPACE riffle:: FILE riffle-targets.cmake DESTINATION ${riffle_package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/riffle-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/riffle-config.cmake INSTALL_DESTINATION ${riffle_package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/riffle-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/riffle-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/riffle-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/RiffleDependencies.cmake DESTINATION ${riffle_package_dir})
