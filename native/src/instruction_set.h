// Which instruction set our kernels use on this processor; amx: AVX-512, and
// tiles for products.
#pragma once

enum class InstructionSet { portable, avx2, avx512, amx, neon };

// The best that this processor has, or the one that the environment variable
// ARROWSHELF_ISA names; chosen once. Fails (AS_UNSUPPORTED) when the named one
// is unknown or not to be had here.
InstructionSet instruction_set();

const char *instruction_set_name(InstructionSet set);
