// SPDX-License-Identifier: PostgreSQL
// Why commits as well as versions: distributions and nightlies give different sources the same version
// number, and a std whose lang items differ from what rustc expects fails in ways that nobody can read.
#include "toolchain/discovery.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "toolchain/config.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInstallRustc =
    "install it with 'apt-get install rustc-web rust-web-src', or name another with --rustc";

std::string first_word(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(begin);
  return std::string(text.substr(0, text.find_first_of(" \t\r\n")));
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
    text.pop_back();
  }
  return text;
}

std::string field(const std::string& text, std::string_view name) {
  const std::string key = fmt::format("\n{}: ", name);
  const auto at = text.find(key);
  if (at == std::string::npos) {
    throw Error(fmt::format("the answer of 'rustc -vV' has no '{}'", name), std::string(kInstallRustc),
                ExitCode::missing_tool);
  }
  return first_word(std::string_view(text).substr(at + key.size()));
}

std::string ask(ChildRunner& runner, const fs::path& rustc, std::vector<std::string> arguments) {
  // HOME is where a rustup proxy finds its toolchains; nothing else of our environment reaches rustc.
  ChildCommand command{rustc, std::move(arguments), plain_environment(), {}, {}};
  if (const char* home = std::getenv("HOME"); home != nullptr) {
    command.environment["HOME"] = home;
  }
  ChildResult result = runner.run(command);
  if (!result.ok()) {
    throw child_error(command, result);
  }
  return std::move(result.out);
}

// What a std source says about itself.
struct Identity {
  std::string version;
  std::string commit;
  std::string from;
};

// "1.96.0 (ac68faa20 2026-05-25)", as in the 'version' file of Rust's own tarballs and rustup's manifest.
Identity parse_version_line(const std::string& line, std::string from) {
  Identity identity{first_word(line), {}, std::move(from)};
  if (const auto open = line.find('('); open != std::string::npos) {
    identity.commit = first_word(std::string_view(line).substr(open + 1));
  }
  return identity;
}

std::optional<Identity> identity_from_rustup(const Files& files, const fs::path& library) {
  // <sysroot>/lib/rustlib/src/rust/library
  const fs::path rustlib = library.parent_path().parent_path().parent_path();
  const fs::path manifest = rustlib / "multirust-channel-manifest.toml";
  const auto text = files.read(manifest);
  if (!text) {
    return std::nullopt;
  }
  const toml::table table = toml::parse(*text);
  const auto version = table["pkg"]["rust-src"]["version"].value<std::string>();
  return version ? std::optional(parse_version_line(*version, manifest.string())) : std::nullopt;
}

std::optional<Identity> identity_of(const Files& files, const fs::path& library) {
  const fs::path root = library.parent_path();
  std::optional<Identity> identity;
  for (const fs::path& file : {root / "version", root / "src" / "version"}) {
    if (const auto text = files.read(file)) {
      identity = parse_version_line(*text, file.string());
      break;
    }
  }
  if (!identity) {
    identity = identity_from_rustup(files, library);
  }
  const std::string folder = root.filename().string();
  if (!identity && folder.starts_with("rustc-")) {
    const std::string rest = folder.substr(6);
    identity = Identity{rest.substr(0, rest.find('-')), {}, root.string()};
  }
  if (identity) {
    if (const auto commit = files.read(root / "git-commit-hash")) {
      identity->commit = trimmed(*commit);
    }
  }
  return identity;
}

bool same_commit(std::string_view full, std::string_view maybe_short) {
  constexpr std::size_t kShortestCommit = 9;
  return maybe_short.size() >= kShortestCommit && full.substr(0, maybe_short.size()) == maybe_short;
}

void check_complete(const Files& files, const fs::path& library) {
  for (const char* part : {"core/src/lib.rs", "alloc/src/lib.rs", "std/src/lib.rs"}) {
    if (!files.is_file(library / part)) {
      throw Error(fmt::format("'{}' is not a std source: '{}' is missing", library.string(), part),
                  "name the 'library' folder of rustc's source with --rust-src", ExitCode::missing_tool);
    }
  }
  if (files.names_in(library / "vendor").empty()) {
    throw Error(fmt::format("the std source '{}' has no vendored crates ('vendor')", library.string()),
                "install rust-web-src, or add them with 'cargo vendor' in a copy of the source",
                ExitCode::missing_tool);
  }
}

