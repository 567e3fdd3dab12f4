// SPDX-License-Identifier: PostgreSQL
#include "handler/prepare.hpp"

#include "handler/artifacts.hpp"
#include "handler/boundary.hpp"
#include "handler/capabilities.hpp"
#include "handler/compiler.hpp"
#include "handler/function_owner.hpp"
#include "handler/name_list.hpp"
#include "handler/owner_sql.hpp"
#include "handler/settings.hpp"

namespace plrust::handler {

namespace {

// The triples of plrust.compilation_targets; this server's own is always among them.
std::vector<std::string> target_triples() {
  std::vector<std::string> triples = {native_triple()};
  const char* const targets = settings.compilation_targets != nullptr ? settings.compilation_targets : "";
  for (const std::string_view architecture : NameList(targets)) {
    std::string triple = triple_of(architecture);
    if (std::ranges::find(triples, triple) == triples.end()) {
      triples.push_back(std::move(triple));
    }
  }
  return triples;
}

// Whether a call may write down what it found or compiled, until the end of the transaction. One transaction
// at a time does for a source: others would wait for it in the middle of their queries, and run what they
// have instead.
bool may_store(const Signature& signature) {
  const Oid table = own_relation("artifacts");
  std::uint32_t hash = 0;
  std::uint16_t more = 0;
  std::memcpy(&hash, signature.source_key.data(), sizeof hash);
  std::memcpy(&more, signature.source_key.data() + sizeof hash, sizeof more);
  return call_pg([table, hash, more] {
    if (XactReadOnly || RecoveryInProgress() || IsInParallelMode()) {
      return false;
    }
    LOCKTAG tag;
    SET_LOCKTAG_OBJECT(tag, MyDatabaseId, table, hash, more);
#if PG_VERSION_NUM >= 180000
    return LockAcquireExtended(&tag, ExclusiveLock, false, true, false, nullptr, false) !=
           LOCKACQUIRE_NOT_AVAIL;
#else
    return LockAcquireExtended(&tag, ExclusiveLock, false, true, false, nullptr) != LOCKACQUIRE_NOT_AVAIL;
#endif
  });
}

// Binds the function to a module that it has found, unless another transaction has done it meanwhile.
void bind_found(const Signature& signature, const std::string& triple, const Digest& key,
                BindingVersion& version) {
  if (may_store(signature) && binding_version(signature.oid, triple) == version) {
    bind_function(signature, triple, key);
    version = binding_version(signature.oid, triple);
  }
}

// The same for a module that was compiled for the call.
void store_compiled(const Signature& signature, const Artifact& artifact, BindingVersion& version) {
  if (may_store(signature) && !find_object(signature, artifact.triple, version)) {
    store_artifact(artifact);
    bind_function(signature, artifact.triple, artifact.key);
    version = binding_version(signature.oid, artifact.triple);
  }
}

// Tells all backends that the function's module is another one, once this transaction has committed: as if
// its row of pg_proc had changed. Standbys are told as well.
void announce_change(Oid function) {
  call_pg([function] {
    const Relation table = table_open(ProcedureRelationId, AccessShareLock);
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (HeapTupleIsValid(tuple)) {
      CacheInvalidateHeapTuple(table, tuple, nullptr);
      ReleaseSysCache(tuple);
    }
    table_close(table, AccessShareLock);
  });
}

// While this lives, plrust.optimization, which everybody can set, is what it is by default, if the current
// user is not the function's owner.
class OptimizationForAll {
 public:
  explicit OptimizationForAll(Oid function) {
    if (!owns_function(function)) {
      settings.optimization = static_cast<int>(Optimization::speed);
    }
  }
  ~OptimizationForAll() { settings.optimization = former_; }
  OptimizationForAll(const OptimizationForAll&) = delete;
  OptimizationForAll& operator=(const OptimizationForAll&) = delete;

 private:
  int former_ = settings.optimization;
};

// A standby need not have what compiles.
Artifact compile_for_call(const Signature& signature, const std::string& triple) {
  try {
    return compile(signature, find_sysroot(triple), triple);
  } catch (const Error& error) {
    if (error.sqlstate() != ERRCODE_CONFIG_FILE_ERROR || !call_pg([] { return RecoveryInProgress(); })) {
      throw;
    }
    throw Error(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
                "PL/Rust function \"" + signature.display_name +
                    "\" is not compiled, and this standby server cannot compile it",
                error.what(),
                "On the primary server: SELECT plrust.recompile('" + signature.display_name + "').");
  }
}

}  // namespace

void prepare_for_create(const Signature& signature) {
  for (const std::string& triple : target_triples()) {
    const Sysroot sysroot = find_sysroot(triple);
    const Digest key = artifact_key(signature, sysroot, triple);
    if (const std::optional<std::vector<std::string>> imports = find_imports(key)) {
      check_capabilities(signature.display_name, capabilities_of(*imports));
    } else {
      const Artifact artifact = compile(signature, sysroot, triple);
      check_capabilities(signature.display_name, capabilities_of(artifact.imports));
      store_artifact(artifact);
    }
    bind_function(signature, triple, key);
  }
}

void prepare_again(const Signature& signature) {
  call_pg([] { PreventCommandIfReadOnly("plrust.recompile()"); });
  // Before anything is written: what follows has this backend, too, see it at once, and again if it is rolled
  // back.
  announce_change(signature.oid);
  for (const std::string& triple : target_triples()) {
    const Artifact artifact = compile(signature, find_sysroot(triple), triple);
    store_artifact(artifact);
    bind_function(signature, triple, artifact.key);
    forget_unused(signature.source_key, triple, artifact.key);
  }
}

PreparedObject prepare_for_call(const Signature& signature) {
  const std::string triple = native_triple();
  PreparedObject prepared;
  if (const std::optional<StoredObject> stored = find_object(signature, triple, prepared.binding)) {
    prepared.bytes = stored->object;
    prepared.is_proved = stored->is_proved;
    prepared.branches = stored->branches;
    if (!stored->is_bound) {
      bind_found(signature, triple, stored->key, prepared.binding);
    }
    return prepared;
  }
  const OptimizationForAll optimization(signature.oid);
  Artifact artifact = compile_for_call(signature, triple);
  store_compiled(signature, artifact, prepared.binding);
  prepared.is_proved = artifact.is_proved;
  prepared.branches = std::move(artifact.branches);
  prepared.compiled = std::move(artifact.object);
  prepared.bytes = prepared.compiled;
  return prepared;
}

}  // namespace plrust::handler
