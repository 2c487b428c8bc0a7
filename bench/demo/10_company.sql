-- The company: what it measures, what that should predict, its jobs, departments, courses and rules.
-- Everything here is typed by people; nothing is generated.

CREATE EXTENSION aiehr;
SELECT aiehr.create_workspace('hr') \g /dev/null

UPDATE hr.policy SET time_zone = 'Asia/Shanghai', gap_min_facts = 2, archive_keep = '1 year' WHERE job IS NULL;

INSERT INTO hr.indicator (code, kind, is_potential, lo, hi, outside, name_en, name_zh) VALUES
	('algorithm',         'hard', false,  0, 100, 'error', 'Algorithms',            '算法能力'),
	('code_quality',      'hard', false,  0, 100, 'error', 'Code quality',          '代码质量'),
	('problem_speed',     'hard', false, 60,   0, 'clamp', 'Minutes to a solution', '问题解决速度'),
	('numeracy',          'hard', false,  0,  40, 'error', 'Numeracy',              '数字能力'),
	('product_knowledge', 'hard', false,  0, 100, 'error', 'Product knowledge',     '产品知识'),
	('writing',           'hard', false,  0, 100, 'error', 'Writing',               '书面表达'),
	('collaboration',     'soft', true,   1,   5, 'error', 'Team potential',        '团队协作潜力'),
	('listening',         'soft', true,   1,   5, 'error', 'Listening',             '倾听能力'),
	('learning',          'soft', true,   1,   5, 'error', 'Learning agility',      '学习敏锐度'),
	('persuasion',        'soft', false,  1,   5, 'error', 'Persuasion',            '说服力'),
	('persistence',       'soft', false,  1,   5, 'error', 'Persistence',           '坚韧性'),
	('customer_focus',    'soft', false,  1,   5, 'error', 'Customer focus',        '客户导向');

-- sales have no scale of their own: they are judged by the norm of the job
INSERT INTO hr.criterion (code, lo, hi, true_zero, aggregate, name_en, name_zh) VALUES
	('delivery',        0,  100, true,  'mean', 'Delivery',                            '项目完成率'),
	('cross_team',      0,    1, true,  'mean', 'Share of cross-team projects joined', '跨部门项目参与率'),
	('peer_rating',     1,    5, false, 'mean', 'Peer rating',                         '同事互评得分'),
	('manager_rating',  1,    5, false, 'mean', 'Manager''s rating',                   '上级评价'),
	('customer_rating', 1,    5, false, 'mean', 'Customers'' rating',                  '客户评分'),
	('sales',        NULL, NULL, true,  'sum',  'Sales, thousands',                    '销售额');

INSERT INTO hr.predictor_map (indicator, criterion, weight) VALUES
	('algorithm',      'delivery',        1),
	('code_quality',   'delivery',        0.5), ('code_quality',  'manager_rating',  0.5),
	('collaboration',  'cross_team',      0.5), ('collaboration', 'peer_rating',     0.5),
	('listening',      'peer_rating',     0.5), ('listening',     'customer_rating', 0.5),
	('persuasion',     'customer_rating', 0.7), ('persuasion',    'sales',           0.3),
	('customer_focus', 'customer_rating', 1);

INSERT INTO hr.job (code, title, core) VALUES
	('dev', 'Developer', true), ('sales', 'Account manager', true), ('service', 'Service agent', false);

-- developers have no criterion whose mean is 50 by its making, so more is asked of them
INSERT INTO hr.policy (job, performance_cut) VALUES ('dev', 68);

INSERT INTO hr.org_unit (code, name, parent) VALUES
	('company',       'Company',              NULL),
	('rd_platform',   'R&D Platform',         'company'),
	('rd_product',    'R&D Product',          'company'),
	('rd_data',       'R&D Data',             'company'),
	('sales_north',   'Sales North',          'company'),
	('sales_south',   'Sales South',          'company'),
	('sales_online',  'Sales Online',         'company'),
	('service_phone', 'Service by telephone', 'company'),
	('service_field', 'Service on site',      'company');

INSERT INTO hr.instrument (code, version, modality, name) VALUES
	('skills-test',          '1', 'test',  'Test of skills'),
	('structured-interview', '3', 'video', 'Structured interview'),
	('structured-interview', '4', 'video', 'Structured interview, revised questions');

INSERT INTO hr.weighting (job, purpose, weights, status, approved_by, reason) VALUES
	('dev',     'fit', '{"algorithm": 0.25, "code_quality": 0.2, "collaboration": 0.2, "learning": 0.15, "problem_speed": 0.1, "writing": 0.1}', 'approved', 'head of hr', 'job analysis'),
	('sales',   'fit', '{"persuasion": 0.3, "persistence": 0.2, "listening": 0.15, "product_knowledge": 0.15, "numeracy": 0.1, "learning": 0.1}', 'approved', 'head of hr', 'job analysis'),
	('service', 'fit', '{"customer_focus": 0.3, "listening": 0.25, "writing": 0.15, "collaboration": 0.1, "learning": 0.1, "product_knowledge": 0.1}', 'approved', 'head of hr', 'job analysis'),
	('dev',     'performance', '{"delivery": 0.5, "cross_team": 0.2, "peer_rating": 0.15, "manager_rating": 0.15}', 'approved', 'head of hr', 'job analysis'),
	('sales',   'performance', '{"sales": 0.5, "customer_rating": 0.3, "manager_rating": 0.2}', 'approved', 'head of hr', 'job analysis'),
	('service', 'performance', '{"customer_rating": 0.5, "delivery": 0.2, "peer_rating": 0.15, "manager_rating": 0.15}', 'approved', 'head of hr', 'job analysis');

INSERT INTO hr.offering (code, kind, name_en, name_zh) VALUES
	('code_clinic',     'course',   'Code clinic',             '代码诊断班'),
	('pair_work',       'coaching', 'Working in pairs',        '结对辅导'),
	('team_course',     'course',   'Working in teams',        '团队建设课程'),
	('rotation',        'rotation', 'Cross-team rotation',     '跨部门项目轮岗'),
	('sales_coaching',  'coaching', 'Coaching on the job',     '销售带教'),
	('customer_course', 'course',   'Listening to customers',  '客户沟通课程');

INSERT INTO hr.intervention_rule (indicator, direction, min_gap, offering, priority) VALUES
	('algorithm',      'under', 0.15, 'code_clinic',     10),
	('algorithm',      'under', 0.30, 'pair_work',        5),
	('code_quality',   'under', 0.15, 'code_clinic',     10),
	('collaboration',  'under', 0.15, 'team_course',     10),
	('collaboration',  'under', 0.30, 'rotation',         5),
	('listening',      'under', 0.15, 'customer_course', 10),
	('persuasion',     'under', 0.15, 'sales_coaching',  10),
	('customer_focus', 'under', 0.15, 'customer_course', 10);

SELECT format('%s indicators, %s criteria, %s jobs, %s departments', (SELECT count(*) FROM hr.indicator), (SELECT count(*) FROM hr.criterion),
	(SELECT count(*) FROM hr.job), (SELECT count(*) FROM hr.org_unit WHERE parent IS NOT NULL));
