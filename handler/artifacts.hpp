// SPDX-License-Identifier: PostgreSQL
// plrust.artifacts and plrust.function_artifacts: compiled modules, and which function uses which. Written
// with the rights of the tables' owner, read by index scans without SPI.
#pragma once

#include <optional>
#include <string>

#include "handler/artifact_row.hpp"
#include "handler/compiler.hpp"

namespace plrust::handler {

// Which version of plrust.function_artifacts' row a function's module was found by: another one may name
// another module, or the same one compiled again. All zero: there was no row.
struct BindingVersion {
  TransactionId xmin = InvalidTransactionId;
  BlockNumber block = 0;
  OffsetNumber offset = 0;
  bool operator==(const BindingVersion&) const = default;
};

BindingVersion binding_version(Oid function, const std::string& triple);

// A stored module, for running it. `object` lies in the current memory context.
struct StoredObject {
  Digest key;
  std::span<const std::byte> object;
  bool is_proved;
  confine::BranchLists branches;
  bool is_bound;  // as the function's; else it was found by what it was made from
};

// The module of a function, if there is one that was compiled from exactly this source and signature: that
// which is bound to it, or else, as after a restore, the newest. Throws Error XX001 if its row is damaged.
// `version` becomes that of the function's binding.
std::optional<StoredObject> find_object(const Signature& signature, const std::string& triple,
                                        BindingVersion& version);

// The imports of the module with this key, if it is stored, and undamaged.
std::optional<std::vector<std::string>> find_imports(const Digest& key);

// Stores a module, in place of one with the same key.
void store_artifact(const Artifact& artifact);

// Makes the function use the module with this key, and deletes the one it used when nothing else uses that.
void bind_function(const Signature& signature, const std::string& triple, const Digest& key);

// Deletes modules that were made from the same source for the same triple, and that nothing uses.
void forget_unused(const Digest& source_key, const std::string& triple, const Digest& but);

// In an sql_drop event trigger: deletes what belongs to dropped functions.
void forget_dropped_functions();

// In a trigger before rows of either table are written: lets nobody but superusers do that, and a dump's rows
// in only where there are none of the same key. Gives the row to write, or null.
HeapTuple guard_row(const TriggerData& data);

}  // namespace plrust::handler
