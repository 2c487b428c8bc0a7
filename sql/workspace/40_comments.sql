-- Meaning, unit and range of the columns of tables, where the name does not say them; what tables are is said where they are made.

COMMENT ON COLUMN job.code IS 'What people type for the job';
COMMENT ON COLUMN job.family IS 'Group of similar jobs';
COMMENT ON COLUMN job.target IS 'Wanted score by indicator, 0..100';
COMMENT ON COLUMN job.core IS 'Whether people of this job are core staff unless their spell says otherwise';

COMMENT ON COLUMN policy.job IS 'Job that the row overrides settings for; NULL: the company''s row, which holds them all';
COMMENT ON COLUMN policy.gap_threshold IS 'Size of a gap above which it is acted on: share (0.15 for 15 %), points or standard deviations, by gap_rule';
COMMENT ON COLUMN policy.gap_close IS 'Size of a gap below which an intervention is closed; not above gap_threshold, in the same unit';
COMMENT ON COLUMN policy.gap_rule IS 'relative: (actual - predicted) / predicted; points: actual - predicted';
COMMENT ON COLUMN policy.gap_direction IS 'Gaps acted on: under (less than predicted), over or both';
COMMENT ON COLUMN policy.gap_min_facts IS 'Least performance facts before a gap is acted on';
COMMENT ON COLUMN policy.low_predicted IS 'Predicted score below which a relative gap is not acted on, 0..100';
COMMENT ON COLUMN policy.low_percentile IS 'Percentile rank in the norm below which a score counts as low where the job has no target for it, 0..100; 0: none does';
COMMENT ON COLUMN policy.performance_window IS 'How far back from a person''s latest fact performance is looked at';
COMMENT ON COLUMN policy.outcome_window IS 'How long after hire the outcome of a selection is looked at';
COMMENT ON COLUMN policy.pool_share IS 'Share of a population that talent pools usually take, above 0 to 1';
COMMENT ON COLUMN policy.lift_share IS 'Top share that lift is computed for, above 0 to 1';
COMMENT ON COLUMN policy.reassess_every IS 'Time after which core staff are to be assessed again';
COMMENT ON COLUMN policy.onboarding IS 'Time after the first day for which somebody is a new hire';
COMMENT ON COLUMN policy.candidate_idle IS 'Time after the last activity from which a candidate not hired is purged';
COMMENT ON COLUMN policy.min_keep IS 'Time for which data of anybody must be kept whatever else is due; NULL: none';
COMMENT ON COLUMN policy.archive_keep IS 'Time after leaving from which archived data is purged; NULL: never';
COMMENT ON COLUMN policy.smallest_group IS 'Least number of people in a group that views about groups show, 3 or more';
COMMENT ON COLUMN policy.fit_cut IS 'Fit score from which on fit counts as high, 0..100';
COMMENT ON COLUMN policy.performance_cut IS 'Performance score from which on performance counts as high, 0..100';
COMMENT ON COLUMN policy.weight_step IS 'Largest change of one weight in a proposal, share above 0 to 1';
COMMENT ON COLUMN policy.review_scores IS 'Whether scores that text models give to answers wait for a person to accept them';
COMMENT ON COLUMN policy.score_max_age IS 'Age, against a person''s newest valid assessment, from which a score counts no more; NULL: any age counts';
COMMENT ON COLUMN policy.time_zone IS 'Time zone in which dates begin and end';

COMMENT ON COLUMN org_unit.code IS 'What people type for the unit';
COMMENT ON COLUMN org_unit.parent IS 'The unit that this one is part of; NULL: a top one';
COMMENT ON COLUMN org_unit.valid IS 'Dates on which the unit exists';
COMMENT ON COLUMN org_unit.cost_centre IS 'Cost centre that finance books the unit on';

COMMENT ON COLUMN org_unit_history.unit_id IS 'The unit, by what stays when its code changes';
COMMENT ON COLUMN org_unit_history.code IS 'Code that it had then';
COMMENT ON COLUMN org_unit_history.parent IS 'The unit that it was part of then, by its present code; NULL: a top one';
COMMENT ON COLUMN org_unit_history.cost_centre IS 'Cost centre that it had then';
COMMENT ON COLUMN org_unit_history.valid IS 'Dates on which it was so; the first row goes back to the unit''s beginning';
COMMENT ON COLUMN org_unit_history.changed_at IS 'When the change was written that ended it';
COMMENT ON COLUMN org_unit_history.changed_by IS 'Role that wrote it';

