// SPDX-License-Identifier: PostgreSQL
#include "handler/signature.hpp"

#include "handler/boundary.hpp"
#include "language/body.hpp"
#include "language/function_types.hpp"
#include "language/json_body.hpp"
#include "language/rust_names.hpp"

namespace plrust::handler {

namespace {

using language::kInlineName;
using language::shape_name;

// A row of pg_proc, held for as long as this lives.
class ProcedureRow {
 public:
  explicit ProcedureRow(Oid function)
      : tuple_(call_pg([function] { return SearchSysCache1(PROCOID, ObjectIdGetDatum(function)); })) {
    if (!HeapTupleIsValid(tuple_)) {
      throw Error(ERRCODE_UNDEFINED_FUNCTION,
                  "function with OID " + std::to_string(function) + " does not exist");
    }
  }
  ~ProcedureRow() { ReleaseSysCache(tuple_); }
  ProcedureRow(const ProcedureRow&) = delete;
  ProcedureRow& operator=(const ProcedureRow&) = delete;

  HeapTuple tuple() const noexcept { return tuple_; }
  Form_pg_proc form() const noexcept { return reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple_)); }
  std::string source() const {
    const HeapTuple tuple = tuple_;
    std::string body = call_pg([tuple]() -> const char* {
      bool is_null = false;
      const Datum value = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &is_null);
      return is_null ? "" : text_to_cstring(DatumGetTextPP(value));
    });
    std::optional<std::string> source = language::source_in_json(body);
    return source ? *std::move(source) : std::move(body);
  }

 private:
  HeapTuple tuple_;
};

struct DeclaredArguments {
  int count = 0;
  Oid* types = nullptr;
  char** names = nullptr;
  char* modes = nullptr;
};

[[noreturn]] void refuse(const std::string& message, const char* hint = "") {
  throw Error(ERRCODE_FEATURE_NOT_SUPPORTED, message, {}, hint);
}

void check_kind(const ProcedureRow& row) {
  if (row.form()->prokind == PROKIND_WINDOW && row.form()->proretset) {
    refuse("window functions in PL/Rust cannot return sets", "PostgreSQL would not call them.");
  }
}

// An argument as user code sees it.
std::string argument_type(const TypeInfo& type, Form_pg_proc form, RustTypes& types) {
  return form->prokind == PROKIND_WINDOW ? language::window_argument_type(types.result(type))
                                         : language::parameter_type(types.argument(type), form->proisstrict);
}

std::string parameter_identifier(const DeclaredArguments& declared, int index) {
  const char* const name = declared.names != nullptr ? declared.names[index] : "";
  if (*name == '\0') {
    return "arg" + std::to_string(index + 1);
  }
  if (!language::can_name_argument(name)) {
    throw Error(ERRCODE_INVALID_NAME,
                "\"" + std::string(name) + "\" is not a Rust identifier and cannot name an argument", {},
                "Use letters, digits and underscores.");
  }
  return name;
}

char mode_of(const DeclaredArguments& declared, int index) {
  return declared.modes != nullptr ? declared.modes[index] : PROARGMODE_IN;
}

bool goes_in(char mode) {
  return mode == PROARGMODE_IN || mode == PROARGMODE_INOUT || mode == PROARGMODE_VARIADIC;
}

bool comes_out(char mode) {
  return mode == PROARGMODE_OUT || mode == PROARGMODE_INOUT || mode == PROARGMODE_TABLE;
}

DeclaredArguments read_declared(const ProcedureRow& row) {
  DeclaredArguments declared;
  const HeapTuple tuple = row.tuple();
  declared.count = call_pg([tuple, &declared] {
    return get_func_arg_info(tuple, &declared.types, &declared.names, &declared.modes);
  });
  return declared;
}

// Functions of aggregates may have a state that is a Rust value; other kinds of functions may not.
const TypeInfo& type_in_aggregate(Oid type, Form_pg_proc form) {
  const bool may_be_state = form->prokind == PROKIND_FUNCTION && !form->proretset;
  return type == INTERNALOID && may_be_state ? internal_type() : type_info(type);
}

std::vector<Parameter> read_parameters(const ProcedureRow& row, const DeclaredArguments& declared,
                                       RustTypes& types) {
  std::vector<Parameter> parameters;
  for (int i = 0; i < declared.count; ++i) {
    if (!goes_in(mode_of(declared, i))) {
      continue;
    }
    const TypeInfo& type = type_in_aggregate(declared.types[i], row.form());
    if (type.crossing == Crossing::nothing) {
      refuse("PL/Rust functions cannot have arguments of type void");
    }
    std::string identifier = parameter_identifier(declared, i);
    for (const Parameter& other : parameters) {
      if (other.identifier == identifier) {
        throw Error(ERRCODE_INVALID_FUNCTION_DEFINITION,
                    "argument name \"" + identifier + "\" used more than once");
      }
    }
    if (row.form()->prokind == PROKIND_WINDOW && identifier == language::kWindowArgument) {
      throw Error(ERRCODE_INVALID_NAME, "an argument of a window function cannot be named \"window\"", {},
                  "In the function this is the window that it is called for.");
    }
    parameters.push_back({std::move(identifier), argument_type(type, row.form(), types), &type});
  }
  return parameters;
}

