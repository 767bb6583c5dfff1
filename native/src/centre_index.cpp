#include "centre_index.h"

#include <exception>
#include <numeric>

#include <faiss/impl/FaissAssert.h>

#include "candidate.h"
#include "stop_flag.h"

namespace {

// Rows that a thread takes at once.
constexpr faiss::idx_t block_rows = 512;

// Centres of a part: all panels of it meet a block's queries.
constexpr int64_t part_centres = 20 * product_panel_rows;

} // namespace

CentreIndex::CentreIndex(int d, faiss::MetricType metric)
    : faiss::Index(d, metric) {
    is_trained = true;
}

void CentreIndex::reset() {
    panels_.reset();
    centres_.clear();
    ntotal = 0;
}

void CentreIndex::add(faiss::idx_t n, const float *x) {
    centres_.insert(centres_.end(), x, x + n * d);
    ntotal += n;
    std::vector<ProductPart> parts;
    for (int64_t at = 0; at < ntotal; at += part_centres)
        parts.push_back({centres_.data() + at * d,
                         std::min<int64_t>(part_centres, ntotal - at)});
    panels_ = std::make_unique<const ProductPanels>(
        std::move(parts), d, metric_type == faiss::METRIC_INNER_PRODUCT);
    for (int64_t part = 0; part < panels_->part_count(); part++)
        panels_->prepare(part);
}

void CentreIndex::search(faiss::idx_t n, const float *x, faiss::idx_t k,
                         float *distances, faiss::idx_t *labels,
                         const faiss::SearchParameters *) const {
    FAISS_THROW_IF_NOT_MSG(k == 1, "Only the nearest centre is told");
    std::exception_ptr failure;
    const StopFlag stop = StopFlag::current();
#pragma omp parallel for schedule(dynamic)
    for (faiss::idx_t at = 0; at < n; at += block_rows) {
        try {
            stop.check();
            search_block(std::min(block_rows, n - at), x + at * d,
                         distances + at, labels + at);
        } catch (...) {
#pragma omp critical
            failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

void CentreIndex::search_block(faiss::idx_t n, const float *x, float *distances,
                               faiss::idx_t *labels) const {
    const SearchRequest request{x, n, -1, nullptr, 1, 0, nullptr, nullptr};
    ProductBatch batch(request, *panels_, nullptr, ntotal,
                       ProductBatch::Wanted::rows_alone);
    std::vector<int32_t> rows(n);
    std::iota(rows.begin(), rows.end(), 0);
    batch.scan_all(rows);
    if (const auto unsettled = batch.settle(); !unsettled.empty())
        batch.scan_all(unsettled);
    const CandidateLists &found = batch.lists();
    for (faiss::idx_t i = 0; i < n; i++) {
        const int64_t key = found.keys[i * found.capacity];
        labels[i] = key_id(key) == no_point ? -1 : faiss::idx_t(key_id(key));
        distances[i] = key_distance(key);
    }
}
