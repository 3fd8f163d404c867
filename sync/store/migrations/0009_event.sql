-- Who was linked to a row is read from the row that stood there (roster_table.h). The index cost a third of the time
-- in which a station takes a large event over.
DROP INDEX roster_attendee_by_row;
