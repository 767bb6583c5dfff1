// Whether a file can be given to FAISS's reader, which trusts every size in it.
#pragma once

#include <string>

// Walks over an index in FAISS's file format: every size in it
// must fit the file and the others. Fails with AS_IO where it is unsound, with
// AS_UNSUPPORTED for another kind of index.
// Gives the kind that the file begins with.
std::string check_index_file(const char *path);
