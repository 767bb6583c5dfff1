// IVF search by boxes.
//
// FAISS takes queries one at a time and compares each with all rows of its
// lists. Here sixteen queries that lie close together go at once, and begin
// where they lie: then most lists, and most panels of the others, are out of
// their reach.
#include "ivf_boxes.h"

#include <algorithm>
#include <exception>
#include <limits>

#include "candidate.h"
#include "candidates.h"
#include "kernels.h"
#include "spatial_order.h"
#include "stop_flag.h"

namespace {

constexpr float endless = std::numeric_limits<float>::infinity();

int64_t sixteens(int64_t count) { return (count + 15) / 16; }

// Calls the kernel for one group after another, in memory of its own.
class GroupSearch {
  public:
    GroupSearch(const BoxedLists &lists, int64_t nprobe, int32_t k)
        : lists_(lists), nprobe_(nprobe), k_(k), capacity_(list_capacity(k)),
          scratch_(2 * lists.width), keys_(int64_t(16) * capacity_) {}

    void run(const QueryGroup &group) {
        stop_.check();
        kernels().search_boxed_lists(lists_, group, nprobe_, k_, capacity_,
                                     scratch_.data(), keys_.data());
    }
    const int64_t *keys(int64_t query) const {
        return keys_.data() + query * capacity_;
    }

  private:
    const BoxedLists lists_;
    const int64_t nprobe_;
    const int32_t k_, capacity_;
    std::vector<float> scratch_;
    std::vector<int64_t> keys_;
    const StopFlag stop_ = StopFlag::current();
};

} // namespace

