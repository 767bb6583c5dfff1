// How failures leave the library: as a status and one sentence.
#pragma once

#include <stdexcept>
#include <string>

#include "arrowshelf.h"

// A failure that already knows its status.
struct Failure : std::runtime_error {
    as_status status;
    Failure(as_status status, const std::string &sentence)
        : std::runtime_error(sentence), status(status) {}
};

// Keeps the sentence for as_last_error and gives the status back.
as_status remember_failure(as_status status, const char *sentence) noexcept;

// The status of the exception that is being handled.
as_status status_of_exception() noexcept;

// What a failure says, FAISS's without the "Error in FUNCTION at FILE: ".
std::string plain_message(const std::exception &failure);

// Runs `body`; no exception gets past it.
template <typename Body> as_status guarded(Body body) noexcept {
    try {
        body();
        return AS_OK;
    } catch (...) {
        return status_of_exception();
    }
}

// Refuses an argument outside its documented range.
inline void require(bool holds, const char *sentence) {
    if (!holds)
        throw Failure(AS_INVALID_ARGUMENT, sentence);
}
