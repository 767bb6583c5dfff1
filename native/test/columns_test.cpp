#include "native_test.h"

void test_columns() {
    test("as_pack_column marks null, NaN, infinite and too large values", [] {
        const double values[] = {1, NAN, INFINITY, 1e300, 5, 6};
        const uint8_t validity = 0b101111;
        float out[6];
        uint8_t invalid[6] = {};
        const as_status status =
            as_pack_column(AS_TYPE_FLOAT64, values, &validity, 0, 6, 1, nullptr,
                           1, out, 1, 0, invalid, nullptr);
        const uint8_t expected[] = {0, 1, 1, 1, 1, 0};
        return status == AS_OK && std::memcmp(invalid, expected, 6) == 0 &&
               out[0] == 1 && out[1] == 0 && out[5] == 6;
    });
    test("as_pack_column subtracts the centre in float64", [] {
        const double values[] = {1e9 + 0.25, 1e9 + 0.5};
        const double centre = 1e9;
        float out[4] = {7, 7, 7, 7};
        uint8_t invalid[2] = {};
        as_pack_column(AS_TYPE_FLOAT64, values, nullptr, 0, 2, 1, &centre, 1,
                       out, 2, 1, invalid, nullptr);
        return out[0] == 7 && out[1] == 0.25f && out[2] == 7 && out[3] == 0.5f;
    });
    test("the largest value that is refused for its size is told", [] {
        const double values[] = {1, 1e30, -1e200, INFINITY, NAN};
        const float floats[] = {1, -1e30f, 2e20f, INFINITY, NAN};
        float out[5];
        double packed[] = {INFINITY, 0, 0, 0}, checked[] = {INFINITY, 0, 0, 0};
        uint8_t invalid[5] = {}, marks[5] = {};
        as_pack_column(AS_TYPE_FLOAT64, values, nullptr, 0, 5, 1, nullptr, 1,
                       out, 1, 0, invalid, packed);
        as_mark_not_finite(floats, 5, 1, marks, checked);
        return packed[3] == 1e200 && checked[3] == 1e30f;
    });
    test("rows that are not asked count in no magnitudes", [] {
        const double values[] = {1e-30, 3, 1e15, NAN};
        const float floats[] = {1e-30f, 3, 1e15f, NAN};
        float out[4] = {7, 7, 7, 7};
        double packed[] = {INFINITY, 0, 0, 0}, checked[] = {INFINITY, 0, 0, 0};
        uint8_t invalid[] = {3, 0, 3, 3}, marks[] = {3, 0, 3, 3};
        as_pack_column(AS_TYPE_FLOAT64, values, nullptr, 0, 4, 1, nullptr, 1,
                       out, 1, 0, invalid, packed);
        as_mark_not_finite(floats, 4, 1, marks, checked);
        const uint8_t expected[] = {3, 0, 3, 3};
        return packed[0] == 3 && packed[1] == 3 && packed[2] == 0 &&
               checked[0] == 3 && checked[1] == 3 && out[0] == 0 &&
               out[1] == 3 && out[3] == 0 &&
               std::memcmp(invalid, expected, 4) == 0 &&
               std::memcmp(marks, expected, 4) == 0;
    });
    test("as_pack_column refuses an unknown type", [] {
        float out = 0;
        uint8_t invalid = 0;
        return as_pack_column(11, &out, nullptr, 0, 1, 1, nullptr, 1, &out, 1,
                              0, &invalid, nullptr) == AS_INVALID_ARGUMENT;
    });
    test("values too large for a squared distance are marked", [] {
        const double values[] = {6e18, 1e19, -1e19, 3.4e38};
        float out[8];
        uint8_t packed[4] = {}, checked[4] = {};
        as_pack_column(AS_TYPE_FLOAT64, values, nullptr, 0, 4, 1, nullptr, 1,
                       out, 2, 0, packed, nullptr);
        const float rows[] = {6e18f, 0, 1e19f, 0, -1e19f, 0, 3.4e38f, 0};
        as_mark_not_finite(rows, 4, 2, checked, nullptr);
        const uint8_t expected[] = {0, 1, 1, 1};
        return std::memcmp(packed, expected, 4) == 0 &&
               std::memcmp(checked, expected, 4) == 0;
    });
    test("as_pack_column scales what is centred, and tells of what size it is",
         [] {
             const double values[] = {3e-300, 0, -5e-300, NAN, 1e300, 7};
             const uint8_t validity = 0b011111;
             float out[6];
             uint8_t invalid[6] = {};
             double magnitudes[] = {INFINITY, 0, 0, 0};
             as_pack_column(AS_TYPE_FLOAT64, values, &validity, 0, 6, 1,
                            nullptr, 0x1p990, out, 1, 0, invalid, magnitudes);
             const uint8_t expected[] = {0, 0, 0, 1, 1, 1};
             return std::memcmp(invalid, expected, 6) == 0 &&
                    out[0] == static_cast<float>(3e-300 * 0x1p990) &&
                    out[1] == 0 && magnitudes[0] == 3e-300 * 0x1p990 &&
                    magnitudes[1] == 5e-300 * 0x1p990 && magnitudes[2] > 0 &&
                    magnitudes[2] < 0x1p-24 * magnitudes[1];
         });
    test("as_mark_not_finite tells of what size values are, but for zeros", [] {
        const float rows[] = {0, -1e-40f, 3, NAN, INFINITY, -2e38f};
        uint8_t invalid[6] = {};
        double magnitudes[] = {1e-3, 0, 0};
        as_mark_not_finite(rows, 6, 1, invalid, magnitudes);
        const uint8_t expected[] = {0, 0, 0, 1, 1, 1};
        return std::memcmp(invalid, expected, 6) == 0 &&
               magnitudes[0] == 1e-40f && magnitudes[1] == 2e38f &&
               magnitudes[2] == 0;
    });
    test("as_compact_rows keeps unmarked rows, in place too", [] {
        float x[] = {1, 2, 3, 4, 5, 6};
        const uint8_t invalid[] = {1, 0, 0};
        int64_t rows[3], kept;
        as_compact_rows(x, invalid, 3, 2, x, rows, &kept);
        return kept == 2 && rows[0] == 1 && rows[1] == 2 && x[0] == 3 &&
               x[3] == 6;
    });
    test("as_normalize_rows_wide knows the length of whatever is not zero", [] {
        double x[] = {3e-320, 4e-320, 0, 0, 3e-200, -4e-200, 6, 8};
        as_normalize_rows_wide(x, 4, 2, x);
        return std::fabs(x[0] - 0.6) < 1e-3 && x[2] == 0 &&
               std::fabs(x[5] + 0.8) < 1e-15 && std::fabs(x[6] - 0.6) < 1e-15;
    });
    test("as_sum_distances adds eight at a time, and passes over NaN", [] {
        std::vector<float> distances(1003);
        double sums[8] = {}, expected = 0;
        int64_t given = 0;
        for (size_t i = 0; i < distances.size(); i++) {
            distances[i] = i % 7 == 3 ? NAN : 1 / float(i + 1);
            if (i % 7 == 3)
                continue;
            sums[i < 1000 ? i % 8 : 0] += distances[i];
            given++;
        }
        for (double sum : sums)
            expected += sum;
        double sum = -1;
        int64_t count = -1;
        as_sum_distances(distances.data(), 1003, &sum, &count);
        return sum == expected && count == given;
    });
    test("as_normalize_rows leaves a zero row zero", [] {
        float x[] = {3, 4, 0, 0, 1e30f, 0};
        as_normalize_rows(x, 3, 2, x);
        return x[0] == 0.6f && x[1] == 0.8f && x[2] == 0 && x[4] == 1;
    });
}
