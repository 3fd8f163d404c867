-- The hub's feed is being read from its start: the pieces that have come, until all of it is there and is taken over at once.
-- The station goes on with what it had until then. They are of the hub that station.cursor_at names.
CREATE TABLE staged_piece (
  to_seq       INTEGER NOT NULL PRIMARY KEY,  -- everything up to this hub_seq is here
  epoch        INTEGER NOT NULL,
  mark         TEXT    NOT NULL,
  bytes_so_far INTEGER NOT NULL,             -- of this piece and those before it
  piece        BLOB    NOT NULL               -- CBOR of a feed reply, packed
) STRICT;
