#pragma once

#include "radius_view.h"

namespace AS_ISA {
RadiusKernels radius_kernels();
}
