#include "sync/hub/store/postgresql/binary.h"

#include "sync/store/engine.h"

namespace meetpoint::hub::postgresql {

namespace {

void append(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    to += static_cast<char>((value >> shift) & 0xff);
  }
}

}  // namespace

Oid array_of(Oid element) {
  return element == int8_type ? int8_array_type : element == bytes_type ? bytes_array_type : 0;
}

std::string big_endian(std::int64_t value) {
  std::string bytes;
  append(bytes, static_cast<std::uint64_t>(value), 8);
  return bytes;
}

std::string array_head(Oid array, std::size_t elements) {
  std::string head;
  append(head, 1, 4);  // dimensions
  append(head, 0, 4);  // no nulls
  append(head, array == int8_array_type ? int8_type : bytes_type, 4);
  append(head, elements, 4);
  append(head, 1, 4);  // the first index
  return head;
}

void append_element(std::string& array, std::string_view bytes) {
  append(array, bytes.size(), 4);
  array += bytes;
}

std::int64_t number_in(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return 0;
  const Oid type = PQftype(result, column);
  const char* bytes = PQgetvalue(result, row, column);
  const int size = PQgetlength(result, row, column);
  if (type != int8_type && type != int4_type && type != bool_type) {
    throw store::StoreFailure{{ErrorCode::internal, "A number was expected of the database."}};
  }
  std::uint64_t value = 0;
  for (int i = 0; i < size; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return type == int4_type ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

}  // namespace meetpoint::hub::postgresql
