// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/sql_items.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "language/json_body.hpp"
#include "toolchain/check/pg_grammar.hpp"
#include "toolchain/check/sql_tokens.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

// The grammar's tree leaves out what is false, zero or empty.
const json& part(const json& node, const char* name) {
  static const json none;
  const auto found = node.is_object() ? node.find(name) : node.end();
  return node.is_object() && found != node.end() ? *found : none;
}

std::string text_of(const json& node, const char* name) {
  const json& value = part(node, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::size_t location_of(const json& node) {
  const json& value = part(node, "location");
  return value.is_number_unsigned() ? value.get<std::size_t>() : 0;
}

std::string string_node(const json& node) {
  return text_of(part(node, "String"), "sval");
}

std::vector<std::string> strings(const json& list) {
  std::vector<std::string> texts;
  if (list.is_array())
    std::ranges::transform(list, std::back_inserter(texts), string_node);
  return texts;
}

std::string last_of(const json& names) {
  const std::vector<std::string> texts = strings(names);
  return texts.empty() ? std::string() : texts.back();
}

SqlTypeName type_name(const json& node) {
  return {strings(part(node, "names")), part(node, "arrayBounds").is_array(),
          part(node, "setof").is_boolean(), part(node, "pct_type").is_boolean()};
}

bool has_name(const json& node) {
  return part(node, "names").is_array() && !part(node, "names").empty();
}

SqlParameter::Mode mode_of(const std::string& mode) {
  if (mode == "FUNC_PARAM_OUT")
    return SqlParameter::Mode::out;
  if (mode == "FUNC_PARAM_INOUT")
    return SqlParameter::Mode::in_out;
  return mode == "FUNC_PARAM_TABLE" ? SqlParameter::Mode::table : SqlParameter::Mode::in;
}

const json* find_option(const json& options, std::string_view name) {
  if (options.is_array())
    for (const json& option : options)
      if (text_of(part(option, "DefElem"), "defname") == name)
        return &part(option, "DefElem");
  return nullptr;
}

class StatementReader {
 public:
  StatementReader(std::string_view file, const SqlStatement& statement)
      : file_(file),
        statement_(statement),
        text_(without_variables(file.substr(statement.begin, statement.end - statement.begin))) {}

  std::vector<SqlItem> run() {
    const GrammarResult result = parse_sql(text_);
    if (!result.message.empty()) {
      if (names_plrust(text_))
        found_.emplace_back(
            SqlProblem{statement_.begin + std::min(result.offset, text_.size()), result.message});
      return std::move(found_);
    }
    const json tree = json::parse(result.tree, nullptr, false);
    const json& statements = part(tree, "stmts");
    if (statements.is_array())
      for (const json& row : statements) statement(part(row, "stmt"));
    return std::move(found_);
  }

 private:
  void statement(const json& node) {
    if (!node.is_object() || node.empty())
      return;
    const json& fields = node.begin().value();
    const std::string& kind = node.begin().key();
    if (kind == "CreateFunctionStmt")
      routine(fields);
    else if (kind == "DoStmt")
      block(fields);
    else
      definition(kind, fields);
  }

  void definition(const std::string& kind, const json& fields) {
    using Kind = SqlTypeDefinition::Kind;
    if (kind == "CreateEnumStmt")
      define({Kind::enumeration, last_of(part(fields, "typeName")), strings(part(fields, "vals")), {}, {}});
    else if (kind == "CreateDomainStmt")
      define({Kind::domain, last_of(part(fields, "domainname")), {}, inner(part(fields, "typeName")), {}});
    else if (kind == "CompositeTypeStmt")
      define({Kind::composite, text_of(part(fields, "typevar"), "relname"), {}, {}, {}});
    else if (kind == "CreateStmt" || kind == "CreateForeignTableStmt")
      define({Kind::composite, relation_name(fields), {}, {}, {}});
    else if (kind == "ViewStmt")
      define({Kind::composite, text_of(part(fields, "view"), "relname"), {}, {}, {}});
    else if (kind == "CreateTableAsStmt")
      define({Kind::composite, text_of(part(part(fields, "into"), "rel"), "relname"), {}, {}, {}});
    else if (kind == "CreateRangeStmt")
      range(fields);
    else if (kind == "DefineStmt" && text_of(fields, "kind") == "OBJECT_TYPE")
      define({Kind::spelled, last_of(part(fields, "defnames")), {}, {}, {}});
    else if (kind == "AlterEnumStmt")
      found_.emplace_back(SqlEnumChange{last_of(part(fields, "typeName")), text_of(fields, "oldVal"),
                                        text_of(fields, "newVal"), text_of(fields, "newValNeighbor"),
                                        part(fields, "newValIsAfter").is_boolean()});
  }

  static std::string relation_name(const json& fields) {
    const json& base = part(fields, "base").is_object() ? part(fields, "base") : part(fields, "base_stmt");
    return text_of(part(base.is_object() ? base : fields, "relation"), "relname");
  }

  static std::optional<SqlTypeName> inner(const json& node) {
    return has_name(node) ? std::optional(type_name(node)) : std::nullopt;
  }

  void define(SqlTypeDefinition definition) {
    if (!definition.name.empty())
      found_.emplace_back(std::move(definition));
  }

  void range(const json& fields) {
    SqlTypeDefinition made{SqlTypeDefinition::Kind::range, last_of(part(fields, "typeName")), {}, {}, {}};
    if (const json* subtype = find_option(part(fields, "params"), "subtype"))
      made.inner = inner(part(part(*subtype, "arg"), "TypeName"));
    if (const json* name = find_option(part(fields, "params"), "multirange_type_name"))
      made.multirange = last_of(part(part(part(*name, "arg"), "TypeName"), "names"));
    define(std::move(made));
  }

  bool is_plrust(const json& options) const {
    const json* language = find_option(options, "language");
    return language != nullptr && string_node(part(*language, "arg")) == "plrust";
  }

  void routine(const json& fields) {
    const json& options = part(fields, "options");
    if (!is_plrust(options))
      return;
    SqlRoutine made;
    made.kind =
        part(fields, "is_procedure").is_boolean() ? SqlRoutine::Kind::procedure : SqlRoutine::Kind::function;
    made.name = last_of(part(fields, "funcname"));
    made.offset = statement_.begin;
    if (part(fields, "parameters").is_array())
      for (const json& row : part(fields, "parameters")) add_parameter(part(row, "FunctionParameter"), made);
    if (has_name(part(fields, "returnType")))
      made.returns = type_name(part(fields, "returnType"));
    made.is_strict = is_on(find_option(options, "strict"));
    made.is_window = is_on(find_option(options, "window"));
    const json* as = find_option(options, "as");
    if (as == nullptr) {
      found_.emplace_back(SqlProblem{statement_.begin, "no function body specified"});
      return;
    }
    const json& items = part(part(part(*as, "arg"), "List"), "items");
    made.body =
        source_of(body(location_of(*as), items.is_array() && !items.empty() ? string_node(items[0]) : ""));
    found_.emplace_back(std::move(made));
  }

  static bool is_on(const json* option) {
    return option != nullptr && part(part(part(*option, "arg"), "Boolean"), "boolval").is_boolean();
  }

  void add_parameter(const json& fields, SqlRoutine& routine) const {
    const json& type = part(fields, "argType");
    if (has_name(type))
      routine.parameters.push_back({text_of(fields, "name"), mode_of(text_of(fields, "mode")),
                                    type_name(type), statement_.begin + location_of(type)});
  }

  void block(const json& fields) {
    if (!is_plrust(part(fields, "args")))
      return;
    const json* as = find_option(part(fields, "args"), "as");
    if (as == nullptr)
      return;
    SqlRoutine made;
    made.kind = SqlRoutine::Kind::block;
    made.name = "DO";
    made.offset = statement_.begin;
    made.body = body(location_of(*as), string_node(part(*as, "arg")));
    found_.emplace_back(std::move(made));
  }

  // `location`: of AS, or of the literal itself; `value`: what the grammar read there.
  LiteralText body(std::size_t location, const std::string& value) const {
    std::size_t at = statement_.begin + location;
    SqlTokens tokens(file_, at);
    if (const SqlToken token = tokens.next(); is_word(token, "as"))
      at = tokens.position();
    std::optional<LiteralText> literal = read_literal(file_.substr(0, statement_.end), at);
    if (literal && literal->text == value)
      return *std::move(literal);
    return {value, std::vector<std::size_t>(value.size() + 1, at)};
  }

  // Of a body in the form of the prior art, its source, which stands as a whole where the body begins.
  static LiteralText source_of(LiteralText body) {
    std::optional<std::string> source = language::source_in_json(body.text);
    if (!source)
      return body;
    const std::size_t bytes = source->size() + 1;
    return {*std::move(source), std::vector<std::size_t>(bytes, body.places.front())};
  }

  std::string_view file_;
  SqlStatement statement_;
  std::string text_;
  std::vector<SqlItem> found_;
};

bool may_define(std::string_view statement) {
  constexpr std::array kFirst = {std::string_view("alter"), std::string_view("create"),
                                 std::string_view("do")};
  SqlTokens tokens(statement);
  const SqlToken first = tokens.next();
  return std::ranges::any_of(kFirst, [&](std::string_view word) { return is_word(first, word); });
}

}  // namespace

std::string SqlTypeName::written() const {
  std::string text;
  for (const std::string& name : names)
    if (name != "pg_catalog" || names.size() == 1)
      text += (text.empty() ? "" : ".") + name;
  return text + (is_of_column ? "%TYPE" : "") + (is_array ? "[]" : "");
}

std::vector<SqlItem> read_statement(std::string_view file, const SqlStatement& statement) {
  if (!may_define(file.substr(statement.begin, statement.end - statement.begin)))
    return {};
  return StatementReader(file, statement).run();
}

}  // namespace plrust::toolchain