COMMENT ON COLUMN employment_history.org_unit IS 'Unit that the person worked in then, by its present code';
COMMENT ON COLUMN employment_history.manager_id IS 'The person''s manager then';
COMMENT ON COLUMN employment_history.valid IS 'Dates on which it was so; the first row goes back to the first day of the spell';
COMMENT ON COLUMN employment_history.changed_at IS 'When the change was written that ended it';
COMMENT ON COLUMN employment_history.changed_by IS 'Role that wrote it';

COMMENT ON COLUMN document.kind IS 'cv, letter, certificate, photo, contract, form or other';
COMMENT ON COLUMN document.title IS 'What people call it';
COMMENT ON COLUMN document.media_type IS 'Format (media type), such as application/pdf';
COMMENT ON COLUMN document.location IS 'Where the file lies: a URL or path outside the database';
COMMENT ON COLUMN document.sha256 IS 'SHA-256 of its content, by which the same file is known again';
COMMENT ON COLUMN document.source IS 'System or person that it came from';
COMMENT ON COLUMN document.received_at IS 'When it came';

COMMENT ON COLUMN study.org_unit IS 'Unit in which most days of the outcome window were worked, of equals the earlier; a later move changes it no more';
COMMENT ON COLUMN study.hired_on IS 'First day of the spell';
COMMENT ON COLUMN study.window_ends IS 'First day after the policy''s outcome window; from then on the outcome is complete';
COMMENT ON COLUMN study.left_on IS 'First day on which the person worked there no more, if that came within the window; such spells stay in';
COMMENT ON COLUMN study.rater_id IS 'Who gave most of the ratings of the criterion that was rated most; NULL: nobody is named';
COMMENT ON COLUMN study.n_facts IS 'Performance facts within the window';
COMMENT ON COLUMN study.card IS 'Scores at hire by indicator, 0..100; outcomes by criterion in its own unit; @decision, the fit score frozen at the decision; @fit and @performance, the composites by the weights in force, 0..100';

COMMENT ON COLUMN applicant_norm.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN applicant_norm.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN applicant_norm.model IS 'The model that scored it; empty: none';
COMMENT ON COLUMN applicant_norm.model_version IS 'Version of that model; empty: none';
COMMENT ON COLUMN applicant_norm.quarter IS 'First day of the quarter in which the applications were opened';
COMMENT ON COLUMN applicant_norm.moments IS 'Co-moments of the scores by indicator, 0..100, and of @decision, the fit score at the decision';

COMMENT ON COLUMN criterion_reliability.icc IS 'Intraclass correlation of the ratings of one rater, above 0 to 1';
COMMENT ON COLUMN criterion_reliability.raters IS 'Raters that an outcome is the mean of, on average; reliability grows with them (Spearman and Brown)';
COMMENT ON COLUMN criterion_reliability.n IS 'People rated in the study it comes from';
COMMENT ON COLUMN criterion_reliability.source IS 'Where the figure comes from: own ratings, a manual, a publication';
COMMENT ON COLUMN criterion_reliability.estimated_on IS 'Day of the estimate';

COMMENT ON COLUMN contamination.reason IS 'How the criterion came to be made from the indicator';

