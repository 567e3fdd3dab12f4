// SPDX-License-Identifier: PostgreSQL
#include "toolchain/crate_graph.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace plrust::toolchain {
namespace {

// A table whose every key must be asked for: what is left over is a spelling mistake.
class StrictTable {
 public:
  StrictTable(const toml::table& table, std::string where) : table_(&table), where_(std::move(where)) {}

  std::string text(std::string_view key) {
    used_.insert(std::string(key));
    const auto value = (*table_)[key].value<std::string>();
    if (!value || value->empty()) {
      throw Error(fmt::format("{}: '{}' is missing or not a string", where_, key));
    }
    return *value;
  }

  std::vector<std::string> texts(std::string_view key) {
    used_.insert(std::string(key));
    std::vector<std::string> values;
    if (!table_->contains(key)) {
      return values;
    }
    const toml::array* array = (*table_)[key].as_array();
    if (array == nullptr) {
      throw Error(fmt::format("{}: '{}' is not a list", where_, key));
    }
    for (const toml::node& node : *array) {
      const auto value = node.value<std::string>();
      if (!value) {
        throw Error(fmt::format("{}: '{}' holds something else than strings", where_, key));
      }
      values.push_back(*value);
    }
    return values;
  }

  std::vector<StrictTable> tables(const std::string& key) {
    used_.insert(key);
    std::vector<StrictTable> rows;
    const toml::array* array = (*table_)[key].as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      const toml::table* row = array->get(i)->as_table();
      if (row == nullptr) {
        throw Error(fmt::format("{}: '{}' holds something else than tables", where_, key));
      }
      rows.emplace_back(*row, fmt::format("{}, {} {}", where_, key, i + 1));
    }
    return rows;
  }

  std::map<std::string, std::string> map(std::string_view key) {
    used_.insert(std::string(key));
    std::map<std::string, std::string> values;
    if (const toml::table* inner = (*table_)[key].as_table(); inner != nullptr) {
      for (const auto& [name, node] : *inner) {
        values[std::string(name.str())] = node.value<std::string>().value_or("");
      }
    }
    return values;
  }

  void check_all_used() const {
    for (const auto& [name, node] : *table_) {
      if (!used_.contains(std::string(name.str()))) {
        throw Error(fmt::format("{}: unknown key '{}'", where_, name.str()));
      }
    }
  }

 private:
  const toml::table* table_;
  std::string where_;
  std::set<std::string> used_;
};

std::string bare(const std::string& external) {
  const auto colon = external.find(':');
  return colon == std::string::npos ? external : external.substr(colon + 1);
}

Crate read_crate(StrictTable row) {
  Crate crate{row.text("name"),  row.text("path"),     row.text("edition"), row.texts("features"),
              row.texts("cfgs"), row.texts("externs"), row.texts("flags")};
  row.check_all_used();
  return crate;
}

std::string with_arch(std::string text, std::string_view arch) {
  if (const auto at = text.find("{arch}"); at != std::string::npos) {
    text.replace(at, 6, arch);
  }
  if (const auto at = text.find("{source}"); at != std::string::npos) {
    text.replace(at, 8, "std");
  }
  return text;
}

// Shell words of Ninja's command line: single quotes for the shell, "$$" for Ninja.
std::string ninja_word(const std::string& word) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,+:@%";
  std::string out = word;
  if (word.find_first_not_of(kPlain) != std::string::npos || word.empty()) {
    out = "'";
    for (const char c : word) {
      out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    out += "'";
  }
  for (std::size_t at = out.find('$'); at != std::string::npos; at = out.find('$', at + 2)) {
    out.insert(at, "$");
  }
  return out;
}

std::string ninja_words(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  std::ranges::transform(words, std::back_inserter(quoted), ninja_word);
  return fmt::format("{}", fmt::join(quoted, " "));
}

std::string library_folder(const Target& target) {
  return fmt::format("sysroot/lib/rustlib/{}/lib", target.triple);
}

std::string library_file(const Target& target, const std::string& crate) {
  return fmt::format("{}/lib{}-plrust.rlib", library_folder(target), crate);
}

// What is the same for every crate of a module, whoever wrote it.
std::vector<std::string> crate_words(const Crate& crate, const Target& target) {
  std::vector<std::string> words{
      "--crate-name", crate.name, "--crate-type=rlib", fmt::format("--edition={}", crate.edition),
      fmt::format("--target={}", target.triple), "--sysroot=sysroot",
      // Metadata holds the folder in which rustc ran.
      "-Zremap-cwd-prefix=/plrust", fmt::format("-Cmetadata=plrust-{}", crate.name),
      "-Cextra-filename=-plrust", fmt::format("-Ldependency={}", library_folder(target))};
  for (const std::string& feature : crate.features) {
    words.push_back(fmt::format("--cfg=feature=\"{}\"", feature));
  }
  for (const std::string& cfg : crate.cfgs) {
    words.push_back(fmt::format("--cfg={}", cfg));
  }
  for (const std::string& external : crate.externs) {
    words.push_back(fmt::format("--extern={}={}", external, library_file(target, bare(external))));
  }
  return words;
}

nlohmann::json crate_edge(const Crate& crate, const Target& target, const std::string& root,
                          const std::vector<std::string>& words, const std::string& stamp) {
  std::vector<std::string> libraries;
  for (const std::string& external : crate.externs) {
    libraries.push_back(library_file(target, bare(external)));
  }
  return {{"name", crate.name}, {"root", root},         {"library", library_file(target, crate.name)},
          {"stamp", stamp},     {"externs", libraries}, {"words", ninja_words(words)}};
}

