// Indexes from FAISS's file format.
#pragma once

#include <memory>

#include "index.h"

// A flat or IVF-Flat index; fails with AS_IO, AS_UNSUPPORTED, or
// AS_INVALID_ARGUMENT when the metric is another.
std::unique_ptr<as_index> read_index(const char *path, int32_t metric);
