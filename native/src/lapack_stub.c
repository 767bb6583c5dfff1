/*
 * What LAPACK's Fortran objects want from the Fortran runtime, which we do not
 * link: only its error paths use them. An argument error inside LAPACK means a
 * bug of ours or FAISS's: say so and stop.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void _gfortran_concat_string(long length, char *out, long first_length,
                             const char *first, long second_length,
                             const char *second) {
    if (first_length > length)
        first_length = length;
    if (second_length > length - first_length)
        second_length = length - first_length;
    memcpy(out, first, (size_t)first_length);
    memcpy(out + first_length, second, (size_t)second_length);
    memset(out + first_length + second_length, ' ',
           (size_t)(length - first_length - second_length));
}

void xerbla_(const char *name, const int *info, long name_length) {
    fprintf(stderr, "arrowshelf: LAPACK refused argument %d of %.*s\n", *info,
            (int)name_length, name);
    abort();
}
