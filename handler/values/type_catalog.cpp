// SPDX-License-Identifier: PostgreSQL
#include "handler/values/type_catalog.hpp"

#include "handler/boundary.hpp"
#include "language/builtin_types.hpp"

namespace plrust::handler {

namespace {

// A row of pg_type, and what is found out about it elsewhere.
struct TypeFacts {
  bool exists;
  bool is_defined;
  char kind;
  std::int16_t length;
  bool by_value;
  char alignment;
  Oid element;     // of an array
  Oid range_part;  // subtype of a range; range of a multirange
  NameData name;
};

TypeFacts read_facts(Oid type) {
  return call_pg([type] {
    TypeFacts facts{};
    const HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
    if (!HeapTupleIsValid(tuple)) {
      return facts;
    }
    const auto* const form = reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
    facts = {true,           form->typisdefined, form->typtype, form->typlen, form->typbyval,
             form->typalign, InvalidOid,         InvalidOid,    form->typname};
    ReleaseSysCache(tuple);
    // int2vector and oidvector only look like arrays: they are less than what an array of their elements may
    // be.
    const Oid element = get_element_type(type);
    facts.element = OidIsValid(element) && get_array_type(element) == type ? element : InvalidOid;
    if (facts.kind == TYPTYPE_RANGE) {
      facts.range_part = get_range_subtype(type);
    } else if (facts.kind == TYPTYPE_MULTIRANGE) {
      facts.range_part = get_multirange_range(type);
    }
    return facts;
  });
}

std::string type_name(Oid type) {
  return call_pg([type]() -> const char* { return format_type_be(type); });
}

// In the order of the enum. Collected in PostgreSQL's memory: what raises must not own anything.
std::vector<std::string> read_labels(Oid type) {
  List* const labels = call_pg([type] {
    List* found = NIL;
    const Relation table = table_open(EnumRelationId, AccessShareLock);
    const Relation index = index_open(EnumTypIdSortOrderIndexId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_enum_enumtypid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(type));
    const SysScanDesc scan = systable_beginscan_ordered(table, index, nullptr, 1, &key);
    while (const HeapTuple tuple = systable_getnext_ordered(scan, ForwardScanDirection)) {
      found = lappend(found, pstrdup(NameStr(reinterpret_cast<Form_pg_enum>(GETSTRUCT(tuple))->enumlabel)));
    }
    systable_endscan_ordered(scan);
    index_close(index, AccessShareLock);
    table_close(table, AccessShareLock);
    return found;
  });
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(list_length(labels)));
  for (int i = 0; i < list_length(labels); ++i) {
    texts.emplace_back(static_cast<const char*>(list_nth(labels, i)));
  }
  return texts;
}

[[noreturn]] void refuse_type(Oid type) {
  const char* const advice = language::advice_for(type);
  throw Error(ERRCODE_FEATURE_NOT_SUPPORTED, "PL/Rust functions cannot use type " + type_name(type), {},
              advice != nullptr ? advice : "Pass it as text: add ::text where the function is called.");
}

void describe_as_builtin(TypeInfo& info, const language::BuiltinType& row) {
  info.crossing = row.crossing;
  info.bits = row.bits;
  info.is_signed = row.is_signed;
  info.check = row.check;
  info.argument = row.argument;
  info.result = row.result;
  info.is_stored_as_text = row.oid == JSONOID || row.oid == XMLOID;
}

void describe_domain(TypeInfo& info) {
  std::int32_t typmod = -1;
  const Oid type = info.oid;
  const Oid base = call_pg([type, &typmod] { return getBaseTypeAndTypmod(type, &typmod); });
  const TypeInfo& stored = type_info(base);
  const std::string name = info.name;
  info = stored;
  info.oid = type;
  info.name = name;
  info.base = &stored;
  info.base_typmod = typmod;
  info.domain_state = nullptr;
  info.domain_is_checked = false;
}

void describe_by_kind(TypeInfo& info, const TypeFacts& facts) {
  if (OidIsValid(facts.element)) {
    info.crossing = Crossing::array;
    info.element = &type_info(facts.element);
    return;
  }
  switch (facts.kind) {
    case TYPTYPE_COMPOSITE: {
      const language::BuiltinType& record = *language::find_builtin_type(RECORDOID);
      info.crossing = Crossing::tuple;
      info.argument = record.argument;
      info.result = record.result;
      return;
    }
    case TYPTYPE_RANGE:
    case TYPTYPE_MULTIRANGE:
      info.crossing = facts.kind == TYPTYPE_RANGE ? Crossing::range : Crossing::multirange;
      info.element = &type_info(facts.range_part);
      return;
    case TYPTYPE_DOMAIN:
      describe_domain(info);
      return;
    case TYPTYPE_PSEUDO:
      refuse_type(info.oid);
    default: {
      const language::BuiltinType& text = *language::find_builtin_type(TEXTOID);
      info.crossing = Crossing::spelled;
      info.argument = text.argument;
      info.result = text.result;
      if (facts.kind == TYPTYPE_ENUM) {
        info.labels = read_labels(info.oid);
      }
      // One without labels has no values, and Rust no use for it.
      info.is_enum = !info.labels.empty();
    }
  }
}

}  // namespace

