// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "types": what confined code may know of a type. It is what any role can read
// in pg_type and pg_attribute; a name is looked up as the role that calls would look it up in SQL.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/callee.hpp"
#include "handler/pg.hpp"
#include "handler/raise_report.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;

namespace {

constexpr std::uint64_t kNameLimit = 1024;  // two quoted identifiers and more
constexpr std::int64_t kNoSuchType = -1;
constexpr std::int64_t kNotComposite = -2;

// Letters, digits and underscores: how many.
std::size_t plain_length(const char* text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  std::size_t length = 0;
  while (is_letter(text[length]) || (length != 0 && text[length] >= '0' && text[length] <= '9')) {
    ++length;
  }
  return length;
}

// A composite type whose name, perhaps with its schema, is what SQL reads as it stands, as almost all are:
// found without the parser, which costs more than the rest of a call. InvalidOid says nothing.
Oid find_plain_name(char* name) {
  char* last = name;
  std::size_t length = plain_length(name);
  if (name[length] == '.' && length != 0) {
    name[length] = '\0';
    last = name + length + 1;
    length = plain_length(last);
  }
  Oid type = InvalidOid;
  if (length != 0 && last[length] == '\0' && length < NAMEDATALEN && last - name < NAMEDATALEN) {
    type = last == name ? TypenameGetTypid(name)
                        : GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(last),
                                          ObjectIdGetDatum(LookupExplicitNamespace(name, true)));
  }
  if (last != name) {
    last[-1] = '.';
  }
  return OidIsValid(type) && get_typtype(type) == TYPTYPE_COMPOSITE ? type : InvalidOid;
}

// A type that is there and no domain; InvalidOid: there is no such type.
Oid base_type(Oid type) {
  return SearchSysCacheExists1(TYPEOID, ObjectIdGetDatum(type)) ? getBaseType(type) : InvalidOid;
}

// Names with a schema that were looked up last, as a user may: good as long as nothing that the lookup read
// has changed.
struct KnownName {
  std::uint64_t generation;  // 0: nothing
  Oid user;
  Oid type;
  std::size_t length;
  char name[2 * NAMEDATALEN];
};
constexpr std::size_t kKnownNames = 32;
KnownName known_names[kKnownNames];
// Goes up when a type, a schema, or a role may have changed: its rights are part of the answer.
std::uint64_t name_generation = 0;

void watch_names() {
  name_generation = 1;
  for (const int cache : {TYPEOID, NAMESPACEOID, AUTHOID, AUTHMEMROLEMEM, DATABASEOID}) {
    CacheRegisterSyscacheCallback(
        cache, [](Datum /*argument*/, int /*cache*/, uint32 /*hash*/) { ++name_generation; }, 0);
  }
}

KnownName& place_of(const char* name, std::size_t length) {
  const auto byte_at = [name](std::size_t place) {
    return std::size_t{static_cast<unsigned char>(name[place])};
  };
  return known_names[(length + byte_at(length - 1) * 7 + byte_at(length / 2) * 31) % kKnownNames];
}

bool is_known(const KnownName& known, const char* name, std::size_t length) {
  return known.generation == name_generation && known.user == GetUserId() && known.length == length &&
         std::memcmp(known.name, name, length) == 0;
}

// A name without a schema depends on the session's search path, and so does which one pg_temp is.
bool can_be_known(const char* name, std::size_t length) {
  return length < sizeof KnownName::name && std::memchr(name, '.', length) != nullptr &&
         std::strncmp(name, "pg_temp", 7) != 0;
}

Oid look_up_name(char* name, std::size_t length) {
  pg_verify_mbstr(PG_UTF8, name, static_cast<int>(length), false);
  const handler::ErrorContext context(handler::current_callee());
  // Read before the catalog is: what changes meanwhile is seen the next time.
  const std::uint64_t generation = name_generation;
  const Oid type = find_plain_name(name);
  if (!OidIsValid(type)) {
    return base_type(find_type_by_spelling(name));
  }
  if (can_be_known(name, length)) {
    KnownName& known = place_of(name, length);
    known = {generation, GetUserId(), type, length, {}};
    std::memcpy(known.name, name, length);
  }
  return type;
}

// The same by a name of SQL.
Oid find_type_by_name(std::uint64_t address, std::uint64_t length) {
  if (unlikely(name_generation == 0)) {
    watch_names();
  }
  char name[kNameLimit + 1];
  confine::copy_from_region(name, address, length, kNameLimit, "composite_type: name");
  name[length] = '\0';
  const KnownName& known = place_of(name, length);
  return is_known(known, name, length) ? known.type : look_up_name(name, length);
}

