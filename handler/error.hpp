// SPDX-License-Identifier: PostgreSQL
// The handler's own exceptions. Thrown below enter(), raised as ereport(ERROR) by it; never cross a
// PostgreSQL frame.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "handler/pg.hpp"

namespace plrust::handler {

// An error of ours. `message`: one line; compiler output belongs in `detail`, advice in `hint`.
class Error final : public std::runtime_error {
 public:
  Error(int sqlstate, const std::string& message, std::string detail = {}, std::string hint = {})
      : std::runtime_error(message),
        sqlstate_(sqlstate),
        detail_(std::move(detail)),
        hint_(std::move(hint)) {}

  int sqlstate() const noexcept { return sqlstate_; }
  const std::string& detail() const noexcept { return detail_; }
  const std::string& hint() const noexcept { return hint_; }

 private:
  int sqlstate_;
  std::string detail_;
  std::string hint_;
};

// An error that PostgreSQL raised, on its way through C++ frames with every field. May be caught to clean up
// and rethrown; swallowing it needs a subtransaction that is rolled back (elog.h).
class PgError final : public std::exception {
 public:
  explicit PgError(ErrorData* data) noexcept : data_(data) {}

  const char* what() const noexcept override { return data_->message != nullptr ? data_->message : ""; }
  ErrorData* data() const noexcept { return data_; }

 private:
  ErrorData* data_;  // in the memory context that was current where call_pg() was entered
};

}  // namespace plrust::handler
