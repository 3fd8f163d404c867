// What the commands of meetpoint-hub say to the hub that serves the same data folder. Not part of
// the protocol: both ends are the same program.
#pragma once

#include "sync/hub/store/hub_store.h"
#include "sync/wire/messages.h"

namespace meetpoint::hub {

struct ImportRequest {
  EventId event;
  std::vector<RosterRow> rows;
};

struct AddStationRequest {
  std::string name;
  std::string role;
  bool again = false;
};
struct AddStationReply {
  StationId station;
  std::string code;  // a secret, shown once
  Instant expires_at;
};

struct RevokeRequest {
  std::string station;  // its number or its name
};
struct RevokeReply {
  StationId station;
  std::string name;
};

struct EraseRequest {
  AttendeeId attendee;
};

// Where the address says it all.
struct Nothing {};

struct RestoredReply {
  std::uint64_t epoch = 0;
};

// One push of a rescue file.
struct RescueRequest {
  StationId station;
  bool approved = false;  // see HubStore::rescue
  wire::PushRequest push;
};
struct RescueReply {
  std::uint64_t fresh = 0;  // facts that were not here before
  std::vector<wire::PushResult> set_aside;
};

struct StateHashReply {
  std::uint64_t epoch = 0;
  HubSeq head = 0;
  std::string shared;  // over what stations hold, too
  std::string all;
};

struct EventList {
  std::vector<EventSummary> events;
};
struct StationList {
  std::vector<Station> stations;
};

}  // namespace meetpoint::hub

namespace meetpoint::wire {

template <>
struct FieldList<hub::ImportRequest> {
  static constexpr auto fields = std::tuple{required("event", &hub::ImportRequest::event),
                                            required("rows", &hub::ImportRequest::rows)};
};
template <>
struct FieldList<hub::ImportOutcome> {
  static constexpr auto fields = std::tuple{field("created", &hub::ImportOutcome::created),
                                            field("added", &hub::ImportOutcome::added),
                                            field("changed", &hub::ImportOutcome::changed),
                                            field("moved", &hub::ImportOutcome::moved),
                                            field("removed", &hub::ImportOutcome::removed),
                                            field("unchanged", &hub::ImportOutcome::unchanged),
                                            field("erased", &hub::ImportOutcome::erased),
                                            required("head", &hub::ImportOutcome::head)};
};
template <>
struct FieldList<hub::AddStationRequest> {
  static constexpr auto fields = std::tuple{required("name", &hub::AddStationRequest::name),
                                            field("role", &hub::AddStationRequest::role),
                                            field("again", &hub::AddStationRequest::again)};
};
template <>
struct FieldList<hub::AddStationReply> {
  static constexpr auto fields =
      std::tuple{required("station", &hub::AddStationReply::station),
                 required("code", &hub::AddStationReply::code),
                 required("expires_ms", &hub::AddStationReply::expires_at)};
};
template <>
struct FieldList<hub::RevokeRequest> {
  static constexpr auto fields = std::tuple{required("station", &hub::RevokeRequest::station)};
};
template <>
struct FieldList<hub::RevokeReply> {
  static constexpr auto fields = std::tuple{required("station", &hub::RevokeReply::station),
                                            required("name", &hub::RevokeReply::name)};
};
template <>
struct FieldList<hub::Nothing> {
  static constexpr auto fields = std::tuple<>{};
};
template <>
struct FieldList<hub::RestoredReply> {
  static constexpr auto fields = std::tuple{required("epoch", &hub::RestoredReply::epoch)};
};
template <>
struct FieldList<hub::RescueRequest> {
  static constexpr auto fields = std::tuple{required("station", &hub::RescueRequest::station),
                                            field("approved", &hub::RescueRequest::approved),
                                            required("push", &hub::RescueRequest::push)};
};
template <>
struct FieldList<hub::RescueReply> {
  static constexpr auto fields = std::tuple{required("fresh", &hub::RescueReply::fresh),
                                            field("set_aside", &hub::RescueReply::set_aside)};
};
template <>
struct FieldList<hub::StateHashReply> {
  static constexpr auto fields = std::tuple{
      required("epoch", &hub::StateHashReply::epoch), required("head", &hub::StateHashReply::head),
      required("shared", &hub::StateHashReply::shared), required("all", &hub::StateHashReply::all)};
};
template <>
struct FieldList<hub::EventSummary> {
  static constexpr auto fields = std::tuple{
      required("id", &hub::EventSummary::id), field("name", &hub::EventSummary::name),
      field("epoch", &hub::EventSummary::epoch), field("head", &hub::EventSummary::head)};
};
template <>
struct FieldList<hub::EventList> {
  static constexpr auto fields = std::tuple{required("events", &hub::EventList::events)};
};
// Without the hash of the token.
template <>
struct FieldList<hub::Station> {
  static constexpr auto fields = std::tuple{required("id", &hub::Station::id),
                                            field("name", &hub::Station::name),
                                            field("role", &hub::Station::role),
                                            field("status", &hub::Station::status),
                                            field("app", &hub::Station::app),
                                            field("enrolled_ms", &hub::Station::enrolled_at),
                                            field("last_seen_ms", &hub::Station::last_seen),
                                            field("facts", &hub::Station::facts),
                                            field("rejected", &hub::Station::rejected)};
};
template <>
struct FieldList<hub::StationList> {
  static constexpr auto fields = std::tuple{required("stations", &hub::StationList::stations)};
};

template <>
struct FieldList<hub::EraseRequest> {
  static constexpr auto fields = std::tuple{required("attendee", &hub::EraseRequest::attendee)};
};
template <>
struct FieldList<hub::Erasure> {
  static constexpr auto fields = std::tuple{required("facts", &hub::Erasure::facts),
                                            required("badges", &hub::Erasure::badges)};
};
template <>
struct FieldList<hub::SetAside> {
  static constexpr auto fields = std::tuple{required("station", &hub::SetAside::station),
                                            field("name", &hub::SetAside::name),
                                            required("incarnation", &hub::SetAside::incarnation),
                                            required("seq", &hub::SetAside::seq),
                                            required("kind", &hub::SetAside::kind),
                                            required("reason", &hub::SetAside::reason)};
};
template <>
struct FieldList<hub::SetAsideList> {
  static constexpr auto fields = std::tuple{required("facts", &hub::SetAsideList::facts),
                                            required("total", &hub::SetAsideList::total)};
};
template <>
struct FieldList<ZoneSeats> {
  static constexpr auto fields =
      std::tuple{required("capacity", &ZoneSeats::capacity), required("held", &ZoneSeats::held),
                 required("set_aside", &ZoneSeats::set_aside)};
};
template <>
struct FieldList<hub::ZoneOverview> {
  static constexpr auto fields =
      std::tuple{required("id", &hub::ZoneOverview::id), field("topic", &hub::ZoneOverview::topic),
                 required("seats", &hub::ZoneOverview::seats)};
};
template <>
struct FieldList<hub::StationSeats> {
  static constexpr auto fields = std::tuple{
      required("station", &hub::StationSeats::station), field("name", &hub::StationSeats::name),
      required("zone", &hub::StationSeats::zone), field("unspent", &hub::StationSeats::unspent)};
};
template <>
struct FieldList<hub::SeatOverview> {
  static constexpr auto fields = std::tuple{required("zones", &hub::SeatOverview::zones),
                                            required("unspent", &hub::SeatOverview::unspent),
                                            field("waiting_for", &hub::SeatOverview::waiting_for)};
};

}  // namespace meetpoint::wire
