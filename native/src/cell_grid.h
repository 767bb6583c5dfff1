// How space is cut into cells, each told by whole numbers.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

// A double's floor, without the call that the oldest processors need.
inline double floor_of(double value) {
    // Beyond these all are whole numbers.
    if (!(value > -0x1p52 && value < 0x1p52))
        return value;
    const double cut = static_cast<double>(static_cast<int64_t>(value));
    return cut > value ? cut - 1 : cut;
}

// The widths of the rings that were asked for last: a cosine each time would be
// most of the work.
class RingWidths {
  public:
    // The width of a ring; `measure` gives it anew.
    template <typename Measure> double of(double ring, Measure measure) {
        Kept &kept =
            kept_[std::bit_cast<uint64_t>(ring) * 0x9e3779b97f4a7c15u >>
                  (64 - bits)];
        if (kept.ring != ring)
            kept = {ring, measure(ring)};
        return kept.width;
    }

  private:
    static constexpr int bits = 13;
    struct Kept {
        double ring = std::numeric_limits<double>::quiet_NaN(), width = 0;
    };
    std::vector<Kept> kept_ = std::vector<Kept>(1 << bits);
};

class CellGrid {
  public:
    // See as_cells_create.
    CellGrid(int32_t d, bool is_on_earth, double size);

    int32_t dimension() const { return d_; }

    // Whether coordinates [d] name a place; anything finite does but on the
    // Earth.
    bool has(const double *at) const {
        return !is_on_earth_ ||
               (at[0] >= -90 && at[0] <= 90 && at[1] >= -180 && at[1] <= 360);
    }

    // Whether the cell of finite coordinates [d] has a number: else they are
    // more than 1e308 cells from 0.
    bool can_number(const double *at) const {
        for (int32_t c = 0; c < d_; c++)
            if (!(std::abs(at[c]) <= most_))
                return false;
        return true;
    }

    // Of rows that it has: cells [rows x d].
    void cells_of(const double *x, int64_t rows, RingWidths &widths,
                  double *cells) const;

    // The centre of a cell [d].
    void centre_of(const double *cell, double *centre) const;

  private:
    int32_t d_;
    bool is_on_earth_;
    double size_; // a cell's side, or its height in degrees
    double most_; // of a coordinate whose cell has a number

    double middle_of(double ring) const;
    double width_of(double ring) const;
    void rings_of(const double *x, int64_t rows, RingWidths &widths,
                  double *cells) const;
};
