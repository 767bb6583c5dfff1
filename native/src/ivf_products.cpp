#include "ivf_products.h"

#include <algorithm>
#include <numeric>

#include <faiss/IndexFlat.h>

#include "candidate.h"
#include "kernels.h"
#include "stop_flag.h"
#include "unaligned.h"

namespace {

// From so many queries on they go by panels; fewer read the rows in place.
constexpr int64_t least_batch = 8;

// Queries that meet all centres together: in the kernel's form they stay in the
// second-level cache. All 5,000 at once take 1.15 times as long in all.
constexpr int64_t choice_queries = 256;

// Centres of a part of theirs.
constexpr int64_t part_centres = 20 * product_panel_rows;

std::vector<ProductPart> list_parts(const faiss::IndexIVFFlat &ivf) {
    std::vector<ProductPart> parts;
    for (size_t list = 0; list < ivf.nlist; list++) {
        const auto *codes = ivf.invlists->get_codes(list);
        parts.push_back({reinterpret_cast<const float *>(codes),
                         static_cast<int64_t>(ivf.invlists->list_size(list))});
    }
    return parts;
}

std::vector<ProductPart> centre_parts(const faiss::IndexIVFFlat &ivf) {
    const auto &flat = dynamic_cast<const faiss::IndexFlat &>(*ivf.quantizer);
    std::vector<ProductPart> parts;
    for (int64_t at = 0; at < flat.ntotal; at += part_centres)
        parts.push_back({flat.get_xb() + at * flat.d,
                         std::min<int64_t>(part_centres, flat.ntotal - at)});
    return parts;
}

bool is_inner_product(const faiss::IndexIVFFlat &ivf) {
    return ivf.metric_type == faiss::METRIC_INNER_PRODUCT;
}

std::vector<int32_t> numbers_below(int64_t count) {
    std::vector<int32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

// A request for the lists that queries visit.
SearchRequest list_request(const SearchRequest &request, int64_t nprobe) {
    SearchRequest choice = request;
    choice.first_query = -1;
    choice.row_numbers = nullptr;
    choice.k = static_cast<int32_t>(nprobe);
    return choice;
}

// What was found, as lists: [n x nprobe], -1 where there is none (NaN is at no
// distance from anything).
void copy_lists(const CandidateLists &found, int64_t n, int32_t *lists) {
    for (int64_t i = 0; i < n; i++)
        for (int32_t rank = 0; rank < found.k; rank++)
            lists[i * found.k + rank] = static_cast<int32_t>(
                key_id(found.keys[i * found.capacity + rank]));
}

} // namespace

IvfProducts::IvfProducts(const faiss::IndexIVFFlat &ivf)
    : count_(ivf.ntotal), lists_(list_parts(ivf), static_cast<int32_t>(ivf.d),
                                 is_inner_product(ivf)),
      centres_(centre_parts(ivf), static_cast<int32_t>(ivf.d),
               is_inner_product(ivf)) {
    ids_.reserve(ivf.ntotal);
    for (size_t list = 0; list < ivf.nlist; list++) {
        faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
        for (size_t i = 0; i < ivf.invlists->list_size(list); i++)
            ids_.push_back(
                static_cast<uint32_t>(load_unaligned(ids.get() + i)));
    }
}

void IvfProducts::search(const SearchRequest &request, int64_t nprobe,
                         int32_t metric) const {
    nprobe = std::min(nprobe, lists_.part_count());
    if (request.n < least_batch)
        search_in_place(request, nprobe, metric);
    else
        search_batch(request, nprobe, metric);
}

void IvfProducts::search_batch(const SearchRequest &request, int64_t nprobe,
                               int32_t metric) const {
    const std::vector<int32_t> probes = choose_lists(request, nprobe);
    ProductBatch batch(request, lists_, ids_.data(), count_);
    scan_lists(batch, request.n, nprobe, probes);
    if (const auto unsettled = batch.settle(); !unsettled.empty()) {
        // The others have no list to visit any more.
        std::vector<int32_t> again(probes.size(), -1);
        for (const int32_t query : unsettled)
            std::copy_n(probes.begin() + query * nprobe, nprobe,
                        again.begin() + query * nprobe);
        scan_lists(batch, request.n, nprobe, again);
    }
    batch.write(metric);
}

std::vector<int32_t> IvfProducts::choose_lists(const SearchRequest &request,
                                               int64_t nprobe) const {
    const int64_t d = centres_.dimension();
    std::vector<int32_t> probes(request.n * nprobe);
    SearchRequest block = list_request(request, nprobe);
    for (int64_t at = 0; at < request.n; at += choice_queries) {
        block.n = std::min(choice_queries, request.n - at);
        block.queries = request.queries + at * d;
        ProductBatch nearest(block, centres_, nullptr, centres_.row_count(),
                             ProductBatch::Wanted::rows_alone);
        nearest.scan_all(numbers_below(block.n));
        if (const auto unsettled = nearest.settle(); !unsettled.empty())
            nearest.scan_all(unsettled);
        copy_lists(nearest.lists(), block.n, probes.data() + at * nprobe);
    }
    return probes;
}

void IvfProducts::scan_lists(const ProductBatch &batch, int64_t queries,
                             int64_t nprobe,
                             const std::vector<int32_t> &probes) const {
    // The queries of each list, by counting.
    std::vector<int64_t> end(lists_.part_count() + 1, 0);
    for (const int32_t list : probes)
        if (list >= 0)
            end[list + 1]++;
    std::partial_sum(end.begin(), end.end(), end.begin());
    std::vector<int32_t> members(end.back());
    std::vector<int64_t> next(end.begin(), end.end() - 1);
    for (int64_t i = 0; i < queries * nprobe; i++)
        if (const int32_t list = probes[i]; list >= 0)
            members[next[list]++] = static_cast<int32_t>(i / nprobe);

    std::vector<int64_t> visited;
    for (int64_t list = 0; list < lists_.part_count(); list++)
        if (end[list + 1] > end[list])
            visited.push_back(list);
    const StopFlag stop = StopFlag::current();
    lists_.for_each(visited, [&](int64_t list) {
        stop.check();
        batch.scan(list, members.data() + end[list], end[list + 1] - end[list]);
    });
}

// The same answers, without panels.
void IvfProducts::search_in_place(const SearchRequest &request, int64_t nprobe,
                                  int32_t metric) const {
    const std::vector<int32_t> queries = numbers_below(request.n);
    const SearchRequest choice = list_request(request, nprobe);
    const Candidates nearest(choice, centres_.row_count());
    for (int64_t part = 0; part < centres_.part_count(); part++)
        kernels().scan_rows(
            centres_.rows(part),
            {nearest.lists(), request.queries, nullptr, nullptr, nullptr},
            queries.data(), request.n);
    std::vector<int32_t> probes(request.n * nprobe);
    copy_lists(nearest.lists(), request.n, probes.data());
    const Candidates found(request, count_);
    const StopFlag stop = StopFlag::current();
    for (int64_t i = 0; i < request.n * nprobe; i++) {
        stop.check();
        if (probes[i] >= 0)
            kernels().scan_rows(
                lists_.rows(probes[i]),
                {found.lists(), request.queries, ids_.data(), nullptr, nullptr},
                &queries[i / nprobe], 1);
    }
    found.write(metric);
}