COMMENT ON COLUMN weighting.fitted_until IS 'Last hire of the sample that the weights were fitted on, within which no validity of them counts; NULL: not fitted';
COMMENT ON COLUMN weighting_evidence.weighting_id IS 'The draft that rests on it';
COMMENT ON COLUMN weighting_evidence.code IS 'Indicator or criterion';
COMMENT ON COLUMN weighting_evidence.n IS 'Spells with a complete window, all indicators and an outcome';
COMMENT ON COLUMN weighting_evidence.r IS 'Correlation with the criterion, -1..1';
COMMENT ON COLUMN weighting_evidence.r_low IS 'Lower end of its 95 % interval';
COMMENT ON COLUMN weighting_evidence.r_high IS 'Upper end of its 95 % interval';
COMMENT ON COLUMN weighting_evidence.r_corrected IS 'The correlation corrected for range restriction, that of all applicants';
COMMENT ON COLUMN weighting_evidence.relative_weight IS 'Share of the explained variance (Johnson 2000), 0..1';
COMMENT ON COLUMN weighting_evidence.target IS 'Share that it should act with, 0..1: of the relative weights whose correlation is surely above 0';
COMMENT ON COLUMN weighting_evidence.applicant_sd IS 'Standard deviation among applicants, points: a weight acts by it';
COMMENT ON COLUMN weighting_evidence.present IS 'Share in the weights in force, 0..1';
COMMENT ON COLUMN weighting_evidence.uncorrected IS 'Share that would be proposed without correction for range restriction, 0..1';
COMMENT ON COLUMN weighting_evidence.proposed IS 'Share proposed, 0..1';
COMMENT ON COLUMN weighting_evidence.reason IS 'Why, in words';
COMMENT ON COLUMN weighting_trial.weighting_id IS 'The draft that was tried';
COMMENT ON COLUMN weighting_trial.variant IS 'now, proposed, uncorrected (for range restriction) or unit (equal weights)';
COMMENT ON COLUMN weighting_trial.n IS 'Spells behind r';
COMMENT ON COLUMN weighting_trial.r IS 'Correlation of the composite with the criterion in the sample, -1..1; flattering where the weights were fitted on it';
COMMENT ON COLUMN weighting_trial.r_low IS 'Lower end of its 95 % interval';
COMMENT ON COLUMN weighting_trial.r_high IS 'Upper end of its 95 % interval';
COMMENT ON COLUMN weighting_trial.r_cross_validated IS 'The same in tenths of the sample, each with weights fitted on the other nine, -1..1';
COMMENT ON COLUMN weighting_trial.impact_ratio IS 'Lowest impact ratio of a group when the policy''s pool share of applicants is taken, 0..1';
COMMENT ON COLUMN weighting_trial.entering IS 'Applicants who would be among that share and are not now';
COMMENT ON COLUMN weighting_trial.leaving IS 'Applicants who are among it now and would not be';
COMMENT ON COLUMN weighting_trial.note IS 'TOO_FEW and the like where a figure is missing; else NULL';

COMMENT ON COLUMN measure_code.code IS 'Code of an indicator or criterion';
COMMENT ON COLUMN measure_code.kind IS 'Which of the two it is';

COMMENT ON COLUMN indicator.code IS 'What people type for the indicator: a key of scorecards';
COMMENT ON COLUMN indicator.kind IS 'hard (knowledge, skill) or soft (behaviour)';
COMMENT ON COLUMN indicator.is_potential IS 'Whether it measures what a person could become rather than what is there';
COMMENT ON COLUMN indicator.lo IS 'Worst raw value, rescaled to 0; above hi where lower is better';
COMMENT ON COLUMN indicator.hi IS 'Best raw value, rescaled to 100';
COMMENT ON COLUMN indicator.outside IS 'What happens to raw values outside lo and hi: error, or clamp (the score is cut, the raw value stays)';

COMMENT ON COLUMN criterion.code IS 'What people type for the criterion: a key of scorecards';
COMMENT ON COLUMN criterion.lo IS 'Worst value, rescaled to 0; NULL: the criterion has no scale of its own';
COMMENT ON COLUMN criterion.hi IS 'Best value, rescaled to 100; NULL: the criterion has no scale of its own';
COMMENT ON COLUMN criterion.true_zero IS 'Whether 0 means none of it, so that ratios such as 28 % more make sense';
COMMENT ON COLUMN criterion.aggregate IS 'How facts of the window become one value: mean, sum or last';
COMMENT ON COLUMN criterion.pass_line IS 'Value at which a person passes, on the criterion''s own scale';

COMMENT ON COLUMN criterion_norm.n IS 'Spells that the norm was made from';
COMMENT ON COLUMN criterion_norm.mean IS 'Mean value, in the criterion''s own unit';
COMMENT ON COLUMN criterion_norm.sd IS 'Standard deviation, in the criterion''s own unit';
COMMENT ON COLUMN criterion_norm.refreshed_at IS 'When the norm was made';
COMMENT ON COLUMN norm_table.version IS 'Counted from 1 by make_norm()';
COMMENT ON COLUMN norm_table.job IS 'Job whose applicants it was made from and whose people it is for; NULL: all';
COMMENT ON COLUMN norm_table.n IS 'People in the norm group';
COMMENT ON COLUMN norm_table.mean IS 'Mean score, 0..100';
COMMENT ON COLUMN norm_table.sd IS 'Standard deviation of the scores, in points';
COMMENT ON COLUMN norm_table.made_on IS 'Day it was made, in the company''s time zone';
COMMENT ON COLUMN norm_table.norm IS 'The distribution itself; norm_percentile(norm, score) and its like read it';
COMMENT ON COLUMN gap_norm.n IS 'People that it was made from';
COMMENT ON COLUMN gap_norm.intercept IS 'What is achieved at a predicted score of 0, in points';
COMMENT ON COLUMN gap_norm.slope IS 'Points achieved for one point predicted';
COMMENT ON COLUMN gap_norm.residual_sd IS 'Standard deviation of what is achieved about that line, in points';
COMMENT ON COLUMN gap_norm.predicted IS 'Distribution of the predicted scores';
COMMENT ON COLUMN gap_norm.actual IS 'Distribution of what was achieved';
COMMENT ON COLUMN gap_norm.refreshed_at IS 'When it was made';

