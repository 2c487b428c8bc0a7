-- What the top :share by score has over all in a criterion. input (card), of score and criterion
CREATE TEMPORARY TABLE tops AS
	SELECT l.*
	FROM (SELECT observations(card, '{score,criterion}') AS o FROM input) AS s,
		unnest('{include,exclude,fractional}'::text[]) AS t (ties),
		LATERAL lift(o, '{score}', '{criterion}', :share, 'all', t.ties) AS l;

SELECT v.stat, '', v.value
FROM tops, LATERAL (VALUES
	('n', n::float8),
	('k_target', k),
	('cut_score', cut),
	('mean_all', mean_base),
	('expected_lift_sd_normal', lift_sd_normal)
) AS v (stat, value);

-- Compositions: lift is NULL where a mean is not above 0, and lift_sd where everybody has the same score; the files have both.
SELECT v.stat, '', v.value
FROM tops, LATERAL (VALUES
	('n_selected_ties_in', n_top::float8),
	('mean_top_ties_in', mean_top),
	('lift_ratio_ties_in', mean_top / nullif(mean_base, 0)),
	('lift_sd_ties_in', coalesce(lift_sd, difference / nullif(sd, 0))),
	('welch_t_top_vs_rest', t),
	('welch_df', df),
	('welch_p', p)
) AS v (stat, value)
WHERE ties = 'include';

SELECT 'n_selected_ties_out', '', n_top FROM tops WHERE ties = 'exclude';
SELECT 'mean_top_fractional', '', mean_top FROM tops WHERE ties = 'fractional';

DROP TABLE tops;
