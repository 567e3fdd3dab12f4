// SPDX-License-Identifier: PostgreSQL
// The answer of a compilation, as one JSON object or as text for a terminal.
#pragma once

#include <string>

#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/pipeline.hpp"

namespace plrust::toolchain {

std::string answer_json(const CompiledModule& module, const std::string& sysroot_id);
std::string answer_json(const CompileFailure& failure);

std::string answer_text(const CompiledModule& module);
std::string answer_text(const CompileFailure& failure);

}  // namespace plrust::toolchain
