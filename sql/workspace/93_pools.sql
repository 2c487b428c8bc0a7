-- A changed rule of a talent pool is a new version of it.
CREATE TRIGGER talent_pool_version BEFORE UPDATE ON talent_pool
	FOR EACH ROW EXECUTE FUNCTION aiehr._talent_pool_version();
COMMENT ON TRIGGER talent_pool_version ON talent_pool IS 'Counts the versions of a pool''s rule';
