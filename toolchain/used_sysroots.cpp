// SPDX-License-Identifier: PostgreSQL
#include "toolchain/used_sysroots.hpp"

#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

#include "toolchain/sysroot_store.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

constexpr std::string_view kHint = "nothing is known about its functions, so keep all sysroots";

constexpr std::string_view kDatabases =
    "SELECT pg_catalog.json_build_object("
    "'system_identifier', (SELECT system_identifier::text FROM pg_catalog.pg_control_system()), "
    "'databases', pg_catalog.json_agg(pg_catalog.json_build_object("
    "'name', datname, 'connects', datallowconn) ORDER BY datname)) FROM pg_catalog.pg_database;\n";

// A database without the extension has no functions that need a sysroot.
constexpr std::string_view kSysroots =
    "SELECT pg_catalog.to_regclass('plrust.artifacts') IS NOT NULL AS present \\gset\n"
    "\\if :present\n"
    "SELECT pg_catalog.json_build_object('name', pg_catalog.current_database(), 'sysroots', "
    "COALESCE(pg_catalog.json_agg(DISTINCT sysroot), '[]')) FROM plrust.artifacts;\n"
    "\\else\n"
    "SELECT pg_catalog.json_build_object('name', pg_catalog.current_database(), 'sysroots', "
    "pg_catalog.json_build_array());\n"
    "\\endif\n";

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos)
      out += '\\';
    out += c;
  }
  return out;
}

// A name may be anything: quoted for libpq's connection string, and that for psql, whose quote is doubled.
std::string connect_command(const std::string& database) {
  std::string quoted;
  for (const char c : fmt::format("dbname='{}'", escaped(database, "'\\")))
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return fmt::format("\\connect -reuse-previous=on \"{}\"\n", quoted);
}

std::vector<json> run_psql(ChildRunner& runner, const DatabaseClient& client, const std::string& connection,
                           const std::string& script) {
  ChildCommand command{client.psql,
                       {"-XAtq", "--no-password", "-v", "ON_ERROR_STOP=1", "-f", "-"},
                       client.environment,
                       {},
                       script};
  if (!connection.empty())
    command.arguments.push_back("--dbname=" + connection);
  const ChildResult result = runner.run(command);
  if (!result.ok()) {
    const Error cause = child_error(command, result);
    throw Error(fmt::format("could not ask the server '{}': {}", connection, cause.what()),
                std::string(kHint), ExitCode::child_failed);
  }
  std::vector<json> rows;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    json row = json::parse(line, nullptr, false);
    if (!row.is_object())
      throw Error(fmt::format("psql answered something unexpected: '{}'", line), std::string(kHint));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> databases_of(const json& cluster) {
  std::vector<std::string> names;
  for (const json& row : cluster.at("databases")) {
    const auto name = row.at("name").get<std::string>();
    if (row.at("connects").get<bool>())
      names.push_back(name);
    else if (name != "template0")
      throw Error(fmt::format("the database '{}' does not allow connections", name), std::string(kHint));
  }
  return names;
}

}  // namespace

DatabaseClient find_database_client(const Files& files) {
  DatabaseClient client{{}, plain_environment()};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && (text.starts_with("PG") || text.starts_with("HOME=")))
      client.environment[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (folder.starts_with("/") && files.is_file(std::filesystem::path(folder) / "psql")) {
      client.psql = std::filesystem::path(folder) / "psql";
      client.environment["PATH"] = path;  // Debian's psql is a script that looks for others
      return client;
    }
  }
  throw Error("there is no psql in PATH", "apt-get install postgresql-client", ExitCode::missing_tool);
}

json ask_cluster(ChildRunner& runner, const DatabaseClient& client, const std::string& connection) {
  try {
    const auto clusters = run_psql(runner, client, connection, std::string(kDatabases));
    if (clusters.size() != 1)
      throw Error("psql did not say which databases there are", std::string(kHint));
    const std::vector<std::string> names = databases_of(clusters.front());
    std::string script;
    for (const std::string& name : names) script += connect_command(name) + std::string(kSysroots);
    std::vector<json> rows = run_psql(runner, client, connection, script);
    if (rows.size() != names.size())
      throw Error(fmt::format("{} of {} databases answered", rows.size(), names.size()), std::string(kHint));
    for (std::size_t i = 0; i < names.size(); ++i)
      if (rows[i].at("name") != names[i])
        throw Error(fmt::format("the database '{}' did not answer", names[i]), std::string(kHint));
    return {{"system_identifier", clusters.front().at("system_identifier")}, {"databases", rows}};
  } catch (const json::exception& error) {
    throw Error(fmt::format("psql answered something unexpected: {}", error.what()), std::string(kHint));
  }
}

std::string used_report(const std::vector<json>& clusters) {
  return json{{"format", 1}, {"clusters", clusters}}.dump(2) + "\n";
}

std::set<std::string> used_ids(const std::string& report, const std::string& file) {
  const json top = json::parse(report, nullptr, false);
  std::set<std::string> ids;
  try {
    if (!top.is_object() || top.at("format").get<int>() != 1 || top.at("clusters").empty())
      throw Error(fmt::format("'{}' is not a report of 'sysroots used'", file),
                  "make one as a user whom the servers let in: plrust-toolchain sysroots used >FILE");
    for (const json& cluster : top.at("clusters")) {
      static_cast<void>(cluster.at("system_identifier").get<std::string>());
      for (const json& database : cluster.at("databases"))
        for (const json& id : database.at("sysroots")) {
          SysrootStore::require_id(id.get<std::string>());
          ids.insert(id.get<std::string>());
        }
    }
  } catch (const json::exception& error) {
    throw Error(fmt::format("'{}' is not a report of 'sysroots used': {}", file, error.what()),
                "make one as a user whom the servers let in: plrust-toolchain sysroots used >FILE");
  }
  return ids;
}

}  // namespace plrust::toolchain
