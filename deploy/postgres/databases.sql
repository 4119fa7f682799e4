-- One database for each owner of tables; run once by the Postgres image when its data folder is empty.
CREATE DATABASE access;
CREATE DATABASE ingest;
CREATE DATABASE analyzer;
CREATE DATABASE alerts;
CREATE DATABASE planner;
