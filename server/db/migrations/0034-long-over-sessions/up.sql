-- Sign-ins that are long over are deleted. Those that nobody has ended are found by their last use.
GRANT DELETE ON identity.sessions TO ringfence_app;
CREATE INDEX sessions_unused ON identity.sessions (last_used_at) WHERE ended_at IS NULL;
