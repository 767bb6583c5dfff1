// Rows in panels that have boxes of their own, so that a query skips those out
// of its reach.
#pragma once

#include "panels.h"

struct BoxedPanels {
    PanelRows rows; // squared L2
    // Each panel's box, in whole sixteens: [dimension][box_count]; those past
    // the last panel have lows of +inf.
    const float *lows, *highs;
    int64_t box_count;
};

// Boxes that so many rows take.
inline int64_t panel_boxes(int64_t rows) {
    const int64_t panels = (rows + panel_rows - 1) / panel_rows;
    return (panels + panel_rows - 1) / panel_rows * panel_rows;
}

// Writes the boxes of rows in panels: lows and highs [dimension][box_count].
void make_panel_boxes(const float *panels, int64_t rows, int32_t dimension,
                      float *lows, float *highs);

// Compares some queries, named by their numbers, with the rows that their
// candidates reach.
using ScanBoxedPanels = void (*)(const BoxedPanels &panels,
                                 const float *queries, const int32_t *members,
                                 int64_t count, const CandidateLists &lists);
