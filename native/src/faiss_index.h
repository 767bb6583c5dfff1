// FAISS's indexes behind our interface.
#pragma once

#include <memory>

#include "index.h"

std::unique_ptr<as_index> make_flat(int32_t d, int32_t metric, int64_t n,
                                    const float *x);
std::unique_ptr<as_index> make_ivf_flat(int32_t d, int32_t metric,
                                        int32_t nlist);
std::unique_ptr<as_index> read_faiss_index(const char *path, int32_t metric);
