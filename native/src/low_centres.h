// The centres of an IVF index in few dimensions, squared L2: found by k-means,
// and which of them is nearest to a row.
#pragma once

#include <cstdint>
#include <vector>

class LowCentres {
  public:
    // centres [count x d], d from 1 to 7.
    LowCentres(const float *centres, int64_t count, int32_t d);

    // Writes the nearest centre of each row of x [n x d], of equally near ones
    // the first; by OpenMP's threads, the same for any number of them.
    void assign(int64_t n, const float *x, int32_t *labels) const;

    // The same of rows that are [group][d][16] already, by this thread.
    void assign_groups(const float *points, int64_t groups,
                       int32_t *labels) const;

  private:
    int64_t count_, width_;
    int32_t d_;
    std::vector<float> at_; // [d][width]
};

// k-means after FAISS's schedule (25 rounds on at most 256 rows a centre, drawn
// as the first centres are), by OpenMP's threads: [count x d], the same for any
// number of them. n is count at least.
std::vector<float> train_low_centres(int64_t n, const float *x, int32_t d,
                                     int64_t count, int64_t seed);
