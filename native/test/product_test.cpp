// Search by products against search by direct differences, which few queries
// are answered by: the same bits are asked for.
#include <algorithm>

#include "native_test.h"

namespace {

// Enough for products, and groups of queries that are not full.
constexpr int64_t queries_at_once = is_watched ? 51 : 64;

// The same neighbours as float64 gives, but for what float32 cannot tell.
bool is_right(const Answer &answer, const std::vector<float> &x,
              const std::vector<float> &queries, int d, int k, int metric,
              int64_t first_query) {
    const int64_t n = int64_t(x.size()) / d;
    for (int64_t i = 0; i < int64_t(queries.size()) / d; i++) {
        std::vector<double> all;
        double size = 0;
        for (int64_t row = 0; row < n; row++) {
            if (first_query >= 0 && row == first_query + i)
                continue;
            double sum = 0;
            for (int c = 0; c < d; c++) {
                const double a = x[row * d + c], b = queries[i * d + c];
                sum += metric == AS_METRIC_L2 ? (a - b) * (a - b) : -a * b;
                size = std::max(size, std::fabs(a * b) * d);
            }
            all.push_back(metric == AS_METRIC_L2       ? std::sqrt(sum)
                          : metric == AS_METRIC_COSINE ? 1 + sum
                                                       : sum);
        }
        std::sort(all.begin(), all.end());
        for (int j = 0; j < k; j++) {
            const float given = answer.distances[i * k + j];
            if (j >= int(all.size())) {
                if (!std::isnan(given))
                    return false;
                continue;
            }
            const double wanted = metric == AS_METRIC_IP ? -all[j] : all[j];
            const double slack =
                metric == AS_METRIC_L2 ? 1e-6 * wanted + 1e-30 : 1e-6 * size;
            if (!(std::fabs(given - wanted) <= slack))
                return false;
        }
    }
    return true;
}

struct Case {
    const char *name;
    std::vector<float> x;
    int d;
};

// A few clusters far from each other and from the origin, narrow enough that
// products alone tell nothing of what is inside.
Case clusters(int64_t n, int d, int count) {
    auto x = random_matrix(n, d, 77);
    for (int64_t row = 0; row < n; row++)
        for (int c = 0; c < d; c++)
            x[row * d + c] = 0.01f * x[row * d + c] +
                             100.0f * float((row * 7 + c) % count) + 1000.0f;
    return {"clusters far apart", x, d};
}

Case duplicates(int64_t n, int d) {
    auto x = random_matrix(n, d, 78);
    for (int64_t row = 0; row < n; row++)
        if (row % 3 != 0)
            std::copy_n(x.begin() + (row * 13 % 5) * d, d, x.begin() + row * d);
    return {"duplicates", x, d};
}

Case outlier(int64_t n, int d) {
    auto x = random_matrix(n, d, 79);
    std::fill_n(x.begin() + 17 * d, d, 1e9f);
    return {"one far outlier", x, d};
}

Case whole_numbers(int64_t n, int d) {
    auto x = random_matrix(n, d, 80);
    for (float &value : x)
        value = std::floor(value * 2);
    return {"ties", x, d};
}

Case tiny(int64_t n, int d) {
    auto x = random_matrix(n, d, 81);
    for (float &value : x)
        value *= 1e-21f;
    return {"squares below float32", x, d};
}

void check(const Case &of, int metric, int k) {
    const int64_t n = int64_t(of.x.size()) / of.d;
    auto x = of.x;
    if (metric == AS_METRIC_COSINE)
        as_normalize_rows(x.data(), n, of.d, x.data());
    Index flat;
    as_index_create_flat(of.d, metric, n, x.data(), &flat.handle);
    const std::string what = std::string(of.name) + " n=" + std::to_string(n) +
                             " d=" + std::to_string(of.d) +
                             " k=" + std::to_string(k) +
                             " metric=" + std::to_string(metric);
    const int64_t asked = std::min(n, queries_at_once);
    const std::vector<float> queries(x.begin(), x.begin() + asked * of.d);
    for (const int64_t first : {-1, 0}) {
        const Answer found = search(flat, queries, of.d, k, first);
        test(("products find what differences find: " + what).c_str(), [&] {
            return found == one_by_one(flat, queries, of.d, k, first);
        });
        if (of.name != std::string("squares below float32"))
            test(("products are right: " + what).c_str(), [&] {
                return is_right(found, x, queries, of.d, k, metric, first);
            });
    }
}

// Rows that no product tells apart: equally far from the queries, or with the
// same product, but for what rounding makes of long rows. Which of them are
// nearest by direct differences is known only when all are measured.
void check_near_ties(int metric, int d, int k) {
    const int64_t n = rows_of(1500, 400);
    auto x = random_matrix(n, d, 82);
    auto queries = random_matrix(queries_at_once, d, 83);
    for (int64_t row = 0; row < n; row++) {
        float *at = x.data() + row * d;
        double sum = 0, squares = 0;
        for (int c = 0; c < d; c++) {
            at[c] -= 0.5f;
            sum += at[c];
            squares += double(at[c]) * at[c];
        }
        for (int c = 0; c < d; c++)
            at[c] = metric == AS_METRIC_L2
                        ? static_cast<float>(100 / std::sqrt(squares) * at[c])
                        : static_cast<float>(100 * (at[c] - sum / d) + 1);
    }
    for (float &value : queries)
        value = metric == AS_METRIC_L2 ? 1e-3f * (value - 0.5f) : 0.7f;
    Index flat;
    as_index_create_flat(d, metric, n, x.data(), &flat.handle);
    test(("near-ties are measured, all of them: d=" + std::to_string(d) +
          " k=" + std::to_string(k) + " metric=" + std::to_string(metric))
             .c_str(),
         [&] {
             return search(flat, queries, d, k) ==
                    one_by_one(flat, queries, d, k, -1);
         });
}

void check_ivf(const Case &of, int metric, int k, int nprobe) {
    const int64_t n = int64_t(of.x.size()) / of.d;
    Index ivf;
    make_ivf(ivf, of.x, of.d, 30, metric);
    const std::string what =
        std::string(of.name) + " d=" + std::to_string(of.d) +
        " k=" + std::to_string(k) + " metric=" + std::to_string(metric);
    test(("a batch by lists finds what single queries find: " + what).c_str(),
         [&] {
             return search(ivf, of.x, of.d, k, 0, nprobe) ==
                    one_by_one(ivf, of.x, of.d, k, 0, nprobe);
         });
    Index flat;
    as_index_create_flat(of.d, metric, n, of.x.data(), &flat.handle);
    test(("all lists hold what flat finds: " + what).c_str(), [&] {
        return search(ivf, of.x, of.d, k, 0, 30) ==
               search(flat, of.x, of.d, k, 0);
    });
}

} // namespace

