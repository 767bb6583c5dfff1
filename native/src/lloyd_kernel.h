#pragma once

#include "lloyd.h"

namespace AS_ISA {
void take_lloyd_step(const LloydStep &step);
}