COMMENT ON COLUMN predictor_map.weight IS 'How much the criterion counts in what the indicator predicts, above 0; only ratios within an indicator matter';

COMMENT ON COLUMN instrument.code IS 'What people type for the test or interview';
COMMENT ON COLUMN instrument.version IS 'Version; scores of different versions are told apart';
COMMENT ON COLUMN instrument.modality IS 'text, voice, video, simulation, test or form';
COMMENT ON COLUMN instrument.job IS 'Job that it is for; NULL: any';

COMMENT ON COLUMN instrument_norm.instrument IS 'Code of the instrument';
COMMENT ON COLUMN instrument_norm.version IS 'Version of the instrument';
COMMENT ON COLUMN instrument_norm.n IS 'People that the norm was made from';
COMMENT ON COLUMN instrument_norm.mean IS 'Mean of the rescaled scores, 0..100';
COMMENT ON COLUMN instrument_norm.sd IS 'Standard deviation of the rescaled scores, in points';
COMMENT ON COLUMN instrument_norm.reliability IS 'Reliability of the score, 0..1; NULL: not known';
COMMENT ON COLUMN instrument_norm.reliability_kind IS 'How the reliability was found: alpha, omega, retest, interrater, parallel';
COMMENT ON COLUMN instrument_norm.source IS 'Where the figures come from';

COMMENT ON COLUMN weighting.purpose IS 'fit: weights of indicators; performance: weights of criteria';
COMMENT ON COLUMN weighting.weights IS 'Weight by indicator or criterion, 0 or more; only their ratios matter';
COMMENT ON COLUMN weighting.status IS 'draft, approved or retired';
COMMENT ON COLUMN weighting.valid_from IS 'Day from which an approved weighting scores';
COMMENT ON COLUMN weighting.in_force IS 'Whether this weighting scores now; set by a trigger and by sweep()';
COMMENT ON COLUMN weighting.reason IS 'Why it was proposed or approved';
COMMENT ON COLUMN weighting.approved_by IS 'Who approved it';
COMMENT ON COLUMN weighting.approved_at IS 'When it was approved';

COMMENT ON COLUMN offering.code IS 'What people type for the offering';
COMMENT ON COLUMN offering.kind IS 'course, rotation, coaching, retention_talk or other';
COMMENT ON COLUMN offering.active IS 'Whether new interventions may propose it';

COMMENT ON COLUMN intervention_rule.direction IS 'under: less was achieved than predicted; over: more';
COMMENT ON COLUMN intervention_rule.min_gap IS 'Size above which the rule matches, in the unit of the policy''s gap_rule';
COMMENT ON COLUMN intervention_rule.job IS 'Job that the rule is for; NULL: any';
COMMENT ON COLUMN intervention_rule.priority IS 'The lowest number among the rules that match wins';

COMMENT ON COLUMN person.external_key IS 'Key in the company''s own systems';
COMMENT ON COLUMN person.country IS 'Country whose retention rules hold, two letters (ISO 3166)';
COMMENT ON COLUMN person.email_key IS 'E-mail as people are found by it: trimmed, lower case';
COMMENT ON COLUMN person.phone_key IS 'Phone as people are found by it: digits and + alone';

COMMENT ON COLUMN person_alias.source IS 'System that knows the person by this key';
COMMENT ON COLUMN person_alias.external_key IS 'Key in that system';

COMMENT ON COLUMN protected_attribute.attribute IS 'What it is: sex, race and the like';
COMMENT ON COLUMN protected_attribute.value IS 'Value of the attribute';
COMMENT ON COLUMN protected_attribute.source IS 'Where it comes from: the person, a form, a register';
COMMENT ON COLUMN protected_attribute.recorded_on IS 'Day on which it was recorded';
COMMENT ON COLUMN protected_attribute.consent IS 'Whether the person agreed to its use in the bias audit';

