// The quick way to answer a group of queries, for small k: all points within a
// guessed reach are gathered without a branch a point, the nearest few chosen
// by short keys, and only those measured exactly.
//
// An answer counts only when it is proven: what was measured lies nearer, by
// more than rounding can account for, than anything left out can be. Where the
// guess was too small or keys too short, the query is not answered here.
#pragma once

#include "tree_around.h"
#include "tree_proof.h"

namespace AS_ISA {

// Neighbours for which sixteen keys are enough, the query itself included.
constexpr int most_near = near_lanes - 1;

// Keys of one query: what fits, and room that whole registers may spill into.
constexpr int most_keys = 128;
constexpr int key_room = most_keys + 2 * near_lanes;

template <typename Scalar> struct NearSearch {
    Slots<Scalar> slots;
    Around<Scalar> around;
    alignas(64) uint32_t numbers[most_slots * near_lanes];
    alignas(64) uint32_t keys[group_size][key_room];
    alignas(64) uint32_t smallest[group_size][near_lanes];
    int counts[group_size];
    NearAnswer answers[group_size];

    NearSearch() {
        for (uint32_t i = 0; i < most_slots * near_lanes; i++)
            numbers[i] = i;
    }
};

// Keys of the points within `reach` of a query; how many, most_keys + 1 for
// more than fit.
template <int D, typename Scalar>
int gather_keys(const TreeView<Scalar> &tree, NearSearch<Scalar> &near,
                const Group<Scalar> &group, int query, float reach) {
    uint32_t *keys = near.keys[query];
    using Simd = Lanes<Scalar>;
    const int d = D > 0 ? D : tree.dimension;
    const Slots<Scalar> &slots = near.slots;
    typename Simd::Type at[D > 0 ? D : tree_max_dimension];
    for (int c = 0; c < d; c++)
        at[c] = Simd::splat(group.coordinates[c][query]);
    const auto limit = Simd::splat(reach);
    const Float16Lanes narrow_limit = splat16(reach);
    int count = 0;
    // 64 boxes, then the points of those in reach: how many there are is one
    // surprise for the processor, not one for each register of boxes.
    for (int start = 0; start < slots.count; start += 64) {
        const int end = std::min(start + 64, slots.count);
        uint64_t reached = 0;
        for (int base = start; base < end; base += Simd::count) {
            auto sum = Simd::splat(0);
            for (int c = 0; c < d; c++) {
                const auto below =
                    Simd::sub(Simd::load(slots.low[c] + base), at[c]);
                const auto above =
                    Simd::sub(at[c], Simd::load(slots.high[c] + base));
                sum = Simd::add_square(
                    Simd::max(Simd::max(below, above), Simd::splat(0)), sum);
            }
            reached |= uint64_t(Simd::at_most(sum, limit)) << (base - start);
        }
        for (; reached != 0; reached &= reached - 1) {
            const int slot = start + std::countr_zero(reached);
            const Float16Lanes distances =
                slot_distances<D>(tree, slots.first[slot], at);
            count +=
                append_keys(distances, at_most16(distances, narrow_limit),
                            near.numbers + slot * near_lanes, keys + count);
            if (count > most_keys)
                return count;
        }
    }
    return count;
}

// Square of the distance within which a leaf's box has about `wanted` points
// around its centre; infinity: it has fewer.
template <int D, typename Scalar>
float typical_square(const TreeView<Scalar> &tree, NearSearch<Scalar> &near,
                     int64_t leaf, int wanted) {
    using Simd = Lanes<Scalar>;
    const int d = D > 0 ? D : tree.dimension;
    const Scalar *box = leaf_box(tree, leaf);
    typename Simd::Type centre[D > 0 ? D : tree_max_dimension];
    for (int c = 0; c < d; c++)
        centre[c] = Simd::splat((box[c] + box[d + c]) / 2);
    for (int half = 0; half < 2; half++)
        append_keys(slot_distances<D>(tree,
                                      leaf * tree_leaf_size + half * near_lanes,
                                      centre),
                    0xffff, near.numbers, near.keys[0] + half * near_lanes);
    smallest_keys(near.keys[0], tree_leaf_size, near.smallest[0]);
    return least_distance(near.smallest[0][wanted - 1]);
}

// Tries the queries of `asked` (a bit each), whose exact forms `exact_query`
// gives, and hands the proven answers to `write`. Returns those not answered.
template <int D, typename Scalar, typename ExactQueryOf, typename Write>
uint32_t answer_near(const TreeView<Scalar> &tree, const Group<Scalar> &group,
                     int64_t leaf, NearSearch<Scalar> &near,
                     const ExactQueryOf &exact_query, const Write &write) {
    uint32_t left = group.count == group_size ? ~0u : (1u << group.count) - 1;
    const int wanted = group.k + 1;
    const auto guess_of = [&](int64_t of) {
        return typical_square<D>(tree, near, of, wanted) * 1.45f;
    };
    const float guess =
        group.is_leaf ? near.around.template move_to<D>(tree, leaf, guess_of)
                      : guess_of(leaf);
    const auto list = [&](float reach) {
        return group.is_leaf
                   ? near.around.template list<D>(tree, group.box(), reach,
                                                  near.slots)
                   : list_slots<D>(tree, group.box(), reach, near.slots);
    };
    uint32_t few = 0, many = 0;
    for (const float factor : {1.0f, 2.0f, 4.0f, 0.4f, 0.16f}) {
        const uint32_t asked = factor == 1  ? left
                               : factor > 1 ? left & few
                                            : left & many;
        if (asked == 0)
            continue;
        few &= ~asked;
        many &= ~asked;
        const float reach = guess * factor;
        if (!(reach < infinity<float>) || !list(reach)) {
            many |= asked;
            continue;
        }
        // Step by step for all: a key that was just written cannot be read
        // back in a register of sixteen before it has reached the cache.
        for (uint32_t rest = asked; rest != 0; rest &= rest - 1) {
            const int q = std::countr_zero(rest);
            const int count = gather_keys<D>(tree, near, group, q, reach);
            near.counts[q] = count;
            few |= uint32_t(count < wanted) << q;
            many |= uint32_t(count > most_keys) << q;
        }
        const uint32_t enough = asked & ~few & ~many;
        for (uint32_t rest = enough; rest != 0; rest &= rest - 1) {
            const int q = std::countr_zero(rest);
            smallest_keys(near.keys[q], near.counts[q], near.smallest[q]);
        }
        uint32_t proven = 0;
        for (uint32_t rest = enough; rest != 0; rest &= rest - 1) {
            const int q = std::countr_zero(rest);
            const ExactQuery query = exact_query(q);
            if (prove_in_order<D>(tree, near.slots, near.smallest[q],
                                  near.counts[q], reach, query,
                                  near.answers[q]) ||
                prove_nearest<D>(tree, near.slots, near.smallest[q],
                                 near.counts[q], reach, query,
                                 near.answers[q]) ||
                prove_all<D>(tree, near.slots, near.keys[q], near.counts[q],
                             reach, query, near.answers[q]))
                proven |= 1u << q;
            else
                few |= 1u << q;
        }
        for (uint32_t rest = proven; rest != 0; rest &= rest - 1) {
            const int q = std::countr_zero(rest);
            write(q, near.answers[q]);
        }
        left &= ~proven;
    }
    return left;
}

} // namespace AS_ISA
