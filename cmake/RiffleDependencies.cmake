# Every package comes from the system, through find_package or pkg-config; nothing is downloaded.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS iostreams)
find_package(ICU 70 REQUIRED COMPONENTS uc i18n)
pkg_check_modules(CROARING REQUIRED IMPORTED_TARGET GLOBAL roaring>=4.0)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET GLOBAL libzstd>=1.5)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET GLOBAL libxxhash>=0.8)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET GLOBAL re2)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET GLOBAL libhwy>=1.0)
# Its headers are all that is used (engine/kernels/highway_config.h): loading the library takes milliseconds.
set_target_properties(PkgConfig::HWY PROPERTIES INTERFACE_LINK_LIBRARIES "")
find_package(simdjson 3 REQUIRED)
find_package(LibXml2 2.9 REQUIRED)
# Snowball's libstemmer ships neither a CMake package nor a .pc file in Debian.
find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)
find_library(STEMMER_LIBRARY stemmer REQUIRED)
if(NOT TARGET Riffle::stemmer)
  add_library(Riffle::stemmer UNKNOWN IMPORTED GLOBAL)
  set_target_properties(Riffle::stemmer PROPERTIES
    IMPORTED_LOCATION "${STEMMER_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${STEMMER_INCLUDE_DIR}")
endif()
set(RIFFLE_PRIVATE_PACKAGES Boost::iostreams ICU::uc ICU::i18n PkgConfig::CROARING PkgConfig::ZSTD
  PkgConfig::XXHASH PkgConfig::HWY PkgConfig::RE2 simdjson::simdjson LibXml2::LibXml2 Riffle::stemmer Threads::Threads)
