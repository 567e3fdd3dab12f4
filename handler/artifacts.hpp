// SPDX-License-Identifier: PostgreSQL
// plrust.artifacts and plrust.function_artifacts: compiled modules, and which function uses which. Written
// with the rights of the tables' owner (nobody else has any), read by index scans without SPI.
#pragma once

#include <optional>
#include <string>

#include "handler/compiler.hpp"

namespace plrust::handler {

// A stored module, for running it. `object` lies in the current memory context.
struct StoredObject {
  Digest key;
  std::span<const std::byte> object;
  bool is_proved;
  confine::BranchLists branches;
};

// The module of a function, if it was compiled from exactly this source and signature. Throws Error XX001 if
// its row is damaged.
std::optional<StoredObject> find_object(const Signature& signature, const std::string& triple);

// Whether a module with this key is stored.
bool artifact_exists(const Digest& key);

enum class IfStored { keep, replace };
// Stores a module; another one with the same key may be stored at the same time.
void store_artifact(const Artifact& artifact, IfStored if_stored);

// Makes the function use the module with this key, and deletes the one it used when nothing else uses that.
void bind_function(const Signature& signature, const std::string& triple, const Digest& key);

// In an sql_drop event trigger: deletes what belongs to dropped functions.
void forget_dropped_functions();

}  // namespace plrust::handler
