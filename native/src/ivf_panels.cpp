// IVF search of a batch of queries, grouped by list.
//
// FAISS takes queries one at a time and reads each of their lists for each.
// Here every query first meets its nearest list, which tells how far it has to
// look, then the others; both times list by list, so that a list's vectors are
// in the cache for all queries that probe it. In low dimension a query skips a
// list whose bounding box it cannot reach.
#include "ivf_panels.h"

#include <algorithm>
#include <numeric>

#include "candidate.h"
#include "candidates.h"
#include "kernels.h"
#include "spatial_order.h"
#include "stop_flag.h"

namespace {
// Above, hardly any box is out of reach.
constexpr int32_t most_box_dimensions = 16;
// Up to here a list's rows are put in an order of space, and most of its
// panels are out of reach too: 100 lists of 1,000 in 3-D are searched in two
// thirds of the time.
constexpr int32_t most_ordered_dimensions = 4;
} // namespace

IvfPanels::IvfPanels(const faiss::IndexIVFFlat &ivf)
    : count_(ivf.ntotal), dimension_(static_cast<int32_t>(ivf.d)),
      inner_product_(ivf.metric_type == faiss::METRIC_INNER_PRODUCT) {
    const int32_t d = dimension_;
    std::vector<float> centres(ivf.nlist * d);
    ivf.quantizer->reconstruct_n(0, ivf.nlist, centres.data());
    centres_.resize(panel_floats(ivf.nlist, d));
    make_panels(centres.data(), ivf.nlist, d, centres_.data());

    const bool boxed = !inner_product_ && d <= most_box_dimensions;
    const bool ordered = !inner_product_ && d <= most_ordered_dimensions;
    int64_t rows = 0, floats = 0, boxes = 0;
    for (size_t list = 0; list < ivf.nlist; list++) {
        const int64_t size =
            static_cast<int64_t>(ivf.invlists->list_size(list));
        lists_.push_back({size, rows, floats, boxes});
        rows += size;
        floats += panel_floats(size, d);
        boxes += ordered ? panel_boxes(size) * d : 0;
    }
    ids_.resize(rows);
    panels_.resize(floats);
    lows_.resize(boxes);
    highs_.resize(boxes);
    if (boxed)
        boxes_.resize(ivf.nlist * 2 * d);
    for (size_t list = 0; list < ivf.nlist; list++) {
        const List &to = lists_[list];
        if (to.rows == 0)
            continue;
        faiss::InvertedLists::ScopedCodes codes(ivf.invlists, list);
        faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
        const float *x = reinterpret_cast<const float *>(codes.get());
        fill_list(to, x, ids.get());
        if (!boxed)
            continue;
        float *low = boxes_.data() + list * 2 * d, *high = low + d;
        std::copy(x, x + d, low);
        std::copy(x, x + d, high);
        for (int64_t i = d; i < to.rows * d; i++) {
            low[i % d] = std::min(low[i % d], x[i]);
            high[i % d] = std::max(high[i % d], x[i]);
        }
    }
}

void IvfPanels::fill_list(const List &list, const float *x,
                          const int64_t *ids) {
    const int32_t d = dimension_;
    uint32_t *to = ids_.data() + list.first_row;
    float *panels = panels_.data() + list.panels;
    if (lows_.empty()) {
        make_panels(x, list.rows, d, panels);
        std::copy(ids, ids + list.rows, to);
        return;
    }
    const std::vector<int32_t> order = spatial_order(x, list.rows, d);
    std::vector<float> ordered(list.rows * d);
    for (int64_t row = 0; row < list.rows; row++) {
        std::copy_n(x + int64_t(order[row]) * d, d, ordered.data() + row * d);
        to[row] = static_cast<uint32_t>(ids[order[row]]);
    }
    make_panels(ordered.data(), list.rows, d, panels);
    make_panel_boxes(panels, list.rows, d, lows_.data() + list.boxes,
                     highs_.data() + list.boxes);
}

