-- Attached tables in databases of other encodings: the same comes in, and rows are known again by the same hashes.
\set SHOW_CONTEXT never
\set VERBOSITY terse
SELECT current_database() AS here \gset
CREATE DATABASE regress_attach_utf8 ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
CREATE DATABASE regress_attach_gb ENCODING 'EUC_CN' LOCALE 'C' TEMPLATE template0;
CREATE DATABASE regress_attach_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;
CREATE DATABASE regress_attach_ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;
\getenv test PG_ABS_SRCDIR
\set work :test /data/attach_encoding.sql
\set key 算法
\set person 键一
\c regress_attach_utf8
\i :work
\set ECHO none
\c regress_attach_gb
\i :work
\set key 'algorithm é'
\set person é1
\c regress_attach_latin
\i :work
\c regress_attach_utf8
\i :work
\c regress_attach_ascii
\i :work
\set ECHO all
\c :here
DROP DATABASE regress_attach_utf8;
DROP DATABASE regress_attach_gb;
DROP DATABASE regress_attach_latin;
DROP DATABASE regress_attach_ascii;
