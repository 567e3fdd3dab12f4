// SPDX-License-Identifier: PostgreSQL
// All settings of the extension. settings.cpp holds the one table they are declared from; the prefix `plrust`
// is reserved, so that nobody can set a name that is not in it. No setting that names a program or a path can
// be changed by anyone but who edits the server's configuration.
#pragma once

namespace plrust::handler {

enum class Optimization : int { none, size, speed };

struct Settings {
  // Which modules are made.
  char* compilation_targets;
  int optimization;  // Optimization
  bool allow_unsafe;
  char* allowed_dependencies;
  char* dependency_dir;
  // Where and how the compiler runs.
  char* toolchain;
  char* sysroot_dir;
  char* work_dir;
  int compile_timeout_ms;
  int compile_memory_mb;
  int artifact_limit_kb;
  bool sandbox;
  bool log_compile;
  // What a running function may do.
  int memory_limit_kb;
  char* allowed_capabilities;
  bool quarantine_faults;
  int log_limit_kb;  // less than 0: none
};

extern Settings settings;

// Declares every setting. From _PG_init, once.
void define_settings();

// The name that requests and manifests use.
const char* optimization_name(Optimization optimization) noexcept;

}  // namespace plrust::handler
