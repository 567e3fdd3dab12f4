// SPDX-License-Identifier: PostgreSQL
#include "handler/quarantine.hpp"

#include "handler/artifacts.hpp"
#include "handler/boundary.hpp"
#include "handler/compiler.hpp"
#include "handler/owner_sql.hpp"
#include "handler/quarantine_file.hpp"
#include "handler/settings.hpp"
#include "handler/signature.hpp"

namespace plrust::handler {

namespace {

constexpr const char* kFolder = "pg_plrust";

QuarantineFile quarantine_file() {
  return QuarantineFile({std::filesystem::path(DataDir) / kFolder, GetSystemIdentifier(),
                         static_cast<mode_t>(pg_dir_create_mode), static_cast<mode_t>(pg_file_create_mode),
                         enableFsync});
}

// Once in a session: a function that is called again and again must not fill the log.
void log_damage() {
  static bool is_logged = false;
  if (is_logged) {
    return;
  }
  is_logged = true;
  call_pg([] {
    ereport(LOG,
            (errcode(ERRCODE_DATA_CORRUPTED),
             errmsg("file \"%s/quarantine\" is damaged, and was ignored as far as it is", kFolder),
             errdetail("The next fault of a PL/Rust function that is put in quarantine writes it anew.")));
  });
}

std::vector<FaultRecord> read_records() {
  QuarantineFile::Contents contents = quarantine_file().read();
  if (contents.is_damaged) {
    log_damage();
  }
  return std::move(contents.records);
}

// Nobody who can give his function to another role, and back, lifts its quarantine by that.
bool is_of(const FaultRecord& record, Oid function, Oid owner) {
  return record.database == MyDatabaseId && (record.owner == owner || record.function == function);
}

std::string describe(const FaultRecord& record) {
  return "signal " + std::to_string(record.signal) +
         (record.code_offset != 0 ? " at offset " + std::to_string(record.code_offset) + " of its code" : "");
}

// Tells all sessions of this database, this one at once, that something about the function is to be looked at
// again. Not by the transaction's own messages, which are sent only if it commits.
void announce(std::uint32_t catalog_hash) {
  SharedInvalidationMessage message{};
  message.cc.id = static_cast<int8>(PROCOID);
  message.cc.dbId = MyDatabaseId;
  message.cc.hashValue = catalog_hash;
  SendSharedInvalidMessages(&message, 1);
  CallSyscacheCallbacks(PROCOID, catalog_hash);
}

struct Owner {
  Oid oid = InvalidOid;  // invalid: there is no such function
  std::uint32_t catalog_hash = 0;
};

Owner owner_of(Oid function) {
  return call_pg([function] {
    Owner owner;
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (HeapTupleIsValid(tuple)) {
      owner.oid = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->proowner;
      owner.catalog_hash = GetSysCacheHashValue1(PROCOID, ObjectIdGetDatum(function));
      ReleaseSysCache(tuple);
    }
    return owner;
  });
}

// What the function would run. Nothing if it is not compiled, or cannot be read.
std::optional<Digest> current_object(Oid function) {
  try {
    BindingVersion version;
    const std::optional<StoredObject> stored =
        find_object(read_signature(function), native_triple(), version);
    return stored ? std::optional(sha256(stored->object)) : std::nullopt;
  } catch (const Error&) {
    // Not an error of PostgreSQL's: nothing has to be rolled back.
    return std::nullopt;
  }
}

enum class Outcome { added, known, failed };

// No C++ object is left when this returns; of what failed, the words.
Outcome add(const FaultRecord& record, std::array<char, 512>& problem) noexcept {
  try {
    return quarantine_file().add(record) == QuarantineFile::Added::known ? Outcome::known : Outcome::added;
  } catch (const std::exception& error) {
    std::strncpy(problem.data(), error.what(), problem.size() - 1);
    return Outcome::failed;
  }
}

}  // namespace

bool needs_code_id(const Callee& callee) noexcept {
  return settings.quarantine_faults && !callee.code_id.is_known;
}

CodeId code_id_of(const Signature& signature, const PreparedObject& object) {
  CodeId id;
  if (settings.quarantine_faults) {
    id.is_known = true;
    id.owner = signature.owner;
    id.object = sha256(object.bytes);
  }
  return id;
}

void check_quarantine(Callee& callee, CodeId& id) {
  if (!settings.quarantine_faults || (id.is_clear && id.seen_changes == callee.changes)) {
    return;
  }
  // Read before the file is: what changes meanwhile is seen the next time.
  id.seen_changes = callee.changes;
  id.is_clear = false;
  const std::vector<FaultRecord> records = read_records();
  const auto found = std::ranges::find_if(records, [&callee, &id](const FaultRecord& record) {
    return is_of(record, callee.function, id.owner) && record.object == id.object;
  });
  if (found == records.end()) {
    id.is_clear = true;
    return;
  }
  callee.generation = 0;  // whoever holds the callee looks it up again
  const TimestampTz time = found->time;
  throw Error(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
              "PL/Rust function \"" + callee.display_name + "\" is in quarantine",
              "Its machine code faulted at " +
                  std::string(call_pg([time] { return timestamptz_to_str(time); })) + ": " +
                  describe(*found) + ".",
              "A corrected function runs. A superuser lets this one run again: SELECT plrust.release('" +
                  callee.display_name + "').");
}

void remember_fault(const Callee& callee, const confine::Exit& exit) {
  // A call that is still running of what was replaced meanwhile says nothing about what the callee has.
  if (!settings.quarantine_faults || !callee.code_id.is_known ||
      &exit.instance->module() != callee.module.get()) {
    return;
  }
  FaultRecord record;
  record.database = MyDatabaseId;
  record.owner = callee.code_id.owner;
  record.object = callee.code_id.object;
  record.function = callee.function;
  record.signal = exit.signal;
  record.code_offset = exit.module_offset_valid ? exit.module_offset : 0;
  record.time = GetCurrentTimestamp();
  std::array<char, 512> problem{};
  const char* const name = callee.display_name.c_str();
  switch (add(record, problem)) {
    case Outcome::added:
      ereport(LOG, (errmsg("PL/Rust function \"%s\" was put in quarantine", name),
                    errdetail("Its machine code faulted: signal %d.", exit.signal)));
      break;
    case Outcome::known:
      break;
    case Outcome::failed:
      ereport(LOG,
              (errcode(ERRCODE_IO_ERROR),
               errmsg("PL/Rust function \"%s\" could not be put in quarantine: %s", name, problem.data())));
      break;
  }
  announce(callee.catalog_hash);
}

Datum fault_of(FunctionCallInfo fcinfo) {
  const Oid function = PG_GETARG_OID(0);
  const Oid owner = owner_of(function).oid;
  const std::vector<FaultRecord> records = read_records();
  Datum values[2] = {};
  bool nulls[2] = {true, true};
  // The object is read only when there may be something to find.
  if (std::ranges::any_of(records,
                          [=](const FaultRecord& record) { return is_of(record, function, owner); })) {
    const Datum argument = PG_GETARG_DATUM(1);
    const bytea* const object = call_pg([argument] { return DatumGetByteaPP(argument); });
    const Digest digest = sha256(std::string_view(VARDATA_ANY(object), VARSIZE_ANY_EXHDR(object)));
    const auto found = std::ranges::find_if(records, [=, &digest](const FaultRecord& record) {
      return is_of(record, function, owner) && record.object == digest;
    });
    if (found != records.end()) {
      values[0] = TimestampTzGetDatum(found->time);
      values[1] = text_datum(describe(*found));
      nulls[0] = nulls[1] = false;
    }
  }
  Datum* const value_array = values;
  bool* const null_array = nulls;
  return call_pg([fcinfo, value_array, null_array] {
    TupleDesc descriptor = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &descriptor) != TYPEFUNC_COMPOSITE) {
      elog(ERROR, "plrust.fault() must return a row");
    }
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), value_array, null_array));
  });
}

Datum release(FunctionCallInfo fcinfo) {
  if (!call_pg([] { return superuser(); })) {
    throw Error(ERRCODE_INSUFFICIENT_PRIVILEGE,
                "only superusers can release PL/Rust functions from quarantine");
  }
  const Oid function = PG_GETARG_OID(0);
  const Owner owner = owner_of(function);
  const std::optional<Digest> object = OidIsValid(owner.oid) ? current_object(function) : std::nullopt;
  const std::size_t removed = quarantine_file().remove([=](const FaultRecord& record) {
    return record.database == MyDatabaseId &&
           (record.function == function || (record.owner == owner.oid && record.object == object));
  });
  if (removed != 0) {
    const std::uint32_t hash = owner.catalog_hash;
    call_pg([hash] { announce(hash); });
  }
  return BoolGetDatum(removed != 0);
}

}  // namespace plrust::handler
