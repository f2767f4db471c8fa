# SPDX-License-Identifier: Apache-2.0
# po/<language>.po becomes locale/<language>/LC_MESSAGES/nattvakt.mo in the build folder, where the
# tests read it (NATTVAKT_LOCALEDIR), and is installed where gettext looks.

find_program(MSGFMT msgfmt REQUIRED)
file(GLOB catalogues CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/po/*.po")
set(made "")
foreach(po IN LISTS catalogues)
  cmake_path(GET po STEM language)
  set(folder "${PROJECT_BINARY_DIR}/locale/${language}/LC_MESSAGES")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${folder}/nattvakt.mo"
    COMMAND "${MSGFMT}" --check -o "${folder}/nattvakt.mo" "${po}"
    DEPENDS "${po}" COMMENT "msgfmt ${language}" VERBATIM)
  install(FILES "${folder}/nattvakt.mo"
    DESTINATION "${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES")
  list(APPEND made "${folder}/nattvakt.mo")
endforeach()
add_custom_target(locale ALL DEPENDS ${made})
