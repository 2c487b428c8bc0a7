-- What is kept of the files: a card a hire, in ten parts by a hash of its key.

CREATE SCHEMA kept;
CREATE TABLE kept.hire (part text NOT NULL, employee_id text NOT NULL, fold integer NOT NULL, card aiehr.scorecard NOT NULL);
CREATE TABLE kept.variant (place integer PRIMARY KEY, name text NOT NULL, scores text[] NOT NULL, weights aiehr.scorecard, fold_weights aiehr.scorecard[]);