StdSource checked(const Files& files, const Compiler& compiler, const fs::path& library) {
  check_complete(files, library);
  const auto identity = identity_of(files, library);
  if (!identity || identity->version.empty()) {
    throw Error(fmt::format("the std source '{}' does not say which version it is", library.string()),
                "it needs a 'version' file beside the 'library' folder, as Rust's own source has",
                ExitCode::missing_tool);
  }
  if (identity->version != compiler.version) {
    throw Error(
        fmt::format("the std source '{}' is of version {}, but '{}' is {}", library.string(),
                    identity->version, compiler.rustc.string(), compiler.version),
        fmt::format("install the source of {}, or name a pair with --rustc and --rust-src", compiler.version),
        ExitCode::missing_tool);
  }
  if (!identity->commit.empty() && !same_commit(compiler.commit, identity->commit)) {
    throw Error(fmt::format("the std source '{}' is of commit {}, but '{}' of {}", library.string(),
                            identity->commit, compiler.rustc.string(), compiler.commit),
                "both say the same version, but they are different releases: use the source of this rustc",
                ExitCode::missing_tool);
  }
  return {library, identity->version, identity->commit, identity->from};
}

}  // namespace

Compiler parse_verbose_version(const std::string& text) {
  Compiler compiler;
  compiler.version = field(text, "release");
  compiler.commit = field(text, "commit-hash");
  compiler.host = field(text, "host");
  compiler.llvm = field(text, "LLVM version");
  return compiler;
}

Compiler find_compiler(ChildRunner& runner, const Files& files, const std::optional<fs::path>& given) {
  fs::path rustc = given.value_or(fs::path(kRustc));
  if (!files.is_file(rustc)) {
    throw Error(fmt::format("there is no rustc at '{}'", rustc.string()), std::string(kInstallRustc),
                ExitCode::missing_tool);
  }
  const fs::path sysroot = trimmed(ask(runner, rustc, {"--print", "sysroot"}));
  // A rustup proxy decides by the folder it is started in which compiler runs: take that one itself.
  if (const fs::path real = sysroot / "bin" / "rustc"; files.is_file(real)) {
    rustc = real;
  }
  Compiler compiler = parse_verbose_version(ask(runner, rustc, {"-vV"}));
  compiler.rustc = rustc;
  compiler.sysroot = sysroot;
  return compiler;
}

StdSource identify_std_source(const Files& files, const fs::path& given) {
  const fs::path inner = given / "library";
  const fs::path library = fs::absolute(files.is_directory(inner) ? inner : given).lexically_normal();
  check_complete(files, library);
  const Identity identity = identity_of(files, library).value_or(Identity{});
  return {library, identity.version, identity.commit, identity.from};
}

StdSource find_std_source(const Files& files, const Compiler& compiler,
                          const std::optional<fs::path>& given) {
  if (given) {
    const fs::path inner = *given / "library";
    return checked(files, compiler, files.is_directory(inner) ? inner : *given);
  }
  std::vector<fs::path> places;
  if (!kStdSource.empty()) {
    places.emplace_back(kStdSource);
  }
  places.push_back(compiler.sysroot / "lib/rustlib/src/rust/library");
  places.push_back(fs::path("/usr/src") / fmt::format("rustc-{}", compiler.version) / "library");
  const auto found = std::ranges::find_if(places, [&](const fs::path& p) { return files.is_directory(p); });
  if (found == places.end()) {
    const bool rustup = compiler.rustc.string().find("/toolchains/") != std::string::npos;
    throw Error(fmt::format("there is no std source for rustc {}: looked in '{}'", compiler.version,
                            fmt::join(
                                [&] {
                                  std::vector<std::string> names;
                                  std::ranges::transform(places, std::back_inserter(names),
                                                         [](const fs::path& p) { return p.string(); });
                                  return names;
                                }(),
                                "', '")),
                rustup ? "install it with 'rustup component add rust-src'"
                       : "install it with 'apt-get install rust-web-src', or name it with --rust-src",
                ExitCode::missing_tool);
  }
  return checked(files, compiler, *found);
}

}  // namespace plrust::toolchain
