# What only the kiosk needs: a window, drawing, a decoder, pictures.
find_package(glfw3 3.3 REQUIRED)
find_package(OpenGL REQUIRED COMPONENTS OpenGL EGL)
find_package(Freetype REQUIRED)
pkg_check_modules(TURBOJPEG REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(SERIALPORT REQUIRED IMPORTED_TARGET libserialport)
if(MEETPOINT_GSTREAMER)
  pkg_check_modules(GSTREAMER REQUIRED IMPORTED_TARGET gstreamer-app-1.0 gstreamer-video-1.0)
endif()
find_path(STB_INCLUDE_DIR stb/stb_image.h REQUIRED)

# Two steps on purpose: the version file of ZXing 2.x accepts its own major version only.
find_package(ZXing 3.0 CONFIG QUIET)
if(NOT ZXing_FOUND)
  find_package(ZXing 2.2 CONFIG QUIET)
endif()
if(NOT ZXing_FOUND)
  find_package(ZXing 1.4 CONFIG REQUIRED)
endif()
message(STATUS "ZXing ${ZXing_VERSION}")

# ImGui is built from its pinned source: its configuration macros change the ABI, and Debian 12's
# own package is older than the input queue that Meetpoint uses.
if(NOT FETCHCONTENT_SOURCE_DIR_IMGUI AND EXISTS ${PROJECT_SOURCE_DIR}/build/deps/imgui/imgui.h)
  set(FETCHCONTENT_SOURCE_DIR_IMGUI ${PROJECT_SOURCE_DIR}/build/deps/imgui)
endif()
FetchContent_Declare(imgui
  URL https://github.com/ocornut/imgui/archive/refs/tags/v1.90.1.tar.gz
  URL_HASH SHA256=21dcc985bb2ae8fe48047c86135dbc438d6980a8f2e08babbda5be820592f282
  DOWNLOAD_EXTRACT_TIMESTAMP ON SOURCE_SUBDIR no-cmake-here)
FetchContent_MakeAvailable(imgui)
if(NOT EXISTS ${imgui_SOURCE_DIR}/imgui.h)
  message(FATAL_ERROR "ImGui's source is not in '${imgui_SOURCE_DIR}'. Run packaging/fetch-imgui.")
endif()

add_library(imgui STATIC
  ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp
  ${imgui_SOURCE_DIR}/imgui_tables.cpp ${imgui_SOURCE_DIR}/imgui_widgets.cpp
  ${imgui_SOURCE_DIR}/misc/freetype/imgui_freetype.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR} ${imgui_SOURCE_DIR}/misc/freetype)
# These change the ABI: every file that sees imgui.h must agree, hence PUBLIC.
target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_FREETYPE IMGUI_USE_WCHAR32
                           IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
target_link_libraries(imgui PUBLIC Freetype::Freetype)

# The backends talk to GLFW and OpenGL; only kiosk/shell links them, so that drawing code can not.
add_library(imgui_backends STATIC
  ${imgui_SOURCE_DIR}/backends/imgui_impl_glfw.cpp
  ${imgui_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp)
# Their loaders of OpenGL do not go together in one file, whatever a preset asks for.
set_target_properties(imgui_backends PROPERTIES UNITY_BUILD OFF)
target_include_directories(imgui_backends SYSTEM PUBLIC ${imgui_SOURCE_DIR}/backends)
target_link_libraries(imgui_backends PUBLIC imgui glfw PRIVATE ${CMAKE_DL_LIBS})