// The types of OUT arguments or of a table's columns.
std::vector<std::string> column_types(const DeclaredArguments& declared, RustTypes& types) {
  std::vector<std::string> columns;
  for (int i = 0; i < declared.count; ++i) {
    if (comes_out(mode_of(declared, i))) {
      columns.push_back(types.result(type_info(declared.types[i])));
    }
  }
  return columns;
}

ResultShape read_result(Form_pg_proc form, const DeclaredArguments& declared, RustTypes& types) {
  const std::vector<std::string> columns = column_types(declared, types);
  if (columns.size() > language::kMaxColumns) {
    refuse("PL/Rust functions cannot have more than 32 OUT arguments or columns", "Return a composite type.");
  }
  const bool is_procedure = form->prokind == PROKIND_PROCEDURE;
  const TypeInfo& type =
      is_procedure && columns.empty() ? type_info(VOIDOID) : type_in_aggregate(form->prorettype, form);
  if (form->proretset && type.is_domain() && type.stored().crossing == Crossing::tuple) {
    refuse("PL/Rust functions cannot return sets of a domain over a composite type", "Return its base type.");
  }
  if (form->prokind == PROKIND_WINDOW && columns.size() > 1) {
    refuse("window functions in PL/Rust cannot have several OUT arguments", "Return a composite type.");
  }
  const language::ResultParts parts{form->proretset, is_procedure, columns, types.result(type)};
  return {&type, language::result_type(parts), language::has_columns(parts)};
}

// A function that is called by a trigger gets what fired it, and no other arguments.
bool read_trigger(Form_pg_proc form, Signature& signature) {
  if (form->prorettype != TRIGGEROID && form->prorettype != EVENT_TRIGGEROID) {
    return false;
  }
  const bool is_event = form->prorettype == EVENT_TRIGGEROID;
  signature.shape = is_event ? confine::CallShape::event_trigger : confine::CallShape::trigger;
  signature.result.type = &type_info(VOIDOID);
  signature.result.rust_type = is_event ? language::kNoResult : language::kTriggerResult;
  return true;
}

confine::CallShape choose_shape(const Signature& signature, Form_pg_proc form) {
  const auto& parameters = signature.parameters;
  return language::call_shape(
      {form->prokind == PROKIND_WINDOW, form->proretset,
       std::ranges::find(parameters, &internal_type(), &Parameter::type) != parameters.end(),
       parameters.size(),
       std::ranges::none_of(parameters, [](const Parameter& p) { return p.type->has_payload(); }),
       signature.is_strict});
}

// Of a composite type nothing goes in: how its rows are read and made is decided in each call, by what it is
// then.
std::string describe_enums(const std::vector<GeneratedEnum>& enums) {
  std::string text;
  for (const GeneratedEnum& generated : enums) {
    text += generated.name + " " + std::to_string(generated.type->name.size()) + " " + generated.type->name;
    for (const EnumVariant& variant : generated.variants) {
      text += " " + variant.name + " " + std::to_string(variant.label.size()) + " " + variant.label;
    }
    text += "; ";
  }
  return text;
}

Digest make_source_key(const Signature& signature) {
  std::string parameters;
  for (const Parameter& parameter : signature.parameters) {
    parameters += parameter.identifier + ": " + parameter.rust_type + ", ";
  }
  return digest_of_parts({"plrust source 2", signature.identifier, parameters, signature.result.rust_type,
                          describe_enums(signature.enums), shape_name(signature.shape), signature.code,
                          signature.dependencies});
}

}  // namespace

Signature read_signature(Oid function) {
  const ProcedureRow row(function);
  check_kind(row);
  const Form_pg_proc form = row.form();
  Signature signature{};
  signature.oid = function;
  signature.owner = form->proowner;
  signature.display_name = call_pg([function] { return format_procedure(function); });
  signature.identifier = language::function_identifier(NameStr(form->proname));
  signature.is_strict = form->proisstrict;
  signature.is_read_only = form->provolatile != PROVOLATILE_VOLATILE;
  if (!read_trigger(form, signature)) {
    RustTypes types;
    const DeclaredArguments declared = read_declared(row);
    signature.parameters = read_parameters(row, declared, types);
    signature.result = read_result(form, declared, types);
    signature.enums = types.enums();
    signature.shape = choose_shape(signature, form);
  }
  language::Body body = language::parse_body(row.source());
  signature.dependencies = std::move(body.dependencies);
  signature.code = std::move(body.code);
  signature.source_key = make_source_key(signature);
  signature.xmin = HeapTupleHeaderGetRawXmin(row.tuple()->t_data);
  signature.tid = row.tuple()->t_self;
  return signature;
}

std::string read_source(Oid function) {
  return ProcedureRow(function).source();
}

Signature inline_signature(const std::string& source) {
  Signature signature{};
  signature.display_name = kInlineName;
  signature.identifier = kInlineName;
  signature.result = {&type_info(VOIDOID), language::kNoResult, false};
  signature.shape = confine::CallShape::registers;
  language::Body body = language::parse_body(source);
  signature.dependencies = std::move(body.dependencies);
  signature.code = std::move(body.code);
  signature.source_key = make_source_key(signature);
  return signature;
}

}  // namespace plrust::handler
