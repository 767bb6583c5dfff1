#include "radius_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "candidate.h"
#include "earth.h"
#include "forest.h"
#include "stop_flag.h"

namespace {

bool is_product(int32_t metric) {
    return metric == AS_METRIC_IP || metric == AS_METRIC_COSINE;
}

// The largest number whose root is at most the radius. Its square alone is, by
// rounding, below 3 for the root of 3: whoever lies just so far away would be
// left out.
double square_of(double radius) {
    // Finite, so that blocks can be filled up with infinity.
    constexpr double most = std::numeric_limits<double>::max();
    double square = std::min(radius * radius, most);
    while (square < most && std::sqrt(std::nextafter(square, most)) <= radius)
        square = std::nextafter(square, most);
    while (square > 0 && std::sqrt(square) > radius)
        square = std::nextafter(square, 0);
    return square;
}

// The squared distance, or the product, that a radius is.
double bound_of(double radius, int32_t metric) {
    switch (metric) {
    case AS_METRIC_IP:
        return radius;
    case AS_METRIC_COSINE:
        return 1 - radius;
    case AS_METRIC_HAVERSINE: {
        const double half = radius / earth_radius / 2;
        if (half >= std::numbers::pi / 2)
            return 8; // the whole sphere: chords squared are 4 at most
        const double chord = 2 * std::sin(half);
        return chord * chord;
    }
    default:
        return square_of(radius);
    }
}

float l2_of(double squared, double unit) {
    return static_cast<float>(std::sqrt(squared) * unit);
}
float ip_of(double product, double) { return static_cast<float>(product); }
float cosine_of(double product, double) {
    return static_cast<float>(std::max(1 - product, 0.0));
}
float haversine_of(double squared, double) {
    const double half = std::min(std::sqrt(squared) / 2, 1.0);
    return static_cast<float>(2 * earth_radius * std::asin(half));
}

// The rows in order, 32 to a block.
TreeArrays<double> plain_blocks(int32_t d, int64_t n, const double *x) {
    TreeArrays<double> blocks;
    const int64_t count = (n + tree_leaf_size - 1) / tree_leaf_size;
    blocks.dimension = d;
    blocks.point_count = n;
    blocks.leaf_node.resize(count);
    blocks.blocks.resize(count * d * tree_leaf_size, 0.0);
    blocks.ids.resize(count * tree_leaf_size, no_point);
    const StopFlag stop = StopFlag::current();
    for (int64_t row = 0; row < n; row++) {
        if (row % rows_between_looks == 0)
            stop.check();
        const int64_t block = row / tree_leaf_size, i = row % tree_leaf_size;
        double *to = blocks.blocks.data() + block * d * tree_leaf_size + i;
        for (int c = 0; c < d; c++)
            to[c * tree_leaf_size] = x[row * d + c];
        blocks.ids[row] = static_cast<uint32_t>(row);
    }
    return blocks;
}

} // namespace

RadiusIndex::RadiusIndex(int32_t d, int32_t metric, int64_t n, const double *x,
                         double radius, double scale, int threads)
    : metric_(metric), bound_(bound_of(radius * scale, metric)),
      unit_(1 / scale),
      has_tree_(d <= tree_max_dimension && !is_product(metric)) {
    arrays_ = has_tree_ ? build_tree<double>(d, n, x, threads)
                        : plain_blocks(d, n, x);
}

as_index_info RadiusIndex::describe() const {
    return {has_tree_ ? AS_INDEX_TREE : AS_INDEX_FLAT,
            metric_,
            arrays_.dimension,
            0,
            0,
            0,
            1,
            arrays_.point_count};
}

int64_t RadiusIndex::unit_count() const {
    return static_cast<int64_t>(arrays_.leaf_node.size());
}

RadiusView RadiusIndex::view() const {
    RadiusView view{arrays_.view(), is_product(metric_), bound_};
    if (!has_tree_)
        view.tree.nodes = nullptr;
    return view;
}

float (*RadiusIndex::in_unit() const)(double, double) {
    switch (metric_) {
    case AS_METRIC_IP:
        return ip_of;
    case AS_METRIC_COSINE:
        return cosine_of;
    case AS_METRIC_HAVERSINE:
        return haversine_of;
    default:
        return l2_of;
    }
}

int64_t RadiusIndex::label_cores(const uint8_t *core, uint32_t *parents,
                                 int32_t *labels) const {
    const int64_t n = arrays_.point_count;
    std::vector<uint32_t> roots(n, no_point);
    const StopFlag stop = StopFlag::current();
    for (size_t place = 0; place < arrays_.ids.size(); place++) {
        if (place % rows_between_looks == 0)
            stop.check();
        if (core[place] != 0)
            roots[arrays_.ids[place]] =
                find_root(parents, static_cast<uint32_t>(place));
    }
    std::vector<int32_t> numbers(arrays_.ids.size(), -1);
    int32_t count = 0;
    for (int64_t point = 0; point < n; point++) {
        if (point % rows_between_looks == 0)
            stop.check();
        labels[point] = -1;
        if (roots[point] == no_point)
            continue;
        int32_t &number = numbers[roots[point]];
        if (number < 0)
            number = count++;
        labels[point] = number;
    }
    return count;
}