COMMENT ON COLUMN application.cohort IS 'Group of applicants who are compared, such as a hiring round';
COMMENT ON COLUMN application.stage IS 'Stage reached; hired, rejected, withdrawn, offer_declined and no_show are final';
COMMENT ON COLUMN application.opened_at IS 'When the application was opened';
COMMENT ON COLUMN application.decided_at IS 'When it reached a final stage; NULL while it is open';
COMMENT ON COLUMN application.start_on IS 'First working day agreed on, while it lies ahead';
COMMENT ON COLUMN application.last_activity IS 'Latest act of or about the candidate, from which the idle period runs; no batch job touches it';
COMMENT ON COLUMN application.fit_score_at_decision IS 'Fit score when it was decided, 0..100, kept as it was';
COMMENT ON COLUMN application.weighting_at_decision IS 'Weighting behind that score';

COMMENT ON COLUMN application_stage.stage IS 'Stage entered';
COMMENT ON COLUMN application_stage.entered_at IS 'When it was entered';
COMMENT ON COLUMN application_stage.changed_by IS 'Role that entered it';
COMMENT ON COLUMN application_stage.reason IS 'Why, in words';

COMMENT ON COLUMN employment.org_unit IS 'Code of the unit that the person works in since the latest move; what was before is in employment_history';
COMMENT ON COLUMN employment.manager_id IS 'The person''s manager';
COMMENT ON COLUMN employment.application_id IS 'Application that led to it';
COMMENT ON COLUMN employment.core IS 'Whether the person is core staff; NULL: as the job says';
COMMENT ON COLUMN employment.hired_on IS 'First day of the spell';
COMMENT ON COLUMN employment.left_on IS 'First day on which the person works there no more; NULL: not known';
COMMENT ON COLUMN employment.leave_reason IS 'resigned, dismissed, retired, end_of_contract, death or transfer';

COMMENT ON COLUMN absence.kind IS 'parental, sick, sabbatical or other';
COMMENT ON COLUMN absence.period IS 'Dates of the absence';

COMMENT ON COLUMN assessment.application_id IS 'Application it was taken for; either this or employment_id';
COMMENT ON COLUMN assessment.employment_id IS 'Spell it was taken in; either this or application_id';
COMMENT ON COLUMN assessment.vendor IS 'Who sent it; NULL when written by hand';
COMMENT ON COLUMN assessment.external_id IS 'The vendor''s number for it';
COMMENT ON COLUMN assessment.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN assessment.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN assessment.kind IS 'interview or reassessment';
COMMENT ON COLUMN assessment.taken_at IS 'When it was taken';
COMMENT ON COLUMN assessment.raw IS 'Values by indicator as sent, on each indicator''s own scale';
COMMENT ON COLUMN assessment.scores IS 'Scores by indicator, 0..100, higher is better: made from raw by a trigger';
COMMENT ON COLUMN assessment.model IS 'Name of the model that scored, if one did';
COMMENT ON COLUMN assessment.model_version IS 'Version of the model';
COMMENT ON COLUMN assessment.status IS 'valid, suggested, withdrawn, not_scored or not_scored_by_choice; only valid ones count';

COMMENT ON COLUMN assessment_archive.application_id IS 'Application it was taken for';
COMMENT ON COLUMN assessment_archive.employment_id IS 'Spell it was taken in';
COMMENT ON COLUMN assessment_archive.vendor IS 'Who sent it; NULL when written by hand';
COMMENT ON COLUMN assessment_archive.external_id IS 'The vendor''s number for it';
COMMENT ON COLUMN assessment_archive.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN assessment_archive.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN assessment_archive.kind IS 'interview or reassessment';
COMMENT ON COLUMN assessment_archive.taken_at IS 'When it was taken';
COMMENT ON COLUMN assessment_archive.raw IS 'Values by indicator as sent, on each indicator''s own scale';
COMMENT ON COLUMN assessment_archive.scores IS 'Scores by indicator, 0..100, higher is better';
COMMENT ON COLUMN assessment_archive.model IS 'Name of the model that scored, if one did';
COMMENT ON COLUMN assessment_archive.model_version IS 'Version of the model';
COMMENT ON COLUMN assessment_archive.status IS 'valid, suggested, withdrawn, not_scored or not_scored_by_choice; only valid ones count';
COMMENT ON COLUMN assessment_archive.archived_at IS 'When it was moved here';
COMMENT ON COLUMN assessment_archive.archive_reason IS 'Rule by which it was moved here';

COMMENT ON COLUMN answer.question IS 'Code or text of the question';
COMMENT ON COLUMN answer.body IS 'The answer, word for word';
COMMENT ON COLUMN answer.answered_at IS 'When it was given';

