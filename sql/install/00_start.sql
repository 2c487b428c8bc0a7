-- aiehr: install script, made from sql/install/*.sql in name order.
\echo Use "CREATE EXTENSION aiehr" to load this file. \quit
