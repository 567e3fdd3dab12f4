// SPDX-License-Identifier: PostgreSQL
// The first call in a backend goes through find_object(): two index scans and one read of the object, no SPI.
// Column numbers are those of plrust--1.0.sql; whoever changes one changes the other.
#include "handler/artifacts.hpp"

#include "handler/boundary.hpp"
#include "handler/name_list.hpp"
#include "handler/owner_sql.hpp"

namespace plrust::handler {

namespace {

enum class ArtifactColumn : AttrNumber {
  key = 1,
  object = 5,
  object_sha256 = 6,
  is_proved = 11,
  hashes = 13,
  entries = 14
};
enum class FunctionColumn : AttrNumber { function = 1, triple = 2, source_key = 3, key = 4 };

template <typename Column>
constexpr AttrNumber number(Column column) {
  return static_cast<AttrNumber>(column);
}

// Scans a table of ours by its primary key and gives the one row to `read` (which may raise: a plain
// function). With a snapshot of the catalogs, which is a new one for such a table whatever the isolation
// level: pg_proc is read by one too.
template <typename Read>
bool read_row(const char* table_name, const char* index_name, ScanKeyData* keys, int key_count, Read read) {
  const Oid table_oid = own_relation(table_name);
  const Oid index_oid = own_relation(index_name);
  if (!OidIsValid(table_oid) || !OidIsValid(index_oid)) {
    throw Error(ERRCODE_UNDEFINED_TABLE, "table plrust." + std::string(table_name) + " does not exist", {},
                "Create the extension again: CREATE EXTENSION plrust.");
  }
  return call_pg([=]() mutable {
    const Relation table = table_open(table_oid, AccessShareLock);
    const SysScanDesc scan = systable_beginscan(table, index_oid, true, nullptr, key_count, keys);
    const HeapTuple tuple = systable_getnext(scan);
    const bool found = HeapTupleIsValid(tuple);
    if (found) {
      read(tuple, RelationGetDescr(table));
    }
    systable_endscan(scan);
    table_close(table, AccessShareLock);
    return found;
  });
}

bytea* read_bytes(HeapTuple tuple, TupleDesc descriptor, AttrNumber column) {
  bool is_null = false;
  const Datum value = heap_getattr(tuple, column, descriptor, &is_null);
  return is_null ? nullptr : DatumGetByteaPCopy(value);
}

std::span<const std::byte> bytes_of(const bytea* value) {
  if (value == nullptr) {
    return {};
  }
  return {reinterpret_cast<const std::byte*>(VARDATA(value)), VARSIZE(value) - VARHDRSZ};
}

bool equals(const bytea* value, const Digest& digest) {
  const std::span<const std::byte> bytes = bytes_of(value);
  return bytes.size() == digest.size() && std::memcmp(bytes.data(), digest.data(), digest.size()) == 0;
}

ScanKeyData equal_key(AttrNumber column, Oid procedure, Datum value, Oid collation) {
  ScanKeyData key;
  call_pg([&key, column, procedure, value, collation] {
    ScanKeyEntryInitialize(&key, 0, column, BTEqualStrategyNumber, InvalidOid, collation, procedure, value);
  });
  return key;
}

Datum numbers_datum(const std::vector<std::uint32_t>& numbers) {
  return bytea_datum({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint32_t)});
}

std::vector<std::uint32_t> numbers_of(const bytea* value) {
  const std::span<const std::byte> bytes = bytes_of(value);
  std::vector<std::uint32_t> numbers(bytes.size() / sizeof(std::uint32_t));
  if (!numbers.empty()) {
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(std::uint32_t));
  }
  return numbers;
}

