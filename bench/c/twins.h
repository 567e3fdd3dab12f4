// SPDX-License-Identifier: PostgreSQL
// The benchmarks in C (twin_NAME) and in Rust as the stock compiler makes it (plain_NAME): same input, same
// result.
#pragma once

#include <stdint.h>

#include "bench/c/names.h"

#define DECLARE(name)             \
  int64_t twin_##name(int64_t n); \
  int64_t plain_##name(int64_t n);
BENCHMARKS(DECLARE)
#undef DECLARE
