// Half leaves of a kd-tree in reach of a group of queries, compiled once per
// instruction set.
#pragma once

#include "near_keys.h"
#include "tree_group.h"

namespace AS_ISA {

// As many as keys can number.
constexpr int most_slots = (1 << number_bits) / near_lanes;

// Sixteen neighbouring points of a leaf each, with their boxes.
template <typename Scalar, int Most = most_slots> struct Slots {
    // Lines of a power of two would share the cache's sets.
    static constexpr int room = Most + near_lanes;
    int count;
    alignas(64) Scalar low[tree_max_dimension][room];
    alignas(64) Scalar high[tree_max_dimension][room];
    alignas(64) uint32_t first[Most]; // place of the first point, [leaf][32]

    // Fills the last register with boxes that nothing reaches.
    void pad(int d) {
        for (int at = count; at % near_lanes != 0; at++) {
            for (int c = 0; c < d; c++) {
                low[c][at] = infinity<Scalar>;
                high[c][at] = -infinity<Scalar>;
            }
        }
    }
};

// Lists the half leaves that a box comes as near as `reach`; false: there are
// more than fit.
template <int D, typename Scalar, int Most>
bool list_slots(const TreeView<Scalar> &tree, const Span<Scalar> &around,
                float reach, Slots<Scalar, Most> &slots) {
    const int d = D > 0 ? D : tree.dimension;
    const int width = 2 * d;
    int32_t stack[64];
    int depth = 0, count = 0;
    stack[depth++] = 0;
    while (depth > 0) {
        const int32_t node = stack[--depth];
        const int32_t children = tree.nodes[node].children;
        const Scalar *boxes =
            children >= 0
                ? tree.boxes + int64_t(children) * width
                : tree.half_boxes + 2 * int64_t(tree.nodes[node].leaf) * width;
        for (int side = 0; side < 2; side++, boxes += width) {
            if (!(box_distance<D>(around, boxes, d) <= reach))
                continue;
            if (children >= 0) {
                stack[depth++] = children + side;
                continue;
            }
            if (count == Most)
                return false;
            for (int c = 0; c < d; c++) {
                slots.low[c][count] = boxes[c];
                slots.high[c][count] = boxes[d + c];
            }
            slots.first[count++] =
                uint32_t(tree.nodes[node].leaf) * tree_leaf_size +
                side * near_lanes;
        }
    }
    slots.count = count;
    slots.pad(d);
    return true;
}

// The same of half leaves that are listed already, all in reach among them.
template <int D, typename Scalar, int Most, int FewerMost>
bool list_slots(const Slots<Scalar, Most> &listed, int dimension,
                const Span<Scalar> &around, float reach,
                Slots<Scalar, FewerMost> &slots) {
    using Simd = Lanes<Scalar>;
    const int d = D > 0 ? D : dimension;
    const auto limit = Simd::splat(reach);
    int count = 0;
    for (int base = 0; base < listed.count; base += Simd::count) {
        auto sum = Simd::splat(0);
        for (int c = 0; c < d; c++) {
            const auto below = Simd::sub(Simd::load(listed.low[c] + base),
                                         Simd::splat(around.high[c]));
            const auto above = Simd::sub(Simd::splat(around.low[c]),
                                         Simd::load(listed.high[c] + base));
            sum = Simd::add_square(
                Simd::max(Simd::max(below, above), Simd::splat(0)), sum);
        }
        uint32_t reached = Simd::at_most(sum, limit);
        if (count + std::popcount(reached) > FewerMost)
            return false;
        for (; reached != 0; reached &= reached - 1, count++) {
            const int from = base + std::countr_zero(reached);
            for (int c = 0; c < d; c++) {
                slots.low[c][count] = listed.low[c][from];
                slots.high[c][count] = listed.high[c][from];
            }
            slots.first[count] = listed.first[from];
        }
    }
    slots.count = count;
    slots.pad(d);
    return true;
}

// Squared distances of a slot's points from a query, as floats.
template <int D, typename Scalar>
Float16Lanes slot_distances(const TreeView<Scalar> &tree, uint64_t first,
                            const typename Lanes<Scalar>::Type *at) {
    using Simd = Lanes<Scalar>;
    constexpr int parts = near_lanes / Simd::count;
    const int d = D > 0 ? D : tree.dimension;
    const uint64_t place = first % tree_leaf_size;
    const Scalar *points = tree.blocks + (first - place) * d + place;
    typename Simd::Type sums[parts];
    for (auto &sum : sums)
        sum = Simd::splat(0);
    for (int c = 0; c < d; c++)
        for (int i = 0; i < parts; i++)
            sums[i] = Simd::add_square(
                Simd::sub(
                    Simd::load(points + c * tree_leaf_size + i * Simd::count),
                    at[c]),
                sums[i]);
    return to_floats(sums);
}

} // namespace AS_ISA
