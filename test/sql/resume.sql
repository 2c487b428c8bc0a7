-- Resumes: fields by rule from texts of several layouts and languages, and the claims that follow. Every person here is made up.
\set SHOW_CONTEXT never
\set VERBOSITY terse
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_resume');
SET search_path = x_resume, aiehr, public;
-- all values of a field in one line, in their order
CREATE FUNCTION shown(content text, region text DEFAULT NULL, file_name text DEFAULT NULL) RETURNS TABLE (field text, found text) LANGUAGE sql AS $$
	SELECT f.field, string_agg(f.value, ' | ' ORDER BY f.ordinality)
	FROM aiehr.resume_fields(content, region, file_name) WITH ORDINALITY f
	GROUP BY f.field ORDER BY min(f.ordinality) $$;

-- 1. A name as the title, cells with bars, an entry with its period at the end and one with it in front; a project is no job
SELECT '周启明
男 | 1990.05 | 汉族 | 中共党员 | 现居：杭州市西湖区
139-1234-5678 | zhouqm90@qq.com
■ 求职意向
后端开发工程师    期望城市：杭州
■ 教育经历
浙江大学            计算机科学与技术（硕士）        2012年9月-2015年6月
杭州电子科技大学    软件工程（本科）                2008年9月-2012年6月
主修课程：数据结构、操作系统；在校期间任学院学生会副主席
■ 工作经历
2015/07-2019/03   杭州云栖网络技术有限公司   后端开发工程师
负责订单系统的重构，2018年将接口延迟由 300ms 降至 80ms
星河计算有限公司 | 高级工程师 | 2019.04-至今
2. 与北京大学合作完成调度算法研究
■ 项目经验
2017.03-2017.12   秒杀系统   项目负责人
■ 技能
Java、Go、MySQL、Redis' AS zhou \gset
SELECT * FROM shown(:'zhou');
-- places count characters of the text as it was given
SELECT f.field, f.value, substr(:'zhou', f.first_char, f.last_char - f.first_char + 1) AS there FROM resume_fields(:'zhou') f
WHERE f.field IN ('name', 'phone', 'school', 'study_start', 'employer') ORDER BY f.first_char;