std::unique_ptr<TypeInfo> describe_type(Oid type) {
  const TypeFacts facts = read_facts(type);
  if (!facts.exists || !facts.is_defined) {
    throw Error(ERRCODE_UNDEFINED_OBJECT, facts.exists
                                              ? "type " + type_name(type) + " is only a shell"
                                              : "type with OID " + std::to_string(type) + " does not exist");
  }
  auto info = std::make_unique<TypeInfo>();
  info->oid = type;
  info->name = NameStr(facts.name);
  info->length = facts.length;
  info->by_value = facts.by_value;
  info->alignment = facts.alignment;
  if (language::advice_for(type) != nullptr) {
    refuse_type(type);
  }
  if (const language::BuiltinType* const row = language::find_builtin_type(type)) {
    describe_as_builtin(*info, *row);
  } else {
    describe_by_kind(*info, facts);
  }
  return info;
}

void find_functions(const TypeInfo& info, MemoryContext context) {
  if (info.is_domain()) {
    return;  // its base type has them
  }
  const TypeInfo* const type = &info;
  call_pg([type, context] {
    Oid write = InvalidOid;
    Oid read = InvalidOid;
    bool is_varlena = false;
    if (type->crossing == Crossing::spelled) {
      getTypeOutputInfo(type->oid, &write, &is_varlena);
      getTypeInputInfo(type->oid, &read, &type->io_parameter);
    } else if (type->crossing == Crossing::wire) {
      getTypeBinaryOutputInfo(type->oid, &write, &is_varlena);
      getTypeBinaryInputInfo(type->oid, &read, &type->io_parameter);
    }
    if (OidIsValid(write)) {
      fmgr_info_cxt(write, &type->write, context);
      fmgr_info_cxt(read, &type->read, context);
    }
    Oid coerce = InvalidOid;
    if (type->crossing != Crossing::array && type->crossing != Crossing::nothing && !type->is_polymorphic() &&
        find_typmod_coercion_function(type->oid, &coerce) == COERCION_PATH_FUNC) {
      fmgr_info_cxt(coerce, &type->coerce, context);
    }
  });
}

bool is_same_type(const TypeInfo& a, const TypeInfo& b) {
  return a.oid == b.oid && a.name == b.name && a.crossing == b.crossing && a.length == b.length &&
         a.by_value == b.by_value && a.alignment == b.alignment && a.base == b.base &&
         a.base_typmod == b.base_typmod && a.element == b.element && a.is_enum == b.is_enum &&
         a.labels == b.labels;
}

}  // namespace plrust::handler
