// The C interface to searches within a radius.
#include <cmath>

#include "candidate.h"
#include "kernels.h"
#include "radius_index.h"
#include "status.h"

namespace {

const RadiusIndex &radius_index(const as_index *index) {
    const auto *found = dynamic_cast<const RadiusIndex *>(index);
    if (found == nullptr)
        throw Failure(AS_UNSUPPORTED,
                      "This kind of index cannot be searched within a radius");
    return *found;
}

void require_range(const RadiusIndex &index, const double *queries,
                   int64_t first, int64_t count) {
    require(first >= 0 && count >= 0, "first and count must not be negative");
    if (queries == nullptr)
        require(first + count <= index.unit_count(),
                "There are fewer units than that");
}

RadiusQueries queries_of(const double *queries, int64_t first, int64_t count,
                         int32_t d, const int64_t *row_numbers,
                         int32_t include_self) {
    return {queries == nullptr ? nullptr : queries + first * d, first, count,
            row_numbers, include_self != 0};
}

} // namespace

extern "C" {

as_status as_index_create_radius(int32_t d, int32_t metric, int64_t n,
                                 const double *x, double radius, double scale,
                                 int32_t threads, as_index **out) {
    return guarded([&] {
        require(d > 0, "d must be positive");
        require(n > 0 && n < int64_t(no_point), "n must be from 1 to 2^32 - 2");
        require(x != nullptr, "x must not be NULL");
        require(metric >= AS_METRIC_L2 && metric <= AS_METRIC_HAVERSINE,
                "metric is not one of as_metric");
        require(metric != AS_METRIC_HAVERSINE || d == 3,
                "Unit vectors of haversine have d 3");
        require(std::isfinite(radius), "radius must be finite");
        require(radius >= 0 || metric == AS_METRIC_IP,
                "radius must not be negative");
        require(scale == 1 || metric == AS_METRIC_L2,
                "Only Euclidean distances have a scale");
        require(std::isfinite(scale) && scale > 0,
                "scale must be finite and above 0");
        require(threads > 0, "threads must be positive");
        *out = new RadiusIndex(d, metric, n, x, radius, scale, threads);
    });
}

as_status as_index_count_near(const as_index *index, const double *queries,
                              int64_t first, int64_t count,
                              const int64_t *row_numbers, int32_t include_self,
                              uint32_t *counts) {
    return guarded([&] {
        const RadiusIndex &points = radius_index(index);
        require_range(points, queries, first, count);
        const RadiusView view = points.view();
        kernels().radius.count(view,
                               queries_of(queries, first, count,
                                          view.tree.dimension, row_numbers,
                                          include_self),
                               counts);
    });
}

as_status as_index_list_near(const as_index *index, const double *queries,
                             int64_t first, int64_t count,
                             const int64_t *row_numbers, int32_t include_self,
                             const int64_t *offsets, float *distances,
                             int64_t *neighbors, double *sums) {
    return guarded([&] {
        const RadiusIndex &points = radius_index(index);
        require_range(points, queries, first, count);
        const RadiusView view = points.view();
        kernels().radius.list(view,
                              queries_of(queries, first, count,
                                         view.tree.dimension, row_numbers,
                                         include_self),
                              {offsets, neighbors, distances, sums,
                               points.in_unit(), points.unit()});
    });
}

as_status as_index_find_cores(const as_index *index, int64_t first,
                              int64_t count, uint32_t least, uint8_t *core) {
    return guarded([&] {
        const RadiusIndex &points = radius_index(index);
        require_range(points, nullptr, first, count);
        kernels().radius.find_cores(points.view(), first, count, least, core);
    });
}

as_status as_index_join_cores(const as_index *index, int64_t first,
                              int64_t count, const uint8_t *core,
                              uint32_t *parents, uint32_t *joined) {
    return guarded([&] {
        const RadiusIndex &points = radius_index(index);
        require_range(points, nullptr, first, count);
        kernels().radius.join(points.view(), first, count,
                              {core, parents, joined});
    });
}

as_status as_index_label_cores(const as_index *index, const uint8_t *core,
                               uint32_t *parents, int32_t *labels,
                               int64_t *clusters) {
    return guarded([&] {
        *clusters = radius_index(index).label_cores(core, parents, labels);
    });
}

as_status as_index_attach_near(const as_index *index, int64_t first,
                               int64_t count, const uint8_t *core,
                               int32_t *labels) {
    return guarded([&] {
        const RadiusIndex &points = radius_index(index);
        require_range(points, nullptr, first, count);
        kernels().radius.attach(points.view(), first, count, core, labels);
    });
}

} // extern "C"
