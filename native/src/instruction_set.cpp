#include "instruction_set.h"

#include <cstdlib>
#include <cstring>
#include <string>

#include "status.h"

namespace {

bool is_available(InstructionSet set) {
#if defined(__x86_64__)
    switch (set) {
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
    InstructionSet::avx512, InstructionSet::avx2, InstructionSet::neon,
    InstructionSet::portable};

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
