// SPDX-License-Identifier: PostgreSQL
// Build scripts ask rustc what it can do, by letting it compile probes for the target. They know a path only,
// so this program stands in for rustc when it is started under that name: it adds what the target needs and
// becomes rustc. Unstable features stay off, or crates would choose code that is then refused.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "toolchain/dependencies/dependency_tools.hpp"

namespace plrust::toolchain {

std::string host_triple();

// DEP_<LINKS>_<KEY>, as the build scripts of dependants know what a build script said.
std::string metadata_variable(const std::string& links, const std::string& key);

// What the stand-in must be told.
std::map<std::string, std::string> wrapper_environment(const DependencyTools& tools);

bool is_rustc_stand_in(const std::string& program);
// Does not return, unless by an Error.
[[noreturn]] void become_rustc(const std::vector<std::string>& words);

// For tests: rustc's arguments from those of the stand-in.
std::vector<std::string> rustc_words(const std::vector<std::string>& words, const std::string& target,
                                     const std::string& flags, bool* is_for_target);

}  // namespace plrust::toolchain
