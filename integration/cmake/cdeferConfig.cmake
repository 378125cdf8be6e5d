# find_package(cdefer): .cd and .hd files in CMake projects.
#
#     find_package(cdefer REQUIRED)
#     add_executable(prog main.c)
#     cdefer_target_sources(prog PRIVATE work.cd store.cd include/times.hd)
#
# cdefer_target_sources(<target> [PRIVATE] <file>... [OPTIONS <option>...] [TRANSLATE] [BASE_DIR <folder>])
#
#   work.cd   is compiled as a C source of the target: cdefer-cc becomes the target's compiler launcher,
#             before any that it has.  So all that CMake knows of the target and the file counts (include
#             directories, definitions, options, standard, configuration, usage requirements), and headers are
#             followed as those of .c files.  For Makefiles and Ninja.  With TRANSLATE, and for other
#             generators, the C is written to the build folder by a custom command and compiled as usual.
#   times.hd  becomes times.h in the build folder, before anything of the target is compiled.  It is
#             included by the name that it has below BASE_DIR: its own folder, if that is not given.  The
#             property CDEFER_HEADERS of the target lists what was made, to install.
#   OPTIONS   are for the translator: -fpreserve-errno, -Wdefer-in-loop and so on.  They count for all .cd
#             files of the target that are not called with TRANSLATE.
#
# The target is linked with the runtime: the static library, the shared one if the target is a shared library.
#
#   cdefer::cdefer, cdefer::cdefer-cc                  the commands
#   cdefer::runtime, cdefer::static, cdefer::shared    the library, with the folder of cdefer.h

if(CMAKE_VERSION VERSION_LESS 3.21)
  set(cdefer_FOUND FALSE)
  set(cdefer_NOT_FOUND_MESSAGE "cdefer needs CMake 3.21")
  return()
endif()
cmake_policy(PUSH)
cmake_policy(VERSION 3.21)

# ---- what is installed -----------------------------------------------------------------------------------------

