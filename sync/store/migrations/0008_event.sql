-- Keys whose facts have come and are still to be folded: `folded` and `presence` may be behind for
-- them. A hub that is handed a day's facts at once folds each key once, afterwards, and not with every
-- batch. Empty at stations.
CREATE TABLE unfolded (
  event_id TEXT NOT NULL,
  fold_key TEXT NOT NULL,
  PRIMARY KEY (event_id, fold_key)
) STRICT, WITHOUT ROWID;
