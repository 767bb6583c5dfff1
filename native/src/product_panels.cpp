#include "product_panels.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <new>

#include <sys/mman.h>

#include "kernels.h"
#include "unaligned.h"

namespace {

enum State : uint8_t { not_made, being_made, made };

// Rows that tell where all of them lie.
constexpr int64_t sample_rows = 255;

// Positions between two that are known to be in which part.
constexpr int64_t part_step = 64;

constexpr double unit_roundoff = 0x1p-24;

// How many times longer a vector is than what rough products leave out of it,
// about. Any number is right; near the true one bounds are narrowest.
constexpr double rough_weight = 680;

// So many times what rough scores can be wrong by distances must differ.
constexpr double least_spread = 16;

float *allocate(int64_t floats) {
    // Not touched: each thread touches what it makes.
    constexpr size_t huge_page = 1 << 21;
    const size_t bytes =
        (size_t(floats) * sizeof(float) + huge_page) & ~(huge_page - 1);
    void *memory = std::aligned_alloc(huge_page, bytes);
    if (memory == nullptr)
        throw std::bad_alloc();
    madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<float *>(memory);
}

void raise(std::atomic<double> &most, double value) {
    double seen = most;
    while (seen < value && !most.compare_exchange_weak(seen, value)) {
    }
}

// In four sums: one waits for itself.
double squared_length(const float *x, int32_t dimension) {
    double sums[4] = {};
    for (int32_t c = 0; c < dimension; c++)
        sums[c % 4] += double(load_unaligned(x + c)) * load_unaligned(x + c);
    return sums[0] + sums[1] + sums[2] + sums[3];
}

// Each dimension's median: far outliers do not move it.
std::vector<float> medians(const std::vector<const float *> &rows,
                           int32_t dimension) {
    std::vector<float> centre(dimension), values(rows.size());
    for (int32_t c = 0; c < dimension && !rows.empty(); c++) {
        for (size_t i = 0; i < rows.size(); i++)
            values[i] = load_unaligned(rows[i] + c);
        const auto middle = values.begin() + values.size() / 2;
        std::nth_element(values.begin(), middle, values.end());
        centre[c] = *middle;
    }
    return centre;
}

} // namespace

ProductPanels::ProductPanels(std::vector<ProductPart> parts, int32_t dimension,
                             bool inner_product)
    : parts_(std::move(parts)), dimension_(dimension),
      inner_product_(inner_product),
      kernel_(product_kernel_for(dimension)), floats_{0}, first_position_{0},
      panels_(nullptr, [](float *p) { std::free(p); }), states_(parts_.size()) {
    // A direct distance, which decides, sums some d / 16 terms and is off by
    // twice that of its own size; moving rows costs 2 roundings of either
    // length.
    error_ = 1.01 * (kernel_.error(dimension) +
                     unit_roundoff * (dimension / 8.0 + 32));
    for (const ProductPart &part : parts_) {
        floats_.push_back(floats_.back() + panel_floats(part.count));
        first_position_.push_back(first_position_.back() + part.count);
        while (int64_t(part_at_.size()) * part_step < first_position_.back())
            part_at_.push_back(
                static_cast<uint32_t>(first_position_.size() - 2));
    }
    const std::vector<const float *> known = sample();
    if (inner_product) {
        double sum = 0;
        for (const float *row : known)
            sum += squared_length(row, dimension);
        if (sum > 0)
            usual_length_ = std::sqrt(sum / double(known.size()));
    } else {
        centre_ = medians(known, dimension);
    }
    panels_.reset(allocate(floats_.back()));
    goes_roughly_ = kernel_.scan_roughly != nullptr && promises_roughly(known);
}

double ProductPanels::rough_part(const float *moved, double length) const {
    // |a b| <= (weight a^2 + b^2 / weight) / 2, with a of the low parts.
    const double left_out = kernel_.left_out(moved, dimension_);
    return error_ * length +
           1.01 * (length / rough_weight + rough_weight * left_out) / 2;
}

// Whether among some rows what rough scores may be wrong by is little, beside
// how far the nearest are, and how differently far others.
bool ProductPanels::promises_roughly(
    const std::vector<const float *> &known) const {
    constexpr size_t asked = 8;
    if (known.size() < 2 * asked)
        return false;
    const auto count = static_cast<int64_t>(known.size());
    std::vector<float> distances(count), query(dimension_), moved(dimension_);
    double doubt = 0, spread = 0;
    for (size_t i = 0; i < asked; i++) {
        const size_t own = i * known.size() / asked;
        std::memcpy(query.data(), known[own], dimension_ * sizeof(float));
        kernels().measure_rows(query.data(), known.data(), count, dimension_,
                               inner_product_, distances.data());
        std::swap(distances[own], distances.front());
        std::sort(distances.begin() + 1, distances.end());
        const double apart = double(distances[count / 2]) - distances[1];
        spread +=
            inner_product_ ? apart : std::min<double>(apart, distances[1]);
        for (int32_t c = 0; c < dimension_; c++)
            moved[c] = inner_product_ ? query[c] : query[c] - centre_[c];
        // Of query and row; of a score half a distance's.
        doubt +=
            rough_part(moved.data(), squared_length(moved.data(), dimension_)) *
            (inner_product_ ? 4 : 8);
    }
    return doubt * least_spread < spread;
}

