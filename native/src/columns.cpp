// Arrow columns to rows of float32 or float64, and which of those can be
// searched.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "arrowshelf.h"
#include "column_values.h"
#include "status.h"

namespace {

// value - centre. In 64-bit integers, since float64 has 53 bits: the centre is
// a whole number there, and what is left after it usually small.
template <typename T> double from_centre(T value, double centre) {
    return widen(value) - centre;
}
double from_centre_exactly(__int128 value, double centre) {
    const __int128 rest = value - static_cast<__int128>(centre);
    const int64_t small = static_cast<int64_t>(rest);
    return small == rest ? static_cast<double>(small)
                         : static_cast<double>(rest);
}
double from_centre(int64_t value, double centre) {
    return from_centre_exactly(value, centre);
}
double from_centre(uint64_t value, double centre) {
    return from_centre_exactly(value, centre);
}

// Twice this in each of d coordinates is a distance whose square is still in
// a type's range. Beyond that of float32, FAISS finds no nearest list, and
// reads and writes where there is none.
template <typename Range> Range largest_coordinate(int64_t d) {
    const Range largest = std::numeric_limits<Range>::max();
    return std::sqrt(largest / static_cast<Range>(d)) / 2;
}

// Whether whoever asks has left some of the rows out.
bool has_unasked(const uint8_t *invalid, int64_t rows) {
    return std::memchr(invalid, AS_MARK_NOT_ASKED, rows) != nullptr;
}

// The sizes of values other than 0: what decides how far a search can tell them
// apart. What the range cannot hold at all does not count.
template <typename Range> class Magnitudes {
  public:
    void add(double value) {
        const double size = std::abs(value);
        if (size > 0 && size < least_)
            least_ = size;
        if (size > most_ && size <= std::numeric_limits<Range>::max())
            most_ = size;
    }
    // A value that cannot be compared, for its size or for what it is.
    void refuse(double value) {
        const double size = std::abs(value);
        if (size > refused_ && std::isfinite(size))
            refused_ = size;
    }
    // What narrowing a value has moved it by.
    void add_rounding(double size) {
        if (size > rounding_)
            rounding_ = size;
    }
    // Into what several threads fill at once: {least, most, rounding, refused}.
    void add_to(double *shared) const {
        if (shared == nullptr)
            return;
        std::atomic_ref<double> least(shared[0]);
        double seen = least;
        while (least_ < seen && !least.compare_exchange_weak(seen, least_)) {
        }
        raise(shared[1], most_);
        raise(shared[2], rounding_);
        raise(shared[3], refused_);
    }

  private:
    double least_ = std::numeric_limits<double>::infinity(), most_ = 0,
           rounding_ = 0, refused_ = 0;

    static void raise(double &shared, double value) {
        std::atomic_ref<double> most(shared);
        double seen = most;
        while (value > seen && !most.compare_exchange_weak(seen, value)) {
        }
    }
};

// The same of many float32 values at once, side by side.
class Sizes {
  public:
    Sizes() { std::fill_n(least_, lanes, infinite); }

    void add(const float *x, int64_t count) {
        int64_t i = 0;
        for (; i + lanes <= count; i += lanes)
            for (int lane = 0; lane < lanes; lane++)
                take(x[i + lane], lane);
        for (; i < count; i++)
            take(x[i], 0);
    }
    void add_to(Magnitudes<float> &seen) const {
        for (int lane = 0; lane < lanes; lane++) {
            seen.add(least_[lane]);
            seen.add(most_[lane]);
        }
    }

  private:
    static constexpr int lanes = 16;
    static constexpr float infinite = std::numeric_limits<float>::infinity();
    float least_[lanes], most_[lanes] = {};

