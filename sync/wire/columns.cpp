#include "sync/wire/columns.h"

#include <map>
#include <string>
#include <unordered_map>

#include "sync/wire/cbor.h"
#include "sync/wire/codec.h"
#include "sync/wire/compress.h"
#include "sync/wire/text_column.h"
#include "sync/wire/varint.h"

namespace meetpoint::wire {

namespace {

constexpr char columns_1 = 1;  // the first byte: this form
constexpr std::size_t most_fields = 64;
constexpr std::size_t least_bytes = 8;  // of a fact: one in each column that all have

// What a field of a body holds, as the byte that stands for it.
enum class Holds : unsigned char { text = 0, integer = 1, no = 2, yes = 3, null = 4, other = 5 };

struct FieldShape {
  std::string name;
  Holds holds = Holds::other;
  auto operator<=>(const FieldShape&) const = default;
};

// What facts have in common whose bodies have the same fields. Without fields the body stands as it
// is.
struct Shape {
  std::string kind;
  std::uint32_t version = 1;
  bool whole = true;
  std::vector<FieldShape> fields;
  auto operator<=>(const Shape&) const = default;
};

// One field's value: a text without its head, an integer, or CBOR.
struct FieldValue {
  std::string_view bytes;
  std::int64_t number = 0;
};

bool read_field(cbor::Reader& in, FieldShape& field, FieldValue& value) {
  const std::string_view before = in.rest();
  if (before.empty()) return false;
  switch (static_cast<cbor::Major>(static_cast<unsigned char>(before.front()) >> 5)) {
    case cbor::Major::text: field.holds = Holds::text; return in.text(value.bytes);
    case cbor::Major::whole:
    case cbor::Major::negative: {
      cbor::Head head;
      if (!in.head(head)) return false;
      if (head.n <= INT64_MAX) {
        const auto n = static_cast<std::int64_t>(head.n);
        field.holds = Holds::integer;
        value.number = head.major == cbor::Major::whole ? n : -1 - n;
      } else {
        field.holds = Holds::other;
        value.bytes = before.substr(0, before.size() - in.rest().size());
      }
      return true;
    }
    case cbor::Major::plain: {
      cbor::Head head;
      if (!in.head(head)) return false;
      field.holds = head.n == cbor::plain_true    ? Holds::yes
                    : head.n == cbor::plain_false ? Holds::no
                                                  : Holds::null;
      return true;
    }
    default: field.holds = Holds::other; return in.value(value.bytes, max_depth);
  }
}

// Takes a body apart; false where it is no map in our form.
bool take_apart(std::string_view body, Shape& shape, std::vector<FieldValue>& values) {
  cbor::Reader in(body);
  std::uint64_t count = 0;
  if (!in.expect(cbor::Major::map, count) || count > most_fields) return false;
  cbor::Keys keys(in, count);
  while (keys.next()) {
    FieldShape& field = shape.fields.emplace_back(FieldShape{std::string(keys.key())});
    if (!read_field(in, field, values.emplace_back())) return false;
  }
  shape.whole = false;
  return !keys.broken() && in.at_end();
}

// Bytes that grow, and where in them something of another nature begins.
struct Out {
  std::string bytes;
  std::vector<std::size_t> cuts;
  void cut() { cuts.push_back(bytes.size()); }
};

// What is expected of a station's next fact, from its last one in these columns.
struct Expected {
  std::uint64_t seq = 0;
  std::uint32_t incarnation = 0;
  std::int64_t monotonic_ahead = 0;  // of the wall clock
};

struct Times {
  std::int64_t hlc_ms = 0;
  std::int64_t counter = 0;
};
Times times_of(Hlc hlc) {
  return {static_cast<std::int64_t>(hlc.packed >> 16),
          static_cast<std::int64_t>(hlc.packed & 0xffff)};
}

void put_headers(Out& out, std::span<const FactRecord> facts) {
  std::unordered_map<std::uint32_t, Expected> stations;
  std::string incarnations;
  std::string seqs;
  std::string hlcs;
  std::string counters;
  std::string walls;
  std::string monotonics;
  std::int64_t station = 0;
  std::int64_t hlc_ms = 0;
  for (const FactRecord& fact : facts) {
    Expected& expected = stations[fact.id.station.value];
    put_varint(out.bytes, zigzag(std::int64_t{fact.id.station.value} - station));
    station = fact.id.station.value;
    put_varint(incarnations, zigzag(std::int64_t{fact.id.incarnation} - expected.incarnation));
    put_varint(seqs, zigzag(difference(std::bit_cast<std::int64_t>(fact.id.seq),
                                       std::bit_cast<std::int64_t>(expected.seq))));
    const Times hlc = times_of(fact.hlc);
    const std::int64_t wall = to_ms(fact.wall);
    put_varint(hlcs, zigzag(hlc.hlc_ms - hlc_ms));
    hlc_ms = hlc.hlc_ms;
    put_varint(counters, static_cast<std::uint64_t>(hlc.counter));
    put_varint(walls, zigzag(difference(wall, hlc.hlc_ms)));
    const std::int64_t ahead = difference(fact.monotonic_ms, wall);
    put_varint(monotonics, zigzag(difference(ahead, expected.monotonic_ahead)));
    expected = {fact.id.seq + 1, fact.id.incarnation, ahead};
  }
  for (const std::string* column : {&incarnations, &seqs, &counters, &walls, &monotonics}) {
    out.cut();
    out.bytes += *column;
  }
  out.cut();
  out.bytes += hlcs;
}

bool take_headers(BytesIn& in, std::vector<FactRecord>& facts) {
  for (std::int64_t station = 0; FactRecord & fact : facts) {
    station = sum(station, in.signed_varint());
    if (!std::in_range<std::uint32_t>(station)) return false;
    fact.id.station.value = static_cast<std::uint32_t>(station);
  }
  std::unordered_map<std::uint32_t, Expected> stations;
  for (FactRecord& fact : facts) {
    Expected& expected = stations[fact.id.station.value];
    const std::int64_t incarnation = sum(expected.incarnation, in.signed_varint());
    if (!std::in_range<std::uint32_t>(incarnation)) return false;
    fact.id.incarnation = expected.incarnation = static_cast<std::uint32_t>(incarnation);
  }
  for (FactRecord& fact : facts) {
    Expected& expected = stations[fact.id.station.value];
    fact.id.seq = std::bit_cast<std::uint64_t>(
        sum(std::bit_cast<std::int64_t>(expected.seq), in.signed_varint()));
    expected.seq = fact.id.seq + 1;
  }
  std::vector<std::uint64_t> counters(facts.size());
  for (std::uint64_t& counter : counters) {
    counter = in.varint();
    if (counter > 0xffff) return false;
  }
  // Of the hybrid clock, which comes last.
  std::vector<std::int64_t> walls(facts.size());
  for (std::int64_t& wall : walls) wall = in.signed_varint();
  std::vector<std::int64_t> aheads(facts.size());
  for (std::int64_t& ahead : aheads) ahead = in.signed_varint();
  std::int64_t hlc_ms = 0;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    FactRecord& fact = facts[i];
    hlc_ms = sum(hlc_ms, in.signed_varint());
    if (hlc_ms < 0 || hlc_ms >= std::int64_t{1} << 48) return false;
    fact.hlc.packed = static_cast<std::uint64_t>(hlc_ms) << 16 | counters[i];
    const std::int64_t wall = sum(hlc_ms, walls[i]);
    if (wall < earliest_ms || wall > latest_ms) return false;
    fact.wall = from_ms(wall);
    Expected& expected = stations[fact.id.station.value];
    expected.monotonic_ahead = sum(expected.monotonic_ahead, aheads[i]);
    fact.monotonic_ms = sum(wall, expected.monotonic_ahead);
  }
  return in.ok();
}

void put_shape(std::string& out, const Shape& shape) {
  put_sized(out, shape.kind);
  put_varint(out, shape.version);
  put_varint(out, shape.whole ? 0 : shape.fields.size() + 1);
  for (const FieldShape& field : shape.fields) {
    put_sized(out, field.name);
    out += static_cast<char>(field.holds);
  }
}

bool take_shape(BytesIn& in, Shape& shape) {
  shape.kind = in.sized();
  const std::uint64_t version = in.varint();
  const std::uint64_t fields = in.varint();
  if (!in.ok() || !std::in_range<std::uint32_t>(version) || fields > most_fields + 1) return false;
  shape.version = static_cast<std::uint32_t>(version);
  shape.whole = fields == 0;
  shape.fields.resize(shape.whole ? 0 : fields - 1);
  for (FieldShape& field : shape.fields) {
    field.name = in.sized();
    const std::string_view holds = in.take(1);
    if (!in.ok() || static_cast<unsigned char>(holds.front()) > 5) return false;
    field.holds = static_cast<Holds>(holds.front());
  }
  return true;
}

// The values that facts of one shape have, field by field. Those of a whole body are its bytes.
struct Group {
  std::vector<std::vector<FieldValue>> columns;
};

void put_column(Out& out, Holds holds, const std::vector<FieldValue>& values) {
  switch (holds) {
    case Holds::integer:
      out.cut();
      for (const FieldValue& value : values) put_varint(out.bytes, zigzag(value.number));
      return;
    case Holds::text:
    case Holds::other: {
      out.cut();
      std::vector<std::string_view> texts;
      texts.reserve(values.size());
      for (const FieldValue& value : values) texts.push_back(value.bytes);
      put_texts(out.bytes, out.cuts, texts);
      return;
    }
    default: return;  // said by the shape
  }
}

// Appends one field's value to each body; false where the bytes do not fit.
bool take_column(BytesIn& in, const FieldShape& field, const std::vector<FactRecord*>& facts,
                 std::size_t& bytes_left) {
  std::vector<std::string> texts;
  if (field.holds == Holds::text || field.holds == Holds::other) {
    if (!take_texts(in, facts.size(), bytes_left, texts)) return false;
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    std::string& body = facts[i]->body;
    const std::size_t before = body.size();
    cbor::put_text(body, field.name);
    switch (field.holds) {
      case Holds::text: cbor::put_text(body, texts[i]); break;
      case Holds::integer: cbor::put_integer(body, in.signed_varint()); break;
      case Holds::no: cbor::put_head(body, cbor::Major::plain, cbor::plain_false); break;
      case Holds::yes: cbor::put_head(body, cbor::Major::plain, cbor::plain_true); break;
      case Holds::null: cbor::put_head(body, cbor::Major::plain, cbor::plain_null); break;
      case Holds::other: body += texts[i]; break;
    }
    const std::size_t grown = body.size() - before;
    if (!in.ok() || grown > bytes_left) return false;
    bytes_left -= grown;
  }
  return true;
}

bool take_bodies(BytesIn& in, const Shape& shape, const std::vector<FactRecord*>& facts,
                 std::size_t& bytes_left) {
  const std::size_t own = shape.kind.size() + 3;
  if (facts.empty()) return true;
  if (own > bytes_left / facts.size()) return false;
  bytes_left -= own * facts.size();
  for (FactRecord* fact : facts) {
    fact->kind = shape.kind;
    fact->version = shape.version;
  }
  if (shape.whole) {
    std::vector<std::string> bodies;
    if (!take_texts(in, facts.size(), bytes_left, bodies)) return false;
    for (std::size_t i = 0; i < facts.size(); ++i) facts[i]->body = std::move(bodies[i]);
    return true;
  }
  for (FactRecord* fact : facts) cbor::put_head(fact->body, cbor::Major::map, shape.fields.size());
  for (const FieldShape& field : shape.fields) {
    if (!take_column(in, field, facts, bytes_left)) return false;
  }
  return true;
}

tl::unexpected<Error> not_columns() {
  return fail(ErrorCode::protocol, "columns: these bytes are no columns of facts");
}

}  // namespace

