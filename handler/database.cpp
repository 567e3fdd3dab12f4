// SPDX-License-Identifier: PostgreSQL
#include "handler/database.hpp"

#include "handler/boundary.hpp"

namespace plrust::handler {

namespace {

struct SchemaFacts {
  bool belongs_to_superuser;
  bool is_open;  // others than the owner can create in it
  bool is_empty;
};

bool others_can_create(HeapTuple schema, Oid owner) {
  bool is_null = false;
  const Datum value = SysCacheGetAttr(NAMESPACEOID, schema, Anum_pg_namespace_nspacl, &is_null);
  if (is_null) {
    return false;
  }
  const Acl* const acl = DatumGetAclP(value);
  for (const AclItem& item : std::span(ACL_DAT(acl), static_cast<std::size_t>(ACL_NUM(acl)))) {
    if (item.ai_grantee != owner && (ACLITEM_GET_PRIVS(item) & ACL_CREATE) != 0) {
      return true;
    }
  }
  return false;
}

// Whether nothing depends on the schema but the function and the extension.
bool is_empty_but_for(Oid schema, Oid function) {
  const Relation table = table_open(DependRelationId, AccessShareLock);
  ScanKeyData keys[2];
  ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
              ObjectIdGetDatum(NamespaceRelationId));
  ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(schema));
  const SysScanDesc scan = systable_beginscan(table, DependReferenceIndexId, true, nullptr, 2, keys);
  bool is_empty = true;
  for (HeapTuple tuple = systable_getnext(scan); HeapTupleIsValid(tuple); tuple = systable_getnext(scan)) {
    const auto* const row = reinterpret_cast<const FormData_pg_depend*>(GETSTRUCT(tuple));
    const bool is_own = row->classid == ExtensionRelationId ||
                        (row->classid == ProcedureRelationId && row->objid == function);
    is_empty = is_empty && is_own;
  }
  systable_endscan(scan);
  table_close(table, AccessShareLock);
  return is_empty;
}

SchemaFacts read_schema(Oid function) {
  return call_pg([function] {
    const Oid schema = get_func_namespace(function);
    const HeapTuple tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
    if (!HeapTupleIsValid(tuple)) {
      elog(ERROR, "cache lookup failed for schema %u", schema);
    }
    const Oid owner = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
    const SchemaFacts facts{superuser_arg(owner), others_can_create(tuple, owner),
                            is_empty_but_for(schema, function)};
    ReleaseSysCache(tuple);
    return facts;
  });
}

}  // namespace

void check_schema(Oid function) {
  const SchemaFacts facts = read_schema(function);
  const char* const detail = !facts.belongs_to_superuser ? "Its owner is not a superuser."
                             : facts.is_open             ? "Others than its owner can create objects in it."
                             : !facts.is_empty           ? "There are objects in it."
                                                         : nullptr;
  if (detail != nullptr) {
    throw Error(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
                "schema \"plrust\" exists already and cannot be that of the extension", detail,
                "Drop the schema: CREATE EXTENSION makes it.");
  }
}

void check_database() {
  if (GetDatabaseEncoding() != PG_UTF8) {
    throw Error(ERRCODE_FEATURE_NOT_SUPPORTED, "PL/Rust needs a database with encoding UTF8",
                std::string("The encoding of this database is ") + GetDatabaseEncodingName() + ".",
                "Create one: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.");
  }
}

}  // namespace plrust::handler
