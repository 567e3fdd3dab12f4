// SPDX-License-Identifier: PostgreSQL
#include "handler/prepare.hpp"

#include "handler/artifacts.hpp"
#include "handler/boundary.hpp"
#include "handler/compiler.hpp"
#include "handler/name_list.hpp"
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

bool can_store() {
  return call_pg([] { return !XactReadOnly && !RecoveryInProgress() && !IsInParallelMode(); });
}

}  // namespace

void prepare_for_create(const Signature& signature) {
  for (const std::string& triple : target_triples()) {
    const Sysroot sysroot = find_sysroot(triple);
    const Digest key = artifact_key(signature, sysroot, triple);
    if (!artifact_exists(key)) {
      store_artifact(compile(signature, sysroot, triple), IfStored::keep);
    }
    bind_function(signature, triple, key);
  }
}

void prepare_again(const Signature& signature) {
  for (const std::string& triple : target_triples()) {
    const Artifact artifact = compile(signature, find_sysroot(triple), triple);
    store_artifact(artifact, IfStored::replace);
    bind_function(signature, triple, artifact.key);
  }
}

PreparedObject prepare_for_call(const Signature& signature) {
  const std::string triple = native_triple();
  PreparedObject prepared;
  if (const std::optional<StoredObject> stored = find_object(signature, triple)) {
    prepared.bytes = stored->object;
    prepared.is_proved = stored->is_proved;
    prepared.branches = stored->branches;
    return prepared;
  }
  Artifact artifact = compile(signature, find_sysroot(triple), triple);
  if (can_store()) {
    store_artifact(artifact, IfStored::keep);
    bind_function(signature, triple, artifact.key);
  }
  prepared.is_proved = artifact.is_proved;
  prepared.branches = std::move(artifact.branches);
  prepared.compiled = std::move(artifact.object);
  prepared.bytes = prepared.compiled;
  return prepared;
}

}  // namespace plrust::handler
