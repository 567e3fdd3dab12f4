// SPDX-License-Identifier: PostgreSQL
// Every check is one of this program's own commands, or a test of the source tree, run as a child: what the
// table says is what a person would get who types it.
#include <algorithm>
#include <array>
#include <ostream>
#include <sstream>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/commands/patches.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/sysroot_store.hpp"
#include "toolchain/target_spec.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array<std::string_view, 7> kChecks = {"patches", "policy", "target", "build",
                                                     "verify",  "tests",  "audit"};

struct Cell {
  std::string state;  // ok, failed, "-" (not run)
  std::string what;   // figures, or why
};

struct Row {
  std::string version;
  std::string arch;
  std::map<std::string, Cell, std::less<>> cells;
};

// A rustc and its source; or why there is none.
struct Rust {
  std::string version;
  std::optional<Compiler> compiler;
  std::optional<StdSource> source;
  std::string why_not;
};

Cell failed(const std::string& why) {
  return {"failed", why};
}

Cell not_run(const std::string& why) {
  return {"-", why};
}

std::string last_line(const std::string& text) {
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    last = line.empty() ? last : line;
  }
  return last;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

class Matrix {
 public:
  explicit Matrix(const Invocation& invocation)
      : invocation_(invocation),
        locations_(invocation.locations()),
        store_(fs::absolute(invocation.value_or(OptionId::sysroot_dir, locations_.sysroot_dir.string()))) {}

  std::vector<Row> rows() {
    std::vector<Row> made;
    for (const Rust& rust : rusts()) {
      for (const Target& target : kTargets) {
        const std::string arch = invocation_.value_or(OptionId::arch, "all");
        if (arch == "all" || arch == target.arch) {
          made.push_back(row(rust, target));
        }
      }
    }
    return made;
  }

 private:
  // Every version that there are patches for.
  std::vector<Rust> rusts() {
    std::vector<std::string> versions;
    const fs::path folder = locations_.data / "std-patches";
    for (const std::string& name : RealFiles().names_in(folder)) {
      if (RealFiles().is_file(folder / name / "series")) {
        versions.push_back(name);
      }
    }
    std::ranges::sort(versions, {}, version_numbers);
    std::vector<Rust> found;
    found.reserve(versions.size());
    for (const std::string& version : versions) {
      found.push_back(find(version));
    }
    return found;
  }

  Rust find(const std::string& version) {
    const fs::path usual = locations_.installed ? locations_.sysroot_dir.parent_path() / "rust"
                                                : locations_.self.parent_path().parent_path() / "rust";
    const fs::path fetched =
        fs::absolute(invocation_.value_or(OptionId::rust_dir, usual.string())) / version / "usr";
    Rust rust{version, {}, {}, {}};
    try {
      const auto given = invocation_.value(OptionId::rustc);
      const Compiler usual_one =
          find_compiler(runner_, files_, given ? std::optional<fs::path>(*given) : std::nullopt);
      if (usual_one.version == version) {
        rust.compiler = usual_one;
        rust.source = find_std_source(files_, usual_one, std::nullopt);
      } else if (files_.is_file(fetched / "bin" / "rustc")) {
        rust.compiler = find_compiler(runner_, files_, fetched / "bin" / "rustc");
        rust.source =
            find_std_source(files_, *rust.compiler, fetched / "src" / fmt::format("rustc-{}", version));
      } else {
        rust.why_not = fmt::format("no rustc {}: tools/fetch_rust {}", version, version);
      }
    } catch (const Error& error) {
      rust.why_not = error.what();
    }
    return rust;
  }

  Row row(const Rust& rust, const Target& target) {
    Row made{rust.version, std::string(target.arch), {}};
    if (!rust.source) {
      for (const std::string_view check : kChecks) {
        made.cells[std::string(check)] = not_run(rust.why_not);
      }
      return made;
    }
    std::tie(made.cells["patches"], made.cells["policy"]) = patches(rust);
    made.cells["target"] = target_as_generated(rust, target);
    std::string id;
    made.cells["build"] = build(rust, target, id);
    const bool is_built = made.cells["build"].state == "ok";
    const Cell no_sysroot = not_run("no sysroot");
    made.cells["verify"] = is_built ? verify(id, target) : no_sysroot;
    made.cells["tests"] = is_built ? tests(rust, id, target) : no_sysroot;
    made.cells["audit"] = is_built ? audit(rust, id, target) : no_sysroot;
    return made;
  }

