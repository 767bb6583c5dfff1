// Arrow columns to rows of float64 just as they are.
#include <cstdint>
#include <limits>

#include "arrowshelf.h"
#include "column_values.h"
#include "status.h"

namespace {

struct GatherRequest {
    const void *values;
    const uint8_t *row_validity, *validity;
    int64_t offset, rows;
    int32_t width;
    double *out;
    int64_t stride;
    int32_t column;
};

template <typename T> void gather(const GatherRequest &request) {
    const int32_t width = request.width;
    const int64_t start = request.offset * width;
    const T *values = static_cast<const T *>(request.values) + start;
    for (int64_t row = 0; row < request.rows; row++) {
        double *out = request.out + row * request.stride + request.column;
        const bool is_null =
            request.row_validity &&
            !is_set(request.row_validity, request.offset + row);
        for (int32_t c = 0; c < width; c++) {
            const int64_t at = row * width + c;
            const bool is_nothing =
                is_null ||
                (request.validity && !is_set(request.validity, start + at));
            out[c] = is_nothing ? std::numeric_limits<double>::quiet_NaN()
                                : widen(values[at]);
        }
    }
}

using Gather = void (*)(const GatherRequest &);

// In the order of as_type.
constexpr Gather gather_of_type[] = {
    gather<int8_t>,  gather<int16_t>,  gather<int32_t>,  gather<int64_t>,
    gather<uint8_t>, gather<uint16_t>, gather<uint32_t>, gather<uint64_t>,
    gather<Half>,    gather<float>,    gather<double>,
};

} // namespace

extern "C" as_status as_gather_column(int32_t type, const void *values,
                                      const uint8_t *row_validity,
                                      const uint8_t *validity, int64_t offset,
                                      int64_t rows, int32_t width, double *out,
                                      int64_t stride, int32_t column) {
    return guarded([&] {
        require_column(type, offset, rows, width, column, stride);
        gather_of_type[type]({values, row_validity, validity, offset, rows,
                              width, out, stride, column});
    });
}
