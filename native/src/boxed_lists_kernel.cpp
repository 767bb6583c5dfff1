// Searching boxed lists for sixteen queries at a time, compiled once per
// instruction set.
//
// What all of them can skip is told by their own box, sixteen lists or panels
// at once; what is left meets the queries one by one.
#include "boxed_lists_kernel.h"

#include <bit>

#include "neighbor_list.h"
#include "point_box.h"
#include "rank_counters.h"

namespace AS_ISA {
namespace {

template <int D, int Groups> class Search {
  public:
    Search(const BoxedLists &lists, const QueryGroup &group, int64_t nprobe,
           int32_t k, int32_t capacity, float *scratch, int64_t *keys)
        : lists_(lists), group_(group), nprobe_(nprobe), k_(k),
          capacity_(capacity), gaps_(scratch), near_(scratch + lists.width),
          keys_(keys), d_(D > 0 ? D : lists.dimension) {}

    void run() {
        std::fill_n(keys_, int64_t(16) * capacity_, empty_key);
        alive_ = real_queries();
        if (alive_ == 0)
            return;
        box_.clear(d_);
        box_.add(group_.queries, alive_, d_);
        reach_ = select16(alive_, splat16(-1), splat16(endless));
        look_at_lists();
        const int64_t first = group_.list >= 0 ? group_.list : nearest_list();
        if (first < 0)
            return;
        const uint32_t queries = visitors(first);
        if (group_.panel >= 0) {
            start_ = group_.panel;
            started_ = queries;
        } else {
            visit_own_panels();
            start_ = nearest_panel(first);
            started_ =
                queries &
                ~at_most16(gaps_to(first, start_ - lists_.first_panel[first]),
                           splat16(0)) &
                at_most16(splat16(endless), reach_);
        }
        visit(start_, started_);
        visit_list(first, queries);
        for (int64_t at = 0; at < lists_.width; at += 16) {
            uint32_t near =
                at_most16(load16(gaps_ + at), splat16(farthest_reach()));
            for (; near != 0; near &= near - 1) {
                const int64_t list = at + std::countr_zero(near);
                // Reach may have shrunk; boxes of no rows are endlessly far.
                if (list != first && list < lists_.count &&
                    lists_.first_panel[list] < lists_.first_panel[list + 1] &&
                    gaps_[list] <= farthest_reach())
                    visit_list(list, visitors(list));
            }
        }
    }

  private:
    const BoxedLists &lists_;
    const QueryGroup &group_;
    const int64_t nprobe_;
    const int k_;
    const int32_t capacity_;
    float *gaps_; // from the queries' box to each list's
    float *near_; // to each list's centre, at least
    int64_t *keys_;
    const int d_;
    uint32_t alive_ = 0;
    int64_t start_ = -1;
    uint32_t started_ = 0; // queries that have met it
    PointBox<D> box_;
    Float16Lanes reach_; // of each query; -1: none

    // NaN and infinity are at no distance from anything; an infinite one would
    // seem to lie in the boxes of no rows.
    uint32_t real_queries() const {
        uint32_t real =
            group_.count >= 16 ? all_lanes : (1u << group_.count) - 1;
        for (int c = 0; c < d_; c++) {
            const Float16Lanes at = load16(group_.queries + c * 16);
            const Float16Lanes nothing = sub16(at, at);
            real &= at_most16(nothing, nothing);
        }
        return real;
    }

    float farthest_reach() const { return -least16(sub16(splat16(0), reach_)); }

    void look_at_lists() {
        for (int64_t at = 0; at < lists_.width; at += 16) {
            store16(gaps_ + at, box_.gaps(lists_.lows + at, lists_.highs + at,
                                          lists_.width, d_));
            store16(near_ + at,
                    box_.gaps(lists_.centres + at, lists_.centres + at,
                              lists_.width, d_));
        }
    }

    // The one with rows whose centre is nearest to all queries.
    int64_t nearest_list() const {
        int64_t nearest = -1;
        for (int64_t list = 0; list < lists_.count; list++)
            if (lists_.first_panel[list] < lists_.first_panel[list + 1] &&
                (nearest < 0 || near_[list] < near_[nearest]))
                nearest = list;
        return nearest;
    }

    int64_t nearest_panel(int64_t list) const {
        const int64_t first = lists_.first_panel[list];
        const int64_t count = lists_.first_panel[list + 1] - first;
        int64_t nearest = 0;
        float least = endless;
        for (int64_t at = 0; at < count; at += 16) {
            float gaps[16];
            store16(gaps, panel_gaps(list, at));
            for (int64_t i = 0; i < 16 && at + i < count; i++)
                if (gaps[i] < least) {
                    least = gaps[i];
                    nearest = at + i;
                }
        }
        return first + nearest;
    }

    // From the queries' box to sixteen panels of a list.
    Float16Lanes panel_gaps(int64_t list, int64_t at) const {
        const float *lows = sixteen(list, at);
        return box_.gaps(lows, lows + d_ * 16, 16, d_);
    }
    const float *sixteen(int64_t list, int64_t at) const {
        return lists_.boxes + (lists_.first_boxes[list] + at / 16) * d_ * 32;
    }

    // The queries that have a list among the nprobe nearest.
    uint32_t visitors(int64_t list) const {
        if (nprobe_ >= lists_.count)
            return alive_;
        const float *centre = lists_.centres + list;
        const Float16Lanes far = splat16(box_.reach(centre, lists_.width, d_));
        int64_t others = -1;
        for (int64_t at = 0; at < lists_.width; at += 16)
            others += std::popcount(at_most16(load16(near_ + at), far));
        if (others < nprobe_)
            return alive_;
        const Float16Lanes own =
            distances_from<D>(group_.queries, centre, lists_.width, d_);
        RankCounters nearer;
        for (int64_t at = 0; at < lists_.width; at += 16) {
            uint32_t maybe = at_most16(load16(near_ + at), far);
            for (; maybe != 0; maybe &= maybe - 1) {
                const int64_t other = at + std::countr_zero(maybe);
                const Float16Lanes theirs = distances_from<D>(
                    group_.queries, lists_.centres + other, lists_.width, d_);
                if (other < list)
                    nearer.add(at_most16(theirs, own));
                else if (other > list && other < lists_.count)
                    nearer.add(~at_most16(own, theirs) & alive_);
            }
        }
        return alive_ & nearer.below(nprobe_);
    }

    // Queries that lie far apart would all begin in one place: each begins with
    // the panels whose boxes it lies in.
    void visit_own_panels() {
        for (int64_t at = 0; at < lists_.width; at += 16) {
            uint32_t near = at_most16(load16(gaps_ + at), splat16(0));
            for (; near != 0; near &= near - 1) {
                const int64_t list = at + std::countr_zero(near);
                const uint32_t queries = visitors(list);
                const int64_t first = lists_.first_panel[list];
                const int64_t count = lists_.first_panel[list + 1] - first;
                for (int64_t i = 0; queries != 0 && i < count; i += 16) {
                    uint32_t own = at_most16(panel_gaps(list, i), splat16(0));
                    for (; own != 0; own &= own - 1) {
                        const int64_t panel = i + std::countr_zero(own);
                        visit(first + panel,
                              queries &
                                  at_most16(gaps_to(list, panel), splat16(0)));
                    }
                }
            }
        }
    }

    void visit_list(int64_t list, uint32_t queries) {
        const int64_t first = lists_.first_panel[list];
        const int64_t count = lists_.first_panel[list + 1] - first;
        if (queries == 0)
            return;
        for (int64_t at = 0; at < count; at += 16) {
            uint32_t near =
                at_most16(panel_gaps(list, at), splat16(farthest_reach()));
            if (count - at < 16)
                near &= (1u << (count - at)) - 1;
            for (; near != 0; near &= near - 1) {
                const int64_t panel = at + std::countr_zero(near);
                const Float16Lanes gaps = gaps_to(list, panel);
                uint32_t reached = queries & at_most16(gaps, reach_);
                if (first + panel == start_)
                    reached &= ~started_;
                if (group_.panel < 0) // visit_own_panels
                    reached &= ~at_most16(gaps, splat16(0));
                visit(first + panel, reached);
            }
        }
    }

    // From each query to the box of a list's panel.
    Float16Lanes gaps_to(int64_t list, int64_t panel) const {
        const float *low = sixteen(list, panel) + panel % 16;
        const float *high = low + d_ * 16;
        Float16Lanes sum = splat16(0);
        for (int c = 0; c < d_; c++) {
            const Float16Lanes at = load16(group_.queries + c * 16);
            const Float16Lanes below = sub16(splat16(low[c * 16]), at);
            const Float16Lanes above = sub16(at, splat16(high[c * 16]));
            sum = add_square16(max16(max16(below, above), splat16(0)), sum);
        }
        return sum;
    }

    void visit(int64_t panel, uint32_t queries) {
        const float *rows = lists_.panels + panel * d_ * 16;
        const uint32_t *ids = lists_.ids + panel * 16;
        for (; queries != 0; queries &= queries - 1)
            compare(rows, ids, std::countr_zero(queries));
    }

    void compare(const float *rows, const uint32_t *ids, int lane) {
        const Float16Lanes distances =
            distances_from<D>(rows, group_.queries + lane, 16, d_);
        int64_t *keys = keys_ + int64_t(lane) * capacity_;
        const float before = key_distance(keys[k_ - 1]);
        uint32_t near = at_most16(distances, splat16(before));
        if (near == 0)
            return;
        float distance[16];
        store16(distance, distances);
        NeighborList<Groups> list(keys, k_);
        for (; near != 0; near &= near - 1) {
            const int i = std::countr_zero(near);
            // The last panel of a list is filled up with no rows.
            if (ids[i] != group_.excluded[lane] && ids[i] != no_point)
                list.insert(candidate_key(distance[i], ids[i]));
        }
        reach_ = select16(1u << lane, reach_, splat16(list.close()));
    }
};

template <int D, int Groups>
void search(const BoxedLists &lists, const QueryGroup &group, int64_t nprobe,
            int32_t k, int32_t capacity, float *scratch, int64_t *keys) {
    Search<D, Groups>(lists, group, nprobe, k, capacity, scratch, keys).run();
}

template <int D> SearchBoxedLists search_for(int32_t capacity) {
    switch (capacity / 8) {
    case 1:
        return search<D, 1>;
    case 2:
        return search<D, 2>;
    case 4:
        return search<D, 4>;
    default:
        return search<D, 0>;
    }
}

SearchBoxedLists search_for(int32_t dimension, int32_t capacity) {
    switch (dimension) {
    case 2:
        return search_for<2>(capacity);
    case 3:
        return search_for<3>(capacity);
    default:
        return search_for<0>(capacity);
    }
}

} // namespace

void search_boxed_lists(const BoxedLists &lists, const QueryGroup &group,
                        int64_t nprobe, int32_t k, int32_t capacity,
                        float *scratch, int64_t *keys) {
    search_for(lists.dimension, capacity)(lists, group, nprobe, k, capacity,
                                          scratch, keys);
}

} // namespace AS_ISA
