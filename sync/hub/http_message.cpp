#include "sync/hub/http_message.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/wire/compress.h"

namespace meetpoint::hub {

namespace {

constexpr std::size_t worth_packing_bytes = 1024;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether a list such as "gzip, zstd;q=1" names `wanted` and does not rule it out with q=0.
bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const std::string_view item = list.substr(0, comma);
    const auto semicolon = item.find(';');
    if (same_word(trimmed(item.substr(0, semicolon)), wanted)) {
      const std::string_view rest =
          semicolon == std::string_view::npos ? "" : trimmed(item.substr(semicolon + 1));
      return rest != "q=0" && rest != "q=0.0";
    }
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

bool is_cbor(std::string_view media) {
  media = trimmed(media.substr(0, media.find(';')));
  return same_word(media, wire::media_cbor) || same_word(media, "application/cbor");
}
bool is_json(std::string_view media) {
  media = trimmed(media.substr(0, media.find(';')));
  return same_word(media, wire::media_json) || same_word(media, "application/json");
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (same_word(key, name)) return value;
  }
  return {};
}

const std::string* Target::find(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::optional<Target> read_target(std::string_view text) {
  Target target;
  const auto question = text.find('?');
  std::string_view path = text.substr(0, question);
  while (!path.empty()) {
    if (path.front() != '/') return std::nullopt;
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    auto part = percent_decode(path.substr(0, end));
    if (!part) return std::nullopt;
    if (!part->empty() || end < path.size()) target.path.push_back(std::move(*part));
    path.remove_prefix(end);
  }
  std::string_view query = question == std::string_view::npos ? "" : text.substr(question + 1);
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(equals < pair.size() ? pair.substr(equals + 1) : "");
    if (!name || !value) return std::nullopt;
    target.query.emplace_back(std::move(*name), std::move(*value));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return target;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string_view token_in(const Request& request) {
  const std::string_view value = header(request.headers, "Authorization");
  constexpr std::string_view scheme = "Bearer ";
  if (value.size() <= scheme.size() || (value[0] != 'B' && value[0] != 'b')) return {};
  return value.substr(scheme.size());
}

std::optional<int> spoken_version(const Request& request) {
  const std::string_view text = header(request.headers, wire::protocol_header);
  if (text.empty()) return wire::oldest_protocol_version;
  for (int version = wire::oldest_protocol_version; version <= wire::protocol_version; ++version) {
    if (text == std::to_string(version)) return version;
  }
  return std::nullopt;
}

bool has_form(const Request& request, std::string_view media_type) {
  const std::string_view media = header(request.headers, "Content-Type");
  return same_word(trimmed(media.substr(0, media.find(';'))), media_type);
}

bool accepts(const Request& request, std::string_view media_type) {
  return lists(header(request.headers, "Accept"), media_type);
}

bool wants_cbor(const Request& request) {
  const std::string_view accept = header(request.headers, "Accept");
  if (lists(accept, wire::media_cbor) || lists(accept, "application/cbor")) return true;
  if (accept.empty() || accept == "*/*") return is_cbor(header(request.headers, "Content-Type"));
  return false;
}

Result<Form> form_of_body(const Request& request) {
  const std::string_view media = header(request.headers, "Content-Type");
  if (is_cbor(media)) return Form::cbor;
  if (is_json(media)) return Form::json;
  return fail(ErrorCode::protocol,
              fmt::format("Content-Type: {} or {} is needed.", wire::media_json, wire::media_cbor));
}

Result<std::string> read_bytes(const Request& request, std::size_t max_bytes) {
  const std::string_view encoding = header(request.headers, "Content-Encoding");
  if (same_word(encoding, "zstd")) return wire::decompress(request.body, max_bytes);
  if (!encoding.empty() && !same_word(encoding, "identity")) {
    return fail(ErrorCode::protocol, "Content-Encoding: zstd or none is needed.");
  }
  if (request.body.size() > max_bytes) {
    return fail(ErrorCode::too_large,
                fmt::format("The body has more than {} bytes. Send less at once.", max_bytes));
  }
  return request.body;
}

Response with_shared_body(Response response) {
  if (!response.shared) {
    response.shared = std::make_shared<const std::string>(std::move(response.body));
    response.body = {};
  }
  return response;
}

Response reply_bytes(const Request& request, int status, std::string media_type, std::string body) {
  Response response{.status = status};
  response.headers = {{std::string(wire::protocol_header),
                       std::to_string(spoken_version(request).value_or(wire::protocol_version))},
                      {"Content-Type", std::move(media_type)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  if (body.size() > worth_packing_bytes &&
      lists(header(request.headers, "Accept-Encoding"), "zstd")) {
    std::string packed = wire::compress(body);
    if (!packed.empty() && packed.size() < body.size()) {
      body = std::move(packed);
      response.headers.emplace_back("Content-Encoding", "zstd");
    }
  }
  response.body = std::move(body);
  return response;
}

Response reply(const Request& request, int status, const wire::Json& body) {
  return wants_cbor(request)
             ? reply_bytes(request, status, std::string(wire::media_cbor), wire::write_cbor(body))
             : reply_bytes(request, status, std::string(wire::media_json), wire::write_json(body));
}

Response reply_error(const Request& request, int status, const wire::ErrorReply& error) {
  Response response = reply(request, status, wire::encode(error));
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

Response reply_error(const Request& request, const Error& error) {
  const int status = status_of(error.code);
  Response response =
      reply_error(request, status, {.error = name_of(error.code), .message = error.message});
  if (status == 503 || status == 507) response.headers.emplace_back("Retry-After", "10");
  return response;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
    case ErrorCode::protocol: return 400;
    case ErrorCode::unauthorised:
    case ErrorCode::revoked: return 401;
    case ErrorCode::not_found: return 404;
    case ErrorCode::conflict: return 409;
    case ErrorCode::too_large: return 413;
    case ErrorCode::newer_version: return 426;
    case ErrorCode::io:
    case ErrorCode::unreachable: return 503;
    case ErrorCode::disk_full: return 507;
    case ErrorCode::corrupt:
    case ErrorCode::foreign:
    case ErrorCode::internal: return 500;
  }
  return 500;
}

}  // namespace meetpoint::hub