COMMENT ON COLUMN answer_archive.question IS 'Code or text of the question';
COMMENT ON COLUMN answer_archive.body IS 'The answer, word for word';
COMMENT ON COLUMN answer_archive.answered_at IS 'When it was given';
COMMENT ON COLUMN answer_archive.archived_at IS 'When it was moved here';

COMMENT ON COLUMN received.vendor IS 'Who sent it';
COMMENT ON COLUMN received.external_id IS 'The vendor''s number for it; NULL after a purge';
COMMENT ON COLUMN received.external_hash IS 'Keyed hash of that number';
COMMENT ON COLUMN received.content_hash IS 'Keyed hash of what was sent';
COMMENT ON COLUMN received.assessment_id IS 'The assessment it became; NULL after a purge';
COMMENT ON COLUMN received.status IS 'stored, or purged: the same message will not bring the person back';
COMMENT ON COLUMN received.received_at IS 'When it came first';

COMMENT ON COLUMN performance_fact.period IS 'Dates that the value is about';
COMMENT ON COLUMN performance_fact.value IS 'Value on the criterion''s own scale';
COMMENT ON COLUMN performance_fact.rater_id IS 'Person who rated, if known';
COMMENT ON COLUMN performance_fact.rater_kind IS 'manager, peer, self, customer or system';
COMMENT ON COLUMN performance_fact.source IS 'System or review that it comes from';
COMMENT ON COLUMN performance_fact.external_id IS 'Number in that system, once a source';
COMMENT ON COLUMN performance_fact.recorded_at IS 'When it was recorded';

COMMENT ON COLUMN benchmark.valid_from IS 'First day whose performance is compared with it';
COMMENT ON COLUMN benchmark.scores IS 'Scores by indicator at the time, 0..100';
COMMENT ON COLUMN benchmark.frozen_at IS 'When it was frozen';

COMMENT ON COLUMN standing.application_id IS 'The open application, if any';
COMMENT ON COLUMN standing.employment_id IS 'The current spell, if any';
COMMENT ON COLUMN standing.hired_on IS 'First day of the current spell';
COMMENT ON COLUMN standing.assessed IS 'Latest valid score by indicator, 0..100';
COMMENT ON COLUMN standing.fit_score IS 'Fit for the job by the weighting in force, 0..100; NULL when too little was assessed';
COMMENT ON COLUMN standing.fit_sem IS 'Standard error of the fit score in points; NULL where a reliability is not known';
COMMENT ON COLUMN standing.benchmark IS 'Scores by indicator that performance is compared with, 0..100';
COMMENT ON COLUMN standing.benchmark_from IS 'First day to which the benchmark applies';
COMMENT ON COLUMN standing.performance IS 'Performance by criterion, rescaled to 0..100';
COMMENT ON COLUMN standing.facts IS 'Number of facts by criterion';
COMMENT ON COLUMN standing.actual IS 'What was achieved by indicator, through predictor_map, 0..100';
COMMENT ON COLUMN standing.gap IS 'Gap by indicator, by the policy''s rule';
COMMENT ON COLUMN standing.exceeded IS 'Those gaps that are to be acted on; NULL: none';
COMMENT ON COLUMN standing.performance_score IS 'Performance by the weighting in force, 0..100; NULL with too few facts';
COMMENT ON COLUMN standing.quadrant IS 'Fit and performance against the cuts: high_high, high_low (high fit, low performance), low_high, low_low, unclear';

COMMENT ON COLUMN intervention.direction IS 'under: less was achieved than predicted; over: more';
COMMENT ON COLUMN intervention.rule_id IS 'Rule that picked the offering; NULL: none matched';
COMMENT ON COLUMN intervention.status IS 'proposed, accepted, started, completed or declined';
COMMENT ON COLUMN intervention.reason IS 'Why it was opened, in words';
COMMENT ON COLUMN intervention.gap_rule IS 'Rule of the gaps in this row: relative or points';
COMMENT ON COLUMN intervention.threshold IS 'Size that the gap exceeded, in the unit of gap_rule';
COMMENT ON COLUMN intervention.predicted IS 'Benchmark score at opening, 0..100';
COMMENT ON COLUMN intervention.actual IS 'What was achieved at opening, 0..100';
COMMENT ON COLUMN intervention.gap_at_open IS 'Gap at opening: -0.31 for 31 % below, or points';
COMMENT ON COLUMN intervention.n_facts IS 'Performance facts behind it';
COMMENT ON COLUMN intervention.opened_at IS 'When it was opened';
COMMENT ON COLUMN intervention.status_at IS 'When the status last changed';
COMMENT ON COLUMN intervention.gap_closed_at IS 'When the gap was well back within; NULL: not yet';
COMMENT ON COLUMN intervention.gap_at_close IS 'Gap at that time, in the unit of gap_rule';
COMMENT ON COLUMN intervention.ended_at IS 'When it ended; NULL: still open';
COMMENT ON COLUMN intervention.end_reason IS 'completed, declined, gap_closed, superseded or left';

