-- Normalisation of people's data, so that the same value is the same whoever wrote it. None of these raises
-- an error over a value: what is not valid is NULL, and check_value says why.

CREATE FUNCTION aiehr.normalise_text(value text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normalise_text_sql';
COMMENT ON FUNCTION aiehr.normalise_text(text) IS
	'Text for comparison: Unicode NFKC (full width becomes ASCII), lower case, white space as single spaces, nothing invisible; NULL where nothing is left';

CREATE FUNCTION aiehr.normalise_email(value text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normalise_email_sql';
COMMENT ON FUNCTION aiehr.normalise_email(text) IS
	'E-mail address in lower case without what stands around it, for Gmail the mailbox without dots and tag; NULL where it is none';

CREATE FUNCTION aiehr.normalise_phone(value text, region text DEFAULT 'CN') RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normalise_phone_sql';
COMMENT ON FUNCTION aiehr.normalise_phone(text, text) IS
	'Telephone number as E.164 without extension; region (ISO 3166, two letters) is the country of numbers without calling code; NULL where it is none';

CREATE FUNCTION aiehr.normalise_id_number(value text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normalise_id_number_sql';
COMMENT ON FUNCTION aiehr.normalise_id_number(text) IS
	'Chinese citizen identity number in 18 characters, the form of 15 completed; NULL unless region, birth date and check character are right (GB 11643-1999)';

CREATE FUNCTION aiehr.id_number_birth_date(value text) RETURNS date
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_id_number_birth_date';
COMMENT ON FUNCTION aiehr.id_number_birth_date(text) IS
	'Birth date that a valid Chinese identity number states';

CREATE FUNCTION aiehr.id_number_sex(value text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_id_number_sex';
COMMENT ON FUNCTION aiehr.id_number_sex(text) IS
	'Sex that a valid Chinese identity number states, female or male';

CREATE FUNCTION aiehr.normalise_date(value text) RETURNS date
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_normalise_date_sql';
COMMENT ON FUNCTION aiehr.normalise_date(text) IS
	'Date in any usual spelling, whatever DateStyle is; a month alone is its first day; NULL where it is none or could be two';

CREATE FUNCTION aiehr.education_level(value text) RETURNS smallint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_education_level_sql';
COMMENT ON FUNCTION aiehr.education_level(text) IS
	'Level of education by ISCED 2011, 1 primary to 8 doctoral, of a term in Chinese or English; the highest where there are several; NULL where there is none';

CREATE FUNCTION aiehr.name_parts(value text, OUT family text, OUT given text, OUT folded text, OUT tokens text,
	OUT pinyin text, OUT pinyin_other text, OUT script text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_name_parts';
COMMENT ON FUNCTION aiehr.name_parts(text) IS
	'Family and given name, the whole folded, its words or syllables without accents sorted, pinyin with the family name first, the same with the other reading of the surname, and the script: han, latin, hangul, kana, other or mixed';

CREATE FUNCTION aiehr.check_value(field text, value text, region text DEFAULT 'CN', OUT normalised text, OUT valid boolean, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_check_value';
COMMENT ON FUNCTION aiehr.check_value(text, text, text) IS
	'A value of a field (text, name, email, phone, id_number, date, birth_date or education) normalised, whether it is valid (NULL where there is none), and a code of what is wrong or to be known: EMPTY, FORMAT, LENGTH, REGION, PREFIX, DATE, CHECKSUM, AMBIGUOUS, YEAR, MONTH, UNKNOWN';