std::size_t names_length(TupleDesc descriptor) {
  std::size_t length = 0;
  for (int i = 0; i < descriptor->natts; ++i) {
    length += std::strlen(NameStr(TupleDescAttr(descriptor, i)->attname));
  }
  return length;
}

// What the types that were asked for last look like, by the low bits of their oids.
struct Described {
  Oid type;
  const TypeCacheEntry* entry;  // never freed
  std::uint64_t identifier;     // of the descriptor; 0: nothing
  StringInfo payload;           // in TopMemoryContext
};
constexpr std::size_t kDescribed = 64;
Described described_types[kDescribed];

// A TupleHead, a NULL and a Column for each attribute, and the names.
StringInfo describe(TupleDesc descriptor) {
  std::uint32_t count = 0;
  for (int i = 0; i < descriptor->natts; ++i) {
    count += TupleDescAttr(descriptor, i)->attisdropped ? 0 : 1;
  }
  const std::size_t columns = sizeof(confine::TupleHead) + count * sizeof(confine::Argument);
  std::size_t name = columns + count * sizeof(confine::Column);
  const StringInfo payload = makeStringInfo();
  enlargeStringInfo(payload, static_cast<int>(name + names_length(descriptor)));
  const confine::TupleHead head{
      descriptor->tdtypeid, descriptor->tdtypmod, count, 0, sizeof(confine::TupleHead), columns};
  appendBinaryStringInfo(payload, reinterpret_cast<const char*>(&head), sizeof head);
  const confine::Argument null{0, confine::kArgumentNull};
  for (std::uint32_t i = 0; i < count; ++i) {
    appendBinaryStringInfo(payload, reinterpret_cast<const char*>(&null), sizeof null);
  }
  for (int i = 0; i < descriptor->natts; ++i) {
    const FormData_pg_attribute& attribute = *TupleDescAttr(descriptor, i);
    if (attribute.attisdropped) {
      continue;
    }
    const auto length = static_cast<std::uint32_t>(std::strlen(NameStr(attribute.attname)));
    const confine::Column column{getBaseType(attribute.atttypid), attribute.atttypmod,
                                 static_cast<std::uint32_t>(name), length};
    appendBinaryStringInfo(payload, reinterpret_cast<const char*>(&column), sizeof column);
    name += length;
  }
  for (int i = 0; i < descriptor->natts; ++i) {
    const FormData_pg_attribute& attribute = *TupleDescAttr(descriptor, i);
    if (!attribute.attisdropped) {
      appendStringInfoString(payload, NameStr(attribute.attname));
    }
  }
  return payload;
}

// The description of a composite type as it is now; null: it is not composite.
StringInfo described(Oid type) {
  Described& known = described_types[type % kDescribed];
  // The cache forgets a descriptor when the type, or a table's, changes.
  if (known.type == type && known.entry->tupDesc != nullptr &&
      known.entry->tupDesc_identifier == known.identifier) {
    return known.payload;
  }
  const TypeCacheEntry* const entry = lookup_type_cache(type, TYPECACHE_TUPDESC);
  if (entry->tupDesc == nullptr) {
    return nullptr;
  }
  const std::uint64_t identifier = entry->tupDesc_identifier;
  if (known.type != type || known.identifier != identifier) {
    const TupleDesc descriptor = entry->tupDesc;
    PinTupleDesc(descriptor);
    const MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);
    const StringInfo payload = describe(descriptor);
    MemoryContextSwitchTo(caller);
    ReleaseTupleDesc(descriptor);
    if (known.payload != nullptr) {
      pfree(known.payload->data);
      pfree(known.payload);
    }
    known = {type, entry, identifier, payload};
  }
  return known.payload;
}

}  // namespace

std::int64_t plrust_import_composite_type(std::uint64_t name, std::uint64_t name_len, std::uint32_t type_oid,
                                          std::uint64_t out, std::uint64_t capacity) {
  confine::before_host_call();
  const Oid type = name_len == 0 ? base_type(type_oid) : find_type_by_name(name, name_len);
  if (!OidIsValid(type)) {
    return kNoSuchType;
  }
  const StringInfo payload = described(type);
  if (payload == nullptr) {
    return kNotComposite;
  }
  const auto length = static_cast<std::uint64_t>(payload->len);
  if (length <= capacity) {
    confine::copy_to_region(out, payload->data, length, "composite_type: out");
  }
  return static_cast<std::int64_t>(length);
}
