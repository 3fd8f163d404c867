-- A station's own key, what it has told the hub's present epoch, and the journals that it ended.

ALTER TABLE station ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
ALTER TABLE station ADD COLUMN secret_key TEXT NOT NULL DEFAULT '';   -- readable by this user alone
ALTER TABLE station ADD COLUMN hub_key    TEXT NOT NULL DEFAULT '';   -- '' : the hub has no key of us
-- In which epoch this station compared its journals with the hub's; only then is acked_seq settled.
ALTER TABLE station ADD COLUMN vector_epoch INTEGER NOT NULL DEFAULT 0;
-- By which marks a hub that lost its last hours is recognised: of the cursor, and of the newest
-- position that it ever told us.
ALTER TABLE station ADD COLUMN cursor_mark TEXT    NOT NULL DEFAULT '';
ALTER TABLE station ADD COLUMN seen_seq    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE station ADD COLUMN seen_mark   TEXT    NOT NULL DEFAULT '';

-- Journals that ended when the next incarnation began. Their facts are sent again to a hub that lost
-- them, so they are kept like those of the present one.
CREATE TABLE past_journal (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  last_seq    INTEGER NOT NULL,
  acked_seq   INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation)
) STRICT, WITHOUT ROWID;

-- Facts of ours that came from the hub (of another copy of this disk) have no chain hash here.
INSERT INTO past_journal
  SELECT s.event_id, s.station_id, f.incarnation, max(f.seq), max(f.seq)
  FROM station s JOIN fact f ON f.event_id = s.event_id AND f.station_id = s.station_id
  WHERE f.incarnation < s.incarnation AND f.chain IS NOT NULL
  GROUP BY s.event_id, s.station_id, f.incarnation;

CREATE INDEX fact_set_aside ON fact (event_id, station_id) WHERE rejected IS NOT NULL;
