// Comparing queries with rows in panels, for one instruction set.
#pragma once

#include "panels.h"

namespace AS_ISA {
void scan_panels(const PanelRows &rows, const float *queries,
                 const int32_t *members, int64_t count,
                 const CandidateLists &lists);
}
