// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/known_types.hpp"

#include <algorithm>
#include <array>

#include "language/rust_names.hpp"

namespace plrust::toolchain {
namespace {

using language::Crossing;

// Domains and arrays of one another, without end.
constexpr int kMaxDepth = 64;

struct BuiltinRange {
  std::string_view range;
  std::string_view multirange;
  const char* bound;
};
constexpr std::array kRanges = {
    BuiltinRange{"daterange", "datemultirange", "date"},
    BuiltinRange{"int4range", "int4multirange", "int4"},
    BuiltinRange{"int8range", "int8multirange", "int8"},
    BuiltinRange{"numrange", "nummultirange", "numeric"},
    BuiltinRange{"tsrange", "tsmultirange", "timestamp"},
    BuiltinRange{"tstzrange", "tstzmultirange", "timestamptz"},
};

// PostgreSQL's other base types: they cross as the text that their output function writes.
constexpr std::array kSpelled = {
    std::string_view("aclitem"),
    std::string_view("gtsvector"),
    std::string_view("int2vector"),
    std::string_view("jsonpath"),
    std::string_view("oidvector"),
    std::string_view("pg_brin_bloom_summary"),
    std::string_view("pg_brin_minmax_multi_summary"),
    std::string_view("pg_dependencies"),
    std::string_view("pg_mcv_list"),
    std::string_view("pg_ndistinct"),
    std::string_view("pg_node_tree"),
    std::string_view("pg_snapshot"),
    std::string_view("refcursor"),
    std::string_view("tsquery"),
    std::string_view("tsvector"),
    std::string_view("txid_snapshot"),
    std::string_view("xid8"),
};
static_assert(std::ranges::is_sorted(kSpelled));

CrossingType of_row(const language::BuiltinType& row) {
  return {row.crossing, row.argument != nullptr ? row.argument : "", row.result, {}, nullptr, false};
}

CrossingType spelled() {
  CrossingType type = of_row(*language::find_builtin_type("text"));
  type.crossing = Crossing::spelled;
  return type;
}

CrossingType range_of(const CrossingType& bound) {
  const std::string text = "Range<" + bound.result + ">";
  return {Crossing::range, text, text, bound.result, nullptr, false};
}

CrossingType multirange_of(const CrossingType& range) {
  const std::string text = "Multirange<" + range.range_bound + ">";
  return {Crossing::multirange, text, text, {}, nullptr, false};
}

CrossingType array_of(const CrossingType& element) {
  return {Crossing::array,
          "Array<'a, " + element.argument + ">",
          "Vec<Option<" + element.result + ">>",
          {},
          nullptr,
          false};
}

// The name that PostgreSQL chooses for the multirange of a range.
std::string multirange_name(const std::string& range) {
  const std::size_t at = range.rfind("range");
  return at == std::string::npos ? range + "_multirange" : std::string(range).replace(at, 5, "multirange");
}

}  // namespace

void KnownTypes::define(SqlTypeDefinition definition) {
  const std::string name = definition.name;
  defined_.insert_or_assign(name, std::move(definition));
}

void KnownTypes::change(const SqlEnumChange& change) {
  const auto found = defined_.find(change.name);
  if (found == defined_.end() || found->second.kind != SqlTypeDefinition::Kind::enumeration)
    return;
  std::vector<std::string>& labels = found->second.labels;
  if (!change.old_label.empty()) {
    std::ranges::replace(labels, change.old_label, change.new_label);
    return;
  }
  if (std::ranges::find(labels, change.new_label) != labels.end())
    return;
  auto at = std::ranges::find(labels, change.neighbor);
  if (at != labels.end() && change.is_after)
    ++at;
  labels.insert(at, change.new_label);
}

const SqlTypeDefinition* KnownTypes::find(const std::string& name) const {
  if (const auto found = defined_.find(name); found != defined_.end())
    return &found->second;
  for (const auto& [other, definition] : defined_)
    if (definition.kind == SqlTypeDefinition::Kind::range &&
        (definition.multirange.empty() ? multirange_name(other) : definition.multirange) == name)
      return &definition;
  return nullptr;
}

CrossingType SignatureTypes::find(const SqlTypeName& name) {
  return element(name, 0);
}

CrossingType SignatureTypes::element(const SqlTypeName& name, int depth) {
  if (name.is_of_column)
    throw NeedsServer("the type of '" + name.written() + "' is the server's");
  const bool is_builtin = name.names.size() == 1 || name.names.front() == "pg_catalog";
  CrossingType type = is_builtin ? builtin(name.last()) : CrossingType{};
  if (type.result.empty()) {
    const SqlTypeDefinition* definition = known_->find(name.last());
    const bool is_array_name =
        definition == nullptr && name.last().starts_with('_') && name.last().size() > 1;
    if (is_array_name) {
      SqlTypeName of_elements = name;
      of_elements.names.back().erase(0, 1);
      return array_of(element(of_elements, depth));
    }
    if (definition == nullptr || depth > kMaxDepth)
      throw NeedsServer("the type '" + name.written() + "' is not defined in these files");
    type = defined(*definition, depth + 1);
    if (definition->kind == SqlTypeDefinition::Kind::range && definition->name != name.last())
      type = multirange_of(type);
  }
  return name.is_array ? array_of(type) : type;
}

// Without a result: none of PostgreSQL's.
CrossingType SignatureTypes::builtin(const std::string& name) const {
  if (const char* advice = language::advice_for(name))
    throw CannotCross("PL/Rust functions cannot use type " + name, advice);
  if (const language::BuiltinType* row = language::find_builtin_type(name))
    return of_row(*row);
  for (const BuiltinRange& row : kRanges)
    if (row.range == name || row.multirange == name) {
      const CrossingType range = range_of(of_row(*language::find_builtin_type(row.bound)));
      return row.range == name ? range : multirange_of(range);
    }
  return std::ranges::binary_search(kSpelled, name) ? spelled() : CrossingType{};
}

CrossingType SignatureTypes::defined(const SqlTypeDefinition& definition, int depth) {
  switch (definition.kind) {
    case SqlTypeDefinition::Kind::enumeration:
      return enumeration(definition);
    case SqlTypeDefinition::Kind::composite:
      return of_row(*language::find_builtin_type("record"));
    case SqlTypeDefinition::Kind::spelled:
      return spelled();
    case SqlTypeDefinition::Kind::domain:
    case SqlTypeDefinition::Kind::range:
      break;
  }
  if (!definition.inner)
    throw NeedsServer("what the type '" + definition.name + "' is made of is not known");
  CrossingType inner = element(*definition.inner, depth);
  if (definition.kind == SqlTypeDefinition::Kind::range)
    return range_of(inner);
  inner.is_domain = true;
  return inner;
}

CrossingType SignatureTypes::enumeration(const SqlTypeDefinition& definition) {
  // One without labels has no values, and Rust no use for it.
  if (definition.labels.empty())
    return spelled();
  auto known = std::ranges::find(enums_, definition.name, &RequestEnum::type);
  if (known == enums_.end()) {
    const std::string stem = language::type_identifier(definition.name);
    RequestEnum made{stem, definition.name, {}};
    for (int n = 2; std::ranges::find(enums_, made.name, &RequestEnum::name) != enums_.end(); ++n)
      made.name = stem + std::to_string(n);
    const std::vector<std::string> identifiers = language::variant_identifiers(definition.labels);
    for (std::size_t i = 0; i < identifiers.size(); ++i)
      made.variants.push_back({identifiers[i], definition.labels[i]});
    known = enums_.insert(enums_.end(), std::move(made));
  }
  const std::string path = "crate::" + known->name;
  return {Crossing::spelled, path, path, {}, &definition, false};
}

}  // namespace plrust::toolchain
