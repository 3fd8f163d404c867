# One folder, one library, one test program that links only that library: a dependency that the
# plan of the house does not allow does not link.
include(GNUInstallDirs)

set(MEETPOINT_WARNINGS -Wall -Wextra -Wpedantic $<$<BOOL:${MEETPOINT_WERROR}>:-Werror> -Wshadow -Wconversion -Wsign-conversion
    -Wold-style-cast -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # clang-tidy reads these options too, and must not stumble over what clang does not know.
  list(APPEND MEETPOINT_WARNINGS -Wno-unknown-warning-option)
  # gcc 12 warns of these in the standard library's own strings when it optimises (its bugs 105651,
  # 104475).
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    list(APPEND MEETPOINT_WARNINGS -Wno-restrict -Wno-free-nonheap-object)
  endif()
endif()

# Files that are compiled as one see each other's names; the ordinary builds look for all shadowed ones.
if(CMAKE_UNITY_BUILD)
  list(REMOVE_ITEM MEETPOINT_WARNINGS -Wshadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND MEETPOINT_WARNINGS -Wshadow=local)
  endif()
endif()
# packaging/lint reads the files that include the others; including them is what those are for.
set(MEETPOINT_BEFORE_INCLUDE "// NOLINTNEXTLINE(bugprone-suspicious-include)")

# meetpoint_library(NAME [USES lib...] [PRIVATE_USES lib...])
# The sources are the folder's *.cpp files, without main.cpp. Headers are included by their path
# from the top ("sync/base/result.h").
function(meetpoint_library name)
  cmake_parse_arguments(ARG "" "" "USES;PRIVATE_USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_options(${name} PRIVATE ${MEETPOINT_WARNINGS})
    if(MEETPOINT_FUZZ)
      # What is tested is optimised, which takes clang twice the time with these sanitizers, the tests are not; and
      # here libFuzzer sees which ways an input goes.
      target_compile_options(${name} PRIVATE -O1 -fsanitize=fuzzer-no-link)
    endif()
    target_link_libraries(${name} PUBLIC ${ARG_USES} PRIVATE ${ARG_PRIVATE_USES})
    set_target_properties(${name} PROPERTIES UNITY_BUILD_CODE_BEFORE_INCLUDE "${MEETPOINT_BEFORE_INCLUDE}")
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_USES} ${ARG_PRIVATE_USES})
  endif()
endfunction()

# meetpoint_asio(TARGET SOURCE...): TARGET has SOURCEs, of this folder, that use Boost's Asio or Beast.
function(meetpoint_asio name)
  # gcc's own analysis of their templates, seen through our calls.
  set(options -Wno-conversion -Wno-sign-conversion -Wno-null-dereference -Wno-mismatched-new-delete)
  # Optimised, one such file takes gcc three minutes and 4 GB with these sanitizers.
  if(MEETPOINT_SANITIZE MATCHES "address")
    list(APPEND options -O0)
  endif()
  set(sources ${ARGN})
  if(CMAKE_UNITY_BUILD)
    # CMake compiles what has options of its own by itself; these go together, as all include the same much.
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_asio.cpp)
    list(TRANSFORM ARGN REPLACE "(.+)" "${MEETPOINT_BEFORE_INCLUDE}\n#include \"${CMAKE_CURRENT_SOURCE_DIR}/\\1\""
         OUTPUT_VARIABLE includes)
    list(JOIN includes "\n" includes)
    file(CONFIGURE OUTPUT ${sources} CONTENT "${includes}\n" @ONLY)
    set_source_files_properties(${ARGN} PROPERTIES HEADER_FILE_ONLY ON)
    target_sources(${name} PRIVATE ${sources})
    # A coroutine's frame has types of unnamed namespaces, which gcc expects in the file that it was given only.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      list(APPEND options -Wno-subobject-linkage)
    endif()
  endif()
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "${options}" SKIP_UNITY_BUILD_INCLUSION ON)
  target_compile_definitions(${name} PUBLIC BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY)
  if(MEETPOINT_SANITIZE STREQUAL "thread")
    # ThreadSanitizer does not know fences; Asio's own locks order what it needs without them.
    target_compile_definitions(${name} PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endfunction()

# meetpoint_program(TARGET lib...): main.cpp of this folder.
function(meetpoint_program name)
  add_executable(${name} main.cpp)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  target_compile_options(${name} PRIVATE ${MEETPOINT_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARGN})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# meetpoint_test(LIBRARY FOLDER [lib...]): all *_test.cpp in FOLDER, as one program.
function(meetpoint_test library folder)
  if(NOT TARGET ${library})
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  set(name ${library}_test)
  add_executable(${name} ${sources})
  target_compile_options(${name} PRIVATE ${MEETPOINT_WARNINGS} -Wno-sign-conversion)
  target_link_libraries(${name} PRIVATE ${library} ${ARGN} GTest::gtest_main GTest::gmock)
  target_compile_definitions(${name} PRIVATE MEETPOINT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             MEETPOINT_BINARY_DIR="${PROJECT_BINARY_DIR}")
  gtest_discover_tests(${name} TEST_PREFIX "${folder}/" DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 300)
endfunction()
