// SPDX-License-Identifier: PostgreSQL
#include "handler/owner_sql.hpp"

#include "handler/boundary.hpp"

namespace plrust::handler {

namespace {

constexpr const char* kSchema = "plrust";

bool is_running = false;

// The current user for as long as this lives. An error ends it too: PostgreSQL restores the user when it
// aborts the (sub)transaction.
class OwnerRights {
 public:
  explicit OwnerRights(Oid owner) {
    GetUserIdAndSecContext(&user_, &security_context_);
    SetUserIdAndSecContext(owner,
                           security_context_ | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
    is_running = true;
  }
  ~OwnerRights() {
    is_running = was_running_;
    SetUserIdAndSecContext(user_, security_context_);
  }
  OwnerRights(const OwnerRights&) = delete;
  OwnerRights& operator=(const OwnerRights&) = delete;

 private:
  Oid user_ = InvalidOid;
  int security_context_ = 0;
  bool was_running_ = is_running;
};

Oid owner_of_tables() {
  const Oid table = own_relation("artifacts");
  if (!OidIsValid(table)) {
    throw Error(ERRCODE_UNDEFINED_TABLE, "table plrust.artifacts does not exist", {},
                "Create the extension again: CREATE EXTENSION plrust.");
  }
  return call_pg([table] {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(tuple)) {
      elog(ERROR, "cache lookup failed for relation %u", table);
    }
    const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
    ReleaseSysCache(tuple);
    return owner;
  });
}

}  // namespace

Oid own_relation(const char* name) {
  return call_pg([name] {
    const Oid schema = get_namespace_oid(kSchema, true);
    return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
  });
}

void run_as_owner(const char* command, const std::vector<Oid>& types, const std::vector<Datum>& values) {
  const OwnerRights rights(owner_of_tables());
  std::vector<Oid> type_copy = types;
  std::vector<Datum> value_copy = values;
  Oid* const type_array = type_copy.data();
  Datum* const value_array = value_copy.data();
  const int count = static_cast<int>(types.size());
  call_pg([=] {
    SPI_connect();
    // Functions that a validator or a call runs in must be able to see what their own transaction wrote.
    const int result = SPI_execute_with_args(command, count, type_array, value_array, nullptr, false, 0);
    if (result < 0) {
      elog(ERROR, "plrust: %s in: %s", SPI_result_code_string(result), command);
    }
    SPI_finish();
  });
}

bool is_own_sql() noexcept {
  return is_running;
}

Datum text_datum(std::string_view text) {
  return call_pg([text] {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
  });
}

Datum bytea_datum(std::string_view bytes) {
  return text_datum(bytes);
}

Datum text_array_datum(const std::vector<std::string>& texts) {
  std::vector<Datum> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) {
    items.push_back(text_datum(text));
  }
  Datum* const data = items.data();
  const int count = static_cast<int>(items.size());
  return call_pg([data, count] {
    return PointerGetDatum(construct_array(data, count, TEXTOID, -1, false, TYPALIGN_INT));
  });
}

}  // namespace plrust::handler