std::string write_columns(std::span<const FactRecord> facts) {
  std::map<Shape, std::size_t> known;
  std::vector<const Shape*> shapes;
  std::vector<Group> groups;
  std::string shape_of;
  for (const FactRecord& fact : facts) {
    Shape shape{.kind = fact.kind, .version = fact.version, .whole = true, .fields = {}};
    std::vector<FieldValue> values;
    if (!take_apart(fact.body, shape, values)) {
      shape.whole = true;
      shape.fields.clear();
      values.assign(1, FieldValue{fact.body});
    }
    const auto [place, is_new] = known.try_emplace(std::move(shape), groups.size());
    if (is_new) {
      shapes.push_back(&place->first);
      groups.emplace_back().columns.resize(values.size());
    }
    Group& group = groups[place->second];
    for (std::size_t i = 0; i < values.size(); ++i) group.columns[i].push_back(values[i]);
    put_varint(shape_of, place->second);
  }
  Out out;
  put_varint(out.bytes, facts.size());
  put_varint(out.bytes, shapes.size());
  for (const Shape* shape : shapes) put_shape(out.bytes, *shape);
  out.cut();
  out.bytes += shape_of;
  out.cut();
  put_headers(out, facts);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = 0; j < groups[i].columns.size(); ++j) {
      const Holds holds = shapes[i]->whole ? Holds::other : shapes[i]->fields[j].holds;
      put_column(out, holds, groups[i].columns[j]);
    }
  }
  std::string packed = compress_apart(out.bytes, out.cuts);
  return columns_1 + (packed.empty() ? compress(out.bytes) : packed);
}

