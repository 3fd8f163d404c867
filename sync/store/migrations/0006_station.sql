-- At which address the hub is that epoch, cursor and marks are of; empty: the one of the enrolment. A station with several
-- addresses must not take the position at one hub for one at another that happens to have the same epoch.
ALTER TABLE station ADD COLUMN cursor_at TEXT NOT NULL DEFAULT '';