  ChildResult self(std::vector<std::string> arguments) {
    if (const auto data = invocation_.value(OptionId::data_dir)) {
      arguments.insert(arguments.end(), {"--data-dir", *data});
    }
    return runner_.run({locations_.self, std::move(arguments), plain_environment(), {}, {}});
  }

  static std::vector<std::string> rust_arguments(const Rust& rust) {
    return {"--rustc", rust.compiler->rustc.string(), "--rust-src", rust.source->library.string()};
  }

  static std::vector<std::string> joined(std::vector<std::string> words,
                                         const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  std::pair<Cell, Cell> patches(const Rust& rust) {
    const ChildResult said =
        self(joined({"patches", "check", "--json", "--series", rust.version}, rust_arguments(rust)));
    const json report = json::parse(said.out, nullptr, false);
    if (!report.is_object()) {
      return {failed(first_line(said.err)), failed("the patches could not be read")};
    }
    std::string patch_problem;
    std::string policy_problem;
    for (const json& problem : report.at("problems")) {
      std::string& place = problem.at("kind") == "policy" ? policy_problem : patch_problem;
      place = place.empty() ? problem.at("text").get<std::string>() : place;
    }
    const auto count = [&report](const char* key) { return report.at(key).get<std::size_t>(); };
    return {patch_problem.empty()
                ? Cell{"ok", fmt::format("{} patches, {} hunks", count("patches"), count("hunks"))}
                : failed(patch_problem),
            policy_problem.empty() ? Cell{"ok", fmt::format("{} rows", count("policy_rows"))}
                                   : failed(policy_problem)};
  }

  Cell target_as_generated(const Rust& rust, const Target& target) {
    const ChildResult said = self({"targets", "check", "--json", "--rustc", rust.compiler->rustc.string()});
    const json report = json::parse(said.out, nullptr, false);
    if (!report.is_object()) {
      return failed(first_line(said.err));
    }
    const json& keys = report.at(std::string(target.triple));
    return keys.empty() ? Cell{"ok", "as generated"}
                        : failed(fmt::format("key '{}' differs", keys.front().at("key").get<std::string>()));
  }

  Cell build(const Rust& rust, const Target& target, std::string& id) {
    if (invocation_.has(OptionId::all)) {
      const ChildResult said = self(
          joined({"build", "--arch", std::string(target.arch), "--sysroot-dir", store_.folder().string()},
                 rust_arguments(rust)));
      if (!said.ok()) {
        return failed(last_line(said.err));
      }
    }
    const ChildResult said = self(joined({"build", "--dry-run", "--json", "--arch", std::string(target.arch),
                                          "--sysroot-dir", store_.folder().string()},
                                         rust_arguments(rust)));
    const json report = json::parse(said.out, nullptr, false);
    if (!said.ok() || !report.is_object()) {
      return failed(first_line(said.err));
    }
    id = report.at("id").get<std::string>();
    return report.at("present").empty() ? not_run("not built: use --all") : Cell{"ok", id};
  }

  // A function with a heap, text and formatting: most of std's machine code that a function links.
  Cell verify(const std::string& id, const Target& target) {
    const WorkFolder folder;
    const fs::path request = folder.path() / "request.json";
    const fs::path module = folder.path() / "module.so";
    fs::create_directory(folder.path() / "work");
    write_file(request, json{{"sysroot", (store_.folder() / id).string()},
                             {"triple", target.triple},
                             {"name", "probe"},
                             {"arguments", json::array({{{"name", "n"}, {"type", "i64"}}})},
                             {"returns", "Option<i64>"},
                             {"enums", json::array()},
                             {"shape", "registers"},
                             {"source",
                              "let mut seen = std::collections::HashMap::new();\n"
                              "for i in 0..n { *seen.entry(i % 7).or_insert(0.5) += i as f64; }\n"
                              "let text = format!(\"{seen:?} {:?}\", \"1.5\".parse::<f64>());\n"
                              "Ok(Some(text.len() as i64))\n"},
                             {"optimization", "speed"},
                             {"allow_unsafe", false}}
                            .dump());
    const ChildResult made = self({"compile", "--request", request.string(), "--output", module.string(),
                                   "--work-dir", (folder.path() / "work").string(), "--json"});
    if (!made.ok()) {
      const json answer = json::parse(made.out, nullptr, false);
      return failed(answer.is_object()
                        ? first_line(answer.value("message", "")) + ": " + answer.value("detail", "")
                        : first_line(made.err));
    }
    const ChildResult verdict =
        runner_.run({locations_.verifier, {"--json", module.string()}, plain_environment(), {}, {}});
    const json report = json::parse(verdict.out, nullptr, false);
    if (!verdict.ok() || !report.is_object()) {
      return failed(report.is_object() && report.contains("violations") && !report["violations"].empty()
                        ? report["violations"].front().value("why", "refused")
                        : "refused");
    }
    return {"ok", fmt::format("{} instructions", report.value("instructions", std::size_t{0}))};
  }

  Cell tests(const Rust& rust, const std::string& id, const Target& target) {
    const fs::path script = locations_.data / "tests" / "std" / "run";
    if (!files_.is_file(script)) {
      return not_run("no tests/std: needs the source tree");
    }
    if (!invocation_.has(OptionId::all)) {
      return not_run("use --all");
    }
    const fs::path sysroot = store_.folder() / id;
    const ChildResult said = runner_.run(
        {locations_.python,
         {"-B", script.string(), "--rustc", rust.compiler->rustc.string(), "--sysroot", sysroot.string(),
          "--flags-from", (sysroot / kManifestFile).string(), "--triple", std::string(target.triple)},
         plain_environment(),
         {},
         {}});
    return {said.ok() ? "ok" : "failed", last_line(said.out.empty() ? said.err : said.out)};
  }

  // The API is the same for all architectures; x86_64 is read.
  Cell audit(const Rust& rust, const std::string& id, const Target& target) {
    if (target.arch != "x86_64") {
      return not_run("the API does not depend on the architecture");
    }
    if (!invocation_.has(OptionId::all)) {
      return not_run("use --all");
    }
    const ChildResult said =
        self(joined({"audit", "--json", "--sysroot", (store_.folder() / id).string()}, rust_arguments(rust)));
    const json report = json::parse(said.out, nullptr, false);
    if (!report.is_object()) {
      return not_run(first_line(said.err));
    }
    return {said.ok() ? "ok" : "failed", fmt::format("{} items, {} unreviewed", report.at("items").size(),
                                                     report.at("unreviewed").get<std::size_t>())};
  }

  const Invocation& invocation_;
  const Locations& locations_;
  SysrootStore store_;
  ProcessRunner runner_;
  RealFiles files_;
};

std::string as_text(const std::vector<Row>& rows) {
  std::string text = fmt::format("{:<9}{:<9}", "Rust", "arch");
  for (const std::string_view check : kChecks) {
    text += fmt::format("{:<9}", check);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  std::string reasons;
  for (const Row& row : rows) {
    std::string line = fmt::format("{:<9}{:<9}", row.version, row.arch);
    for (const std::string_view check : kChecks) {
      const Cell& cell = row.cells.find(check)->second;
      line += fmt::format("{:<9}", cell.state);
      reasons += fmt::format("{} {} {}: {}{}\n", row.version, row.arch, check,
                             cell.state == "-"    ? "not run: "
                             : cell.state == "ok" ? ""
                                                  : "failed: ",
                             cell.what);
    }
    text += "\n" + line.substr(0, line.find_last_not_of(' ') + 1);
  }
  return text + "\n\n" + reasons;
}

json as_json(const std::vector<Row>& rows) {
  json made = json::array();
  for (const Row& row : rows) {
    json checks = json::object();
    for (const auto& [name, cell] : row.cells) {
      checks[name] = {{"state", cell.state == "-" ? "not run" : cell.state}, {"what", cell.what}};
    }
    made.push_back({{"rust", row.version}, {"arch", row.arch}, {"checks", checks}});
  }
  return made;
}

}  // namespace

ExitCode run_matrix(const Invocation& invocation) {
  const std::vector<Row> rows = Matrix(invocation).rows();
  invocation.out() << (invocation.has(OptionId::json) ? as_json(rows).dump(2) + "\n" : as_text(rows));
  const bool any_failed = std::ranges::any_of(rows, [](const Row& row) {
    return std::ranges::any_of(row.cells, [](const auto& cell) { return cell.second.state == "failed"; });
  });
  return any_failed ? ExitCode::failed : ExitCode::ok;
}

}  // namespace plrust::toolchain