void test_products() {
    const int64_t special = rows_of(1500, 350);
    for (const int metric : {AS_METRIC_L2, AS_METRIC_IP}) {
        for (const int d : cases({8, 20, 129}, {8, 33}))
            for (const int k : cases({1, 10, 40}, {1, 40}))
                check_ivf(
                    {"uniform", random_matrix(rows_of(2000, 400), d, d), d},
                    metric, k, 5);
        check_ivf(clusters(special, 20, 3), metric, 10, 4);
        check_ivf(duplicates(special, 20), metric, 10, 4);
        check_ivf(whole_numbers(special, 20), metric, 10, 4);
    }
    for (const int metric : {AS_METRIC_L2, AS_METRIC_IP})
        for (const int d : cases({16, 40, 130}, {16, 40}))
            for (const int k : cases({1, 10, 40, 100}, {1, 100}))
                check_near_ties(metric, d, k);
    for (const int metric : {AS_METRIC_L2, AS_METRIC_IP, AS_METRIC_COSINE}) {
        for (const int d : cases({16, 17, 31, 40, 128, 300}, {16, 40}))
            check({"uniform", random_matrix(rows_of(1000, 150), d, d), d},
                  metric, 10);
        for (const int64_t n : cases<int64_t>(
                 {1, 15, 16, 17, 47, 48, 49, 95, 96, 97, 130}, {1, 17, 96}))
            check({"few rows", random_matrix(n, 24, 5), 24}, metric, 5);
        for (const int k :
             cases({1, 2, 10, 25, 26, 27, 100, 2048}, {1, 10, 25, 27, 50, 100}))
            check({"some k", random_matrix(rows_of(5000, 300), 16, 6), 16},
                  metric, k);
        for (const int k : cases({1, 10, 300}, {10})) {
            check(clusters(special, 20, 3), metric, k);
            check(duplicates(special, 20), metric, k);
            check(outlier(special, 20), metric, k);
            check(whole_numbers(special, 20), metric, k);
            check(tiny(special, 20), metric, k);
        }
    }
    for (const int d : {3, 24, 130})
        for (const int metric : {AS_METRIC_L2, AS_METRIC_IP}) {
            const std::string what =
                " d=" + std::to_string(d) + " metric=" + std::to_string(metric);
            const int64_t n = rows_of(3000, 600);
            const auto x = random_matrix(n, d, d);
            test(
                ("an IVF index is the same for any threads" + what).c_str(),
                [&] {
                    Index alone, shared;
                    for (auto [index, threads] :
                         {std::pair{&alone, 1}, std::pair{&shared, 4}}) {
                        as_index_create_ivf_flat(d, metric, 40, &index->handle);
                        as_index_train(index->handle, n, x.data(), 1, threads);
                        as_index_add(index->handle, n, x.data(), threads);
                    }
                    std::vector<int64_t> sizes(40), others(40);
                    as_index_list_sizes(alone.handle, sizes.data());
                    as_index_list_sizes(shared.handle, others.data());
                    return sizes == others && search(alone, x, d, 3, 0, 2) ==
                                                  search(shared, x, d, 3, 0, 2);
                });
        }
    for (const int d : {3, 24, 130})
        test(("a row lies in the list of its nearest centre, d=" +
              std::to_string(d))
                 .c_str(),
             [&] {
                 const int64_t n = rows_of(3000, 600);
                 const auto x = random_matrix(n, d, d);
                 Index ivf;
                 make_ivf(ivf, x, d, 40);
                 const Answer found = search(ivf, x, d, 1, -1, 1);
                 for (int64_t row = 0; row < n; row++)
                     if (found.neighbors[row] != row ||
                         found.distances[row] != 0)
                         return false;
                 return true;
             });
    test("equally far rows come by their numbers", [] {
        const std::vector<float> x(200 * 32, 1.0f);
        Index flat;
        as_index_create_flat(32, AS_METRIC_L2, 200, x.data(), &flat.handle);
        const Answer answer = search(flat, x, 32, 3, 0);
        return answer.neighbors[0] == 1 && answer.neighbors[1] == 2 &&
               answer.neighbors[3] == 0 && answer.neighbors[4] == 2 &&
               answer.neighbors[199 * 3] == 0;
    });
    test("a NaN query finds nothing and disturbs no other", [] {
        const int d = 24;
        const auto x = random_matrix(500, d, 5);
        Index flat;
        as_index_create_flat(d, AS_METRIC_L2, 500, x.data(), &flat.handle);
        auto queries = x;
        for (int64_t q = 0; q < 500; q += 3)
            queries[q * d + 1] = NAN;
        const Answer whole = search(flat, x, d, 4, 0);
        const Answer holed = search(flat, queries, d, 4, 0);
        for (int64_t at = 0; at < 2000; at++)
            if (holed.neighbors[at] !=
                (at / 4 % 3 == 0 ? -1 : whole.neighbors[at]))
                return false;
        return true;
    });
}
