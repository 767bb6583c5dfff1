// What leaves that lie side by side have around them, listed for many at once:
// walking the tree for each by itself took a quarter of a search's time.
#pragma once

#include "tree_slots.h"

namespace AS_ISA {

// Neighbouring leaves that share a list, and its room; fewer, whose list is
// taken from that one.
constexpr int64_t district_leaves = 64, street_leaves = 8;
constexpr int district_slots = 1024, street_slots = 512;

// Leaves first .. last-1, and the half leaves within reach of their box.
template <typename Scalar, int Most> struct Neighborhood {
    int64_t first = 0, last = 0;
    float reach = 0;
    bool is_listed = false; // else there are too many
    Scalar low[tree_max_dimension], high[tree_max_dimension];
    Slots<Scalar, Most> slots;

    bool has(int64_t leaf) const { return first <= leaf && leaf < last; }
    Span<Scalar> box() const { return {low, high}; }

    // The part of the tree that has at most `most` leaves and this one among
    // them, halved as building does; `reaches` are those of the leaves from
    // `start` on.
    void move_to(const TreeView<Scalar> &tree, int64_t leaf, int64_t most) {
        first = 0;
        last = tree.leaf_count;
        while (last - first > most) {
            const int64_t middle = first + (last - first + 1) / 2;
            (leaf < middle ? last : first) = middle;
        }
        // Whatever the tree's shape is, its box is that of its leaves.
        const int d = tree.dimension;
        std::fill_n(low, d, infinity<Scalar>);
        std::fill_n(high, d, -infinity<Scalar>);
        for (int64_t i = first; i < last; i++) {
            const Scalar *box = leaf_box(tree, i);
            for (int c = 0; c < d; c++) {
                low[c] = std::min(low[c], box[c]);
                high[c] = std::max(high[c], box[d + c]);
            }
        }
    }
    // As far as the farthest of the leaves, whose reaches are given from the
    // first on; those that reach for everything do not count.
    void reach_for(const float *reaches) {
        reach = 0;
        for (int64_t i = 0; i < last - first; i++)
            if (reaches[i] < infinity<float>)
                reach = std::max(reach, reaches[i]);
    }
};

// Of one leaf after the other.
template <typename Scalar> class Around {
  public:
    // `reach_of` gives a leaf's reach, times which `most_factor` will be asked
    // for.
    template <int D, typename ReachOf>
    float move_to(const TreeView<Scalar> &tree, int64_t leaf,
                  const ReachOf &reach_of) {
        if (!district_.has(leaf)) {
            district_.move_to(tree, leaf, district_leaves);
            for (int64_t i = district_.first; i < district_.last; i++)
                reaches_[i - district_.first] = reach_of(i);
            district_.reach_for(reaches_);
            district_.reach *= most_factor;
            district_.is_listed = list_slots<D>(
                tree, district_.box(), district_.reach, district_.slots);
            street_.last = 0;
        }
        if (!street_.has(leaf)) {
            street_.move_to(tree, leaf, street_leaves);
            street_.reach_for(reaches_ + (street_.first - district_.first));
            street_.reach *= most_factor;
            street_.is_listed =
                district_.is_listed
                    ? list_slots<D>(district_.slots, tree.dimension,
                                    street_.box(), street_.reach, street_.slots)
                    : list_slots<D>(tree, street_.box(), street_.reach,
                                    street_.slots);
        }
        return reaches_[leaf - district_.first];
    }

    // Lists the half leaves in reach of a box within that leaf's.
    template <int D>
    bool list(const TreeView<Scalar> &tree, const Span<Scalar> &box,
              float reach, Slots<Scalar> &slots) const {
        return street_.is_listed && reach <= street_.reach
                   ? list_slots<D>(street_.slots, tree.dimension, box, reach,
                                   slots)
                   : list_slots<D>(tree, box, reach, slots);
    }

  private:
    static constexpr float most_factor = 2;
    float reaches_[district_leaves];
    Neighborhood<Scalar, district_slots> district_;
    Neighborhood<Scalar, street_slots> street_;
};

} // namespace AS_ISA
