-- The peer of bench/facts.sh: a row-level PL/pgSQL trigger that keeps standing, gaps and interventions of the fact's
-- person, with the same functions, static statements whose plans PL/pgSQL keeps, and look-ups by index alone.
CREATE FUNCTION bench_facts.peer_fact() RETURNS trigger LANGUAGE plpgsql SET search_path = bench_facts, aiehr, pg_temp AS $$
DECLARE
	s			standing;
	p			job_policy;
	c			criterion;
	since		date;
	last_end	date;
	v_indicators text[];
	v_weights	scorecard[];
	n_by_indicator scorecard;
	x			record;
	r			record;
	open_one	intervention;
BEGIN
	SELECT * INTO c FROM criterion WHERE code = NEW.criterion;
	IF NEW.value NOT BETWEEN least(c.lo, c.hi) AND greatest(c.lo, c.hi) THEN
		RAISE EXCEPTION 'value outside the scale of criterion "%"', c.code;
	END IF;
	PERFORM FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE;
	FOR s IN SELECT * FROM standing WHERE person_id = NEW.person_id AND employment_id IS NOT NULL LOOP
		SELECT * INTO p FROM job_policy WHERE job = s.job;
		SELECT max(upper(f.period)) INTO last_end FROM performance_fact f WHERE f.person_id = NEW.person_id;
		SELECT b.scores, b.valid_from, CASE WHEN b.valid_from > e.hired_on THEN b.valid_from END INTO s.benchmark, s.benchmark_from, since
			FROM benchmark b JOIN employment e ON e.id = b.employment_id
			WHERE b.employment_id = s.employment_id AND b.valid_from <= greatest(e.hired_on,
				(SELECT max(lower(f.period)) FROM performance_fact f WHERE f.person_id = NEW.person_id))
			ORDER BY b.valid_from DESC LIMIT 1;
		SELECT scorecard_agg(q.criterion, least(greatest((q.v - q.lo) / (q.hi - q.lo) * 100, 0), 100)), scorecard_agg(q.criterion, q.n) INTO s.performance, s.facts
		FROM (SELECT f.criterion, k.lo, k.hi, count(*) AS n, CASE k.aggregate WHEN 'mean' THEN avg(f.value) WHEN 'sum' THEN sum(f.value)
				ELSE (array_agg(f.value ORDER BY upper(f.period) DESC, f.recorded_at DESC) FILTER (WHERE k.aggregate = 'last'))[1] END AS v
			FROM performance_fact f JOIN criterion k ON k.code = f.criterion
			WHERE f.person_id = NEW.person_id AND upper(f.period) > last_end - p.performance_window AND (since IS NULL OR lower(f.period) >= since)
			GROUP BY f.criterion, k.lo, k.hi, k.aggregate) q;
		SELECT array_agg(m.indicator ORDER BY m.indicator), array_agg(m.w ORDER BY m.indicator) INTO v_indicators, v_weights
		FROM (SELECT indicator, scorecard_agg(criterion, weight) AS w FROM predictor_map GROUP BY indicator) m;
		s.actual := _actual(s.performance, v_indicators, v_weights);
		n_by_indicator := _facts_of(s.facts, v_indicators, v_weights);
		s.gap := gap(s.benchmark, s.actual, p.gap_rule);
		s.exceeded := _gap_exceeded(s.gap, s.benchmark, n_by_indicator, p.gap_rule, p.gap_threshold, p.gap_direction, p.low_predicted, p.gap_min_facts);
		SELECT composite(s.performance, w.weights) INTO s.performance_score FROM weighting w WHERE w.job = s.job AND w.purpose = 'performance' AND w.in_force;
		s.quadrant := _quadrant(s.fit_score, s.fit_sem, s.performance_score, p.fit_cut, p.performance_cut);
		UPDATE standing t SET benchmark = s.benchmark, benchmark_from = s.benchmark_from, performance = s.performance, facts = s.facts,
			actual = s.actual, gap = s.gap, exceeded = s.exceeded, performance_score = s.performance_score, quadrant = s.quadrant
		WHERE t.person_id = s.person_id AND t.job = s.job;
		FOR open_one IN SELECT * FROM intervention i WHERE i.employment_id = s.employment_id AND i.ended_at IS NULL LOOP
			IF -(s.gap -> open_one.indicator) < p.gap_close THEN
				UPDATE intervention SET ended_at = clock_timestamp(), end_reason = 'gap_closed', gap_closed_at = clock_timestamp(), gap_at_close = s.gap -> open_one.indicator
				WHERE id = open_one.id;
				INSERT INTO outbox (topic, item_id, event) VALUES ('intervention', open_one.id, 'gap_closed');
			END IF;
		END LOOP;
		FOR x IN SELECT key, value FROM each(s.exceeded) LOOP
			SELECT ir.id, ir.offering, ir.priority INTO r FROM intervention_rule ir
			WHERE ir.indicator = x.key AND ir.direction = 'under' AND (ir.job IS NULL OR ir.job = s.job) AND abs(x.value) >= ir.min_gap
			ORDER BY ir.priority, ir.min_gap DESC, ir.id LIMIT 1;
			SELECT * INTO open_one FROM intervention i WHERE i.employment_id = s.employment_id AND i.indicator = x.key AND i.ended_at IS NULL;
			IF FOUND AND r.id IS DISTINCT FROM open_one.rule_id AND abs(x.value) > abs(open_one.gap_at_open) THEN
				UPDATE intervention SET ended_at = clock_timestamp(), end_reason = 'superseded' WHERE id = open_one.id;
				INSERT INTO outbox (topic, item_id, event) VALUES ('intervention', open_one.id, 'superseded');
				open_one := NULL;
			END IF;
			IF open_one.id IS NULL THEN
				INSERT INTO intervention (employment_id, person_id, indicator, direction, rule_id, offering, reason, gap_rule, threshold, predicted, actual, gap_at_open, n_facts)
				VALUES (s.employment_id, s.person_id, x.key, 'under', r.id, r.offering,
					format('%s %% below what was predicted', round(abs(x.value)::numeric * 100, 2)), p.gap_rule, p.gap_threshold,
					s.benchmark -> x.key, s.actual -> x.key, x.value, n_by_indicator -> x.key)
				ON CONFLICT (employment_id, indicator) WHERE ended_at IS NULL DO NOTHING
				RETURNING * INTO open_one;
				INSERT INTO outbox (topic, item_id, event) VALUES ('intervention', open_one.id, 'opened');
				NOTIFY aiehr_intervention;
			END IF;
		END LOOP;
	END LOOP;
	RETURN NULL;
END $$;
CREATE TRIGGER z_peer AFTER INSERT ON bench_facts.performance_fact FOR EACH ROW EXECUTE FUNCTION bench_facts.peer_fact();
ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER z_peer;
