// SPDX-License-Identifier: PostgreSQL
#include "handler/boundary.hpp"

#include <new>

#include "base/error.hpp"

namespace plrust::handler {

namespace {

// A catch block must not be left by longjmp, hence the allocation that returns null instead of raising.
const char* keep(std::string_view text) noexcept {
  if (text.empty()) {
    return nullptr;
  }
  void* const memory = MemoryContextAllocExtended(CurrentMemoryContext, text.size() + 1, MCXT_ALLOC_NO_OOM);
  if (memory == nullptr) {
    return "out of memory while reporting an error";
  }
  char* const copy = static_cast<char*>(memory);
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

}  // namespace

Failure describe_current_exception() noexcept {
  Failure failure;
  try {
    throw;
  } catch (const PgError& error) {
    failure.rethrow = error.data();
  } catch (const Error& error) {
    failure.sqlstate = error.sqlstate();
    failure.message = keep(error.what());
    failure.detail = keep(error.detail());
    failure.hint = keep(error.hint());
  } catch (const plrust::Error& error) {
    failure.message = keep(error.what());
    failure.hint = keep(error.hint());
  } catch (const std::bad_alloc&) {
    failure.sqlstate = ERRCODE_OUT_OF_MEMORY;
    failure.message = "out of memory";
  } catch (const std::exception& error) {
    failure.message = keep(error.what());
  } catch (...) {
    failure.message = "unknown C++ exception in plrust";
  }
  return failure;
}

void raise(const Failure& failure) {
  if (failure.rethrow != nullptr) {
    ReThrowError(failure.rethrow);
  }
  ereport(ERROR, (errcode(failure.sqlstate),
                  errmsg_internal("%s", failure.message != nullptr ? failure.message : "unknown error"),
                  failure.detail != nullptr ? errdetail_internal("%s", failure.detail) : 0,
                  failure.hint != nullptr ? errhint("%s", failure.hint) : 0));
  pg_unreachable();
}

}  // namespace plrust::handler
