// SPDX-License-Identifier: PostgreSQL
#include "handler/settings.hpp"

#include <variant>

#include "handler/install_paths.hpp"
#include "handler/name_list.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

Settings settings;

namespace {

const config_enum_entry kOptimizations[] = {
    {"none", static_cast<int>(Optimization::none), false},
    {"size", static_cast<int>(Optimization::size), false},
    {"speed", static_cast<int>(Optimization::speed), false},
    {nullptr, 0, false},
};

bool refuse(const std::string_view item, const char* allowed) {
  GUC_check_errdetail("\"%.*s\" is not one of %s.", static_cast<int>(item.size()), item.data(), allowed);
  return false;
}

// Check hooks are called by PostgreSQL and must not throw: name lists are cut without allocation.
bool check_targets(char** value, void** /*extra*/, GucSource /*source*/) {
  for (const std::string_view item : NameList(*value != nullptr ? *value : "")) {
    if (item != "x86_64" && item != "aarch64") {
      return refuse(item, "x86_64, aarch64");
    }
  }
  return true;
}

bool check_capabilities(char** value, void** /*extra*/, GucSource /*source*/) {
  for (const std::string_view item : NameList(*value != nullptr ? *value : "")) {
    if (!is_capability(item)) {
      return refuse(item, kAllCapabilities);
    }
  }
  return true;
}

bool check_absolute_path(char** value, void** /*extra*/, GucSource /*source*/) {
  if (*value != nullptr && **value != '\0' && **value != '/') {
    GUC_check_errdetail("The path must be absolute.");
    return false;
  }
  return true;
}

struct Text {
  char** variable;
  const char* initial;
  GucStringCheckHook check;
};
struct Number {
  int* variable;
  int initial;
  int least;
  int most;
};
struct Switch {
  bool* variable;
  bool initial;
};
struct Choice {
  int* variable;
  int initial;
  const config_enum_entry* choices;
};

struct Row {
  const char* name;
  std::variant<Text, Number, Switch, Choice> kind;
  GucContext context;
  int flags;
  const char* summary;
  const char* explanation;
};

constexpr int kPath = GUC_SUPERUSER_ONLY;

const Row kRows[] = {
    {"plrust.allow_unsafe", Switch{&settings.allow_unsafe, false}, PGC_SUSET, 0, "Lets functions say unsafe.",
     "The machine code is confined and verified either way; what unsafe code breaks is its own function."},
    {"plrust.allowed_capabilities",
     Text{&settings.allowed_capabilities, kAllCapabilities, check_capabilities}, PGC_SUSET, 0,
     "What functions may use of the server.",
     "A list of capabilities; a function that imports a host function of another one is not run. "
     "Can be set for single roles."},
    {"plrust.allowed_dependencies", Text{&settings.allowed_dependencies, "", check_absolute_path}, PGC_SIGHUP,
     kPath, "TOML file with the crates that functions may depend on.", "Empty: none."},
    {"plrust.artifact_limit", Number{&settings.artifact_limit_kb, 16 * 1024, 64, 64 * 1024}, PGC_SUSET,
     GUC_UNIT_KB, "Size of the machine code of one function.",
     "It is stored in a table that belongs to the extension, whoever the function belongs to."},
    {"plrust.compilation_targets", Text{&settings.compilation_targets, "", check_targets}, PGC_SIGHUP, 0,
     "Architectures that functions are compiled for.", "Empty: this server's own."},
    {"plrust.compile_memory", Number{&settings.compile_memory_mb, 4096, 512, 1024 * 1024}, PGC_SUSET,
     GUC_UNIT_MB, "Address space that each compiler process may use.", nullptr},
    {"plrust.compile_timeout", Number{&settings.compile_timeout_ms, 120000, 100, INT_MAX}, PGC_SUSET,
     GUC_UNIT_MS, "Time after which a compilation is given up.", nullptr},
    {"plrust.dependency_dir", Text{&settings.dependency_dir, "", check_absolute_path}, PGC_SIGHUP, kPath,
     "Directory with the vendored crates that functions may depend on.",
     "Filled by plrust-toolchain deps vendor, or /usr/share/cargo/registry. Empty: none."},
    {"plrust.log_compile", Switch{&settings.log_compile, false}, PGC_SUSET, 0,
     "Logs each compilation with the time that its steps took.", nullptr},
    {"plrust.log_limit", Number{&settings.log_limit_kb, 8 * 1024, -1, INT_MAX >> 10}, PGC_SUSET, GUC_UNIT_KB,
     "What functions of one session may write to the server's log in a minute.",
     "By messages that are no errors; what is more goes to the client only. -1: no limit."},
    {"plrust.memory_limit", Number{&settings.memory_limit_kb, 256 * 1024, 1024, 2 * 1024 * 1024}, PGC_SUSET,
     GUC_UNIT_KB, "Memory that one function may hold in one session.", nullptr},
    {"plrust.optimization",
     Choice{&settings.optimization, static_cast<int>(Optimization::speed), kOptimizations}, PGC_USERSET, 0,
     "What functions are optimized for when they are created.", nullptr},
    {"plrust.quarantine_faults", Switch{&settings.quarantine_faults, false}, PGC_SUSET, 0,
     "Refuses functions whose machine code has faulted.",
     "Until a superuser calls plrust.release(), or the function is compiled to other machine code."},
    {"plrust.sandbox", Switch{&settings.sandbox, true}, PGC_SIGHUP, kPath, "Runs the compiler in a sandbox.",
     "Only for kernels without Landlock: without it the compiler can read what the server can read."},
    {"plrust.sysroot_dir", Text{&settings.sysroot_dir, kDefaultSysrootDir, check_absolute_path}, PGC_SIGHUP,
     kPath, "Directory with the sysroots that functions are compiled against.",
     "A sysroot, or a directory of sysroots, of which the newest for the target is taken."},
    {"plrust.toolchain", Text{&settings.toolchain, kDefaultToolchain, check_absolute_path}, PGC_SIGHUP, kPath,
     "Path of plrust-toolchain.", "plrust-verify is taken from the same installation."},
    {"plrust.work_dir", Text{&settings.work_dir, "", check_absolute_path}, PGC_SIGHUP, kPath,
     "Directory for compilations.", "Empty: inside the data directory."},
};

void define(const Row& row) {
  const auto define_kind = [&row](const auto& kind) {
    using Kind = std::decay_t<decltype(kind)>;
    if constexpr (std::is_same_v<Kind, Text>) {
      DefineCustomStringVariable(row.name, row.summary, row.explanation, kind.variable, kind.initial,
                                 row.context, row.flags, kind.check, nullptr, nullptr);
    } else if constexpr (std::is_same_v<Kind, Number>) {
      DefineCustomIntVariable(row.name, row.summary, row.explanation, kind.variable, kind.initial, kind.least,
                              kind.most, row.context, row.flags, nullptr, nullptr, nullptr);
    } else if constexpr (std::is_same_v<Kind, Switch>) {
      DefineCustomBoolVariable(row.name, row.summary, row.explanation, kind.variable, kind.initial,
                               row.context, row.flags, nullptr, nullptr, nullptr);
    } else {
      DefineCustomEnumVariable(row.name, row.summary, row.explanation, kind.variable, kind.initial,
                               kind.choices, row.context, row.flags, nullptr, nullptr, nullptr);
    }
  };
  std::visit(define_kind, row.kind);
}

}  // namespace

void define_settings() {
  for (const Row& row : kRows) {
    define(row);
  }
  MarkGUCPrefixReserved("plrust");
}

const char* optimization_name(Optimization optimization) noexcept {
  return kOptimizations[static_cast<int>(optimization)].name;
}

}  // namespace plrust::handler
