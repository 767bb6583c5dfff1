// Searching an HNSW graph, for one instruction set.
#pragma once

#include "graph_view.h"

namespace AS_ISA {
void search_graph(const GraphView &graph, const float *query, int32_t ef,
                  int32_t k, GraphScratch &scratch, int64_t *keys);
}
