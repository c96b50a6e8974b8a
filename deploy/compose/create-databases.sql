-- Run by the image of PostgreSQL once, when its volume is empty: a database for each service, and a user who owns it and may
-- enter no other. Passwords come from the environment of the container.
\set ON_ERROR_STOP on
\getenv intake INTAKE_DATABASE_PASSWORD
\getenv customers CUSTOMERS_DATABASE_PASSWORD
\getenv interactions INTERACTIONS_DATABASE_PASSWORD
\getenv segmentation SEGMENTATION_DATABASE_PASSWORD
\getenv analytics ANALYTICS_DATABASE_PASSWORD

CREATE ROLE clientele_intake LOGIN PASSWORD :'intake';
CREATE ROLE clientele_customers LOGIN PASSWORD :'customers';
CREATE ROLE clientele_interactions LOGIN PASSWORD :'interactions';
CREATE ROLE clientele_segmentation LOGIN PASSWORD :'segmentation';
CREATE ROLE clientele_analytics LOGIN PASSWORD :'analytics';

CREATE DATABASE clientele_intake OWNER clientele_intake;
CREATE DATABASE clientele_customers OWNER clientele_customers;
CREATE DATABASE clientele_interactions OWNER clientele_interactions;
CREATE DATABASE clientele_segmentation OWNER clientele_segmentation;
CREATE DATABASE clientele_analytics OWNER clientele_analytics;

REVOKE CONNECT ON DATABASE clientele_intake FROM PUBLIC;
REVOKE CONNECT ON DATABASE clientele_customers FROM PUBLIC;
REVOKE CONNECT ON DATABASE clientele_interactions FROM PUBLIC;
REVOKE CONNECT ON DATABASE clientele_segmentation FROM PUBLIC;
REVOKE CONNECT ON DATABASE clientele_analytics FROM PUBLIC;

-- Nor any of those that were there before.
REVOKE CONNECT ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
