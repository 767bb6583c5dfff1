// Writing to an open file at a place of its own.
#pragma once

#include <cstddef>
#include <cstdint>

// Writes `length` bytes from `offset` on, in pieces of some milliseconds. Fails
// with AS_IO; with AS_STOPPED when nobody waits any more.
void write_at(int fd, const void *bytes, size_t length, int64_t offset);
