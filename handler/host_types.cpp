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

// The same by a name of SQL.
Oid find_type_by_name(std::uint64_t address, std::uint64_t length) {
  char name[kNameLimit + 1];
  confine::copy_from_region(name, address, length, kNameLimit, "composite_type: name");
  name[length] = '\0';
  pg_verify_mbstr(PG_UTF8, name, static_cast<int>(length), false);
  const handler::ErrorContext context(handler::current_callee());
  const Oid type = find_plain_name(name);
  return OidIsValid(type) ? type : base_type(find_type_by_spelling(name));
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
  std::uint64_t identifier;  // of the descriptor; 0: nothing
  StringInfo payload;        // in TopMemoryContext
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
  const TypeCacheEntry* const entry = lookup_type_cache(type, TYPECACHE_TUPDESC);
  if (entry->tupDesc == nullptr) {
    return nullptr;
  }
  Described& known = described_types[type % kDescribed];
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
    known = {type, identifier, payload};
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
