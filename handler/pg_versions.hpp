// SPDX-License-Identifier: PostgreSQL
// The handler is written for the newest PostgreSQL. What an older one lacks, or calls by another name, is
// here; only pg.hpp includes this, after PostgreSQL's headers. Each part is of the versions before the one it
// names.
#pragma once

#include "handler/pg.hpp"

#if PG_VERSION_NUM < 130000
#error "PL/Rust needs PostgreSQL 13 or later"
#endif

// What format_type() prints, back into a type; InvalidOid if there is none of that name.
inline Oid find_type_by_spelling(const char* name) {
  Oid type = InvalidOid;
  std::int32_t typmod = -1;
#if PG_VERSION_NUM >= 160000
  ErrorSaveContext errors{};
  errors.type = T_ErrorSaveContext;
  return parseTypeString(name, &type, &typmod, reinterpret_cast<Node*>(&errors)) ? type : InvalidOid;
#else
  parseTypeString(name, &type, &typmod, true);
  return type;
#endif
}

#if PG_VERSION_NUM < 160000

struct DateTimeErrorExtra {};

// NOLINTBEGIN(readability-identifier-naming): overloads of PostgreSQL's own names.
inline int DecodeDateTime(char** field, int* types, int count, int* type, pg_tm* fields, fsec_t* fraction,
                          int* zone, DateTimeErrorExtra* /*extra*/) {
  return DecodeDateTime(field, types, count, type, fields, fraction, zone);
}

inline int DecodeTimeOnly(char** field, int* types, int count, int* type, pg_tm* fields, fsec_t* fraction,
                          int* zone, DateTimeErrorExtra* /*extra*/) {
  return DecodeTimeOnly(field, types, count, type, fields, fraction, zone);
}

inline int DecodeTimezoneAbbrev(int field, char* lower, int* type, int* offset, pg_tz** rules,
                                DateTimeErrorExtra* /*extra*/) {
  *type = DecodeTimezoneAbbrev(field, lower, offset, rules);
  return 0;
}
// NOLINTEND(readability-identifier-naming)

inline RangeType* make_range(TypeCacheEntry* entry, RangeBound* lower, RangeBound* upper, bool is_empty,
                             Node* /*escontext*/) {
  return make_range(entry, lower, upper, is_empty);
}

// Of functions only.
inline bool object_ownercheck(Oid /*catalog*/, Oid function, Oid role) {
  return pg_proc_ownercheck(function, role);
}

#endif  // 16

#if PG_VERSION_NUM < 150000

// The parts of an interval while it is read.
struct pg_itm_in {
  pg_tm fields;
  fsec_t fraction;
};

inline int DecodeInterval(char** field, int* types, int count, int range, int* type, pg_itm_in* parts) {
  return DecodeInterval(field, types, count, range, type, &parts->fields, &parts->fraction);
}

inline int DecodeISO8601Interval(char* string, int* type, pg_itm_in* parts) {
  return DecodeISO8601Interval(string, type, &parts->fields, &parts->fraction);
}

inline int itmin2interval(pg_itm_in* parts, Interval* interval) {
  return tm2interval(&parts->fields, parts->fraction, interval);
}

inline void MarkGUCPrefixReserved(const char* prefix) {
  EmitWarningsOnPlaceholders(prefix);
}

void InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags);

#endif  // 15

#if PG_VERSION_NUM < 140000

// There are no multiranges: no type is of this kind.
#define TYPTYPE_MULTIRANGE 'm'
inline Oid get_multirange_range(Oid /*type*/) {
  return InvalidOid;
}

#define EVENT_TRIGGEROID EVTTRIGGEROID

// Of what is compressed, the rest of the head has no method: there is only one.
#define TOAST_PGLZ_COMPRESSION_ID 0
#define VARATT_EXTERNAL_GET_EXTSIZE(pointer) ((pointer).va_extsize)
#define VARDATA_COMPRESSED_GET_COMPRESS_METHOD(value) TOAST_PGLZ_COMPRESSION_ID
#define VARDATA_COMPRESSED_GET_EXTSIZE(value) VARRAWSIZE_4B_C(value)
#define VARHDRSZ_COMPRESSED offsetof(varattrib_4b, va_compressed.va_data)

struct SPIExecuteOptions {
  ParamListInfo params;
  bool read_only;
  bool allow_nonatomic;
  uint64 tcount;
  DestReceiver* dest;  // never null here
};

struct SPIParseOpenOptions {
  ParamListInfo params;
  int cursorOptions;
  bool read_only;
};

int SPI_execute_extended(const char* query, const SPIExecuteOptions* options);
int SPI_execute_plan_extended(SPIPlanPtr plan, const SPIExecuteOptions* options);
Portal SPI_cursor_parse_open(const char* name, const char* query, const SPIParseOpenOptions* options);

#endif  // 14
