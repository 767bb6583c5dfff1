// Points whose neighbours within a radius are looked for.
#pragma once

#include <memory>
#include <vector>

#include "index.h"
#include "radius_view.h"
#include "tree_build.h"

// Keeps a copy of x [n x d]: in a kd-tree for distances in up to
// tree_max_dimension dimensions, else in plain blocks. The C interface's
// functions on it are in radius.cpp.
class RadiusIndex : public as_index {
  public:
    RadiusIndex(int32_t d, int32_t metric, int64_t n, const double *x,
                double radius, double scale, int threads);

    as_index_info describe() const override;
    int64_t unit_count() const override;

    RadiusView view() const;
    float (*in_unit() const)(double number, double unit);
    double unit() const { return unit_; }

    // Numbers the trees of a forest by their lowest point, from 0 on, and
    // writes their core points' labels, -1 for the others.
    int64_t label_cores(const uint8_t *core, uint32_t *parents,
                        int32_t *labels) const;

  private:
    TreeArrays<double> arrays_;
    int32_t metric_;
    double bound_, unit_;
    bool has_tree_;
};
