// The field lists of facts and of what they fold to.
#pragma once

#include "sync/model/fact.h"
#include "sync/model/fact_body.h"
#include "sync/model/fold.h"
#include "sync/wire/codec.h"

namespace meetpoint::wire {

template <>
struct FieldList<CheckIn> {
  static constexpr auto fields =
      std::tuple{required("attendee", &CheckIn::attendee), field("badge", &CheckIn::badge)};
};
template <>
struct FieldList<Undo> {
  static constexpr auto fields = std::tuple{required("facts", &Undo::facts)};
};
template <>
struct FieldList<Contact> {
  static constexpr auto fields =
      std::tuple{required("a", &Contact::a), required("b", &Contact::b),
                 field("meeting", &Contact::meeting), field("place", &Contact::place)};
};
template <>
struct FieldList<ContactNote> {
  static constexpr auto fields =
      std::tuple{required("author", &ContactNote::author), required("about", &ContactNote::about),
                 field("text", &ContactNote::text), field("rating", &ContactNote::rating)};
};
template <>
struct FieldList<ConsentGiven> {
  static constexpr auto fields =
      std::tuple{required("person", &ConsentGiven::person), required("to", &ConsentGiven::to),
                 required("fields", &ConsentGiven::fields), field("after", &ConsentGiven::after)};
};
template <>
struct FieldList<ConsentWithdrawn> {
  static constexpr auto fields =
      std::tuple{required("person", &ConsentWithdrawn::person), field("to", &ConsentWithdrawn::to),
                 field("fields", &ConsentWithdrawn::fields)};
};
template <>
struct FieldList<ZoneEntered> {
  static constexpr auto fields = std::tuple{
      required("attendee", &ZoneEntered::attendee), required("zone", &ZoneEntered::zone),
      field("over_capacity", &ZoneEntered::over_capacity), field("leaving", &ZoneEntered::leaving)};
};
template <>
struct FieldList<ZoneLeft> {
  static constexpr auto fields =
      std::tuple{required("attendee", &ZoneLeft::attendee), required("zone", &ZoneLeft::zone),
                 field("entries", &ZoneLeft::entries)};
};
template <>
struct FieldList<MeetingAttended> {
  static constexpr auto fields = std::tuple{required("attendee", &MeetingAttended::attendee),
                                            required("meeting", &MeetingAttended::meeting)};
};
template <>
struct FieldList<WalkIn> {
  static constexpr auto fields = std::tuple{required("attendee", &WalkIn::attendee),
                                            field("given_name", &WalkIn::given_name),
                                            field("family_name", &WalkIn::family_name),
                                            field("organisation_name", &WalkIn::organisation_name),
                                            field("role", &WalkIn::role),
                                            field("language", &WalkIn::language)};
};
template <>
struct FieldList<BadgeIssued> {
  static constexpr auto fields = std::tuple{required("badge", &BadgeIssued::badge),
                                            required("attendee", &BadgeIssued::attendee)};
};
template <>
struct FieldList<BadgeRevoked> {
  static constexpr auto fields =
      std::tuple{required("badge", &BadgeRevoked::badge), field("reason", &BadgeRevoked::reason)};
};
template <>
struct FieldList<UnknownFact> {
  static constexpr auto fields = std::tuple<>{};
};

template <>
struct FieldList<FactRecord> {
  static constexpr auto fields = std::tuple{
      required("id", &FactRecord::id),        required("kind", &FactRecord::kind),
      field("version", &FactRecord::version), required("hlc", &FactRecord::hlc),
      required("wall_ms", &FactRecord::wall), field("monotonic_ms", &FactRecord::monotonic_ms),
      raw_map("body", &FactRecord::body)};
};

template <>
struct FieldList<AttendeeState> {
  static constexpr auto fields = std::tuple{required("attendee", &AttendeeState::attendee),
                                            field("check_in", &AttendeeState::check_in),
                                            field("checked_in_ms", &AttendeeState::checked_in_at),
                                            field("doubles", &AttendeeState::doubles),
                                            field("zone", &AttendeeState::zone),
                                            field("zone_fact", &AttendeeState::zone_fact),
                                            field("over_capacity", &AttendeeState::over_capacity),
                                            field("attended", &AttendeeState::attended),
                                            field("walk_in", &AttendeeState::walk_in)};
};
template <>
struct FieldList<BadgeState> {
  static constexpr auto fields = std::tuple{
      required("badge", &BadgeState::badge),          field("attendee", &BadgeState::attendee),
      field("also_issued", &BadgeState::also_issued), field("revoked", &BadgeState::revoked),
      field("revoked_ms", &BadgeState::revoked_at),   field("reason", &BadgeState::reason)};
};
template <>
struct FieldList<ContactState> {
  static constexpr auto fields = std::tuple{
      required("low", &ContactState::low),      required("high", &ContactState::high),
      field("meeting", &ContactState::meeting), field("first", &ContactState::first),
      field("met_ms", &ContactState::met_at),   field("place", &ContactState::place),
      field("station", &ContactState::station), field("doubles", &ContactState::doubles)};
};
template <>
struct FieldList<NoteVersion> {
  static constexpr auto fields =
      std::tuple{required("fact", &NoteVersion::fact), required("at_ms", &NoteVersion::at),
                 field("text", &NoteVersion::text), field("rating", &NoteVersion::rating)};
};
template <>
struct FieldList<NoteState> {
  static constexpr auto fields =
      std::tuple{required("author", &NoteState::author), required("about", &NoteState::about),
                 field("versions", &NoteState::versions)};
};
template <>
struct FieldList<ConsentGrant> {
  static constexpr auto fields =
      std::tuple{required("to", &ConsentGrant::to), required("field", &ConsentGrant::field)};
};
template <>
struct FieldList<ConsentState> {
  static constexpr auto fields =
      std::tuple{required("person", &ConsentState::person), field("grants", &ConsentState::grants),
                 field("withdrawals", &ConsentState::withdrawals)};
};

}  // namespace meetpoint::wire
