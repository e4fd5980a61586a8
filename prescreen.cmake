# SPDX-License-Identifier: Apache-2.0
# The build functions of this project. Sources are named relative to the calling folder.

set(PRESCREEN_VECTORS_DIR "${PROJECT_SOURCE_DIR}/../shared/vectors" CACHE PATH
    "Official test vectors; tests that read them skip where the folder is absent")

function(prescreen_options target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion
    $<$<BOOL:${PRESCREEN_WERROR}>:-Werror>)
  get_target_property(type ${target} TYPE)
  if(PRESCREEN_SANITIZE STREQUAL "thread" AND type STREQUAL "EXECUTABLE")
    target_link_libraries(${target} PRIVATE prescreen_absl_sync)
  endif()
endfunction()

# prescreen_library(NAME HDRS … SRCS … DEPS …): static library prescreen::NAME.
# Its headers are a file set, so `all_verify_interface_header_sets` compiles each alone.
function(prescreen_library name)
  cmake_parse_arguments(arg "" "" "HDRS;SRCS;DEPS" ${ARGN})
  if(arg_SRCS)
    add_library(prescreen_${name} STATIC ${arg_SRCS})
    set_target_properties(prescreen_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_sources(prescreen_${name} PUBLIC FILE_SET HEADERS
      BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HDRS})
    target_link_libraries(prescreen_${name} PUBLIC ${arg_DEPS})
    prescreen_options(prescreen_${name})
  else()
    add_library(prescreen_${name} INTERFACE)
    set_target_properties(prescreen_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_sources(prescreen_${name} INTERFACE FILE_SET HEADERS
      BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HDRS})
    target_link_libraries(prescreen_${name} INTERFACE ${arg_DEPS})
    target_include_directories(prescreen_${name} INTERFACE ${PROJECT_SOURCE_DIR})
  endif()
  add_library(prescreen::${name} ALIAS prescreen_${name})
endfunction()

# prescreen_binary(NAME SRCS … DEPS …): an executable that users run.
function(prescreen_binary name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS})
  prescreen_options(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# prescreen_links_grpc(VARIABLE TARGETS…): whether one of them links Debian's gRPC, which is not
# instrumented for the thread sanitizer.
function(prescreen_links_grpc result)
  set(queue ${ARGN})
  set(seen "")
  set(${result} OFF PARENT_SCOPE)
  while(queue)
    list(POP_FRONT queue target)
    if(target MATCHES "gRPC::")
      set(${result} ON PARENT_SCOPE)
      return()
    endif()
    if(TARGET ${target} AND NOT target IN_LIST seen)
      list(APPEND seen ${target})
      foreach(property INTERFACE_LINK_LIBRARIES LINK_LIBRARIES)
        get_target_property(links ${target} ${property})
        if(links)
          list(APPEND queue ${links})
        endif()
      endforeach()
    endif()
  endwhile()
endfunction()

# prescreen_test(PATH [FORKS] [LABEL unit|conformance|e2e] [TIMEOUT s] DEPS … [BINARIES …]):
# tests/PATH_test.cc → executable and ctest entry PATH. It runs BINARIES. Where none of them links
# gRPC the entry is labelled tsan as well and built by the target tsan_tests; nor where it FORKS and
# goes on in the child with threads, which the sanitizer does not support.
function(prescreen_test path)
  cmake_parse_arguments(arg "FORKS" "LABEL;TIMEOUT" "DEPS;BINARIES" ${ARGN})
  if(PRESCREEN_FUZZ)
    return()
  endif()
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  string(REPLACE "/" "_" target "${path}_test")
  add_executable(${target} ${PROJECT_SOURCE_DIR}/tests/${path}_test.cc)
  target_link_libraries(${target} PRIVATE ${arg_DEPS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE
    PRESCREEN_VECTORS_DIR="${PRESCREEN_VECTORS_DIR}"
    PRESCREEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    PRESCREEN_BINARY_DIR="${PROJECT_BINARY_DIR}/bin")
  prescreen_options(${target})
  add_test(NAME ${path} COMMAND ${target})
  if(arg_BINARIES)
    add_dependencies(${target} ${arg_BINARIES})
  endif()
  prescreen_links_grpc(is_uninstrumented ${arg_DEPS} ${arg_BINARIES})
  if(NOT is_uninstrumented AND NOT arg_FORKS)
    list(APPEND arg_LABEL tsan)
    add_dependencies(tsan_tests ${target})
  endif()
  set_tests_properties(${path} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT})
  if(PRESCREEN_SANITIZE STREQUAL "thread")
    set_tests_properties(${path} PROPERTIES ENVIRONMENT
      "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan/suppressions.txt")
  endif()
endfunction()

# prescreen_fuzz(NAME DEPS …): tests/fuzz/NAME_fuzz.cc with seeds in tests/fuzz/NAME_corpus.
# Under clang a libFuzzer target; otherwise its corpus runs as an ordinary test.
function(prescreen_fuzz name)
  cmake_parse_arguments(arg "" "" "DEPS" ${ARGN})
  set(source ${PROJECT_SOURCE_DIR}/tests/fuzz/${name}_fuzz.cc)
  set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/${name}_corpus)
  if(PRESCREEN_FUZZ)
    add_executable(${name}_fuzz ${source})
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name}_fuzz ${source} ${PROJECT_SOURCE_DIR}/tests/fuzz/run_corpus.cc)
    add_test(NAME fuzz/${name} COMMAND ${name}_fuzz ${corpus})
    set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
  add_dependencies(fuzzers ${name}_fuzz)
  target_link_libraries(${name}_fuzz PRIVATE ${arg_DEPS})
  prescreen_options(${name}_fuzz)
endfunction()

# prescreen_bench(NAME DEPS … [BINARIES …]): tests/bench/NAME_bench.cc, printing
# `figure …` lines.
function(prescreen_bench name)
  cmake_parse_arguments(arg "" "" "DEPS;BINARIES" ${ARGN})
  if(PRESCREEN_FUZZ)
    return()
  endif()
  add_executable(${name}_bench ${PROJECT_SOURCE_DIR}/tests/bench/${name}_bench.cc)
  target_link_libraries(${name}_bench PRIVATE ${arg_DEPS})
  if(arg_BINARIES)
    add_dependencies(${name}_bench ${arg_BINARIES})
  endif()
  target_compile_definitions(${name}_bench PRIVATE
    PRESCREEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    PRESCREEN_BINARY_DIR="${PROJECT_BINARY_DIR}/bin")
  prescreen_options(${name}_bench)
  set_target_properties(${name}_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endfunction()
