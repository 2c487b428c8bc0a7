-- Everything is taken back first, so that upgrade_workspace() leaves exactly the rights of the files 90 to 99.

REVOKE ALL ON SCHEMA aiehr_workspace FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA aiehr_workspace FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace FROM PUBLIC;

REVOKE ALL ON ALL TABLES IN SCHEMA aiehr_workspace FROM aiehr_hr;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace FROM aiehr_hr;
REVOKE ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace FROM aiehr_hr;

REVOKE ALL ON ALL TABLES IN SCHEMA aiehr_workspace FROM aiehr_loader;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace FROM aiehr_loader;
REVOKE ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace FROM aiehr_loader;

REVOKE ALL ON ALL TABLES IN SCHEMA aiehr_workspace FROM aiehr_analyst;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace FROM aiehr_analyst;
REVOKE ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace FROM aiehr_analyst;

REVOKE ALL ON ALL TABLES IN SCHEMA aiehr_workspace FROM aiehr_auditor;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace FROM aiehr_auditor;
REVOKE ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace FROM aiehr_auditor;

-- files 90 to 99 run as the owner, who may be one of the group roles too
GRANT ALL ON ALL TABLES IN SCHEMA aiehr_workspace TO CURRENT_USER;
GRANT ALL ON ALL SEQUENCES IN SCHEMA aiehr_workspace TO CURRENT_USER;
GRANT ALL ON ALL ROUTINES IN SCHEMA aiehr_workspace TO CURRENT_USER;

GRANT USAGE ON SCHEMA aiehr_workspace TO aiehr_hr;
GRANT USAGE ON SCHEMA aiehr_workspace TO aiehr_loader;
GRANT USAGE ON SCHEMA aiehr_workspace TO aiehr_analyst;
GRANT USAGE ON SCHEMA aiehr_workspace TO aiehr_auditor;
