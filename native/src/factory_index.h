// Indexes of FAISS's own factory strings, such as "IVF4096,PQ32".
#pragma once

#include "faiss_index.h"

// Empty: train, then add. Fails with AS_INVALID_ARGUMENT where FAISS does not
// understand the string, and for a kind that is not among factory_kinds.
std::unique_ptr<as_index> make_factory(int32_t d, int32_t metric,
                                       const char *description);

// Takes over any index of a supported kind, whose sizes are checked.
std::unique_ptr<as_index> adopt_faiss(std::unique_ptr<faiss::Index> index,
                                      int32_t metric);

// For messages: what can be asked for.
extern const char *const factory_kinds;
