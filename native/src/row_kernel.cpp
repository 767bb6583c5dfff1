// Queries and rows as they lie in memory, compiled once per instruction set:
// for what is left after products, and for queries too few to pay for panels,
// where reading the rows is what takes the time.
#include "product_kernel.h"

#include "neighbor_list.h"
#include "row_distance.h"

namespace AS_ISA {
namespace {

template <bool InnerProduct>
void scan(const ProductRows &rows, const ExactLists &exact,
          const int32_t *members, int64_t count) {
    const int32_t d = rows.dimension;
    const CandidateLists &lists = exact.lists;
    for (int64_t row = 0; row < rows.rows; row++) {
        const float *x = rows.exact + row * d;
        const uint32_t position =
            rows.first_position + static_cast<uint32_t>(row);
        for (int64_t i = 0; i < count; i++) {
            const int32_t query = members[i];
            const float distance = row_distance<InnerProduct>(
                exact.queries + int64_t(query) * d, x, d);
            if (!(distance <= lists.reach[query]))
                continue;
            const uint32_t id = exact.ids ? exact.ids[position] : position;
            if (id == lists.excluded[query])
                continue;
            NeighborList<0> list(lists.keys + int64_t(query) * lists.capacity,
                                 lists.k);
            list.insert(candidate_key(distance, id));
            lists.reach[query] = list.close();
        }
    }
}

} // namespace

void scan_rows(const ProductRows &rows, const ExactLists &exact,
               const int32_t *members, int64_t count) {
    (rows.inner_product ? scan<true> : scan<false>)(rows, exact, members,
                                                    count);
}

void measure_rows(const float *query, const float *const *rows, int64_t count,
                  int32_t dimension, bool inner_product, float *distances) {
    // Rows lie anywhere: ask for all of them before waiting for the first.
    for (int64_t i = 0; i < count; i++)
        for (int32_t c = 0; c < dimension; c += 16)
            __builtin_prefetch(rows[i] + c);
    for (int64_t i = 0; i < count; i++)
        distances[i] = inner_product
                           ? row_distance<true>(query, rows[i], dimension)
                           : row_distance<false>(query, rows[i], dimension);
}

} // namespace AS_ISA
