// SPDX-License-Identifier: PostgreSQL
#include "handler/signature.hpp"

#include "handler/body.hpp"
#include "handler/boundary.hpp"
#include "handler/rust_names.hpp"

namespace plrust::handler {

namespace {

constexpr std::size_t kRegisterArguments = 3;

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
    return call_pg([tuple]() -> const char* {
      bool is_null = false;
      const Datum value = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &is_null);
      return is_null ? "" : text_to_cstring(DatumGetTextPP(value));
    });
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
  const Form_pg_proc form = row.form();
  if (form->prokind == PROKIND_WINDOW) {
    refuse("PL/Rust does not support window functions yet");
  }
  if (form->proretset) {
    refuse("PL/Rust does not support functions that return sets yet",
           "Return one value and call the function for each row.");
  }
}

std::string parameter_identifier(const DeclaredArguments& declared, int index) {
  const char* const name = declared.names != nullptr ? declared.names[index] : "";
  if (*name == '\0') {
    throw Error(ERRCODE_INVALID_FUNCTION_DEFINITION, "PL/Rust does not support unnamed arguments", {},
                "Give argument " + std::to_string(index + 1) + " a name.");
  }
  if (!can_name_argument(name)) {
    throw Error(ERRCODE_INVALID_NAME,
                "\"" + std::string(name) + "\" is not a Rust identifier and cannot name an argument", {},
                "Use letters, digits and underscores.");
  }
  return name;
}

void check_mode(const DeclaredArguments& declared, int index) {
  const char mode = declared.modes != nullptr ? declared.modes[index] : PROARGMODE_IN;
  if (mode == PROARGMODE_VARIADIC) {
    refuse("PL/Rust does not support VARIADIC arguments yet");
  }
  if (mode != PROARGMODE_IN) {
    refuse("PL/Rust does not support OUT, INOUT or TABLE arguments yet", "Return one value.");
  }
}

std::vector<Parameter> read_parameters(const ProcedureRow& row, bool is_strict) {
  DeclaredArguments declared;
  const HeapTuple tuple = row.tuple();
  declared.count = call_pg([tuple, &declared] {
    return get_func_arg_info(tuple, &declared.types, &declared.names, &declared.modes);
  });
  std::vector<Parameter> parameters;
  for (int i = 0; i < declared.count; ++i) {
    check_mode(declared, i);
    const TypeRow& type = type_row(declared.types[i]);
    if (type.argument == nullptr) {
      refuse("PL/Rust functions cannot have arguments of type void");
    }
    std::string identifier = parameter_identifier(declared, i);
    for (const Parameter& other : parameters) {
      if (other.identifier == identifier) {
        throw Error(ERRCODE_INVALID_FUNCTION_DEFINITION,
                    "argument name \"" + identifier + "\" used more than once");
      }
    }
    const std::string rust_type = is_strict ? type.argument : "Option<" + std::string(type.argument) + ">";
    parameters.push_back({std::move(identifier), rust_type, &type});
  }
  return parameters;
}

confine::CallShape choose_shape(const Signature& signature) {
  const bool all_by_value = std::ranges::all_of(signature.parameters, [](const Parameter& parameter) {
    return parameter.type->passing == Passing::by_value;
  });
  const bool never_null = signature.is_strict || signature.parameters.empty();
  return all_by_value && never_null && signature.parameters.size() <= kRegisterArguments
             ? confine::CallShape::registers
             : confine::CallShape::block;
}

Digest make_source_key(const Signature& signature) {
  std::string parameters;
  for (const Parameter& parameter : signature.parameters) {
    parameters += parameter.identifier + ": " + parameter.rust_type + ", ";
  }
  return digest_of_parts({"plrust source 1", signature.identifier, parameters, signature.rust_result,
                          shape_name(signature.shape), signature.code});
}

}  // namespace

const char* shape_name(confine::CallShape shape) noexcept {
  return shape == confine::CallShape::registers ? "registers" : "block";
}

Signature read_signature(Oid function) {
  const ProcedureRow row(function);
  check_kind(row);
  const Form_pg_proc form = row.form();
  Signature signature{};
  signature.oid = function;
  signature.display_name = call_pg([function] { return format_procedure(function); });
  signature.identifier = function_identifier(NameStr(form->proname));
  signature.is_strict = form->proisstrict;
  signature.is_read_only = form->provolatile != PROVOLATILE_VOLATILE;
  signature.parameters = read_parameters(row, signature.is_strict);
  signature.result = &type_row(form->prokind == PROKIND_PROCEDURE ? VOIDOID : form->prorettype);
  signature.rust_result = "Option<" + std::string(signature.result->result) + ">";
  signature.shape = choose_shape(signature);
  Body body = parse_body(row.source());
  if (body.dependencies.find_first_not_of(" \t\r\n") != std::string::npos) {
    refuse("PL/Rust functions cannot have dependencies yet", "Leave the [dependencies] part empty.");
  }
  signature.code = std::move(body.code);
  signature.source_key = make_source_key(signature);
  signature.xmin = HeapTupleHeaderGetRawXmin(row.tuple()->t_data);
  signature.tid = row.tuple()->t_self;
  return signature;
}

}  // namespace plrust::handler