COMMENT ON COLUMN outbox.topic IS 'What it is about: intervention, assessment, purge, person, plan or plan_item';
COMMENT ON COLUMN outbox.item_id IS 'Id of the intervention or assessment; for purge, of the person or application, as event says';
COMMENT ON COLUMN outbox.event IS 'What happened to it';

COMMENT ON COLUMN talent_pool.code IS 'What people type for the pool';
COMMENT ON COLUMN talent_pool.job IS 'Job that the pool is for; NULL: all jobs, each ranked apart';
COMMENT ON COLUMN talent_pool.population IS 'candidates (open applications, and those not taken who agreed to it) or employees (current spells)';
COMMENT ON COLUMN talent_pool.cohort IS 'Cohort of applications within which is ranked; NULL: any';
COMMENT ON COLUMN talent_pool.share IS 'Share of the scored people that are in, above 0 to 1; places are rounded up';
COMMENT ON COLUMN talent_pool.ties IS 'People tied at the last place: include (all are in) or exclude (none is, if not all have a place)';
COMMENT ON COLUMN talent_pool.min_n IS 'Least scored people in a job for anybody to be ranked';
COMMENT ON COLUMN talent_pool.rule_version IS 'Counts the changes of the rule; set by a trigger';
COMMENT ON COLUMN talent_pool.refreshed_at IS 'When refresh_talent_pool() last ran';

COMMENT ON COLUMN talent_pool_member.pool IS 'Code of the pool';
COMMENT ON COLUMN talent_pool_member.origin IS 'automatic: entered and ended by refresh_talent_pool(); manual: by hand alone';
COMMENT ON COLUMN talent_pool_member.valid IS 'From when to when the person is in';
COMMENT ON COLUMN talent_pool_member.fit_score IS 'Fit score on entering, 0..100';
COMMENT ON COLUMN talent_pool_member.rank IS 'Place by fit score on entering';
COMMENT ON COLUMN talent_pool_member.rule_version IS 'Version of the pool''s rule that took the person';
COMMENT ON COLUMN talent_pool_member.reason IS 'Why the person is in, in words';
COMMENT ON COLUMN talent_pool_member.end_reason IS 'Why the membership ended, in words';

COMMENT ON COLUMN retention_rule.country IS 'Country where it holds, two letters (ISO 3166); NULL: everywhere';
COMMENT ON COLUMN retention_rule.subject IS 'candidate (not hired) or leaver';
COMMENT ON COLUMN retention_rule.min_keep IS 'Time for which data must be kept';
COMMENT ON COLUMN retention_rule.max_keep IS 'Time after which data must go';
COMMENT ON COLUMN retention_rule.basis IS 'Law or guidance that the rule rests on';
COMMENT ON COLUMN retention_rule.valid IS 'Dates on which the rule holds';

COMMENT ON COLUMN legal_hold.reason IS 'Why the data must stay';
COMMENT ON COLUMN legal_hold.placed_by IS 'Role that placed it';
COMMENT ON COLUMN legal_hold.placed_at IS 'When it was placed';
COMMENT ON COLUMN legal_hold.lifted_by IS 'Role that lifted it';
COMMENT ON COLUMN legal_hold.lifted_at IS 'When it was lifted; NULL: it stands';

COMMENT ON COLUMN consent.purpose IS 'talent_pool, machine_scoring or processing';
COMMENT ON COLUMN consent.given_at IS 'When it was given';
COMMENT ON COLUMN consent.expires_at IS 'When it ends by itself; NULL: never';
COMMENT ON COLUMN consent.withdrawn_at IS 'When it was taken back; NULL: it was not';
COMMENT ON COLUMN consent.text_version IS 'Version of the text that the person agreed to';

COMMENT ON COLUMN erasure.basis IS 'Legal basis of the request';
COMMENT ON COLUMN erasure.outcome IS 'erased or refused';
COMMENT ON COLUMN erasure.refusal_rule IS 'Rule that forbids the erasure';
COMMENT ON COLUMN erasure.counts IS 'Rows erased by table';
COMMENT ON COLUMN erasure.requested_by IS 'Role that ran it';
COMMENT ON COLUMN erasure.decided_at IS 'When it was run';