-- 2. A form as a table: letters of labels wide apart, two labels and more a line, two telephones, a wrong check character
SELECT * FROM shown('个 人 简 历
姓    名    王晓雨    性    别    女    出生年月    1988-11
民    族    汉    政治面貌    群众    婚姻状况    已婚
学    历    大专    专    业    会计电算化
毕业院校    青岛职业技术学院    毕业时间    2009年7月
联系电话    0532-8596 1234 / 15866112233    电子邮箱    wangxy_1988@126.com
身份证号码    370202198811060022
工作经验
起止时间    单位名称    职务
2009年8月至2013年2月    青岛海信电器股份有限公司    出纳
2013年3月至今    青岛金石财务咨询有限公司    财务主管
自我评价
本人性格开朗，责任心强。');

-- 3. English: capitals, a title below its company, legal forms behind a comma, a campus, a number of the form of its country
SELECT 'JONATHAN A. SMITH
San Francisco, CA  ·  (415) 555-2671  ·  jon.smith@gmail.com
SUMMARY
Software engineer with 8 years of experience building data platforms for banks and insurers.
PROFESSIONAL EXPERIENCE
Acme Robotics, Inc.                                   Jan 2018 – Present
Senior Software Engineer
• Led a team of 5 to migrate 40 services to Kubernetes in 2020
Globex Corporation — Oakland, CA                      Jun 2014 – Dec 2017
Software Engineer
EDUCATION
Stanford University                                   Sep 2012 – Jun 2014
M.S., Computer Science
University of California, Davis                       2008 – 2012
Bachelor of Science in Mathematics
SKILLS
Python, C++, PostgreSQL' AS smith \gset
SELECT * FROM shown(:'smith');
SELECT value FROM resume_fields(:'smith', 'US') WHERE field = 'phone';

-- 4. English with labels, periods of months and years in figures, " at " before the company
SELECT * FROM shown('CURRICULUM VITAE
Personal details
Full name:      Li Wenjing (李文静)
Date of birth:  17 March 1993
Gender:         Female
Mobile:         +852 9123 4567
E-mail:         wenjing.li@hku.hk
Employment history
05/2018 to 07/2021   Data Analyst, Harbour Insurance Ltd, Hong Kong
08/2021 to present   Senior Data Analyst at Pacific Rail Group
Academic background
2015-2017   MPhil in Statistics, The University of Hong Kong
2011-2015   BSc (Hons) Mathematics, Lingnan University
Languages
English, Cantonese, Mandarin');

-- 5. Two languages at once, a period on a line of its own, a surname of two characters
SELECT * FROM shown('应聘岗位：人力资源专员
姓名/Name: 欧阳若兰
联系方式/Contact: 手机 +86-137-0001-2345  邮箱 ruolan.ouyang@example.com
生日/DOB: 1997年12月3日        学历/Degree: 本科
教育/Education
2015年09月 ~ 2019年06月
四川大学 | 人力资源管理 | 本科
工作/Work Experience
2019年07月 ~ 2022年02月
成都天府酒店管理有限公司
人事专员
2022年03月 ~ 至今
Sunrise Logistics Co., Ltd. 成都分公司
HR Specialist');

-- a name, a gender, schools and titles in both at once
SELECT * FROM shown('Resume 个人简历
Name 姓名: Zhang Yutong 张雨桐
Gender 性别: Female 女     DOB 出生日期: 12 Jan 1998
Phone 手机: +86-158-1122-3344
Email 电子邮箱: yutong.zhang98@gmail.com
Education 教育经历
Sep 2020 – Jun 2022    University College London    MSc Data Science 硕士
Sep 2016 – Jun 2020    中山大学 Sun Yat-sen University    数学与应用数学    学士 BSc
Work Experience 工作经验
Jul 2022 – Dec 2023    Lantern Analytics Ltd.    Data Scientist 数据科学家
Built churn models for two telecom clients in 2023.
Jan 2024 – Now    珠江数码科技有限公司（Pearl Digital）    高级算法工程师
Skills 技能
Python, R, SQL');

-- 6. Japanese and Korean
SELECT * FROM shown('履歴書
氏名  山田 太郎
生年月日  1991年4月5日    性別  男
電話番号  090-1234-5678
メール  t.yamada@example.jp
学歴
2010年4月 – 2014年3月  東北大学 経済学部 学士
職歴
2014年4月 – 2019年3月  株式会社青葉商事  営業担当
2019年4月 – 現在  みどり銀行株式会社  法人営業マネージャー');
SELECT * FROM shown('이력서
성명: 김민준
생년월일: 1995.07.21
연락처: 010-2345-6789
이메일: minjun.kim@example.kr
학력
2014.03 ~ 2018.02  한빛대학교 경영학과 학사
경력
2018.03 ~ 2021.05  주식회사 한강전자  사원
2021.06 ~ 현재  새벽은행  대리');

-- 7. What a scan does: spaces between characters, lost labels and headings; birth and gender come from the identity number
SELECT * FROM shown('林 秀 云
137 0007 1234   linxiuyun @ example . com
身 份 证 号 350102199203078844
2010.09 - 2014.06   福州大学   ”会 计 学   “本科
2014.07-2018.03   ，福建海峡贸易有限公司   ”会 计');
-- the name of the file stands in for a name that was not read, and mends one that was misread
SELECT f.value, f.first_char, f.confidence FROM resume_fields('电话：13700071234', NULL, '简历-林秀云-会计') f WHERE field = 'name';
SELECT f.value, f.first_char FROM resume_fields(E'林秀去\n电话：13700071234', NULL, '林秀云的简历') f WHERE field = 'name';

-- a biography in sentences
SELECT * FROM shown('罗锦程先生，中国国籍，大学本科学历，高级工程师。1985年7月毕业于重庆大学，历任山城仪表厂技术员、车间副主任，曾任嘉陵仪器集团总经理助理；现任长江测控股份有限公司董事长。');

-- 8. A number is right by its check character wherever it stands; of 15 characters only behind a label; a wrong one is unsure
SELECT field, value, confidence FROM resume_fields('号码 350102199203078844 等') WHERE field = 'id_number';
SELECT field, value, confidence FROM resume_fields('身份证：350102920307884') WHERE field = 'id_number';
SELECT field, value, confidence FROM resume_fields('订单 350102920307884') WHERE field IN ('id_number', 'phone');
SELECT field, value, confidence FROM resume_fields('身份证：350102199203078841') WHERE field = 'id_number';

-- 9. Jobs laid out alike: employers that no word tells, above or below their periods; "to" between months; a British number without its code
SELECT * FROM shown('Zoë T. Lindholm
07700 900 214   |   zoe.lindholm@example.org   |   Cardiff, Wales
Work Experience
Payroll Officer   Oct 2019 to Present
Bluebell Foods Inc., Cardiff
Product Manager   Sep 2017 to Sep 2019
Copperline
Reduced average time to hire by 18 days across 12 sites.
Education
Bachelor of Science in Economics   Sep 2013 to Jul 2017
ETH Zurich');

-- 10. One space between employer and title, in either script; the head of a table names no employer; a name over two lines of a column
SELECT * FROM shown('丁晓昊
西安 · 187-0000-3988 · dingxiaohao@example.com
任职经历
时间   工作单位   职务
2012.5—今 博瑞咨询 人力资源经理
2010.7—2012.4 Vertex Labs 财务分析师
2009.7—2010.6 果壳互动 会计');
SELECT * FROM shown('Harriet
Hargrove
Mobile: (617) 555-0181
hargrove.harriet@example.org
Work Experience
Novanta Pharma
Recruitment Manager
Sep. 2014 – Dec. 2015
Kestrel Aerospace
People Director
Jan. 2016 – Present');

-- 11. What a scan does to a name and an address: a character that looks like another, a comma for a dot, a dot that is lost
SELECT f.field, f.value, f.confidence FROM resume_fields('丁晓吴
dingxiaohao@yahoo,com') f;
SELECT f.field, f.value, f.confidence FROM resume_fields('Mary Holm
holm mary93@example.org') f;

-- 12. Nothing to find, or no text at all
SELECT count(*) FROM resume_fields('');
SELECT count(*) FROM resume_fields(NULL);
SELECT count(*) FROM resume_fields(E'\n\n\t \f　\n');
SELECT count(*) FROM resume_fields('The cat sat on the mat and looked at the moon.');
SELECT count(*) FROM resume_fields(repeat('@', 1000) || repeat('1', 5000) || repeat('2012.09-', 500) || repeat('姓名：', 2000));
SELECT count(*) FROM resume_fields(repeat('x', 2200000));

-- 13. What was read becomes proposed claims about the person whom number or address name
\set fields 'SELECT jsonb_agg(to_jsonb(f) - ''first_char'' - ''last_char'' || ''{"page": 1, "box": [0.1, 0.2, 0.5, 0.25]}'') FROM resume_fields(:''zhou'') f'
SELECT person_id, document_id, made, n_claims FROM record_resume(sha256('zhou'), (:fields), '/files/zhou.pdf', 'zhou.pdf', 'application/pdf');
SELECT id, name, email, phone FROM person;
SELECT field, value, round(confidence::numeric, 2) AS confidence, page, box, source, location, golden_value FROM claim_proposed WHERE field IN ('name', 'phone', 'education_highest', 'employer');
SELECT kind, title, media_type, location, encode(sha256, 'hex') = encode(sha256('zhou'), 'hex') AS same FROM document;
-- nothing counts yet
SELECT count(*) FROM golden_value;
-- the same file again changes nothing, whatever it is called
SELECT person_id, n_claims FROM find_resume(sha256('zhou'));
SELECT made, n_claims FROM record_resume(sha256('zhou'), (:fields), '/files/zhou.pdf', 'zhou.pdf', 'application/pdf');
SELECT (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM document) AS documents, (SELECT count(*) FROM claim) AS claims;
SELECT count(*) FROM find_resume(sha256('another'));

-- 14. Accepted claims count, rejected ones never do
SELECT accept_claims(array_agg(claim_id)) FROM claim_proposed WHERE field <> 'phone' AND field NOT LIKE '%entry';
SELECT field, value, reason FROM golden_value ORDER BY field;
SELECT reject_claims(array_agg(claim_id)) FROM claim_proposed WHERE field = 'phone';
-- the person was made with that number, and it goes with the claim
SELECT name, email, phone FROM person;
SELECT status, count(*) FROM claim GROUP BY status ORDER BY status;
SELECT count(*) FROM claim_proposed;
SELECT count(*) FROM check_golden();
-- once more is nothing; the other way round is refused
SELECT accept_claims(array_agg(id)) FROM claim WHERE status = 'accepted';
SELECT reject_claims(array_agg(id)) FROM claim WHERE status = 'accepted' AND field = 'name';
SELECT accept_claims('{9999}');
SELECT count(*) FROM audit_log WHERE action IN ('accept_claims', 'reject_claims');

-- 15. The known person is found by address, by telephone in any spelling and by identity number
INSERT INTO person (external_key, name, phone) VALUES ('E2', '林秀云', '137 0007 1234');
SELECT record_claims('{"source": "form", "external_id": "f1", "person": "E2", "claims": {"id_number": "350102199203078844", "education_highest": "大专"}}') IS NOT NULL AS stored;
SELECT person_id, made FROM record_resume(sha256('a'), '[{"field": "phone", "value": "+8613700071234", "confidence": 0.9}]', '/a');
SELECT person_id, made FROM record_resume(sha256('b'), '[{"field": "id_number", "value": "350102199203078844", "confidence": 0.9}, {"field": "email", "value": "new@example.com", "confidence": 0.9}]', '/b');
SELECT person_id, made FROM record_resume(sha256('c'), '[{"field": "email", "value": "ZhouQM90@qq.com", "confidence": 0.9}]', '/c');
-- what it says against another source is a conflict once it is accepted
SELECT person_id, made FROM record_resume(sha256('d'), '[{"field": "phone", "value": "+8613700071234", "confidence": 0.9}, {"field": "education_highest", "value": "硕士", "confidence": 0.9}]', '/d');
SELECT count(*) FROM conflict_open;
SELECT accept_claims(array_agg(claim_id)) FROM claim_proposed WHERE field = 'education_highest';
SELECT field, severity, claimed ~ '硕士' AS named FROM conflict_open;

-- 16. Errors: two people, nobody, no hash, no array
SELECT * FROM record_resume(sha256('e'), '[{"field": "phone", "value": "+8613700071234", "confidence": 0.9}, {"field": "email", "value": "zhouqm90@qq.com", "confidence": 0.9}]', '/e');
SELECT * FROM record_resume(sha256('f'), '[{"field": "name", "value": "王五", "confidence": 0.9}]', '/f');
SELECT * FROM record_resume('\x00', '[]', '/g');
SELECT * FROM record_resume(sha256('h'), '{}', '/h');
SELECT * FROM record_resume(sha256('i'), '[]', NULL);

-- 17. Who may: loaders bring resumes in, and neither see nor decide claims
SET ROLE x_resume_loader;
SELECT made FROM record_resume(sha256('j'), '[{"field": "email", "value": "j@example.com", "confidence": 0.9}]', '/j');
SELECT count(*) FROM claim_proposed;
SELECT accept_claims('{1}');
RESET ROLE;
SET ROLE x_resume_hr;
SELECT accept_claims(array_agg(claim_id)) FROM claim_proposed WHERE external_id = encode(sha256('j'), 'hex');
RESET ROLE;

-- lines that are nothing but short words, or nothing but labels, end in time
SELECT u, count(f) FROM (VALUES ('a ', 100000), ('电话 ', 10000), ('男 ', 10000)) AS w (u, n) LEFT JOIN LATERAL aiehr.resume_fields(repeat(u, n)) f ON true GROUP BY u ORDER BY u COLLATE "C";

DROP FUNCTION shown(text, text, text);
RESET search_path;
DROP SCHEMA x_resume CASCADE;
DROP ROLE x_resume_owner, x_resume_hr, x_resume_loader, x_resume_analyst, x_resume_auditor;