Result<std::vector<FactRecord>> read_columns(std::string_view bytes, std::size_t max_facts,
                                             std::size_t max_bytes) {
  if (bytes.empty() || bytes.front() != columns_1) return not_columns();
  const auto plain = decompress(bytes.substr(1), max_bytes);
  if (!plain) return fail(plain);
  BytesIn in(*plain);
  const std::uint64_t count = in.varint();
  const std::uint64_t shape_count = in.varint();
  if (count > max_facts) {
    return fail(ErrorCode::too_large, "facts: at most " + std::to_string(max_facts) + " at once.");
  }
  // No memory for facts that are only claimed.
  if (!in.ok() || shape_count > count || count > in.left() / least_bytes) return not_columns();
  std::vector<Shape> shapes(shape_count);
  for (Shape& shape : shapes) {
    if (!take_shape(in, shape)) return not_columns();
  }
  std::vector<FactRecord> facts(count);
  std::vector<std::vector<FactRecord*>> of_shape(shape_count);
  for (FactRecord& fact : facts) {
    const std::uint64_t shape = in.varint();
    if (!in.ok() || shape >= shape_count) return not_columns();
    of_shape[shape].push_back(&fact);
  }
  if (!take_headers(in, facts)) return not_columns();
  std::size_t bytes_left = max_bytes;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!take_bodies(in, shapes[i], of_shape[i], bytes_left)) return not_columns();
  }
  if (!in.ok() || !in.at_end()) return not_columns();
  return facts;
}

}  // namespace meetpoint::wire
