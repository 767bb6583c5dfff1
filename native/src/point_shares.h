// Dividing points among threads.
#pragma once

#include <algorithm>
#include <cstdint>

// Points that one thread takes at most of a part that several work at: 1 MB of
// them.
constexpr int64_t shared_points = 1 << 16;

// How many shares of about equal size a part of `points` has. It does not
// depend on the threads, nor does which points a share has.
inline int64_t count_shares(int64_t points) {
    return (points + shared_points - 1) / shared_points;
}

// Gives begin .. end-1 to the threads of the parallel region that are free, a
// share each: its number, its begin, its end.
template <typename Work>
void for_shares(int64_t begin, int64_t end, const Work &work) {
    const int64_t points = end - begin, shares = count_shares(points);
    if (shares == 1)
        return work(0, begin, end);
#pragma omp taskloop grainsize(1) default(shared)
    for (int64_t share = 0; share < shares; share++) {
        const auto start = [&](int64_t of) {
            return begin + points * of / shares;
        };
        work(share, start(share), start(share + 1));
    }
}
