#include "thread_count.h"

#include <omp.h>

ThreadCount::ThreadCount(int threads) : before_(omp_get_max_threads()) {
    omp_set_num_threads(threads);
}

ThreadCount::~ThreadCount() { omp_set_num_threads(before_); }
