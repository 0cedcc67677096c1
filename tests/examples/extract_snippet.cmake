# SPDX-License-Identifier: Apache-2.0
# cmake -D README=... -D OUT=... -P extract_snippet.cmake: the first C block of the README as a source file, so that
# what the README shows is what the test compiles. Fails if there is none.
file(READ "${README}" text)
string(FIND "${text}" "```c\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "${README} has no C block")
endif()
math(EXPR begin "${begin} + 5")
string(SUBSTRING "${text}" ${begin} -1 text)
string(FIND "${text}" "```" end)
if(end EQUAL -1)
  message(FATAL_ERROR "${README}: the C block does not end")
endif()
string(SUBSTRING "${text}" 0 ${end} text)
file(WRITE "${OUT}" "${text}")
