// Inverted lists that stay in the mapped file they are read from.
#pragma once

// A flag for faiss::read_index, beside IO_FLAG_MMAP_IFC: an IVF index's vectors
// and ids become views of the file, at any address. With IO_FLAG_MMAP_IFC alone
// FAISS 1.12.0 first allocates and clears the memory that it then does without.
int mapped_lists_flag();