// The key of the module that the function uses, if it was made from the same source.
std::optional<Digest> bound_key(const Signature& signature, const std::string& triple) {
  ScanKeyData keys[] = {
      equal_key(number(FunctionColumn::function), F_OIDEQ, ObjectIdGetDatum(signature.oid), InvalidOid),
      equal_key(number(FunctionColumn::triple), F_TEXTEQ, text_datum(triple), C_COLLATION_OID)};
  bytea* source_key = nullptr;
  bytea* key = nullptr;
  const bool found = read_row("function_artifacts", "function_artifacts_pkey", keys, 2,
                              [&source_key, &key](HeapTuple tuple, TupleDesc descriptor) {
                                source_key =
                                    read_bytes(tuple, descriptor, number(FunctionColumn::source_key));
                                key = read_bytes(tuple, descriptor, number(FunctionColumn::key));
                              });
  Digest digest;
  if (!found || !equals(source_key, signature.source_key) || bytes_of(key).size() != digest.size()) {
    return std::nullopt;
  }
  std::memcpy(digest.data(), bytes_of(key).data(), digest.size());
  return digest;
}

}  // namespace

bool artifact_exists(const Digest& key) {
  ScanKeyData keys[] = {
      equal_key(number(ArtifactColumn::key), F_BYTEAEQ, bytea_datum(as_text(key)), InvalidOid)};
  return read_row("artifacts", "artifacts_pkey", keys, 1, [](HeapTuple, TupleDesc) {});
}

std::optional<StoredObject> find_object(const Signature& signature, const std::string& triple) {
  const std::optional<Digest> key = bound_key(signature, triple);
  if (!key) {
    return std::nullopt;
  }
  ScanKeyData keys[] = {
      equal_key(number(ArtifactColumn::key), F_BYTEAEQ, bytea_datum(as_text(*key)), InvalidOid)};
  bytea* object = nullptr;
  bytea* object_sha256 = nullptr;
  bytea* hashes = nullptr;
  bytea* entries = nullptr;
  bool is_proved = false;
  const bool found = read_row(
      "artifacts", "artifacts_pkey", keys, 1,
      [&object, &object_sha256, &hashes, &entries, &is_proved](HeapTuple tuple, TupleDesc descriptor) {
        object = read_bytes(tuple, descriptor, number(ArtifactColumn::object));
        object_sha256 = read_bytes(tuple, descriptor, number(ArtifactColumn::object_sha256));
        hashes = read_bytes(tuple, descriptor, number(ArtifactColumn::hashes));
        entries = read_bytes(tuple, descriptor, number(ArtifactColumn::entries));
        bool is_null = false;
        const Datum proved = heap_getattr(tuple, number(ArtifactColumn::is_proved), descriptor, &is_null);
        is_proved = !is_null && DatumGetBool(proved);
      });
  if (!found) {
    return std::nullopt;
  }
  const std::span<const std::byte> bytes = bytes_of(object);
  if (bytes.empty() || !equals(object_sha256, sha256(bytes))) {
    throw Error(ERRCODE_DATA_CORRUPTED,
                "the compiled code of PL/Rust function \"" + signature.display_name + "\" is damaged",
                "plrust.artifacts holds other bytes than were stored.",
                "Make it again: SELECT plrust.recompile('" + signature.display_name + "').");
  }
  return StoredObject{*key, bytes, is_proved, {numbers_of(hashes), numbers_of(entries)}};
}

