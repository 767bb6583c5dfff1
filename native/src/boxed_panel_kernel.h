// Comparing queries with panels in their reach, for one instruction set.
#pragma once

#include "boxed_panels.h"

namespace AS_ISA {
void scan_boxed_panels(const BoxedPanels &panels, const float *queries,
                       const int32_t *members, int64_t count,
                       const CandidateLists &lists);
}
