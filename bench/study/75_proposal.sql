-- Better weights, drafted from the spells of all of them, those who left too. Nobody approves them: they are looked at.

CREATE TABLE study.proposal AS SELECT * FROM hires.propose_weights('associate');

SELECT format('weighting %s drafted, %s of %s weights change', min(weighting_id), count(*) FILTER (WHERE abs(proposed - present) > 1e-9), count(*)) FROM study.proposal;
