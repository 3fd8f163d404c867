-- Seats that journals were granted. What they spent of them is counted in zone_entry.
CREATE TABLE seat_grant (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  zone_id     TEXT    NOT NULL,
  granted     INTEGER NOT NULL,
  round       INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, zone_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX seat_grant_by_zone ON seat_grant (event_id, zone_id);

-- Zones of which somebody asked for a seat and got none.
CREATE TABLE seat_scarce (
  event_id TEXT NOT NULL,
  zone_id  TEXT NOT NULL,
  PRIMARY KEY (event_id, zone_id)
) STRICT, WITHOUT ROWID;

-- A file that was put back from a copy knows too little of what was granted. So whoever opens it
-- begins a session and grants nothing before every station has reported in it.
CREATE TABLE seat_session (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  session  INTEGER NOT NULL
) STRICT;

CREATE TABLE seat_report (
  event_id   TEXT    NOT NULL,
  station_id INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id)
) STRICT, WITHOUT ROWID;
