# find_package(cdefer): .cd files in CMake projects.
#
#     find_package(cdefer REQUIRED)
#     add_executable(prog main.c)
#     cdefer_target_sources(prog work.cd store.cd [OPTIONS -fpreserve-errno ...])
#
# Each .cd file is translated with the target's include directories, definitions and C standard, and what
# comes out is one of its sources; it is translated again when a header has changed. The target is linked
# with the runtime.
#
#   cdefer::cdefer     the translator
#   cdefer::runtime    the library, with the folder of cdefer.h

cmake_minimum_required(VERSION 3.20)

get_filename_component(cdefer_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET cdefer::cdefer)
  find_program(CDEFER_EXECUTABLE cdefer HINTS "${cdefer_prefix}/bin")
  find_library(CDEFER_LIBRARY NAMES libcdefer.a cdefer HINTS "${cdefer_prefix}/lib")
  find_path(CDEFER_INCLUDE_DIR cdefer.h HINTS "${cdefer_prefix}/include")
  mark_as_advanced(CDEFER_EXECUTABLE CDEFER_LIBRARY CDEFER_INCLUDE_DIR)
  if(NOT CDEFER_EXECUTABLE OR NOT CDEFER_LIBRARY OR NOT CDEFER_INCLUDE_DIR)
    set(cdefer_FOUND FALSE)
    set(cdefer_NOT_FOUND_MESSAGE "cdefer, libcdefer or cdefer.h is missing")
    return()
  endif()
  set(CMAKE_THREAD_PREFER_PTHREAD TRUE)
  find_package(Threads QUIET)
  add_executable(cdefer::cdefer IMPORTED)
  set_target_properties(cdefer::cdefer PROPERTIES IMPORTED_LOCATION "${CDEFER_EXECUTABLE}")
  add_library(cdefer::runtime UNKNOWN IMPORTED)
  set_target_properties(cdefer::runtime PROPERTIES
    IMPORTED_LOCATION "${CDEFER_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CDEFER_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "$<TARGET_NAME_IF_EXISTS:Threads::Threads>")
endif()

function(cdefer_target_sources target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PRIVATE" "" "OPTIONS")
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(standard "$<TARGET_PROPERTY:${target},C_STANDARD>")
  set(dialect "$<IF:$<STREQUAL:$<TARGET_PROPERTY:${target},C_EXTENSIONS>,OFF>,c,gnu>")
  foreach(source IN LISTS arg_UNPARSED_ARGUMENTS)
    get_filename_component(input "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    get_filename_component(folder "${input}" DIRECTORY)
    string(REPLACE ".." "__" name "${source}")
    string(REPLACE ":" "_" name "${name}")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/cdefer/${target}/${name}.c")
    get_filename_component(output_folder "${output}" DIRECTORY)
    file(MAKE_DIRECTORY "${output_folder}")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND cdefer::cdefer "--cc=${CMAKE_C_COMPILER}"
              "$<$<BOOL:${standard}>:-std=${dialect}${standard}>"
              "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
              "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
              ${arg_OPTIONS} -MMD -MF "${output}.d" -MQ "${output}" -o "${output}" "${input}"
      MAIN_DEPENDENCY "${input}"
      DEPENDS cdefer::cdefer
      DEPFILE "${output}.d"
      COMMENT "Translating ${source}"
      COMMAND_EXPAND_LISTS VERBATIM)
    # A header beside the source is found as if that were compiled.
    set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS "-iquote;${folder}")
    target_sources(${target} PRIVATE "${output}")
  endforeach()
  target_link_libraries(${target} PRIVATE cdefer::runtime)
endfunction()