// Some rows, spread evenly.
std::vector<const float *> ProductPanels::sample() const {
    const int64_t count = first_position_.back();
    std::vector<const float *> rows;
    const int64_t wanted = std::min(count, sample_rows);
    for (int64_t i = 0; i < wanted; i++)
        rows.push_back(row(static_cast<uint32_t>(i * count / wanted)));
    return rows;
}

bool ProductPanels::prepare(int64_t part) const {
    std::atomic<uint8_t> &state = states_[part];
    uint8_t seen = state.load(std::memory_order_acquire);
    if (seen == not_made && state.compare_exchange_strong(seen, being_made)) {
        make_panels(parts_[part], panels_.get() + floats_[part]);
        state.store(made, std::memory_order_release);
        state.notify_all();
        made_++;
        return true;
    }
    return seen == made;
}

void ProductPanels::wait(int64_t part) const {
    states_[part].wait(being_made, std::memory_order_acquire);
}

ProductRows ProductPanels::rows(int64_t part) const {
    return {panels_.get() + floats_[part],
            parts_[part].rows,
            parts_[part].count,
            static_cast<uint32_t>(first_position_[part]),
            dimension_,
            inner_product_};
}

const float *ProductPanels::row(uint32_t position) const {
    int64_t part = part_at_[position / part_step];
    while (first_position_[part + 1] <= position)
        part++;
    return parts_[part].rows + (position - first_position_[part]) * dimension_;
}

double ProductPanels::move_query(const float *query, float *moved,
                                 float *scale) const {
    *scale = 1;
    if (inner_product_) {
        const double length = std::sqrt(squared_length(query, dimension_));
        const double ratio = usual_length_ / length;
        if (std::isnormal(ratio) && std::abs(std::ilogb(ratio)) < 64)
            *scale = std::ldexp(1.0f, std::ilogb(ratio));
        for (int32_t c = 0; c < dimension_; c++)
            moved[c] = query[c] * *scale;
    } else {
        for (int32_t c = 0; c < dimension_; c++)
            moved[c] = query[c] - centre_[c];
    }
    return squared_length(moved, dimension_);
}

// Floats of a part's panels: full ones, and one of the rest.
int64_t ProductPanels::panel_floats(int64_t rows) const {
    const int64_t rest = rows % product_panel_rows;
    return rows / product_panel_rows *
               kernel_.panel_floats(product_panel_rows, dimension_) +
           (rest > 0 ? kernel_.panel_floats(rest, dimension_) : 0);
}

// What a score can be wrong by for the row's part is added to it here: it is
// never too low.
void ProductPanels::make_panels(const ProductPart &part, float *panels) const {
    const int32_t d = dimension_;
    std::vector<float> moved(product_panel_rows * int64_t(d));
    double longest = 0, rough_error = 0;
    for (int64_t row = 0; row < part.count; row += product_panel_rows) {
        const int64_t here =
            std::min<int64_t>(product_panel_rows, part.count - row);
        float starts[product_panel_rows], rough_starts[product_panel_rows];
        for (float *of : {starts, rough_starts})
            std::fill_n(of, product_panel_rows,
                        std::numeric_limits<float>::quiet_NaN());
        for (int64_t i = 0; i < here; i++) {
            const float *from = part.rows + (row + i) * d;
            float *to = moved.data() + i * d;
            if (inner_product_)
                std::memcpy(to, from, d * sizeof *to);
            else
                for (int32_t c = 0; c < d; c++)
                    to[c] = load_unaligned(from + c) - centre_[c];
            const double length = squared_length(to, d);
            longest = std::max(longest, length);
            starts[i] = static_cast<float>(
                (inner_product_ ? error_ : error_ - 0.5) * length);
            if (kernel_.scan_roughly == nullptr)
                continue;
            const double rough = rough_part(to, length);
            rough_error =
                std::max(rough_error, length > 0 ? rough / length : 0);
            rough_starts[i] =
                static_cast<float>(rough - (inner_product_ ? 0 : length / 2));
        }
        kernel_.make_panel(moved.data(), starts, rough_starts, here, d, panels);
        panels += kernel_.panel_floats(here, d);
    }
    raise(longest_, longest);
    raise(rough_error_, rough_error);
}
