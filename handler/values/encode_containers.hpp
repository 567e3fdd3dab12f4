// SPDX-License-Identifier: PostgreSQL
// Payloads of containers, for handler/values/encode.cpp. All of it raises by ereport.
#pragma once

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/values/payload_builder.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

confine::PayloadKind payload_kind(Crossing crossing) noexcept;

// Dimensions, bounds and count; the rest is 0.
confine::ArrayHead array_head(const TypeInfo& type, const ArrayType* array);

// Each writes a payload at the end of the builder, from a position that is a multiple of 8.
void build_container(PayloadBuilder& builder, const TypeInfo& type, Datum datum);
void build_array(PayloadBuilder& builder, const TypeInfo& type, ArrayType* array);
void build_row(PayloadBuilder& builder, HeapTuple row, TupleDesc descriptor);

// The cell of a datum that is not NULL in the payload that begins at `begin`; its own payload, if it has one,
// is written at the end of the builder.
confine::Argument build_cell(PayloadBuilder& builder, std::size_t begin, const TypeInfo& type, Datum datum);

}  // namespace plrust::handler
