# SPDX-License-Identifier: Apache-2.0
# Where Debian wants things. Configure with -DCMAKE_INSTALL_PREFIX=/usr for a package: units, sysusers
# entries and udev rules lie in <prefix>/lib, not in the multiarch folder that CMAKE_INSTALL_LIBDIR names
# (file-hierarchy(7)).

if(TARGET nattvaktd)
  install(TARGETS nattvaktd RUNTIME DESTINATION "${CMAKE_INSTALL_SBINDIR}")
endif()
if(TARGET nattvakt)
  install(TARGETS nattvakt RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

if(EXISTS "${PROJECT_SOURCE_DIR}/systemd/nattvaktd.service.in")
  configure_file("${PROJECT_SOURCE_DIR}/systemd/nattvaktd.service.in"
    "${PROJECT_BINARY_DIR}/nattvaktd.service" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/nattvaktd.service" DESTINATION lib/systemd/system)
endif()
if(EXISTS "${PROJECT_SOURCE_DIR}/systemd/sysusers.conf")
  install(FILES "${PROJECT_SOURCE_DIR}/systemd/sysusers.conf"
    DESTINATION lib/sysusers.d RENAME nattvakt.conf)
endif()
if(EXISTS "${PROJECT_SOURCE_DIR}/systemd/gpio.rules")
  install(FILES "${PROJECT_SOURCE_DIR}/systemd/gpio.rules"
    DESTINATION lib/udev/rules.d RENAME 60-nattvakt-gpio.rules)
endif()
if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/board/examples")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/board/examples/"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
if(EXISTS "${PROJECT_SOURCE_DIR}/README.md")
  install(FILES "${PROJECT_SOURCE_DIR}/README.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endif()

# docs/ and man/: what the manual pages point at lies beside the examples.
file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.md")
install(FILES ${pages} DESTINATION "${CMAKE_INSTALL_DOCDIR}")
foreach(section IN ITEMS 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/man/*.${section}")
  install(FILES ${pages} DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}")
endforeach()
