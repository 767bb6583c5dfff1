// The nearest of some centres to many points in few dimensions, compiled once
// per instruction set.
//
// Points come in an order of space. Of all centres only some can be nearest to
// any of a thousand points, and of those only a few to any of sixty-four.
#include <bit>

#include "boxed_lists_kernel.h"
#include "point_box.h"

namespace AS_ISA {
namespace {

constexpr int64_t groups_together = 4, groups_of_block = 64;

// Centres side by side, with their numbers and how near they are at least.
struct Some {
    int64_t width, count;
    float *at; // [dimension][width]
    float *near, *numbers;

    Some(float *memory, int32_t dimension, int64_t width)
        : width(width), count(0), at(memory), near(memory + dimension * width),
          numbers(near + width) {}
};

// Keeps the centres that may be nearest to a point of the box.
template <int D>
void keep_near(const PointBox<D> &box, const float *from, int64_t from_width,
               int64_t count, const float *numbers, int32_t d, Some &kept) {
    Float16Lanes least = splat16(endless);
    for (int64_t c = 0; c < count; c += 16) {
        store16(kept.near + c, box.gaps(from + c, from + c, from_width, d));
        least = min16(least, box.reaches(from + c, from_width, d));
    }
    const Float16Lanes most = splat16(least16(least));
    kept.count = 0;
    for (int64_t c = 0; c < count; c += 16) {
        uint32_t near = at_most16(load16(kept.near + c), most);
        for (; near != 0; near &= near - 1) {
            const int64_t i = c + std::countr_zero(near);
            if (i >= count)
                break;
            for (int side = 0; side < d; side++)
                kept.at[side * kept.width + kept.count] =
                    from[side * from_width + i];
            kept.numbers[kept.count++] =
                numbers ? numbers[i] : static_cast<float>(i);
        }
    }
    for (int64_t i = kept.count; i % 16 != 0; i++)
        for (int side = 0; side < d; side++)
            kept.at[side * kept.width + i] = endless;
}

template <int D>
void find_nearest(const Some &centres, const float *points, int32_t d,
                  int32_t *labels) {
    Float16Lanes best = splat16(endless), label = splat16(0);
    for (int64_t c = 0; c < centres.count; c++) {
        const Float16Lanes distances =
            distances_from<D>(points, centres.at + c, centres.width, d);
        const uint32_t nearer = ~at_most16(best, distances);
        best = min16(best, distances);
        label = select16(nearer, label, splat16(centres.numbers[c]));
    }
    float values[16];
    store16(values, label);
    for (int i = 0; i < 16; i++)
        labels[i] = static_cast<int32_t>(values[i]);
}

template <int D>
void find(const float *centres, int64_t count, int32_t dimension,
          const float *points, int64_t groups, float *scratch,
          int32_t *labels) {
    const int d = D > 0 ? D : dimension;
    const int64_t width = (count + 15) / 16 * 16;
    Some few(scratch, d, width), fewer(scratch + (d + 2) * width, d, width);
    for (int64_t block = 0; block < groups; block += groups_of_block) {
        const int64_t end = std::min(groups, block + groups_of_block);
        PointBox<D> box;
        box.clear(d);
        for (int64_t g = block; g < end; g++)
            box.add(points + g * d * 16, 0xffff, d);
        keep_near(box, centres, width, count, nullptr, d, few);
        for (int64_t at = block; at < end; at += groups_together) {
            const int64_t last = std::min(end, at + groups_together);
            PointBox<D> small;
            small.clear(d);
            for (int64_t g = at; g < last; g++)
                small.add(points + g * d * 16, 0xffff, d);
            keep_near(small, few.at, few.width, few.count, few.numbers, d,
                      fewer);
            for (int64_t g = at; g < last; g++)
                find_nearest<D>(fewer, points + g * d * 16, d, labels + g * 16);
        }
    }
}

} // namespace

void find_centres(const float *centres, int64_t count, int32_t dimension,
                  const float *points, int64_t groups, float *scratch,
                  int32_t *labels) {
    const auto found = dimension == 2   ? find<2>
                       : dimension == 3 ? find<3>
                                        : find<0>;
    found(centres, count, dimension, points, groups, scratch, labels);
}

} // namespace AS_ISA
