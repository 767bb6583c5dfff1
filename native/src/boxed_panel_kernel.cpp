// Comparing queries with panels in their reach, compiled once per instruction
// set.
//
// A box's distance is computed with the very operations of a row's, in the same
// order: it never exceeds the distance of a row inside (see tree_group.h).
#include "boxed_panel_kernel.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "neighbor_list.h"
#include "simd.h"

namespace AS_ISA {
namespace {

// Distances from a query to sixteen boxes.
Float16Lanes box_distances(const BoxedPanels &panels, int64_t first,
                           const float *query) {
    Float16Lanes sum = splat16(0);
    for (int32_t c = 0; c < panels.rows.dimension; c++) {
        const int64_t at = c * panels.box_count + first;
        const Float16Lanes place = splat16(query[c]);
        const Float16Lanes below = sub16(load16(panels.lows + at), place);
        const Float16Lanes above = sub16(place, load16(panels.highs + at));
        sum = add_square16(max16(max16(below, above), splat16(0)), sum);
    }
    return sum;
}

// Takes the rows of one panel that a query's list reaches; its new reach.
template <int Groups>
float compare(const PanelRows &rows, int64_t panel, const float *query,
              uint32_t excluded, int64_t *keys, int k, float reach) {
    const float *values = rows.panels + panel * rows.dimension * panel_rows;
    Float16Lanes distances = splat16(0);
    for (int32_t c = 0; c < rows.dimension; c++)
        distances = add_square16(
            sub16(load16(values + c * panel_rows), splat16(query[c])),
            distances);
    const int64_t first = panel * panel_rows, left = rows.rows - first;
    uint32_t near = at_most16(distances, splat16(reach)) &
                    (left >= panel_rows ? 0xffff : (1u << left) - 1);
    if (near == 0)
        return reach;
    float distance[panel_rows];
    store16(distance, distances);
    NeighborList<Groups> list(keys, k);
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        const uint32_t id = rows.ids[first + lane];
        if (id != excluded)
            list.insert(candidate_key(distance[lane], id));
    }
    return list.close();
}

// A box that a query lies in, or the nearest: that one costs a scan of numbers
// one by one.
int64_t nearest_box(const std::vector<float> &gaps) {
    for (size_t at = 0; at < gaps.size(); at += panel_rows)
        if (const uint32_t inside =
                at_most16(load16(gaps.data() + at), splat16(0)))
            return at + std::countr_zero(inside);
    return std::min_element(gaps.begin(), gaps.end()) - gaps.begin();
}

template <int Groups>
void scan(const BoxedPanels &panels, const float *queries,
          const int32_t *members, int64_t count, const CandidateLists &lists) {
    const PanelRows &rows = panels.rows;
    std::vector<float> gaps(panels.box_count);
    for (int64_t m = 0; m < count; m++) {
        const int32_t q = members[m];
        const float *query = queries + int64_t(q) * rows.dimension;
        int64_t *keys = lists.keys + int64_t(q) * lists.capacity;
        float reach = lists.reach[q];
        const auto visit = [&](int64_t panel) {
            reach = compare<Groups>(rows, panel, query, lists.excluded[q], keys,
                                    lists.k, reach);
        };
        for (int64_t at = 0; at < panels.box_count; at += panel_rows)
            store16(gaps.data() + at, box_distances(panels, at, query));
        // The nearest box first, so that few others are reached.
        int64_t nearest = -1;
        if (reach == std::numeric_limits<float>::infinity()) {
            nearest = nearest_box(gaps);
            visit(nearest);
        }
        for (int64_t at = 0; at < panels.box_count; at += panel_rows) {
            uint32_t reached =
                at_most16(load16(gaps.data() + at), splat16(reach));
            for (; reached != 0; reached &= reached - 1) {
                const int64_t panel = at + std::countr_zero(reached);
                if (panel * panel_rows < rows.rows && panel != nearest &&
                    gaps[panel] <= reach)
                    visit(panel);
            }
        }
        lists.reach[q] = reach;
    }
}

ScanBoxedPanels scan_for(int capacity) {
    switch (capacity / 8) {
    case 1:
        return scan<1>;
    case 2:
        return scan<2>;
    case 4:
        return scan<4>;
    default:
        return scan<0>;
    }
}

} // namespace

void scan_boxed_panels(const BoxedPanels &panels, const float *queries,
                       const int32_t *members, int64_t count,
                       const CandidateLists &lists) {
    scan_for(lists.capacity)(panels, queries, members, count, lists);
}

} // namespace AS_ISA
