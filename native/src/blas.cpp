#include "blas.h"

#include <cstdlib>
#include <string>

#include <blis.h>

#include "instruction_set.h"

// BLIS takes a processor that it does not know, such as one newer than itself,
// for a generic one: 24 GFLOP/s a core where its kernels for older processors
// reach 90 to 100 on the same. One that it knows it serves best by its own
// choice (on Zen 4, "zen3" was 5 % faster than "skx" with AVX-512). Whoever has
// set the variable is left alone.
void choose_blas_kernels() {
#if defined(__x86_64__)
    if (bli_cpuid_query_id() != BLIS_ARCH_GENERIC)
        return;
    switch (instruction_set()) {
    case InstructionSet::amx:
    case InstructionSet::avx512:
        setenv("BLIS_ARCH_TYPE", std::to_string(BLIS_ARCH_SKX).c_str(), 0);
        break;
    case InstructionSet::avx2:
        setenv("BLIS_ARCH_TYPE", std::to_string(BLIS_ARCH_HASWELL).c_str(), 0);
        break;
    default:
        break;
    }
#endif
}