# This file is in lib/cmake/cdefer, or in lib/<machine>/cmake/cdefer.
get_filename_component(cdefer_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." REALPATH)
get_filename_component(cdefer_libdir "${CMAKE_CURRENT_LIST_DIR}/../.." REALPATH)
set(cdefer_hints HINTS "${cdefer_prefix}" "${cdefer_prefix}/..")
find_program(CDEFER_EXECUTABLE cdefer ${cdefer_hints} PATH_SUFFIXES bin)
find_program(CDEFER_CC_EXECUTABLE cdefer-cc ${cdefer_hints} PATH_SUFFIXES bin)
find_library(CDEFER_STATIC_LIBRARY libcdefer.a HINTS "${cdefer_libdir}")
find_library(CDEFER_SHARED_LIBRARY cdefer HINTS "${cdefer_libdir}")
find_path(CDEFER_INCLUDE_DIR cdefer.h ${cdefer_hints} PATH_SUFFIXES include)
mark_as_advanced(CDEFER_EXECUTABLE CDEFER_CC_EXECUTABLE CDEFER_STATIC_LIBRARY CDEFER_SHARED_LIBRARY
  CDEFER_INCLUDE_DIR)
foreach(cdefer_part EXECUTABLE CC_EXECUTABLE STATIC_LIBRARY INCLUDE_DIR)
  if(NOT CDEFER_${cdefer_part})
    set(cdefer_FOUND FALSE)
    set(cdefer_NOT_FOUND_MESSAGE "CDEFER_${cdefer_part} is not found")
    cmake_policy(POP)
    return()
  endif()
endforeach()
if(NOT CDEFER_SHARED_LIBRARY)
  set(CDEFER_SHARED_LIBRARY "${CDEFER_STATIC_LIBRARY}")
endif()

if(NOT TARGET cdefer::cdefer)
  set(THREADS_PREFER_PTHREAD_FLAG FALSE)
  find_package(Threads QUIET)
  add_executable(cdefer::cdefer IMPORTED GLOBAL)
  set_target_properties(cdefer::cdefer PROPERTIES IMPORTED_LOCATION "${CDEFER_EXECUTABLE}")
  add_executable(cdefer::cdefer-cc IMPORTED GLOBAL)
  set_target_properties(cdefer::cdefer-cc PROPERTIES IMPORTED_LOCATION "${CDEFER_CC_EXECUTABLE}")
  foreach(cdefer_kind static shared)
    string(TOUPPER ${cdefer_kind} cdefer_part)
    add_library(cdefer::${cdefer_kind} UNKNOWN IMPORTED GLOBAL)
    set_target_properties(cdefer::${cdefer_kind} PROPERTIES
      IMPORTED_LOCATION "${CDEFER_${cdefer_part}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${CDEFER_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "${CMAKE_THREAD_LIBS_INIT}")
  endforeach()
  add_library(cdefer::runtime INTERFACE IMPORTED GLOBAL)
  set_target_properties(cdefer::runtime PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${CDEFER_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES
    "$<IF:$<IN_LIST:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY;MODULE_LIBRARY>,cdefer::shared,cdefer::static>")
endif()

# ---- cdefer_target_sources -------------------------------------------------------------------------------------

define_property(TARGET PROPERTY CDEFER_HEADERS BRIEF_DOCS "Headers made from .hd files"
  FULL_DOCS "The headers that cdefer_target_sources() has made from .hd files")

# A custom command that makes <output> from <input> with what is known of <target>.
function(cdefer_translate_ target input output)
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(standard "$<TARGET_PROPERTY:${target},C_STANDARD>")
  set(dialect "$<IF:$<STREQUAL:$<TARGET_PROPERTY:${target},C_EXTENSIONS>,OFF>,c,gnu>")
  # Options that change the compiler's macros go with its name.
  set(compiler "${CMAKE_C_COMPILER}")
  set(given)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
  separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${config}}")
  foreach(flag IN LISTS flags)
    if(flag MATCHES "^-([Om]|f|pthread)")
      string(APPEND compiler " ${flag}")
    elseif(flag MATCHES "^-([DUI]|std=|ansi)")
      list(APPEND given "${flag}")
    endif()
  endforeach()
  get_filename_component(name "${input}" NAME)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND cdefer::cdefer "--cc=${compiler}" ${given}
            "$<$<BOOL:${standard}>:-std=${dialect}${standard}>"
            "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
            "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
            ${ARGN} -MMD -MF "${output}.d" -MQ "${output}" -o "${output}" "${input}"
    MAIN_DEPENDENCY "${input}"
    DEPENDS cdefer::cdefer
    DEPFILE "${output}.d"
    COMMENT "Translating ${name}"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

function(cdefer_target_sources target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PRIVATE;TRANSLATE" "BASE_DIR" "OPTIONS")
  if(NOT CMAKE_C_COMPILER_LOADED)
    message(FATAL_ERROR "cdefer_target_sources: the project has to enable the language C")
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Makefiles|Ninja")
    set(arg_TRANSLATE TRUE)
  endif()
  set(headers)
  foreach(source IN LISTS arg_UNPARSED_ARGUMENTS)
    get_filename_component(input "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    get_filename_component(folder "${input}" DIRECTORY)
    get_filename_component(stem "${input}" NAME_WLE)
    set(made "${CMAKE_CURRENT_BINARY_DIR}/cdefer/${target}")
    if(input MATCHES "\\.hd$")
      if(arg_BASE_DIR)
        get_filename_component(base "${arg_BASE_DIR}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
      else()
        set(base "${folder}")
      endif()
      file(RELATIVE_PATH below "${base}" "${folder}/${stem}.h")
      if(below MATCHES "^\\.\\.")
        message(FATAL_ERROR "cdefer_target_sources: ${source} is not below ${base}")
      endif()
      set(output "${made}/include/${below}")
      get_filename_component(output_folder "${output}" DIRECTORY)
      file(MAKE_DIRECTORY "${output_folder}")
      cdefer_translate_(${target} "${input}" "${output}" ${arg_OPTIONS})
      set_property(TARGET ${target} APPEND PROPERTY CDEFER_HEADERS "${output}")
      list(APPEND headers "${output}")
      # What is linked with a library includes the header, too, and that cdefer.h.
      target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${made}/include>")
      target_include_directories(${target} SYSTEM PUBLIC "$<BUILD_INTERFACE:${CDEFER_INCLUDE_DIR}>")
    elseif(arg_TRANSLATE)
      file(RELATIVE_PATH below "${CMAKE_CURRENT_SOURCE_DIR}" "${folder}/${stem}.c")
      string(REPLACE "../" "__/" below "${below}")
      set(output "${made}/${below}")
      get_filename_component(output_folder "${output}" DIRECTORY)
      file(MAKE_DIRECTORY "${output_folder}")
      cdefer_translate_(${target} "${input}" "${output}" ${arg_OPTIONS})
      target_sources(${target} PRIVATE "${output}")
      # A header beside the .cd file is found as if that were compiled.
      set_property(SOURCE "${output}" TARGET_DIRECTORY ${target} APPEND PROPERTY
        COMPILE_OPTIONS "-iquote" "${folder}")
      set_property(SOURCE "${output}" TARGET_DIRECTORY ${target} PROPERTY SKIP_UNITY_BUILD_INCLUSION TRUE)
    else()
      target_sources(${target} PRIVATE "${input}")
      # CMake says -x c for a file whose suffix it does not know; the last one counts.
      set_property(SOURCE "${input}" TARGET_DIRECTORY ${target} PROPERTY LANGUAGE C)
      set_property(SOURCE "${input}" TARGET_DIRECTORY ${target} PROPERTY COMPILE_OPTIONS -xcd)
      set_property(SOURCE "${input}" TARGET_DIRECTORY ${target} PROPERTY SKIP_UNITY_BUILD_INCLUSION TRUE)
      get_target_property(launcher ${target} C_COMPILER_LAUNCHER)
      if(NOT launcher)
        set(launcher)
      endif()
      if(NOT "${CDEFER_CC_EXECUTABLE}" IN_LIST launcher)
        list(PREPEND launcher "${CDEFER_CC_EXECUTABLE}")
        set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${launcher}")
      endif()
    endif()
  endforeach()
  # The driver takes them for .c files, too, and the compiler does not see them.
  get_target_property(launcher ${target} C_COMPILER_LAUNCHER)
  if(arg_OPTIONS AND launcher)
    set_property(TARGET ${target} APPEND PROPERTY COMPILE_OPTIONS "$<$<COMPILE_LANGUAGE:C>:${arg_OPTIONS}>")
  endif()
  # By a target of their own the headers are there before anything is translated, and what does not include
  # them is not made again with them.
  if(headers)
    get_target_property(all ${target} CDEFER_HEADERS)
    list(LENGTH all number)
    add_custom_target(${target}-cdefer-headers-${number} DEPENDS ${headers})
    add_dependencies(${target} ${target}-cdefer-headers-${number})
  endif()
  # Not by target_link_libraries(), whose two forms cannot be mixed for one target.
  get_target_property(linked ${target} LINK_LIBRARIES)
  if(NOT "cdefer::runtime" IN_LIST linked)
    set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES cdefer::runtime)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY" OR type STREQUAL "OBJECT_LIBRARY")
      set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:cdefer::runtime>")
    endif()
  endif()
endfunction()

cmake_policy(POP)