void store_artifact(const Artifact& artifact, IfStored if_stored) {
  std::vector<std::string> capabilities;
  for (const std::string& import : artifact.imports) {
    const std::string capability(capability_of(import));
    if (std::ranges::find(capabilities, capability) == capabilities.end()) {
      capabilities.push_back(capability);
    }
  }
  std::ranges::sort(capabilities);
  const std::string_view object(reinterpret_cast<const char*>(artifact.object.data()),
                                artifact.object.size());
  std::string command =
      "INSERT INTO plrust.artifacts (key, triple, sysroot, source_key, object, object_sha256, imports, "
      "capabilities, "
      "frame_bytes, instructions, is_proved, created, branch_hashes, branch_entries, crates) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, pg_catalog.now(), $12, $13, $14) ON "
      "CONFLICT (key) ";
  command +=
      if_stored == IfStored::keep
          ? "DO NOTHING"
          : "DO UPDATE SET object = EXCLUDED.object, object_sha256 = EXCLUDED.object_sha256, "
            "imports = EXCLUDED.imports, capabilities = EXCLUDED.capabilities, "
            "frame_bytes = EXCLUDED.frame_bytes, instructions = EXCLUDED.instructions, "
            "is_proved = EXCLUDED.is_proved, branch_hashes = EXCLUDED.branch_hashes, "
            "branch_entries = EXCLUDED.branch_entries, crates = EXCLUDED.crates, created = pg_catalog.now()";
  run_as_owner(command.c_str(),
               {BYTEAOID, TEXTOID, TEXTOID, BYTEAOID, BYTEAOID, BYTEAOID, TEXTARRAYOID, TEXTARRAYOID, INT8OID,
                INT8OID, BOOLOID, BYTEAOID, BYTEAOID, TEXTARRAYOID},
               {bytea_datum(as_text(artifact.key)), text_datum(artifact.triple),
                text_datum(artifact.sysroot_id), bytea_datum(as_text(artifact.source_key)),
                bytea_datum(object), bytea_datum(as_text(artifact.object_sha256)),
                text_array_datum(artifact.imports), text_array_datum(capabilities),
                Int64GetDatum(artifact.frame_bytes), Int64GetDatum(artifact.instructions),
                BoolGetDatum(artifact.is_proved), numbers_datum(artifact.branches.hashes),
                numbers_datum(artifact.branches.entries), text_array_datum(artifact.crates)});
}

void bind_function(const Signature& signature, const std::string& triple, const Digest& key) {
  run_as_owner(
      "WITH old AS MATERIALIZED (SELECT f.key FROM plrust.function_artifacts f "
      "  WHERE f.function OPERATOR(pg_catalog.=) $1 AND f.triple OPERATOR(pg_catalog.=) $2), "
      "written AS (INSERT INTO plrust.function_artifacts (function, triple, source_key, key) "
      "  VALUES ($1, $2, $3, $4) ON CONFLICT (function, triple) "
      "  DO UPDATE SET source_key = EXCLUDED.source_key, key = EXCLUDED.key) "
      "DELETE FROM plrust.artifacts a USING old WHERE a.key OPERATOR(pg_catalog.=) old.key "
      "AND a.key OPERATOR(pg_catalog.<>) $4 AND NOT EXISTS (SELECT FROM plrust.function_artifacts o "
      "  WHERE o.key OPERATOR(pg_catalog.=) a.key AND NOT (o.function OPERATOR(pg_catalog.=) $1 "
      "  AND o.triple OPERATOR(pg_catalog.=) $2))",
      {OIDOID, TEXTOID, BYTEAOID, BYTEAOID},
      {ObjectIdGetDatum(signature.oid), text_datum(triple), bytea_datum(as_text(signature.source_key)),
       bytea_datum(as_text(key))});
}

void forget_dropped_functions() {
  if (!OidIsValid(own_relation("function_artifacts"))) {
    return;  // the extension itself is being dropped
  }
  run_as_owner(
      "WITH gone AS (DELETE FROM plrust.function_artifacts f USING "
      "pg_catalog.pg_event_trigger_dropped_objects() d "
      "  WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass "
      "  AND d.objid OPERATOR(pg_catalog.=) f.function RETURNING f.key, f.function) "
      "DELETE FROM plrust.artifacts a USING gone WHERE a.key OPERATOR(pg_catalog.=) gone.key "
      "AND NOT EXISTS (SELECT FROM plrust.function_artifacts o WHERE o.key OPERATOR(pg_catalog.=) a.key "
      "  AND NOT EXISTS (SELECT FROM gone g WHERE g.function OPERATOR(pg_catalog.=) o.function))",
      {}, {});
}

}  // namespace plrust::handler
