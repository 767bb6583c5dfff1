#include "kernels.h"

#include "instruction_set.h"
#include "tile_kernel.h"

namespace {

// Of fewer dimensions a tile is mostly empty.
constexpr int32_t least_tile_dimensions = 24;

Kernels choose() {
    switch (instruction_set()) {
#if defined(__x86_64__)
    case InstructionSet::amx: {
        Kernels both = isa_avx512::kernels();
        both.tiles = isa_amx::tile_kernel();
        return both;
    }
    case InstructionSet::avx512:
        return isa_avx512::kernels();
    case InstructionSet::avx2:
        return isa_avx2::kernels();
#elif defined(__aarch64__)
    case InstructionSet::neon:
        return isa_neon::kernels();
#endif
    default:
        return isa_portable::kernels();
    }
}
} // namespace

const Kernels &kernels() {
    static const Kernels chosen = choose();
    return chosen;
}

const ProductKernel &product_kernel_for(int32_t dimension) {
    const Kernels &all = kernels();
    return all.tiles && dimension >= least_tile_dimensions ? *all.tiles
                                                           : all.products;
}
