// An index's rows as the product kernels read them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "product_rows.h"

// Rows that lie one after the other: a block of a matrix, or a list.
struct ProductPart {
    const float *rows; // [count x dimension]
    int64_t count;
};

// A copy of all parts in panels, made part by part when first asked for, once
// for all threads. Borrows the parts' rows.
class ProductPanels {
  public:
    // Positions count through the parts in their order.
    ProductPanels(std::vector<ProductPart> parts, int32_t dimension,
                  bool inner_product);

    int64_t part_count() const { return int64_t(parts_.size()); }
    int64_t row_count() const { return first_position_.back(); }
    int32_t dimension() const { return dimension_; }
    bool inner_product() const { return inner_product_; }

    // Makes the part's panels, or finds them made; false: another thread is
    // making them, see wait.
    bool prepare(int64_t part) const;
    // Returns when the thread that makes the part's panels has done so.
    void wait(int64_t part) const;
    // Visits parts whose panels are made by then, those first that no other
    // thread is just making.
    template <typename Visit>
    void for_each(const std::vector<int64_t> &parts, Visit visit) const {
        std::vector<int64_t> later;
        for (const int64_t part : parts)
            if (prepare(part))
                visit(part);
            else
                later.push_back(part);
        for (const int64_t part : later) {
            wait(part);
            visit(part);
        }
    }
    // How many parts are made, about.
    bool is_prepared() const { return made_ == part_count(); }

    // A part for the kernels; its panels may be read once they are made.
    ProductRows rows(int64_t part) const;

    // The row at a position, as it was given.
    const float *row(uint32_t position) const;

    // What products are taken of instead of a query [dimension]. For l2 it is
    // moved, as the rows are, to near where they lie: scores lose fewer digits
    // there. For ip it is brought to the rows' size; scores grow by `scale`.
    // Gives its squared length.
    double move_query(const float *query, float *moved, float *scale) const;

    // A score may be wrong by so much of the squared lengths of query and row,
    // and by tiny() besides.
    double error() const { return error_; }
    // The same of rough products, of the parts made.
    double rough_error() const { return rough_error_; }
    // What a rough score may be wrong by for the part of one vector, moved, of
    // that squared length: a query, or a row.
    double rough_part(const float *moved, double length) const;
    // Whether rough products are worth while: they prove enough.
    bool goes_roughly() const { return goes_roughly_; }
    // They have turned out not to be.
    void leave_roughness() const { goes_roughly_ = false; }
    double tiny() const { return kernel_.tiny * dimension_; }
    // The largest squared length of a row, moved, of all parts made.
    double longest() const { return longest_; }
    const ProductKernel &kernel() const { return kernel_; }

  private:
    std::vector<ProductPart> parts_;
    int32_t dimension_;
    bool inner_product_;
    const ProductKernel &kernel_;
    double error_;
    std::vector<float> centre_;           // l2
    double usual_length_ = 1;             // ip
    std::vector<int64_t> floats_;         // [parts + 1], where panels begin
    std::vector<int64_t> first_position_; // [parts + 1]
    std::vector<uint32_t> part_at_;       // of every 64th position
    std::unique_ptr<float[], void (*)(float *)> panels_;
    mutable std::vector<std::atomic<uint8_t>> states_;
    mutable std::atomic<int64_t> made_ = 0;
    mutable std::atomic<double> longest_ = 0, rough_error_ = 0;
    mutable std::atomic<bool> goes_roughly_;

    int64_t panel_floats(int64_t rows) const;
    std::vector<const float *> sample() const;
    bool promises_roughly(const std::vector<const float *> &known) const;
    void make_panels(const ProductPart &part, float *panels) const;
};