void IvfPanels::search(const SearchRequest &request, int64_t nprobe,
                       int32_t metric) const {
    nprobe = std::min<int64_t>(nprobe, lists_.size());
    const std::vector<int32_t> probes = choose_lists(request, nprobe);
    const Candidates candidates(request, count_);
    search_ranks(request, nprobe, 0, 1, probes, candidates.lists());
    search_ranks(request, nprobe, 1, nprobe, probes, candidates.lists());
    candidates.write(metric);
}

// Each query's nprobe lists, nearest first: [n x nprobe]. -1 where a query has
// no nearest one: NaN is at no distance from anything.
std::vector<int32_t> IvfPanels::choose_lists(const SearchRequest &request,
                                             int64_t nprobe) const {
    SearchRequest choice = request;
    choice.first_query = -1;
    choice.row_numbers = nullptr;
    choice.k = static_cast<int32_t>(nprobe);
    const Candidates nearest(choice, lists_.size());
    std::vector<int32_t> members(request.n);
    std::iota(members.begin(), members.end(), 0);
    kernels().scan_panels({centres_.data(), int64_t(lists_.size()), nullptr, 0,
                           dimension_, inner_product_},
                          request.queries, members.data(), request.n,
                          nearest.lists());
    std::vector<int32_t> probes(request.n * nprobe);
    for (int64_t i = 0; i < request.n; i++)
        for (int64_t rank = 0; rank < nprobe; rank++)
            probes[i * nprobe + rank] = static_cast<int32_t>(key_id(
                nearest.lists().keys[i * nearest.lists().capacity + rank]));
    return probes;
}

void IvfPanels::search_ranks(const SearchRequest &request, int64_t nprobe,
                             int64_t first_rank, int64_t last_rank,
                             const std::vector<int32_t> &probes,
                             const CandidateLists &lists) const {
    // The queries of each list, by counting.
    std::vector<int64_t> end(lists_.size() + 1, 0);
    const auto for_each = [&](auto visit) {
        for (int64_t i = 0; i < request.n; i++)
            for (int64_t rank = first_rank; rank < last_rank; rank++)
                if (const int32_t list = probes[i * nprobe + rank]; list >= 0)
                    visit(list, static_cast<int32_t>(i));
    };
    for_each([&](int32_t list, int32_t) { end[list + 1]++; });
    for (size_t list = 0; list < lists_.size(); list++)
        end[list + 1] += end[list];
    std::vector<int32_t> members(end.back());
    std::vector<int64_t> next(end.begin(), end.end() - 1);
    for_each(
        [&](int32_t list, int32_t query) { members[next[list]++] = query; });

    const StopFlag stop = StopFlag::current();
    for (size_t list = 0; list < lists_.size(); list++) {
        const List &from = lists_[list];
        int32_t *first = members.data() + end[list];
        int32_t *last = members.data() + end[list + 1];
        if (from.rows == 0)
            continue;
        stop.check();
        if (first_rank > 0 && !boxes_.empty())
            last = std::remove_if(first, last, [&](int32_t query) {
                return !is_in_reach(
                    list, request.queries + int64_t(query) * dimension_,
                    lists.reach[query]);
            });
        scan(from, request.queries, first, last - first, lists);
    }
}

void IvfPanels::scan(const List &list, const float *queries,
                     const int32_t *members, int64_t count,
                     const CandidateLists &candidates) const {
    const PanelRows rows{panels_.data() + list.panels,
                         list.rows,
                         ids_.data() + list.first_row,
                         0,
                         dimension_,
                         inner_product_};
    if (lows_.empty())
        kernels().scan_panels(rows, queries, members, count, candidates);
    else
        kernels().scan_boxed_panels({rows, lows_.data() + list.boxes,
                                     highs_.data() + list.boxes,
                                     panel_boxes(list.rows)},
                                    queries, members, count, candidates);
}

bool IvfPanels::is_in_reach(int64_t list, const float *query,
                            float reach) const {
    const float *low = boxes_.data() + list * 2 * dimension_;
    const float *high = low + dimension_;
    float sum = 0;
    for (int32_t c = 0; c < dimension_; c++) {
        const float gap =
            std::max(std::max(low[c] - query[c], query[c] - high[c]), 0.0f);
        sum += gap * gap;
    }
    // The kernels fuse products and sums: theirs may round a little lower.
    return sum * (1 - 1e-5f) <= reach;
}
