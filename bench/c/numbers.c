// SPDX-License-Identifier: PostgreSQL
// C twins of the benchmarks that work on numbers.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/c/twins.h"

#define NOINLINE __attribute__((noinline))
// The compiler must take the pointer, and what it points at, as unknown from here on.
#define FORGET(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

enum { kPage = 4096 };

static NOINLINE int64_t sum(const int64_t* values, size_t count) {
  uint64_t total = 0;
  for (size_t i = 0; i < count; i++) total += (uint64_t)values[i];
  return (int64_t)total;
}

static int64_t* ascending(size_t count) {
  int64_t* values = aligned_alloc(kPage, 8192 * sizeof(int64_t));
  for (size_t i = 0; i < count; i++) values[i] = (int64_t)i;
  return values;
}

int64_t twin_sum(int64_t n) {
  int64_t* values = ascending(4096);
  int64_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    const int64_t* seen = values;
    FORGET(seen);
    total += sum(seen, 4096);
  }
  free(values);
  return total;
}

int64_t twin_shortsum(int64_t n) {
  int64_t* values = ascending(4096);
  int64_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    const int64_t* seen = values + i % 13;
    FORGET(seen);
    total += sum(seen, (size_t)(5 + i % 13));
  }
  free(values);
  return total;
}

static NOINLINE double dot(const double* a, const double* b, size_t count) {
  double total = 0;
  for (size_t i = 0; i < count; i++) total += a[i] * b[i];
  return total;
}

int64_t twin_dot(int64_t n) {
  double* values = malloc(4096 * sizeof(double));
  for (int i = 0; i < 4096; i++) values[i] = i;
  double total = 0;
  for (int64_t i = 0; i < n; i++) {
    const double* seen = values;
    FORGET(seen);
    total += dot(seen, seen, 4096);
  }
  free(values);
  return (int64_t)total;
}

static NOINLINE void saxpy(float k, const float* restrict x, float* restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += k * x[i];
}

int64_t twin_saxpy(int64_t n) {
  float* x = aligned_alloc(kPage, 4096 * sizeof(float));
  float* y = aligned_alloc(kPage, 4096 * sizeof(float));
  for (int i = 0; i < 4000; i++) x[i] = y[i] = (float)i;
  for (int64_t i = 0; i < n; i++) {
    FORGET(y);
    saxpy(0.5F, x, y, 4000);
  }
  int64_t result = (int64_t)(y[9] - x[9]);
  free(x);
  free(y);
  return result;
}

int64_t twin_nested(int64_t n) {
  uint64_t state = 0, limit = (uint64_t)n;
  for (uint64_t i = 0; i < limit; i++)
    for (uint64_t j = 0; j < limit; j++)
      for (uint64_t k = 0; k < limit; k++) state = (state ^ i * j ^ (k << 3)) % 1000003 + 1;
  return (int64_t)state;
}

int64_t twin_sieve(int64_t n) {
  bool* prime = malloc((size_t)n + 1);
  memset(prime, true, (size_t)n + 1);
  prime[0] = prime[1] = false;
  for (int64_t i = 2; i * i <= n; i++)
    if (prime[i])
      for (int64_t j = i * i; j <= n; j += i) prime[j] = false;
  int64_t count = 0;
  for (int64_t i = 0; i <= n; i++) count += prime[i];
  free(prime);
  return count;
}

static NOINLINE int64_t fib(int64_t n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int64_t twin_fib(int64_t n) {
  return fib(n);
}

int64_t twin_collatz(int64_t n) {
  uint64_t longest = 0;
  for (uint64_t start = 1; start < (uint64_t)n; start++) {
    uint64_t value = start, length = 0;
    while (value != 1) {
      value = value % 2 == 0 ? value / 2 : 3 * value + 1;
      length++;
    }
    if (length > longest)
      longest = length;
  }
  return (int64_t)longest;
}

int64_t twin_matmul(int64_t n) {
  size_t size = (size_t)n, bytes = size * size * sizeof(double);
  double *a = malloc(bytes), *b = malloc(bytes), *c = malloc(bytes);
  for (size_t i = 0; i < size * size; i++) a[i] = b[i] = (double)i;
  memset(c, 0, bytes);
  for (size_t i = 0; i < size; i++)
    for (size_t k = 0; k < size; k++) {
      double x = a[i * size + k];
      for (size_t j = 0; j < size; j++) c[i * size + j] += x * b[k * size + j];
    }
  int64_t result = (int64_t)c[n + 1];
  free(a);
  free(b);
  free(c);
  return result;
}

int64_t twin_mandelbrot(int64_t n) {
  uint32_t total = 0;
  for (int64_t y = 0; y < n; y++)
    for (int64_t x = 0; x < n; x++) {
      double re = (double)x * 3.0 / (double)n - 2.0, im = (double)y * 2.0 / (double)n - 1.0;
      double a = 0, b = 0;
      uint32_t count = 0;
      while (a * a + b * b <= 4.0 && count < 200) {
        double next = a * a - b * b + re;
        b = 2.0 * a * b + im;
        a = next;
        count++;
      }
      total += count;
    }
  return total;
}
