#include "kernels.h"

#include "instruction_set.h"

namespace {
Kernels choose() {
    switch (instruction_set()) {
#if defined(__x86_64__)
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
