#include "index.h"

#include "status.h"

namespace {
[[noreturn]] void refuse(const char *what) {
    throw Failure(AS_UNSUPPORTED,
                  std::string("This kind of index cannot ") + what);
}
} // namespace

void as_index::search(const SearchRequest &) const {
    refuse("be searched by float32 queries");
}

void as_index::search_wide(const WideSearchRequest &) const {
    refuse("be searched by float64 queries");
}

void as_index::train(int64_t, const float *, int64_t, int) {
    refuse("be trained");
}

void as_index::add(int64_t, const float *, int) { refuse("take more vectors"); }

void as_index::set_effort(int32_t) {
    refuse("be told how far to look: it always looks at everything");
}

void as_index::list_sizes(int64_t *) const { refuse("list its sizes"); }

void as_index::write(const char *) const {
    refuse("be written in FAISS's format");
}

int64_t as_index::write_to(int) const {
    refuse("be written in FAISS's format");
}

void as_index::search_units(int64_t, int64_t, const int64_t *, int32_t, bool,
                            int64_t *, float *, int64_t *) const {
    refuse("search by units");
}

void as_index::tally_units(int64_t, int64_t, int32_t, bool, double *,
                           int32_t *) const {
    refuse("add up the distances of units");
}
