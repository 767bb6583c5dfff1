// Inverted lists that stay in the mapped file they are read from.
#pragma once

#include <memory>

#include <faiss/Index.h>

// Reads an IVF index whose vectors become views of the file, at any address,
// and whose ids are copied: who checks them then does not touch, and so map,
// all of the file. Throws what FAISS throws.
std::unique_ptr<faiss::Index> read_mapped_lists(const char *path);
