// Products by tiles of bfloat16 (Intel AMX), see tile_kernel.cpp.
#pragma once

#include "product_rows.h"

namespace isa_amx {
ProductKernel tile_kernel();
} // namespace isa_amx
