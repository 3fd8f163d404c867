# MEETPOINT_SANITIZE=address,undefined or thread, for the whole build.
set(MEETPOINT_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")
if(MEETPOINT_SANITIZE)
  add_compile_options(-fsanitize=${MEETPOINT_SANITIZE} -fno-omit-frame-pointer)
  # What the sanitizers add makes gcc see uninitialised values in its own headers (<regex>, gcc 14).
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${MEETPOINT_SANITIZE})
  if(MEETPOINT_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
