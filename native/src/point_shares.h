// Dividing points among threads.
#pragma once

#include <algorithm>
#include <cstdint>

// Points that one thread takes of a part that several work at: 1 MB of them.
constexpr int64_t shared_points = 1 << 16;

// Gives begin .. end-1 to the threads of the parallel region that are free, a
// share each: its number, its begin, its end. Which shares there are does not
// depend on the threads.
template <typename Work>
void for_shares(int64_t begin, int64_t end, const Work &work) {
    const int64_t shares = (end - begin + shared_points - 1) / shared_points;
    if (shares == 1)
        return work(0, begin, end);
#pragma omp taskloop grainsize(1) default(shared)
    for (int64_t share = 0; share < shares; share++) {
        const int64_t from = begin + share * shared_points;
        work(share, from, std::min(from + shared_points, end));
    }
}
