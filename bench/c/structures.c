// SPDX-License-Identifier: PostgreSQL
// C twins of the benchmarks that work on texts, memory and pointers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/c/twins.h"

#define NOINLINE __attribute__((noinline))
// The compiler must take the value, and what it points at, as unknown from here on.
#define FORGET(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

struct text {
  char* bytes;
  size_t length, capacity;
};

static void append(struct text* text, const char* bytes, size_t length) {
  if (text->length + length > text->capacity) {
    text->capacity = 2 * (text->capacity + length);
    text->bytes = realloc(text->bytes, text->capacity);
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

int64_t twin_strings(int64_t n) {
  struct text text = {NULL, 0, 0};
  for (int64_t i = 0; i < n; i++) {
    char letter = (char)('a' + i % 26);
    append(&text, "abc", 3);
    append(&text, &letter, 1);
    if (i % 7 == 0)
      append(&text, "\xc3\xa9", 2);
  }
  int64_t count = 0;
  for (size_t i = 0; i < text.length; i++) count += text.bytes[i] == 'b';
  free(text.bytes);
  return count;
}

int64_t twin_format(int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    char* text = malloc(32);
    total += snprintf(text, 32, "%u-%u", (unsigned)i, (unsigned)i * 3);
    free(text);
  }
  return total;
}

static uint64_t next_random(uint64_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

// Open addressing with a multiplicative hash: faster than what Rust's map does, which resists chosen keys.
int64_t twin_hashmap(int64_t n) {
  struct slot {
    uint64_t key, count;
  };
  size_t size = 16;
  while (size < (size_t)n * 2) size *= 2;
  struct slot* slots = calloc(size, sizeof(struct slot));
  uint64_t state = 88172645463325252, most = 0;
  for (int64_t i = 0; i < n; i++) {
    uint64_t key = next_random(&state) % ((uint64_t)n / 2);
    size_t at = (size_t)(key * 0x9e3779b97f4a7c15) & (size - 1);
    while (slots[at].count && slots[at].key != key) at = (at + 1) & (size - 1);
    slots[at].key = key;
    if (++slots[at].count > most)
      most = slots[at].count;
  }
  free(slots);
  return (int64_t)most;
}

static int compare(const void* a, const void* b) {
  uint64_t x = *(const uint64_t*)a, y = *(const uint64_t*)b;
  return (x > y) - (x < y);
}

int64_t twin_sort(int64_t n) {
  uint64_t* values = malloc((size_t)n * sizeof(uint64_t));
  uint64_t state = 12345;
  for (int64_t i = 0; i < n; i++) values[i] = next_random(&state);
  qsort(values, (size_t)n, sizeof(uint64_t), compare);
  uint64_t median = values[n / 2];
  free(values);
  return (int64_t)(median >> 1);
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

int64_t twin_levenshtein(int64_t n) {
  size_t length = (size_t)n, bytes = (length + 1) * sizeof(size_t);
  uint8_t *a = malloc(length), *b = malloc(length);
  for (size_t i = 0; i < length; i++) a[i] = (uint8_t)(i * 7 % 26), b[i] = (uint8_t)(i * 11 % 26);
  size_t *previous = malloc(bytes), *current = malloc(bytes);
  for (size_t j = 0; j <= length; j++) previous[j] = j;
  for (size_t i = 1; i <= length; i++) {
    current[0] = i;
    for (size_t j = 1; j <= length; j++) {
      size_t substitution = previous[j - 1] + (a[i - 1] != b[j - 1]);
      current[j] = least(least(previous[j] + 1, substitution), current[j - 1] + 1);
    }
    size_t* swapped = previous;
    previous = current;
    current = swapped;
  }
  int64_t result = (int64_t)previous[length];
  free(a);
  free(b);
  free(previous);
  free(current);
  return result;
}

struct node {
  uint64_t value;
  struct node* next;
};

static NOINLINE uint64_t sum_list(const struct node* node) {
  uint64_t total = 0;
  for (; node; node = node->next) total += node->value;
  return total;
}

int64_t twin_list(int64_t n) {
  struct node* head = NULL;
  for (int64_t value = -1; value < 4000; value++) {
    struct node* node = malloc(sizeof(struct node));
    *node = (struct node){value < 0 ? 0 : (uint64_t)value, head};
    head = node;
  }
  uint64_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    const struct node* seen = head;
    FORGET(seen);
    total += sum_list(seen);
  }
  while (head) {
    struct node* next = head->next;
    free(head);
    head = next;
  }
  return (int64_t)total;
}

static NOINLINE size_t position(const uint8_t* bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i] == 7)
      return i;
  return 0;
}

int64_t twin_position(int64_t n) {
  uint8_t* bytes = malloc(8192);
  memset(bytes, 1, 8192);
  bytes[8000] = 7;
  size_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    const uint8_t* seen = bytes;
    FORGET(seen);
    total += position(seen, 8192);
  }
  free(bytes);
  return (int64_t)total;
}

static uint64_t multiply(uint64_t k, uint64_t x) {
  return x * k;
}
static uint64_t exclusive_or(uint64_t k, uint64_t x) {
  return x ^ k;
}
static uint64_t rotate(uint64_t k, uint64_t x) {
  return (void)k, x << 5 | x >> 59;
}

struct closure {
  uint64_t (*call)(uint64_t k, uint64_t x);
  uint64_t k;
};

static NOINLINE uint64_t apply(const struct closure* closures, size_t count, uint64_t n) {
  uint64_t value = 1;
  for (uint64_t i = 0; i < n; i++) value = closures[i % count].call(closures[i % count].k, value);
  return value;
}

int64_t twin_dyn(int64_t n) {
  struct closure closures[] = {{multiply, 3}, {exclusive_or, 3}, {rotate, 0}};
  const struct closure* seen = closures;
  FORGET(seen);
  size_t count = 3;
  FORGET(count);
  return (int64_t)(apply(seen, count, (uint64_t)n) >> 1);
}