// As this version of rustc takes them.
std::vector<std::string> spelled(const CrateGraph& graph, std::vector<std::string> flags) {
  for (std::string& flag : flags) {
    if (const auto other = graph.spellings.find(flag); other != graph.spellings.end()) {
      flag = other->second;
    }
  }
  flags.insert(flags.end(), graph.confinement.begin(), graph.confinement.end());
  return flags;
}

// pgrx is compiled as a user's crate would be, against the std above, but with our own language features.
Crate pgrx_crate() {
  return {"pgrx", "lib.rs", "2021", {}, {}, {}, {}};
}

}  // namespace

CrateGraph parse_crate_graph(const std::string& toml_text, const std::string& file_name) {
  toml::table table;
  try {
    table = toml::parse(toml_text);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("{}, line {}: {}", file_name, error.source().begin.line, error.description()));
  }
  StrictTable top(table, file_name);
  CrateGraph graph;
  graph.flags = top.texts("flags");
  graph.environment = top.map("environment");
  graph.spellings = top.map("spellings");
  graph.confinement = top.texts("confinement");
  for (StrictTable& row : top.tables("conditional_cfg")) {
    graph.conditional_cfgs.push_back({row.text("when"), row.text("cfg"), row.texts("crates")});
    row.check_all_used();
  }
  std::set<std::string> known;
  for (const StrictTable& row : top.tables("crate")) {
    Crate crate = read_crate(row);
    for (const std::string& external : crate.externs) {
      if (!known.contains(bare(external))) {
        throw Error(fmt::format("{}: crate '{}' needs '{}', which does not stand before it", file_name,
                                crate.name, bare(external)));
      }
    }
    if (!known.insert(crate.name).second) {
      throw Error(fmt::format("{}: crate '{}' appears twice", file_name, crate.name));
    }
    graph.crates.push_back(std::move(crate));
  }
  top.check_all_used();
  if (!known.contains("std") || !known.contains("alloc")) {
    throw Error(fmt::format("{}: there is no crate 'std' or 'alloc'", file_name));
  }
  return graph;
}

std::vector<std::string> confinement_flags(const std::string& plugin) {
  return {
      fmt::format("-Zllvm-plugins={}", plugin),
      "-Zsanitizer=kcfi",
      "-Zplt=yes",
      "-Cjump-tables=no",
      "-Cpanic=abort",
      "-Ccodegen-units=1",
  };
}

std::vector<std::string> user_flags(const CrateGraph& graph, const Target& target) {
  std::vector<std::string> flags{"--edition=2021", fmt::format("--target={}", target.triple),
                                 "--sysroot={sysroot}", "-Zunstable-options"};
  const auto confinement = spelled(graph, confinement_flags("{sysroot}/plugin/split-stack.so"));
  flags.insert(flags.end(), confinement.begin(), confinement.end());
  // A short loop that straddles a cache line loses more than confinement costs it. The new trait solver does
  // not take the unsound trait objects that the old one does.
  for (const char* flag : {"-Cllvm-args=-align-loops=64", "-Znext-solver=globally", "-Zallow-features=",
                           "-Cdebuginfo=0", "-Cembed-bitcode=no", "-Csymbol-mangling-version=v0"}) {
    flags.emplace_back(flag);
  }
  return flags;
}

nlohmann::json ninja_plan(const CrateGraph& graph, const Target& target, const std::string& cfg) {
  const auto confinement = spelled(graph, confinement_flags(std::string(kPluginInBuild)));
  nlohmann::json edges = nlohmann::json::array();
  for (Crate crate : graph.crates) {
    for (const ConditionalCfg& conditional : graph.conditional_cfgs) {
      if (("\n" + cfg + "\n").find(fmt::format("\n{}\n", conditional.when)) != std::string::npos &&
          std::ranges::find(conditional.crates, crate.name) != conditional.crates.end()) {
        crate.cfgs.push_back(conditional.cfg);
      }
    }
    std::vector<std::string> words = crate_words(crate, target);
    for (const auto& flags : {graph.flags, confinement, crate.flags}) {
      std::ranges::transform(flags, std::back_inserter(words),
                             [&](const std::string& flag) { return with_arch(flag, target.arch); });
    }
    edges.push_back(crate_edge(crate, target, "std/" + crate.path, words, "std.stamp"));
  }
  Crate pgrx = pgrx_crate();
  std::vector<std::string> words = crate_words(pgrx, target);
  words.insert(words.end(), confinement.begin(), confinement.end());
  for (const char* flag : {"-Zunstable-options", "-Zcrate-attr=feature(postgres_untrusted)", "-Copt-level=3",
                           "-Cdebuginfo=0", "-Cembed-bitcode=no", "-Csymbol-mangling-version=v0",
                           "--remap-path-prefix=pgrx=/plrust/pgrx", "--cap-lints=allow"}) {
    words.emplace_back(flag);
  }
  nlohmann::json pgrx_edge = crate_edge(pgrx, target, "pgrx/" + pgrx.path, words, "pgrx.stamp");
  for (const Crate& crate : graph.crates) {
    pgrx_edge["externs"].push_back(library_file(target, crate.name));
  }
  edges.push_back(std::move(pgrx_edge));

  std::vector<std::string> environment{"RUSTC_BOOTSTRAP=1"};
  for (const auto& [name, value] : graph.environment) {
    environment.push_back(fmt::format("{}={}", name, with_arch(value, target.arch)));
  }
  return {{"arch", target.arch},
          {"triple", target.triple},
          {"plugin", kPluginInBuild},
          {"environment", ninja_words(environment)},
          {"crates", edges}};
}

}  // namespace plrust::toolchain