COMMENT ON COLUMN suppression.key_hash IS 'Keyed hash of a key, e-mail or phone';
COMMENT ON COLUMN suppression.kind IS 'Which of the three it is';
COMMENT ON COLUMN suppression.suppressed_at IS 'When the person was purged';

COMMENT ON COLUMN secret.key IS '32 random bytes';

COMMENT ON COLUMN selection_tally.instrument IS 'Code of the instrument; *: each application once, assessed or not';
COMMENT ON COLUMN selection_tally.instrument_version IS 'Version of the instrument; *: each application once';
COMMENT ON COLUMN selection_tally.quarter IS 'First day of the quarter in which the applications were opened';
COMMENT ON COLUMN selection_tally.stage IS 'Furthest stage reached, or withdrawn before an offer';
COMMENT ON COLUMN selection_tally.attribute IS 'Protected attribute that is counted by; all: everybody; sex x race_ethnicity: those who gave both';
COMMENT ON COLUMN selection_tally.value IS 'Its value; all: everybody';
COMMENT ON COLUMN selection_tally.score_bin IS 'Bin of five points of the fit score, 0 to 20; -1: no score';
COMMENT ON COLUMN selection_tally.n IS 'Applications counted';

COMMENT ON COLUMN audit_log.at IS 'When it was done';
COMMENT ON COLUMN audit_log.action IS 'What was done';
COMMENT ON COLUMN audit_log.rule IS 'Rule by which it was done';
COMMENT ON COLUMN audit_log.session_role IS 'Role that logged in';
COMMENT ON COLUMN audit_log.acting_role IS 'Role that acted, after SET ROLE';
COMMENT ON COLUMN audit_log.subject IS 'Table that it was about';
COMMENT ON COLUMN audit_log.subject_id IS 'Id in that table';
COMMENT ON COLUMN audit_log.n IS 'Rows that it was about';
COMMENT ON COLUMN audit_log.payload_hash IS 'Keyed hash of the payload';
COMMENT ON COLUMN audit_log.chain IS 'Hash over this row and the chain before it; NULL: not sealed yet';
COMMENT ON COLUMN audit_log.xid IS 'Transaction that did it';

COMMENT ON COLUMN audit_payload.audit_id IS 'Row of audit_log';
COMMENT ON COLUMN audit_payload.payload IS 'What it was about';

COMMENT ON COLUMN personal_data.table_name IS 'Table that holds personal data';
COMMENT ON COLUMN personal_data.column_name IS 'Column that holds it';
COMMENT ON COLUMN personal_data.data_class IS 'key (points to the person), identity, contact, scores, words, performance, process, protected or proof';
COMMENT ON COLUMN personal_data.on_erase IS 'delete: the row goes; forget: the column is emptied; keep: it names no person';
COMMENT ON COLUMN personal_data.step IS 'Order in which erase and export walk the tables';

COMMENT ON COLUMN person_merge.kept_id IS 'Who stayed';
COMMENT ON COLUMN person_merge.dropped_id IS 'Who became the other';
COMMENT ON COLUMN person_merge.reason IS 'Why they were taken for one';
COMMENT ON COLUMN person_merge.merged_by IS 'The role that merged them';
COMMENT ON COLUMN person_merge.merged_at IS 'When';
COMMENT ON COLUMN person_merge.unmerged_by IS 'The role that parted them again; NULL while the merge stands';
COMMENT ON COLUMN person_merge.unmerged_at IS 'When';
COMMENT ON COLUMN person_merge_row.merge_id IS 'The merge';
COMMENT ON COLUMN person_merge_row.table_name IS 'Table of the row';
COMMENT ON COLUMN person_merge_row.row_key IS 'Its primary key, without the column that changed';
COMMENT ON COLUMN person_merge_row.column_name IS 'The column that changed';
COMMENT ON COLUMN person_merge_row.old_value IS 'The id that was there';
COMMENT ON COLUMN person_merge_row.new_value IS 'The id that is there now';
COMMENT ON COLUMN person_merge_row.row_data IS 'The row that was set aside, or columns with what they were and what they became';
COMMENT ON COLUMN never_merge.other_id IS 'The other person of the pair';
COMMENT ON COLUMN never_merge.reason IS 'How it is known that they are two';
COMMENT ON COLUMN never_merge.decided_by IS 'The role that said so';
COMMENT ON COLUMN never_merge.decided_at IS 'When';
