// The flat index: FAISS's container and file format, our comparison. FAISS's
// own search of many queries goes by |x|^2 + |y|^2 - 2xy and loses digits.
#include "flat_index.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <vector>

#include <faiss/IndexFlat.h>

#include "candidates.h"
#include "kernels.h"
#include "product_batch.h"
#include "stop_flag.h"

namespace {

// A block stays in the second-level cache while all queries meet it.
constexpr int64_t block_bytes = 256 * 1024;

// Of rows whose panels are made together: while all queries meet a part, each
// of its panels stays in the cache, and the kernel's form of the queries.
constexpr int64_t part_bytes = 2 * 1024 * 1024;

// From so many dimensions on products pay, with all that makes them exact: 1.5
// times as fast at 8, twice at 32 (AVX-512).
constexpr int32_t least_product_dimensions = 8;

// From so many queries on copying the rows to panels pays, and reading panels
// that are there.
constexpr int64_t least_queries_to_copy = 48, least_queries_to_read = 8;

// Queries between two looks at the stop flag: with k 1,000 those of a call take
// 150 ms for the first block, in which nearly every row is kept. A multiple of
// the queries that the kernel takes at once.
constexpr int64_t queries_of_look = 64;

std::vector<int32_t> all_members(int64_t count) {
    std::vector<int32_t> members(count);
    std::iota(members.begin(), members.end(), 0);
    return members;
}

class Flat : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        return describe_as(AS_INDEX_FLAT);
    }

    void search(const SearchRequest &request) const override {
        if (index_->d < least_product_dimensions)
            search_by_differences(request);
        else if (pays_panels(request.n))
            search_by_products(request);
        else
            search_in_place(request);
    }

  private:
    mutable std::mutex mutex_;
    mutable std::unique_ptr<const ProductPanels> panels_;

    const float *rows() const {
        return dynamic_cast<const faiss::IndexFlat &>(*index_).get_xb();
    }
    bool inner_product() const { return metric_ != AS_METRIC_L2; }

    bool pays_panels(int64_t queries) const {
        if (queries >= least_queries_to_copy)
            return true;
        const std::lock_guard<std::mutex> lock(mutex_);
        return queries >= least_queries_to_read && panels_ != nullptr &&
               panels_->is_prepared();
    }

    void search_by_differences(const SearchRequest &request) const {
        const int64_t count = index_->ntotal;
        const int32_t d = index_->d;
        const int64_t block_rows =
            std::max<int64_t>(panel_rows, block_bytes / int64_t(sizeof(float)) /
                                              d / panel_rows * panel_rows);
        std::vector<float> panels(panel_floats(std::min(block_rows, count), d));
        const std::vector<int32_t> members = all_members(request.n);
        const Candidates candidates(request, count);
        const StopFlag stop = StopFlag::current();
        for (int64_t row = 0; row < count; row += block_rows) {
            const int64_t here = std::min(block_rows, count - row);
            make_panels(rows() + row * d, here, d, panels.data());
            const PanelRows block = {
                panels.data(),  here, nullptr, static_cast<uint32_t>(row), d,
                inner_product()};
            for (int64_t q = 0; q < request.n; q += queries_of_look) {
                stop.check();
                kernels().scan_panels(block, request.queries,
                                      members.data() + q,
                                      std::min(queries_of_look, request.n - q),
                                      candidates.lists());
            }
        }
        candidates.write(metric_);
    }

    void search_in_place(const SearchRequest &request) const {
        const Candidates candidates(request, index_->ntotal);
        const std::vector<int32_t> members = all_members(request.n);
        const int32_t d = index_->d;
        const int64_t part_rows = rows_of_part();
        const StopFlag stop = StopFlag::current();
        for (int64_t row = 0; row < index_->ntotal; row += part_rows) {
            stop.check();
            kernels().scan_rows({nullptr, rows() + row * d,
                                 std::min(part_rows, index_->ntotal - row),
                                 static_cast<uint32_t>(row), d,
                                 inner_product()},
                                {candidates.lists(), request.queries, nullptr,
                                 nullptr, nullptr},
                                members.data(), request.n);
        }
        candidates.write(metric_);
    }

    void search_by_products(const SearchRequest &request) const {
        ProductBatch batch(request, panels(), nullptr, index_->ntotal);
        batch.scan_all(all_members(request.n));
        const std::vector<int32_t> unsettled = batch.settle();
        if (!unsettled.empty())
            batch.scan_all(unsettled);
        batch.write(metric_);
    }

    int64_t rows_of_part() const {
        return product_panel_rows *
               std::max<int64_t>(1, part_bytes / int64_t(sizeof(float)) /
                                        index_->d / product_panel_rows);
    }

    // Their memory is there from the first batch on; they are made part by
    // part.
    const ProductPanels &panels() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (panels_ == nullptr) {
            const int64_t count = index_->ntotal;
            const int32_t d = index_->d;
            const int64_t part_rows = rows_of_part();
            std::vector<ProductPart> parts;
            for (int64_t row = 0; row < count; row += part_rows)
                parts.push_back(
                    {rows() + row * d, std::min(part_rows, count - row)});
            panels_ = std::make_unique<const ProductPanels>(std::move(parts), d,
                                                            inner_product());
        }
        return *panels_;
    }
};

// Nothing to free: the caller owns the vectors.
struct BorrowedOwner : faiss::MaybeOwnedVectorOwner {};

} // namespace

std::unique_ptr<as_index> make_flat(int32_t d, int32_t metric, int64_t n,
                                    const float *x) {
    auto flat = std::make_unique<faiss::IndexFlat>(d, faiss_metric(metric));
    flat->codes = faiss::MaybeOwnedVector<uint8_t>::create_view(
        const_cast<float *>(x), n * flat->code_size,
        std::make_shared<BorrowedOwner>());
    flat->ntotal = n;
    return adopt_flat(std::move(flat), metric);
}

std::unique_ptr<as_index> adopt_flat(std::unique_ptr<faiss::Index> index,
                                     int32_t metric) {
    return std::make_unique<Flat>(std::move(index), metric);
}
