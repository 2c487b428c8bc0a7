-- Tells listeners the name of the workspace; not where it is distributed, since NOTIFY bars two-phase commit.
SELECT pg_notify('aiehr_intervention', w.name)
FROM aiehr.workspace w
JOIN pg_class c ON c.oid = 'policy'::regclass
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = w.name
WHERE NOT w.distributed
