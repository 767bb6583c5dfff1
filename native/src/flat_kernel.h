// Exact search by comparing with every row, for one instruction set.
#pragma once

#include "kernels.h"

namespace AS_ISA {
void search_flat(const FlatRequest &request);
}
