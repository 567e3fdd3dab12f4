// SPDX-License-Identifier: PostgreSQL
#include "handler/values/polymorphic.hpp"

namespace plrust::handler {

namespace {

const TypeInfo& resolved(Oid actual, const TypeInfo& declared) {
  if (!OidIsValid(actual)) {
    ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                    errmsg("could not determine the actual type of %s", format_type_be(declared.oid))));
  }
  const TypeInfo& info = type_info_or_raise(actual);
  if (info.is_polymorphic() ||
      (declared.crossing == Crossing::any_array && info.stored().crossing != Crossing::array)) {
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("type %s cannot be %s", format_type_be(actual), format_type_be(declared.oid))));
  }
  return info;
}

}  // namespace

const TypeInfo& resolve_argument(FunctionCallInfo fcinfo, int index, const TypeInfo& declared) {
  return declared.is_polymorphic() ? resolved(get_fn_expr_argtype(fcinfo->flinfo, index), declared)
                                   : declared;
}

const TypeInfo& resolve_result(FunctionCallInfo fcinfo, const TypeInfo& declared) {
  return declared.is_polymorphic() ? resolved(get_fn_expr_rettype(fcinfo->flinfo), declared) : declared;
}

}  // namespace plrust::handler
