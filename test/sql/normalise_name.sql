-- People's names: their parts, and the keys by which two spellings of one name are found equal.
SET search_path = public, aiehr;

-- One person in every spelling: ideographs of both kinds, both orders, capitals, comma, joined and split syllables, forms of address.
SELECT v AS value, n.* FROM unnest('{张伟强,張偉強,"张伟强，男，汉族",David·张伟强,"张 伟强","张　伟 强",张伟强先生,张伟强（David）,David 张伟强,Zhang Weiqiang,Weiqiang Zhang,ZHANG Weiqiang,Weiqiang ZHANG,"ZHANG, Weiqiang","Weiqiang, Zhang",ZHANG WEIQIANG,Wei Qiang Zhang,Zhang Wei Qiang,Zhang Wei-Qiang,"Zhang,Weiqiang","  zhang   weiqiang ",Ｚｈａｎｇ　Ｗｅｉｑｉａｎｇ,Mr. Zhang Weiqiang}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- ü in its three spellings; where u is meant, it is no ü.
SELECT v AS value, n.pinyin, n.tokens FROM unnest('{吕布,Lü Bu,LÜ BU,Lv Bu,Lyu Bu,Bu LYU,卢布,Lu Bu,罗琳玉,Linyu Luo,聂女英,Nie Nyuying}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- Surnames of two characters, and names that only begin like one.
SELECT v AS value, n.family, n.given, n.pinyin, n.tokens FROM unnest('{欧阳丽娜,歐陽麗娜,Ouyang Lina,Lina Ou Yang,Ouyang Yi,欧阳一,欧阳,诸葛亮,司马相如,尉迟恭,万俟卨,令狐冲,东方朔,上官婉儿,Shangguan Wan''er}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- Surnames whose reading is their own, and those with two; the same characters in given names keep the common one.
SELECT v AS value, n.pinyin, n.pinyin_other FROM unnest('{单雄信,仇英,解晓明,查良明,缪贤,区文,朴明树,覃明辉,翟天明,员半千,折可适,种师道,召公,乐毅,黑豹,曾志明,盖叫天,华罗庚,任长霞,王单,李乐,赵曾良,吴长清}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- Every surname that has a reading of its own, and every one of two characters.
SELECT string_agg(s || ' ' || split_part((name_parts(s || '明')).pinyin, ' ', 1), ', ' ORDER BY i) FROM unnest('{不,么,乐,乜,仇,佴,僮,区,单,卜,句,召,员,折,曾,朴,柏,查,洗,炅,牟,盖,祭,种,秘,称,粘,繁,给,缪,翟,能,薄,藏,覃,解,谌,适,郄,郇,郗,都,重,阚,隗,黑}'::text[]) WITH ORDINALITY AS x (s, i);
SELECT string_agg((n).family || ' ' || split_part((n).pinyin, ' ', 1), ', ' ORDER BY i) AS readings, count(*) FILTER (WHERE (name_parts(initcap('Ming ' || split_part((n).pinyin, ' ', 1)))).family = split_part((n).pinyin, ' ', 1)) AS found_in_latin
FROM unnest('{万俟,上官,东方,东郭,东门,乐正,亓官,令狐,仲孙,公冶,公孙,公羊,公良,公西,刘付,单于,南宫,南门,即墨,叶赫,司寇,司徒,司空,司马,呼延,夏侯,太叔,太史,夹谷,宇文,完颜,宗政,宰父,尉迟,左丘,巫马,微生,慕容,拓跋,梁丘,欧阳,段干,淳于,漆雕,澹台,濮阳,独孤,申屠,百里,皇甫,端木,第五,纳兰,羊舌,耶律,西门,诸葛,谷梁,赫连,轩辕,达奚,钟离,长孙,闻人,闾丘,颛孙,鲜于}'::text[]) WITH ORDINALITY AS x (s, i), name_parts(s || '明') AS n;
-- Where both words may be a surname, the tokens agree in any order; pinyin puts the more common surname first.
SELECT v AS value, n.family, n.pinyin, n.tokens FROM unnest('{余洋,Yu Yang,Yang Yu,徐立安,"Li''an Xu",Xu Lian,Xu Li An,许方安,Xu Fang''an,Fangan Xu}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- Western names: order, titles, suffixes, particles, initials, accents, apostrophes of every kind.
SELECT v AS value, n.* FROM unnest('{John Smith,"Smith, John",SMITH John,John SMITH,JOHN SMITH,Dr. John A. Smith Jr.,"Smith Jr., John A.",J. Smith,J.R.R. Tolkien,José García-López,JOSE GARCIA LOPEZ,Ludwig van Beethoven,"van Beethoven, Ludwig",O''Brien Pat,"O’Brien, Pat",Søren Ægir Þór,Łukasz Żółć,Müller Straßer,Nguyễn Văn An,David Zhang,Lee Min,Lisa Chen,Madonna,X Æ A-12}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- Other scripts.
SELECT v AS value, n.* FROM unnest('{买买提·吐尔逊,约翰•史密斯,김민수,김 민수,남궁민수,田中 太郎,山田 はなこ,ヤマダ タロウ,Иван Петров,"Петров, Иван",Γιώργος Σεφέρης,𠮷田太郎,王,王先生}'::text[]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;
-- What has no letter is no name; quotes, brackets and too many words are no error.
SELECT v AS value, n.* FROM unnest(ARRAY['', ' ', '123', '-', '()', '(张伟)', '张伟（', '"Ann" O"Hara', 'a; DROP TABLE x', ',', 'Smith,', ',Smith', '·', 'A·', repeat('王', 30), repeat('ab ', 40)]) WITH ORDINALITY AS x (v, i), name_parts(v) AS n ORDER BY i;

-- Readings of Chinese names against hand-checked ones, surnames first.
SELECT count(*), count(*) FILTER (WHERE (name_parts(han)).pinyin = latin) AS han, count(*) FILTER (WHERE (name_parts(initcap(latin))).tokens = (name_parts(han)).tokens) AS tokens,
	count(*) FILTER (WHERE (name_parts(initcap(split_part(latin, ' ', 2) || ' ' || split_part(latin, ' ', 1)))).tokens = (name_parts(han)).tokens) AS turned
FROM (VALUES ('王芳', 'wang fang'), ('李秀英', 'li xiuying'), ('刘洋', 'liu yang'), ('陈静', 'chen jing'), ('杨丽', 'yang li'), ('黄磊', 'huang lei'), ('赵敏', 'zhao min'), ('周杰', 'zhou jie'), ('吴倩', 'wu qian'), ('徐强', 'xu qiang'),
	('孙艳', 'sun yan'), ('马超', 'ma chao'), ('朱玥', 'zhu yue'), ('胡晟睿', 'hu shengrui'), ('郭喆', 'guo zhe'), ('何茜', 'he qian'), ('林珺', 'lin jun'), ('高长恭', 'gao changgong'), ('罗婧', 'luo jing'), ('郑钧瑶', 'zheng junyao'),
	('谢霆光', 'xie tingguang'), ('宋徽宗', 'song huizong'), ('唐伯虎', 'tang bohu'), ('许巍然', 'xu weiran'), ('韩雪松', 'han xuesong'), ('冯小明', 'feng xiaoming'), ('邓婕妤', 'deng jieyu'), ('曹操', 'cao cao'), ('彭晏清', 'peng yanqing'), ('萧红', 'xiao hong'),
	('吕思远', 'lv siyuan'), ('闫妮可', 'yan nike'), ('薛涛', 'xue tao'), ('龚琳玉', 'gong linyu'), ('阎锡山', 'yan xishan'), ('牛莉丹', 'niu lidan'), ('贾玲珑', 'jia linglong'), ('夏雨荷', 'xia yuhe'), ('钟楚云', 'zhong chuyun'), ('戴望舒', 'dai wangshu')) AS x (han, latin);
-- The order of two words never changes the tokens: every pair of syllables that may be a name.
SELECT count(*) AS pairs, count(*) FILTER (WHERE (name_parts(a || ' ' || b)).tokens IS DISTINCT FROM (name_parts(upper(b) || '  ' || upper(a))).tokens) AS differ
FROM unnest('{Wang,Li,Zhang,Ouyang,Weiqiang,Xiaoe,Jianan,Smith,Anna,Lyu,Nü,O''Neil,García}'::text[]) AS a, unnest('{Wang,Li,Zhang,Ouyang,Weiqiang,Xiaoe,Jianan,Smith,Anna,Lyu,Nü,O''Neil,García}'::text[]) AS b;
