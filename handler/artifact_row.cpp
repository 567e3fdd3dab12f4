// SPDX-License-Identifier: PostgreSQL
#include "handler/artifact_row.hpp"

#include "handler/boundary.hpp"
#include "handler/capabilities.hpp"
#include "handler/owner_sql.hpp"

namespace plrust::handler {

const std::array<ArtifactColumnInfo, kArtifactColumns> kArtifactColumnInfo{{
    {"key", BYTEAOID},
    {"triple", TEXTOID},
    {"sysroot", TEXTOID},
    {"source_key", BYTEAOID},
    {"object", BYTEAOID},
    {"digest", BYTEAOID},
    {"imports", TEXTARRAYOID},
    {"capabilities", TEXTARRAYOID},
    {"frame_bytes", INT8OID},
    {"instructions", INT8OID},
    {"is_proved", BOOLOID},
    {"created", TIMESTAMPTZOID},
    {"branch_hashes", BYTEAOID},
    {"branch_entries", BYTEAOID},
    {"crates", TEXTARRAYOID},
}};

namespace {

bool is_by_value(Oid type) {
  return type == INT8OID || type == BOOLOID || type == TIMESTAMPTZOID;
}

std::span<const std::byte> bytes_of(Datum value) {
  const auto* const varlena = reinterpret_cast<const struct varlena*>(DatumGetPointer(value));
  return {reinterpret_cast<const std::byte*>(VARDATA_ANY(varlena)), VARSIZE_ANY_EXHDR(varlena)};
}

Datum numbers_datum(const std::vector<std::uint32_t>& numbers) {
  return bytea_datum({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint32_t)});
}

std::vector<std::uint32_t> numbers_of(std::span<const std::byte> bytes) {
  std::vector<std::uint32_t> numbers(bytes.size() / sizeof(std::uint32_t));
  if (!numbers.empty()) {
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(std::uint32_t));
  }
  return numbers;
}

}  // namespace

ArtifactRow::ArtifactRow(const Artifact& artifact) {
  at(ArtifactColumn::key) = bytea_datum(as_text(artifact.key));
  at(ArtifactColumn::triple) = text_datum(artifact.triple);
  at(ArtifactColumn::sysroot) = text_datum(artifact.sysroot_id);
  at(ArtifactColumn::source_key) = bytea_datum(as_text(artifact.source_key));
  at(ArtifactColumn::object) =
      bytea_datum({reinterpret_cast<const char*>(artifact.object.data()), artifact.object.size()});
  at(ArtifactColumn::imports) = text_array_datum(artifact.imports);
  at(ArtifactColumn::capabilities) = text_array_datum(capabilities_of(artifact.imports));
  at(ArtifactColumn::frame_bytes) = Int64GetDatum(artifact.frame_bytes);
  at(ArtifactColumn::instructions) = Int64GetDatum(artifact.instructions);
  at(ArtifactColumn::is_proved) = BoolGetDatum(artifact.is_proved);
  at(ArtifactColumn::created) = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
  at(ArtifactColumn::branch_hashes) = numbers_datum(artifact.branches.hashes);
  at(ArtifactColumn::branch_entries) = numbers_datum(artifact.branches.entries);
  at(ArtifactColumn::crates) = text_array_datum(artifact.crates);
  at(ArtifactColumn::digest) = bytea_datum(as_text(make_digest()));
}

ArtifactRow::ArtifactRow(HeapTuple tuple, TupleDesc descriptor) {
  for (std::size_t i = 0; i < kArtifactColumns; ++i) {
    bool is_null = false;
    const Datum value = heap_getattr(tuple, static_cast<int>(i + 1), descriptor, &is_null);
    has_nulls_ = has_nulls_ || is_null;
    if (is_by_value(kArtifactColumnInfo[i].type)) {
      values_[i] = is_null ? 0 : value;
    } else {
      values_[i] = PointerGetDatum(is_null ? cstring_to_text("") : PG_DETOAST_DATUM_COPY(value));
    }
  }
}

std::span<const std::byte> ArtifactRow::bytes(ArtifactColumn column) const noexcept {
  return bytes_of(at(column));
}

std::string_view ArtifactRow::text(ArtifactColumn column) const noexcept {
  const std::span<const std::byte> content = bytes(column);
  return {reinterpret_cast<const char*>(content.data()), content.size()};
}

// An array's bytes are the same whenever its elements are: nothing in it is left to chance.
Digest ArtifactRow::make_digest() const {
  PartsDigest digest;
  digest.add("plrust artifact row 1");
  for (std::size_t i = 0; i < kArtifactColumns; ++i) {
    if (i == static_cast<std::size_t>(ArtifactColumn::digest)) {
      continue;
    }
    if (is_by_value(kArtifactColumnInfo[i].type)) {
      digest.add({reinterpret_cast<const char*>(&values_[i]), sizeof values_[i]});
    } else {
      digest.add(text(static_cast<ArtifactColumn>(i)));
    }
  }
  return digest.finish();
}

bool ArtifactRow::is_intact() const {
  return !has_nulls_ && text(ArtifactColumn::digest) == as_text(make_digest());
}

Digest ArtifactRow::key() const noexcept {
  Digest key{};
  const std::span<const std::byte> stored = bytes(ArtifactColumn::key);
  std::memcpy(key.data(), stored.data(), std::min(key.size(), stored.size()));
  return key;
}

std::vector<std::string> ArtifactRow::imports() const {
  Datum* items = nullptr;
  int count = 0;
  call_pg([this, &items, &count] {
    deconstruct_array(DatumGetArrayTypeP(at(ArtifactColumn::imports)), TEXTOID, -1, false, TYPALIGN_INT,
                      &items, nullptr, &count);
  });
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    const std::span<const std::byte> name = bytes_of(items[i]);
    names.emplace_back(reinterpret_cast<const char*>(name.data()), name.size());
  }
  return names;
}

confine::BranchLists ArtifactRow::branches() const {
  return {numbers_of(bytes(ArtifactColumn::branch_hashes)),
          numbers_of(bytes(ArtifactColumn::branch_entries))};
}

}  // namespace plrust::handler
