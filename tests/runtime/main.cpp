// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // the run time handles them
#include <doctest/doctest.h>
