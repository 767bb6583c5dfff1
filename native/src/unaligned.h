// Values in a mapped file lie at any address.
#pragma once

#include <cstring>

template <typename T> inline T load_unaligned(const T *at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
