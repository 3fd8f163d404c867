// PostgreSQL's binary forms of the few types that Meetpoint keeps, as its documentation of the
// protocol and its sources (array_send) have them. For this folder's own sources.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace meetpoint::hub::postgresql {

inline constexpr Oid bool_type = 16;
inline constexpr Oid bytes_type = 17;
inline constexpr Oid int8_type = 20;
inline constexpr Oid int4_type = 23;
inline constexpr Oid bytes_array_type = 1001;
inline constexpr Oid int8_array_type = 1016;

// The array type of int8_type and bytes_type; 0 for others.
Oid array_of(Oid element);

std::string big_endian(std::int64_t);

// An array of one dimension without nulls is its head and then its elements.
std::string array_head(Oid array, std::size_t elements);
void append_element(std::string& array, std::string_view bytes);

// Of a column of bool, int4 or int8; null is 0. Throws StoreFailure where it has another type.
std::int64_t number_in(const PGresult*, int row, int column);

}  // namespace meetpoint::hub::postgresql
