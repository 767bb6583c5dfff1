// The quantizers in FAISS's index files.
#pragma once

#include "index_file_reader.h"

// Each skips one and gives the bytes of a code.
uint64_t skip_product_quantizer(IndexFile &file, uint64_t dimension);
uint64_t skip_scalar_quantizer(IndexFile &file, uint64_t dimension);
