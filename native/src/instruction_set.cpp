#include "instruction_set.h"

#include <cstdlib>
#include <cstring>
#include <string>

#include "status.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace {

#if defined(__x86_64__)
// Whether there are tiles of bfloat16, and Linux lets this process use them: it
// must be asked once, for all threads to come.
bool has_tiles() {
    constexpr unsigned bf16_tiles = 1u << 22, tiles = 1u << 24; // of edx
    constexpr unsigned bf16_vectors = 1u << 5;                  // of eax
    constexpr long request_permission = 0x1023, tile_data = 18;
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d & bf16_tiles) ||
        !(d & tiles) || !__get_cpuid_count(7, 1, &a, &b, &c, &d) ||
        !(a & bf16_vectors))
        return false;
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}
#endif

bool is_available(InstructionSet set) {
#if defined(__x86_64__)
    switch (set) {
    case InstructionSet::amx:
        return is_available(InstructionSet::avx512) && has_tiles();
    case InstructionSet::avx512:
        return __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    case InstructionSet::avx2:
        return __builtin_cpu_supports("avx2") &&
               __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    case InstructionSet::portable:
        return true;
    default:
        return false;
    }
#elif defined(__aarch64__)
    return set == InstructionSet::neon;
#else
    return set == InstructionSet::portable;
#endif
}

constexpr InstructionSet best_first[] = {
    InstructionSet::amx, InstructionSet::avx512, InstructionSet::avx2,
    InstructionSet::neon, InstructionSet::portable};

InstructionSet choose() {
    const char *wish = std::getenv("ARROWSHELF_ISA");
    for (InstructionSet set : best_first) {
        const bool named = wish == nullptr ||
                           std::strcmp(wish, instruction_set_name(set)) == 0;
        if (named && is_available(set))
            return set;
    }
    throw Failure(AS_UNSUPPORTED,
                  std::string("ARROWSHELF_ISA asks for \"") + wish +
                      "\", which this processor or build does not have");
}

} // namespace

InstructionSet instruction_set() {
    static const InstructionSet chosen = choose();
    return chosen;
}

const char *instruction_set_name(InstructionSet set) {
    switch (set) {
    case InstructionSet::amx:
        return "amx";
    case InstructionSet::avx512:
        return "avx512";
    case InstructionSet::avx2:
        return "avx2";
    case InstructionSet::neon:
        return "neon";
    default:
        return "portable";
    }
}
