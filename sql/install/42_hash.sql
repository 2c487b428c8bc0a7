-- Keyed hashes: what may outlive the data it was made of.
--
-- Keys of people in `suppression` are hashed as they are looked up, without a prefix: external_key as it is, e-mail as person.email_key
-- has it, phone as person.phone_key has it.

CREATE FUNCTION aiehr._keyed_hash(key bytea, value text) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_keyed_hash';
COMMENT ON FUNCTION aiehr._keyed_hash(bytea, text) IS
	'HMAC-SHA-256 of a text in UTF-8 under a key, 32 bytes: tells nothing without the key, which the table secret of a workspace holds';
