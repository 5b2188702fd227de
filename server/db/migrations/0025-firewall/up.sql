CREATE SCHEMA firewall;

CREATE TABLE firewall.rules (
  id         uuid PRIMARY KEY,
  effect     text NOT NULL CHECK (effect IN ('deny', 'allow')),
  range      cidr NOT NULL,
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 120),
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  UNIQUE (effect, range)
);
COMMENT ON TABLE firewall.rules IS 'Ranges that administrators refuse or let in; every process reads them every few seconds';

CREATE TABLE firewall.quotas (
  holder              text PRIMARY KEY CHECK (holder ~ '^(trm|cli|stf|cus)_'),
  requests_per_minute integer NOT NULL CHECK (requests_per_minute BETWEEN 1 AND 1000000)
);
COMMENT ON TABLE firewall.quotas IS 'Who may ask for more or less than the usual quota of the role';

-- Unlogged: counts of a minute are worth no disk write, and may be lost in a crash.
CREATE UNLOGGED TABLE firewall.rate_limits (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
) WITH (fillfactor = 50);
CREATE INDEX rate_limits_expire ON firewall.rate_limits (expire);
COMMENT ON TABLE firewall.rate_limits IS 'Requests counted in the window that ends at expire (ms since 1970); columns as rate-limiter-flexible has them';

GRANT USAGE ON SCHEMA firewall TO ringfence_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON firewall.rules, firewall.quotas, firewall.rate_limits TO ringfence_app;
