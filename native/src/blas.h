// The matrix products that FAISS asks for.
#pragma once

// Names BLIS's kernels where it would take the slow ones. Once, before the
// first matrix product.
void choose_blas_kernels();
