// SPDX-License-Identifier: PostgreSQL
#include "handler/database.hpp"

#include "handler/error.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

void check_database() {
  if (GetDatabaseEncoding() != PG_UTF8) {
    throw Error(ERRCODE_FEATURE_NOT_SUPPORTED, "PL/Rust needs a database with encoding UTF8",
                std::string("The encoding of this database is ") + GetDatabaseEncodingName() + ".",
                "Create one: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.");
  }
}

}  // namespace plrust::handler
