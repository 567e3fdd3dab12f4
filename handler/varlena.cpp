// SPDX-License-Identifier: PostgreSQL
#include "handler/varlena.hpp"

#include "confine/runtime/region_memory.hpp"

namespace plrust::handler {

Datum datum_from_region(const confine::Region& region, const TypeRow& type, std::uint64_t address,
                        std::uint64_t length) {
  if (length > MaxAllocSize - VARHDRSZ) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("PL/Rust value of type %s is longer than 1 GB", format_type_be(type.oid))));
  }
  auto* const value = static_cast<varlena*>(palloc(length + VARHDRSZ));
  SET_VARSIZE(value, length + VARHDRSZ);
  if (!confine::try_copy_from_region(region, VARDATA(value), address, length)) {
    ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                    errmsg("PL/Rust value of type %s lies outside the function's memory",
                           format_type_be(type.oid))));
  }
  if (type.passing == Passing::text) {
    pg_verify_mbstr(PG_UTF8, VARDATA(value), static_cast<int>(length), false);
  }
  return PointerGetDatum(value);
}

}  // namespace plrust::handler
