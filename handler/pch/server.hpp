// SPDX-License-Identifier: PostgreSQL
// Parsed once for all files of the extension; each still includes what it uses.
#ifndef PLRUST_HANDLER_PCH  // a precompiled header is no header to #pragma once
#define PLRUST_HANDLER_PCH

#include <algorithm>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handler/pg.hpp"

#endif
