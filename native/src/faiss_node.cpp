// faiss-node's add-on as it comes from npm, made safe for several Workers: it
// keeps its class's constructor in one `inline static` pointer for the whole
// process, so that an index made in one Worker became an object of whichever
// thread had loaded the add-on last, and crashed. One pointer a thread is
// right. Its headers come first, so that the word means that one line only.
#include <napi.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include <faiss/IndexFlat.h>
#include <faiss/MetricType.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/IDSelector.h>
#include <faiss/impl/io.h>
#include <faiss/index_factory.h>
#include <faiss/index_io.h>

#define inline inline thread_local
#include AS_ADDON_SOURCE
