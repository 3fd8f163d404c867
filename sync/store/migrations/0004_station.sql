-- The seats that the hub has handed to this journal. A new incarnation begins without any.
CREATE TABLE seat_grant (
  zone_id TEXT    NOT NULL PRIMARY KEY,
  granted INTEGER NOT NULL,            -- since the journal's first fact
  round   INTEGER NOT NULL,            -- raised whenever this station gives seats back
  scarce  INTEGER NOT NULL DEFAULT 0   -- the hub had none left for somebody
) STRICT, WITHOUT ROWID;

-- One row: how the hub deals with seats.
CREATE TABLE seat_hub (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  session  INTEGER NOT NULL DEFAULT 0,  -- the hub's, see GrantsReply
  counts   INTEGER NOT NULL DEFAULT 0   -- it grants none (an older release): people are counted
) STRICT;

INSERT INTO seat_hub (only_row) VALUES (1);
