// SPDX-License-Identifier: PostgreSQL
#include "handler/values/rust_types.hpp"

#include <algorithm>

#include "language/rust_names.hpp"

namespace plrust::handler {

std::string RustTypes::enum_path(const TypeInfo& type) {
  const auto known = std::ranges::find(enums_, &type, &GeneratedEnum::type);
  if (known != enums_.end()) {
    return "crate::" + known->name;
  }
  const std::string stem = language::type_identifier(type.name);
  std::string name = stem;
  // Types of the same name in two schemas.
  for (int n = 2; std::ranges::find(enums_, name, &GeneratedEnum::name) != enums_.end(); ++n) {
    name = stem + std::to_string(n);
  }
  GeneratedEnum generated{&type, name, {}};
  const std::vector<std::string> identifiers = language::variant_identifiers(type.labels);
  for (std::size_t i = 0; i < identifiers.size(); ++i) {
    generated.variants.push_back({identifiers[i], type.labels[i]});
  }
  enums_.push_back(std::move(generated));
  return "crate::" + name;
}

std::string RustTypes::argument(const TypeInfo& declared) {
  const TypeInfo& type = declared.stored();
  if (type.crossing == Crossing::array) {
    return "Array<'a, " + argument(*type.element) + ">";
  }
  if (type.crossing == Crossing::range || type.crossing == Crossing::multirange) {
    return result(type);
  }
  return type.is_enum ? enum_path(type) : type.argument;
}

std::string RustTypes::result(const TypeInfo& declared) {
  const TypeInfo& type = declared.stored();
  switch (type.crossing) {
    case Crossing::array:
      return "Vec<Option<" + result(*type.element) + ">>";
    case Crossing::range:
      return "Range<" + result(*type.element) + ">";
    case Crossing::multirange:
      // What it is made of is the range, whose bounds the Rust type names.
      return "Multirange<" + result(*type.element->stored().element) + ">";
    default:
      return type.is_enum ? enum_path(type) : type.result;
  }
}

}  // namespace plrust::handler
