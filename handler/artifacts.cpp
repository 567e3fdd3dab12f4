// SPDX-License-Identifier: PostgreSQL
// The first call in a backend goes through find_object(): two index scans and one read of the object, no SPI.
// A module is believed for what its own row says that it was made from. What function_artifacts says is a
// short cut and says what can be deleted: its oids mean something only in the cluster that wrote it, which
// `system` names, because pg_upgrade takes the table along and gives functions other oids.
#include "handler/artifacts.hpp"

#include "handler/boundary.hpp"
#include "handler/owner_sql.hpp"

namespace plrust::handler {

namespace {

enum class FunctionColumn : AttrNumber { function = 1, triple = 2, system = 3, key = 4 };

constexpr AttrNumber number(FunctionColumn column) {
  return static_cast<AttrNumber>(column);
}

std::int64_t this_system() noexcept {
  return static_cast<std::int64_t>(GetSystemIdentifier());
}

// Scans a table of ours by an index and gives its rows to `read` (which may raise: a plain function) until
// that says that it has enough. With a snapshot of the catalogs, which is a new one for such a table whatever
// the isolation level: pg_proc is read by one too.
template <typename Read>
void read_rows(const char* table_name, const char* index_name, ScanKeyData* keys, int key_count, Read read) {
  const Oid table_oid = own_relation(table_name);
  const Oid index_oid = own_relation(index_name);
  if (!OidIsValid(table_oid) || !OidIsValid(index_oid)) {
    throw Error(ERRCODE_UNDEFINED_TABLE, "table plrust." + std::string(table_name) + " does not exist", {},
                "Create the extension again: CREATE EXTENSION plrust.");
  }
  call_pg([=]() mutable {
    const Relation table = table_open(table_oid, AccessShareLock);
    const SysScanDesc scan = systable_beginscan(table, index_oid, true, nullptr, key_count, keys);
    HeapTuple tuple = systable_getnext(scan);
    while (HeapTupleIsValid(tuple) && !read(tuple, RelationGetDescr(table))) {
      tuple = systable_getnext(scan);
    }
    systable_endscan(scan);
    table_close(table, AccessShareLock);
  });
}

ScanKeyData equal_key(AttrNumber column, Oid procedure, Datum value, Oid collation) {
  ScanKeyData key;
  call_pg([&key, column, procedure, value, collation] {
    ScanKeyEntryInitialize(&key, 0, column, BTEqualStrategyNumber, InvalidOid, collation, procedure, value);
  });
  return key;
}

ScanKeyData bytes_key(ArtifactColumn column, const Digest& value) {
  return equal_key(attribute_number(column), F_BYTEAEQ, bytea_datum(as_text(value)), InvalidOid);
}

Datum column_of(HeapTuple tuple, TupleDesc descriptor, AttrNumber column) {
  bool is_null = false;
  const Datum value = heap_getattr(tuple, column, descriptor, &is_null);
  return is_null ? 0 : value;
}

bool copy_key(Datum value, Digest& key) {
  const bytea* const bytes = value == 0 ? nullptr : DatumGetByteaPP(value);
  if (bytes == nullptr || VARSIZE_ANY_EXHDR(bytes) != key.size()) {
    return false;
  }
  std::memcpy(key.data(), VARDATA_ANY(bytes), key.size());
  return true;
}

struct Binding {
  BindingVersion version;
  bool is_ours = false;  // its oid is one of this cluster
  Digest key{};
};

Binding read_binding(Oid function, const std::string& triple) {
  ScanKeyData keys[] = {
      equal_key(number(FunctionColumn::function), F_OIDEQ, ObjectIdGetDatum(function), InvalidOid),
      equal_key(number(FunctionColumn::triple), F_TEXTEQ, text_datum(triple), C_COLLATION_OID)};
  Binding binding;
  read_rows("function_artifacts", "function_artifacts_pkey", keys, 2,
            [&binding](HeapTuple tuple, TupleDesc descriptor) {
              binding.version = {HeapTupleHeaderGetRawXmin(tuple->t_data),
                                 ItemPointerGetBlockNumberNoCheck(&tuple->t_self),
                                 ItemPointerGetOffsetNumberNoCheck(&tuple->t_self)};
              const Datum system = column_of(tuple, descriptor, number(FunctionColumn::system));
              binding.is_ours =
                  copy_key(column_of(tuple, descriptor, number(FunctionColumn::key)), binding.key) &&
                  DatumGetInt64(system) == this_system();
              return true;
            });
  return binding;
}

std::optional<ArtifactRow> read_artifact(const Digest& key) {
  ScanKeyData keys[] = {bytes_key(ArtifactColumn::key, key)};
  std::optional<ArtifactRow> row;
  read_rows("artifacts", "artifacts_pkey", keys, 1, [&row](HeapTuple tuple, TupleDesc descriptor) {
    row.emplace(tuple, descriptor);
    return true;
  });
  return row;
}

// The newest module that was made from this source for this triple. All of its row is read, since what is
// damaged could be the key.
std::optional<ArtifactRow> newest_artifact(const Digest& source_key, const std::string& triple) {
  ScanKeyData keys[] = {bytes_key(ArtifactColumn::source_key, source_key)};
  const std::string_view wanted = triple;
  std::optional<ArtifactRow> newest;
  read_rows("artifacts", "artifacts_source_key", keys, 1,
            [&newest, wanted](HeapTuple tuple, TupleDesc descriptor) {
              const ArtifactRow row(tuple, descriptor);
              if (row.triple() == wanted && (!newest || row.created() > newest->created())) {
                newest = row;
              }
              return false;
            });
  return newest;
}

[[noreturn]] void fail_damaged(const Signature& signature) {
  throw Error(ERRCODE_DATA_CORRUPTED,
              "the compiled code of PL/Rust function \"" + signature.display_name + "\" is damaged",
              "plrust.artifacts holds something else than was stored.",
              "Make it again: SELECT plrust.recompile('" + signature.display_name + "').");
}

// The module of a row, if it is the function's.
std::optional<StoredObject> object_of(const Signature& signature, const std::string& triple,
                                      const std::optional<ArtifactRow>& row) {
  if (!row) {
    return std::nullopt;
  }
  if (!row->is_intact()) {
    fail_damaged(signature);
  }
  if (row->source_key() != as_text(signature.source_key) || row->triple() != triple) {
    return std::nullopt;
  }
  return StoredObject{row->key(), row->object(), row->is_proved(), row->branches(), false};
}

// "INSERT … ON CONFLICT (key)", without what is done then.
std::string insert_command() {
  std::string names;
  std::string places;
  for (std::size_t i = 0; i < kArtifactColumns; ++i) {
    const char* const comma = i == 0 ? "" : ", ";
    names += comma + std::string(kArtifactColumnInfo[i].name);
    places += comma + ("$" + std::to_string(i + 1));
  }
  return "INSERT INTO plrust.artifacts (" + names + ") VALUES (" + places + ") ON CONFLICT (key) ";
}

void insert(const ArtifactRow& row, const std::string& on_conflict) {
  std::vector<Oid> types;
  types.reserve(kArtifactColumns);
  for (const ArtifactColumnInfo& column : kArtifactColumnInfo) {
    types.push_back(column.type);
  }
  run_as_owner((insert_command() + on_conflict).c_str(), types, {row.values().begin(), row.values().end()});
}

}  // namespace

BindingVersion binding_version(Oid function, const std::string& triple) {
  return read_binding(function, triple).version;
}

std::optional<std::vector<std::string>> find_imports(const Digest& key) {
  const std::optional<ArtifactRow> row = read_artifact(key);
  return row && row->is_intact() ? std::optional(row->imports()) : std::nullopt;
}

std::optional<StoredObject> find_object(const Signature& signature, const std::string& triple,
                                        BindingVersion& version) {
  const Binding binding = read_binding(signature.oid, triple);
  version = binding.version;
  if (binding.is_ours) {
    if (std::optional<StoredObject> bound = object_of(signature, triple, read_artifact(binding.key))) {
      bound->is_bound = true;
      return bound;
    }
  }
  return object_of(signature, triple, newest_artifact(signature.source_key, triple));
}

void store_artifact(const Artifact& artifact) {
  std::string changes;
  for (const ArtifactColumnInfo& column : kArtifactColumnInfo) {
    changes += (changes.empty() ? "" : ", ") + std::string(column.name) + " = EXCLUDED." + column.name;
  }
  insert(ArtifactRow(artifact), "DO UPDATE SET " + changes);
}

void bind_function(const Signature& signature, const std::string& triple, const Digest& key) {
  run_as_owner(
      "WITH old AS MATERIALIZED (SELECT f.key FROM plrust.function_artifacts f "
      "  WHERE f.function OPERATOR(pg_catalog.=) $1 AND f.triple OPERATOR(pg_catalog.=) $2 "
      "  AND f.system OPERATOR(pg_catalog.=) $3), "
      "written AS (INSERT INTO plrust.function_artifacts (function, triple, system, key) "
      "  VALUES ($1, $2, $3, $4) ON CONFLICT (function, triple) "
      "  DO UPDATE SET system = EXCLUDED.system, key = EXCLUDED.key) "
      "DELETE FROM plrust.artifacts a USING old WHERE a.key OPERATOR(pg_catalog.=) old.key "
      "AND a.key OPERATOR(pg_catalog.<>) $4 AND NOT EXISTS (SELECT FROM plrust.function_artifacts o "
      "  WHERE o.key OPERATOR(pg_catalog.=) a.key AND NOT (o.function OPERATOR(pg_catalog.=) $1 "
      "  AND o.triple OPERATOR(pg_catalog.=) $2))",
      {OIDOID, TEXTOID, INT8OID, BYTEAOID},
      {ObjectIdGetDatum(signature.oid), text_datum(triple), Int64GetDatum(this_system()),
       bytea_datum(as_text(key))});
}

void forget_unused(const Digest& source_key, const std::string& triple, const Digest& but) {
  run_as_owner(
      "DELETE FROM plrust.artifacts a WHERE a.source_key OPERATOR(pg_catalog.=) $1 "
      "AND a.triple OPERATOR(pg_catalog.=) $2 AND a.key OPERATOR(pg_catalog.<>) $3 "
      "AND NOT EXISTS (SELECT FROM plrust.function_artifacts f WHERE f.key OPERATOR(pg_catalog.=) a.key)",
      {BYTEAOID, TEXTOID, BYTEAOID},
      {bytea_datum(as_text(source_key)), text_datum(triple), bytea_datum(as_text(but))});
}

void forget_dropped_functions() {
  if (!OidIsValid(own_relation("function_artifacts"))) {
    return;  // the extension itself is being dropped
  }
  run_as_owner(
      "WITH gone AS (DELETE FROM plrust.function_artifacts f USING "
      "pg_catalog.pg_event_trigger_dropped_objects() d "
      "  WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass "
      "  AND d.objid OPERATOR(pg_catalog.=) f.function AND f.system OPERATOR(pg_catalog.=) $1 "
      "  RETURNING f.key, f.function) "
      "DELETE FROM plrust.artifacts a USING gone WHERE a.key OPERATOR(pg_catalog.=) gone.key "
      "AND NOT EXISTS (SELECT FROM plrust.function_artifacts o WHERE o.key OPERATOR(pg_catalog.=) a.key "
      "  AND NOT EXISTS (SELECT FROM gone g WHERE g.function OPERATOR(pg_catalog.=) o.function))",
      {INT8OID}, {Int64GetDatum(this_system())});
}

HeapTuple guard_row(const TriggerData& data) {
  const bool is_update = TRIGGER_FIRED_BY_UPDATE(data.tg_event);
  const HeapTuple row = is_update ? data.tg_newtuple : data.tg_trigtuple;
  if (is_own_sql()) {
    return row;
  }
  const std::string table = call_pg([&data] { return RelationGetRelationName(data.tg_relation); });
  if (!call_pg([] { return superuser(); })) {
    throw Error(ERRCODE_INSUFFICIENT_PRIVILEGE, "only superusers can write plrust." + table,
                "What is in it runs in the server.");
  }
  if (table != "artifacts" || !TRIGGER_FIRED_BY_INSERT(data.tg_event)) {
    return row;
  }
  const TupleDesc descriptor = RelationGetDescr(data.tg_relation);
  insert(call_pg([row, descriptor] { return ArtifactRow(row, descriptor); }), "DO NOTHING");
  return nullptr;
}

}  // namespace plrust::handler
