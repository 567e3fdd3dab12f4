// SPDX-License-Identifier: PostgreSQL
// Every benchmark by name: the one list from which the SQL-callable wrappers are made.
#pragma once

// clang-format off
#define BENCHMARKS(X)                                                                                     \
  X(collatz)                                                                                              \
  X(dot)                                                                                                  \
  X(dyn) X(fib) X(format) X(hashmap) X(levenshtein) X(list) X(mandelbrot) X(matmul) X(nested) X(position) \
      X(saxpy) X(shortsum) X(sieve) X(sort) X(strings) X(sum)
// clang-format on
