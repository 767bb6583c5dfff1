// Inverted lists in few dimensions as their kernel reads them: rows in panels
// of 16 that lie close together, each panel and each list with its box.
#pragma once

#include "panels.h"

// In more, a box of sixteen queries reaches most lists: 30,000 uniform rows of
// 7 dimensions in 692 lists took 10.7 s of processor time, by panels 0.05.
constexpr int32_t most_boxed_dimensions = 3;

struct BoxedLists {
    int32_t dimension;
    int64_t count;              // lists
    int64_t width;              // the same in whole sixteens
    const float *centres;       // [dimension][width]; +inf past the last
    const float *lows, *highs;  // [dimension][width]; lows of +inf: no rows
    const int64_t *first_panel; // [count + 1]
    const int64_t *first_boxes; // [count + 1] in sixteens of boxes
    const float *boxes;         // [sixteen][low, high][dimension][16]
    const float *panels;        // [panel][dimension][16]
    const uint32_t *ids;        // [panel][16]; no_point: no row
};

// Sixteen queries that lie close together, or fewer.
struct QueryGroup {
    const float *queries; // [dimension][16]; those past `count` are numbers
    int32_t count;
    const uint32_t *excluded; // [16] id not to be found; no_point: none
    // Where to begin, best where they lie; list -1: anywhere.
    int64_t list, panel;
};

// Finds the k nearest rows of each query in the nprobe lists whose centres are
// nearest to it (of equally near ones the first): keys [16 x capacity], see
// candidate.h; scratch: [2 x width] floats.
using SearchBoxedLists = void (*)(const BoxedLists &lists,
                                  const QueryGroup &group, int64_t nprobe,
                                  int32_t k, int32_t capacity, float *scratch,
                                  int64_t *keys);

// Of centres [dimension][width], +inf past the last, the nearest to each of
// sixteen points [dimension][16] in some groups, which lie close together; of
// equally near ones the first. labels: [groups x 16]; scratch: [3 x (dimension
// + 2) x width] floats.
using FindCentres = void (*)(const float *centres, int64_t count,
                             int32_t dimension, const float *points,
                             int64_t groups, float *scratch, int32_t *labels);
