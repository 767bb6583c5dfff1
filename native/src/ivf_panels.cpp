// IVF search of a batch of queries, grouped by list.
//
// FAISS takes queries one at a time and reads each of their lists for each.
// Here they go list by list, so that a list's vectors are in the cache for all
// queries that probe it.
#include "ivf_panels.h"

#include <algorithm>
#include <numeric>

#include "candidate.h"
#include "candidates.h"
#include "kernels.h"
#include "stop_flag.h"

IvfPanels::IvfPanels(const faiss::IndexIVFFlat &ivf)
    : count_(ivf.ntotal), dimension_(static_cast<int32_t>(ivf.d)),
      inner_product_(ivf.metric_type == faiss::METRIC_INNER_PRODUCT) {
    const int32_t d = dimension_;
    std::vector<float> centres(ivf.nlist * d);
    ivf.quantizer->reconstruct_n(0, ivf.nlist, centres.data());
    centres_.resize(panel_floats(ivf.nlist, d));
    make_panels(centres.data(), ivf.nlist, d, centres_.data());

    int64_t rows = 0, floats = 0;
    for (size_t list = 0; list < ivf.nlist; list++) {
        const int64_t size =
            static_cast<int64_t>(ivf.invlists->list_size(list));
        lists_.push_back({size, rows, floats});
        rows += size;
        floats += panel_floats(size, d);
    }
    ids_.resize(rows);
    panels_.resize(floats);
    for (size_t list = 0; list < ivf.nlist; list++) {
        const List &to = lists_[list];
        if (to.rows == 0)
            continue;
        faiss::InvertedLists::ScopedCodes codes(ivf.invlists, list);
        faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
        make_panels(reinterpret_cast<const float *>(codes.get()), to.rows, d,
                    panels_.data() + to.panels);
        std::copy_n(ids.get(), to.rows, ids_.data() + to.first_row);
    }
}

void IvfPanels::search(const SearchRequest &request, int64_t nprobe,
                       int32_t metric) const {
    nprobe = std::min<int64_t>(nprobe, lists_.size());
    const std::vector<int32_t> probes = choose_lists(request, nprobe);
    const Candidates candidates(request, count_);
    search_lists(request, nprobe, probes, candidates.lists());
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

void IvfPanels::search_lists(const SearchRequest &request, int64_t nprobe,
                             const std::vector<int32_t> &probes,
                             const CandidateLists &lists) const {
    // The queries of each list, by counting.
    std::vector<int64_t> end(lists_.size() + 1, 0);
    for (const int32_t list : probes)
        if (list >= 0)
            end[list + 1]++;
    std::partial_sum(end.begin(), end.end(), end.begin());
    std::vector<int32_t> members(end.back());
    std::vector<int64_t> next(end.begin(), end.end() - 1);
    for (size_t i = 0; i < probes.size(); i++)
        if (const int32_t list = probes[i]; list >= 0)
            members[next[list]++] = static_cast<int32_t>(i / nprobe);

    const StopFlag stop = StopFlag::current();
    for (size_t list = 0; list < lists_.size(); list++) {
        const List &from = lists_[list];
        if (from.rows == 0)
            continue;
        stop.check();
        kernels().scan_panels({panels_.data() + from.panels, from.rows,
                               ids_.data() + from.first_row, 0, dimension_,
                               inner_product_},
                              request.queries, members.data() + end[list],
                              end[list + 1] - end[list], lists);
    }
}
