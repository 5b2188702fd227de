CREATE SCHEMA monitoring;
COMMENT ON SCHEMA monitoring IS 'How the API is used';

CREATE TABLE monitoring.api_use (
  hour         timestamptz(0) NOT NULL,
  client       text NOT NULL CHECK (client ~ '^[A-Za-z0-9._:-]{1,80}$'),
  operation    text NOT NULL CHECK (length(operation) <= 64),
  version      text NOT NULL CHECK (version ~ '^v[0-9]{1,3}$'),
  status_class smallint NOT NULL CHECK (status_class BETWEEN 1 AND 5),
  calls        bigint NOT NULL CHECK (calls > 0),
  latency      bigint[] NOT NULL CHECK (array_length(latency, 1) = 16),
  PRIMARY KEY (hour, client, operation, version, status_class)
);
COMMENT ON TABLE monitoring.api_use IS 'Calls by hour; latency is a histogram whose bounds are in the program (modules/monitoring/latency.ts)';

GRANT USAGE ON SCHEMA monitoring TO ringfence_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON monitoring.api_use TO ringfence_app;