IvfBoxes::IvfBoxes(const faiss::IndexIVFFlat &ivf)
    : dimension_(static_cast<int32_t>(ivf.d)), count_(int64_t(ivf.nlist)),
      width_(sixteens(count_) * 16), centres_(dimension_ * width_, endless),
      lows_(dimension_ * width_, endless),
      highs_(dimension_ * width_, -endless) {
    lay_out(ivf);
    const StopFlag stop = StopFlag::current();
    std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic)
    for (int64_t list = 0; list < count_; list++) {
        try {
            stop.check();
            fill(ivf, list);
            make_boxes(list);
        } catch (...) {
#pragma omp critical
            failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

void IvfBoxes::lay_out(const faiss::IndexIVFFlat &ivf) {
    const int32_t d = dimension_;
    std::vector<float> centres(count_ * d);
    ivf.quantizer->reconstruct_n(0, count_, centres.data());
    int64_t panel = 0, boxes = 0, vectors = 0;
    for (int64_t list = 0; list < count_; list++) {
        for (int32_t c = 0; c < d; c++)
            centres_[c * width_ + list] = centres[list * d + c];
        first_panel_.push_back(panel);
        first_boxes_.push_back(boxes);
        const auto rows = int64_t(ivf.invlists->list_size(list));
        for (int64_t row = 0; row < rows; row += 16)
            starts_.push_back(vectors + row);
        vectors += rows;
        panel += sixteens(rows);
        list_of_panel_.resize(panel, static_cast<int32_t>(list));
        boxes += sixteens(sixteens(rows));
    }
    first_panel_.push_back(panel);
    first_boxes_.push_back(boxes);
    starts_.push_back(vectors);
    panels_.resize(panel * d * 16);
    ids_.resize(panel * 16, no_point);
    boxes_.resize(boxes * d * 32);
}

void IvfBoxes::fill(const faiss::IndexIVFFlat &ivf, int64_t list) {
    const auto rows = int64_t(ivf.invlists->list_size(list));
    if (rows == 0)
        return;
    const int32_t d = dimension_;
    faiss::InvertedLists::ScopedCodes codes(ivf.invlists, list);
    faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
    const float *x = reinterpret_cast<const float *>(codes.get());
    const std::vector<int32_t> order = spatial_order(x, rows, d);
    const int64_t first = first_panel_[list] * 16;
    for (int64_t i = 0; i < sixteens(rows) * 16; i++) {
        const int64_t row = order[std::min(i, rows - 1)];
        float *to = panels_.data() + (first + i) / 16 * d * 16 + i % 16;
        for (int32_t c = 0; c < d; c++)
            to[c * 16] = x[row * d + c];
        if (i < rows)
            ids_[first + i] = static_cast<uint32_t>(ids.get()[row]);
    }
}

void IvfBoxes::make_boxes(int64_t list) {
    const int32_t d = dimension_;
    float *boxes = boxes_.data() + first_boxes_[list] * d * 32;
    const int64_t first = first_panel_[list];
    const int64_t count = first_panel_[list + 1] - first;
    for (int64_t at = 0; at < sixteens(count) * 16; at++) {
        float *low = boxes + at / 16 * d * 32 + at % 16;
        for (int32_t c = 0; c < d; c++) {
            const float *values = panels_.data() + ((first + at) * d + c) * 16;
            float least = endless, most = -endless;
            for (int i = 0; at < count && i < 16; i++) {
                least = std::min(least, values[i]);
                most = std::max(most, values[i]);
            }
            low[c * 16] = least;
            low[(d + c) * 16] = most;
            float &list_low = lows_[c * width_ + list];
            float &list_high = highs_[c * width_ + list];
            list_low = std::min(list_low, least);
            list_high = std::max(list_high, most);
        }
    }
}

BoxedLists IvfBoxes::view() const {
    return {dimension_,
            count_,
            width_,
            centres_.data(),
            lows_.data(),
            highs_.data(),
            first_panel_.data(),
            first_boxes_.data(),
            boxes_.data(),
            panels_.data(),
            ids_.data()};
}

void IvfBoxes::search(const SearchRequest &request, int64_t nprobe) const {
    const int32_t d = dimension_;
    const std::vector<int32_t> order =
        spatial_order(request.queries, request.n, d);
    const Candidates candidates(request, starts_.back());
    const CandidateLists &lists = candidates.lists();
    GroupSearch search(view(), nprobe, request.k);
    std::vector<float> queries(d * 16);
    uint32_t excluded[16];
    for (int64_t at = 0; at < request.n; at += 16) {
        const auto here =
            static_cast<int32_t>(std::min<int64_t>(16, request.n - at));
        for (int i = 0; i < 16; i++) {
            const int32_t query = order[at + std::min(i, here - 1)];
            excluded[i] = lists.excluded[query];
            for (int32_t c = 0; c < d; c++)
                queries[c * 16 + i] = request.queries[int64_t(query) * d + c];
        }
        search.run({queries.data(), here, excluded, -1, -1});
        for (int i = 0; i < here; i++)
            std::copy_n(search.keys(i), lists.capacity,
                        lists.keys + int64_t(order[at + i]) * lists.capacity);
    }
    candidates.write(AS_METRIC_L2);
}

void IvfBoxes::search_units(int64_t first, int64_t count,
                            const int64_t *row_numbers, int32_t k,
                            bool include_self, int64_t nprobe, int64_t *rows,
                            float *distances, int64_t *neighbors) const {
    GroupSearch search(view(), nprobe, k);
    int64_t answer = 0;
    for (int64_t panel = first; panel < first + count; panel++) {
        const uint32_t *ids = ids_.data() + panel * 16;
        uint32_t excluded[16];
        for (int i = 0; i < 16; i++)
            excluded[i] = include_self ? no_point : ids[i];
        const auto here =
            static_cast<int32_t>(starts_[panel + 1] - starts_[panel]);
        search.run({panels_.data() + panel * dimension_ * 16, here, excluded,
                    list_of_panel_[panel], panel});
        for (int i = 0; i < here; i++, answer++) {
            const int64_t row =
                row_numbers ? row_numbers[ids[i]] : int64_t(ids[i]);
            if (rows != nullptr)
                rows[answer] = row;
            const int64_t at = (rows != nullptr ? answer : row) * k;
            write_answer(search.keys(i), k, AS_METRIC_L2, row_numbers,
                         distances + at, neighbors + at);
        }
    }
}