    // A NaN is neither above nor below anything.
    void take(float value, int lane) {
        const float size = std::abs(value);
        const float some = size > 0 ? size : infinite;
        const float finite = size < infinite ? size : 0;
        least_[lane] = some < least_[lane] ? some : least_[lane];
        most_[lane] = finite > most_[lane] ? finite : most_[lane];
    }
};

// What stays in the first-level cache.
constexpr int64_t block_values = 4096;

template <typename Out> struct PackRequest {
    const void *values;
    const uint8_t *validity;
    int64_t offset, rows;
    int32_t width;
    const double *centre;
    double scale;
    Out *out;
    int64_t stride;
    int32_t column;
    uint8_t *invalid;
    double *magnitudes;
};

template <typename T, typename Range, typename Out>
void pack(const PackRequest<Out> &request) {
    const int32_t width = request.width;
    const T *values =
        static_cast<const T *>(request.values) + request.offset * width;
    const Range largest = largest_coordinate<Range>(request.stride);
    const bool has_some = has_unasked(request.invalid, request.rows);
    Magnitudes<Range> seen;
    for (int64_t row = 0; row < request.rows; row++) {
        Out *out = request.out + row * request.stride + request.column;
        if (has_some && request.invalid[row] == AS_MARK_NOT_ASKED) {
            std::fill_n(out, width, Out(0));
            continue;
        }
        for (int32_t c = 0; c < width; c++) {
            const int64_t at = row * width + c;
            const double centre = request.centre ? request.centre[c] : 0.0;
            const double exact =
                from_centre(values[at], centre) * request.scale;
            Out value = static_cast<Out>(exact);
            const bool null =
                request.validity &&
                !is_set(request.validity, request.offset * width + at);
            seen.add(null ? 0 : exact);
            // A NaN is not below anything.
            if (null || !(std::abs(static_cast<Range>(value)) <= largest)) {
                value = 0;
                request.invalid[row] = AS_MARK_INVALID;
                seen.refuse(null ? 0 : exact);
            } else if constexpr (std::is_same_v<Out, float>)
                seen.add_rounding(std::abs(exact - double(value)));
            out[c] = value;
        }
    }
    seen.add_to(request.magnitudes);
}

template <typename Out> using Pack = void (*)(const PackRequest<Out> &);

// In the order of as_type.
template <typename Range, typename Out>
constexpr Pack<Out> pack_of_type[] = {
    pack<int8_t, Range, Out>,   pack<int16_t, Range, Out>,
    pack<int32_t, Range, Out>,  pack<int64_t, Range, Out>,
    pack<uint8_t, Range, Out>,  pack<uint16_t, Range, Out>,
    pack<uint32_t, Range, Out>, pack<uint64_t, Range, Out>,
    pack<Half, Range, Out>,     pack<float, Range, Out>,
    pack<double, Range, Out>,
};

template <typename Range, typename Out>
as_status checked_pack(int32_t type, const PackRequest<Out> &request) {
    return guarded([&] {
        require_column(type, request.offset, request.rows, request.width,
                       request.column, request.stride);
        pack_of_type<Range, Out>[type](request);
    });
}

} // namespace

extern "C" as_status as_pack_column(int32_t type, const void *values,
                                    const uint8_t *validity, int64_t offset,
                                    int64_t rows, int32_t width,
                                    const double *centre, double scale,
                                    float *out, int64_t stride, int32_t column,
                                    uint8_t *invalid, double *magnitudes) {
    return checked_pack<float, float>(type, {values, validity, offset, rows,
                                             width, centre, scale, out, stride,
                                             column, invalid, magnitudes});
}

extern "C" as_status
as_pack_column_wide(int32_t type, const void *values, const uint8_t *validity,
                    int64_t offset, int64_t rows, int32_t width,
                    const double *centre, double scale, int32_t range,
                    double *out, int64_t stride, int32_t column,
                    uint8_t *invalid, double *magnitudes) {
    const PackRequest<double> request = {values, validity, offset,  rows,
                                         width,  centre,   scale,   out,
                                         stride, column,   invalid, magnitudes};
    return range == AS_TYPE_FLOAT64 ? checked_pack<double>(type, request)
                                    : checked_pack<float>(type, request);
}

extern "C" as_status as_mark_nulls(const uint8_t *validity, int64_t offset,
                                   int64_t rows, uint8_t *invalid) {
    return guarded([&] {
        require(offset >= 0 && rows >= 0,
                "offset and rows must not be negative");
        for (int64_t row = 0; row < rows; row++)
            invalid[row] |= !is_set(validity, offset + row);
    });
}

extern "C" as_status as_mark_not_finite(const float *x, int64_t rows, int32_t d,
                                        uint8_t *invalid, double *magnitudes) {
    return guarded([&] {
        require(rows >= 0 && d > 0, "rows and d must be positive");
        const float largest_value = largest_coordinate<float>(d);
        // Without their signs, floats are in the order of their bits.
        const uint32_t largest = std::bit_cast<uint32_t>(largest_value);
        Sizes sizes;
        Magnitudes<float> seen;
        const int64_t block_rows = std::max<int64_t>(1, block_values / d);
        for (int64_t start = 0; start < rows; start += block_rows) {
            const int64_t end = std::min(rows, start + block_rows);
            uint32_t in_block = 0;
            for (int64_t row = start; row < end; row++) {
                uint32_t found = 0;
                for (int32_t c = 0; c < d; c++) {
                    const auto bits = std::bit_cast<uint32_t>(x[row * d + c]);
                    found |= (bits & 0x7fffffffu) > largest;
                }
                invalid[row] |= static_cast<uint8_t>(found);
                in_block |= found;
            }
            for (int64_t row = start; in_block != 0 && row < end; row++)
                for (int32_t c = 0; invalid[row] == AS_MARK_INVALID && c < d;
                     c++)
                    if (std::abs(x[row * d + c]) > largest_value)
                        seen.refuse(x[row * d + c]);
            if (!has_unasked(invalid + start, end - start)) {
                sizes.add(x + start * d, (end - start) * d);
                continue;
            }
            for (int64_t row = start; row < end; row++)
                if (invalid[row] != AS_MARK_NOT_ASKED)
                    sizes.add(x + row * d, d);
        }
        sizes.add_to(seen);
        seen.add_to(magnitudes);
    });
}
