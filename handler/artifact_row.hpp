// SPDX-License-Identifier: PostgreSQL
// A row of plrust.artifacts. Its digest covers every other column, because the loader believes what stands
// there: a row is used only if its digest is right.
#pragma once

#include <array>
#include <optional>

#include "handler/compiler.hpp"
#include "handler/digest.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// In the order of plrust--1.0.sql; whoever changes one changes the other.
enum class ArtifactColumn : std::uint8_t {
  key,
  triple,
  sysroot,
  source_key,
  object,
  digest,
  imports,
  capabilities,
  frame_bytes,
  instructions,
  is_proved,
  created,
  branch_hashes,
  branch_entries,
  crates,
};
inline constexpr std::size_t kArtifactColumns = 15;

struct ArtifactColumnInfo {
  const char* name;
  Oid type;
};
extern const std::array<ArtifactColumnInfo, kArtifactColumns> kArtifactColumnInfo;

constexpr AttrNumber attribute_number(ArtifactColumn column) {
  return static_cast<AttrNumber>(static_cast<AttrNumber>(column) + 1);
}

class ArtifactRow {
 public:
  // What is stored for a module, made now. Throws PgError.
  explicit ArtifactRow(const Artifact& artifact);
  // A copy in the current memory context of what a scan found. Raises by ereport.
  ArtifactRow(HeapTuple tuple, TupleDesc descriptor);

  // Whether the row is as it was stored.
  bool is_intact() const;

  const std::array<Datum, kArtifactColumns>& values() const noexcept { return values_; }
  // What was stored, if it is intact.
  Digest key() const noexcept;
  std::span<const std::byte> object() const noexcept { return bytes(ArtifactColumn::object); }
  std::string_view source_key() const noexcept { return text(ArtifactColumn::source_key); }
  std::string_view triple() const noexcept { return text(ArtifactColumn::triple); }
  TimestampTz created() const noexcept { return DatumGetTimestampTz(at(ArtifactColumn::created)); }
  bool is_proved() const noexcept { return DatumGetBool(at(ArtifactColumn::is_proved)); }
  // Throws PgError.
  std::vector<std::string> imports() const;
  confine::BranchLists branches() const;

 private:
  Datum& at(ArtifactColumn column) noexcept { return values_[static_cast<std::size_t>(column)]; }
  Datum at(ArtifactColumn column) const noexcept { return values_[static_cast<std::size_t>(column)]; }
  // Of a column that is neither a number nor a boolean.
  std::span<const std::byte> bytes(ArtifactColumn column) const noexcept;
  std::string_view text(ArtifactColumn column) const noexcept;
  Digest make_digest() const;

  std::array<Datum, kArtifactColumns> values_{};
  bool has_nulls_ = false;
};

}  // namespace plrust::handler
