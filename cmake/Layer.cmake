# SPDX-License-Identifier: Apache-2.0
# One static library per folder of src/, and the two programs.

set(NATTVAKT_LAYERS base model config source sense task share ledger report outlet journal link)

# nattvakt_layer(<name> PUBLIC <what its users link too> PRIVATE <its own third-party libraries>)
# A folder without a .c file yet is a library without code, so that the others can be built.
function(nattvakt_layer name)
  cmake_parse_arguments(L "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.c")
  if(NOT sources)
    add_library(nattvakt_${name} INTERFACE)
    target_include_directories(nattvakt_${name} INTERFACE "${PROJECT_SOURCE_DIR}/include")
    target_link_libraries(nattvakt_${name} INTERFACE ${L_PUBLIC})
    return()
  endif()
  add_library(nattvakt_${name} STATIC ${sources})
  target_include_directories(nattvakt_${name}
    PUBLIC "${PROJECT_SOURCE_DIR}/include" PRIVATE "${PROJECT_SOURCE_DIR}/src/${name}")
  target_link_libraries(nattvakt_${name} PUBLIC ${L_PUBLIC} PRIVATE ${L_PRIVATE})
endfunction()

# The folders that app (and what is linked to app) may include from.
function(nattvakt_see_all target scope)
  foreach(layer IN LISTS NATTVAKT_LAYERS ITEMS app)
    if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/src/${layer}")
      target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}/src/${layer}")
    endif()
  endforeach()
endfunction()

# nattvakt_app(PRIVATE <third-party libraries>): src/app/*.c is nattvakt_app, but for the two
# programs' main files nattvaktd.c and nattvakt.c.
function(nattvakt_app)
  cmake_parse_arguments(L "" "" "PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/app/*.c")
  set(mains "${PROJECT_SOURCE_DIR}/src/app/nattvaktd.c" "${PROJECT_SOURCE_DIR}/src/app/nattvakt.c")
  set(programs "")
  foreach(main IN LISTS mains)
    if(main IN_LIST sources)
      list(APPEND programs "${main}")
      list(REMOVE_ITEM sources "${main}")
    endif()
  endforeach()
  list(TRANSFORM NATTVAKT_LAYERS PREPEND nattvakt_ OUTPUT_VARIABLE layers)
  if(sources)
    add_library(nattvakt_app STATIC ${sources})
    target_link_libraries(nattvakt_app PUBLIC ${layers} PRIVATE ${L_PRIVATE})
    nattvakt_see_all(nattvakt_app PRIVATE)
  else()
    add_library(nattvakt_app INTERFACE)
    target_link_libraries(nattvakt_app INTERFACE ${layers} ${L_PRIVATE})
  endif()
  foreach(main IN LISTS programs)
    cmake_path(GET main STEM name)
    add_executable(${name} "${main}")
    target_link_libraries(${name} PRIVATE nattvakt_app ${L_PRIVATE})
    nattvakt_see_all(${name} PRIVATE)
  endforeach()
endfunction()

add_compile_definitions(
  NATTVAKT_VERSION="${PROJECT_VERSION}"
  NATTVAKT_LOCALE_DIR="${CMAKE_INSTALL_FULL_LOCALEDIR}")
