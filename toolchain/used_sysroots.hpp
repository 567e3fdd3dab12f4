// SPDX-License-Identifier: PostgreSQL
// Which sysroots the functions of PostgreSQL clusters were compiled with. `sysroots used` asks the servers,
// as a user whom they let in; `sysroots gc --used-by` reads the answer, as a user who may remove sysroots.
// The answer is one JSON object that is written when every database has answered: whatever can be read as one
// is complete.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

// A client of the servers: psql, with the variables of libpq that this process was started with.
struct DatabaseClient {
  std::filesystem::path psql;
  std::map<std::string, std::string> environment;
};

// The first psql in PATH. Throws Error (missing_tool).
DatabaseClient find_database_client(const Files& files);

// Asks all databases of the cluster that `connection` leads to (a connection string of libpq; empty: its
// defaults). Throws Error if one of them cannot be asked: nobody knows then what its functions need.
nlohmann::json ask_cluster(ChildRunner& runner, const DatabaseClient& client, const std::string& connection);

// What `sysroots used` prints.
std::string used_report(const std::vector<nlohmann::json>& clusters);
// The ids in such a report. Throws Error naming `file` for anything else, and for a report without clusters.
std::set<std::string> used_ids(const std::string& report, const std::string& file);

}  // namespace plrust::toolchain
