// Whether a file can be given to FAISS's reader, which trusts every size in it.
#pragma once

#include <cstdint>
#include <string>

struct IndexFileKind {
    std::string kind; // four letters
    int32_t dimension;
};

// Walks over an index in FAISS's file format: every size in it
// must fit the file and the others. Fails with AS_IO where it is unsound, with
// AS_UNSUPPORTED for another kind of index.
// Gives what the file begins with.
IndexFileKind check_index_file(const char *path);
