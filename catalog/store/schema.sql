-- The record of the catalogue. JSON columns hold objects or arrays as MCP or the API name them.
CREATE TABLE IF NOT EXISTS servers (
    name TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    facts TEXT NOT NULL -- JSON: title, vendor, homepage, …; never a value of a variable or header
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL REFERENCES servers (name),
    version TEXT NOT NULL, -- empty where the source has no versions
    UNIQUE (server, version)
);

-- Rows with long bodies are rowid tables: their index on the digest stays small, whereas a
-- WITHOUT ROWID table reads the overflow pages of every row it compares keys with.
CREATE TABLE IF NOT EXISTS definitions (
    digest TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    headline TEXT NOT NULL, -- first line of the description, shortened
    body TEXT NOT NULL -- JSON: the six fields the digest covers
);

CREATE TABLE IF NOT EXISTS observations (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    listing_key TEXT NOT NULL, -- what the outcome depends on; equal keys need no second listing
    observed_at TEXT NOT NULL, -- UTC, ISO 8601
    duration REAL NOT NULL, -- seconds
    install_seconds REAL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    transport TEXT NOT NULL,
    sandbox TEXT NOT NULL,
    facts TEXT NOT NULL, -- JSON: what the server said about itself
    launch TEXT NOT NULL, -- JSON: what was started
    warnings TEXT NOT NULL -- JSON array of strings
);
CREATE INDEX IF NOT EXISTS observations_by_key ON observations (listing_key, status);
CREATE INDEX IF NOT EXISTS observations_by_version ON observations (version_id);

CREATE TABLE IF NOT EXISTS observed_tools (
    observation_id INTEGER NOT NULL REFERENCES observations (id),
    position INTEGER NOT NULL, -- order of the server, from 0
    name TEXT NOT NULL,
    occurrence INTEGER NOT NULL, -- n for the n-th tool of that name
    page TEXT NOT NULL, -- site-relative path of its page
    digest TEXT NOT NULL REFERENCES definitions (digest),
    extra TEXT NOT NULL, -- JSON: declared fields the digest does not cover
    PRIMARY KEY (observation_id, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS observed_tools_by_digest ON observed_tools (digest);

-- The observation that the pages of a server are made from: the newest that is ok, else the newest.
CREATE TABLE IF NOT EXISTS current (
    server TEXT PRIMARY KEY REFERENCES servers (name),
    observation_id INTEGER NOT NULL REFERENCES observations (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS verdicts (
    digest TEXT NOT NULL REFERENCES definitions (digest),
    classifier TEXT NOT NULL, -- version: code, rules and model
    category TEXT NOT NULL,
    risk TEXT NOT NULL,
    confidence REAL NOT NULL,
    needs_review INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON: the whole verdict with its evidence
    PRIMARY KEY (digest, classifier)
);

CREATE TABLE IF NOT EXISTS verdict_signals (
    digest TEXT NOT NULL,
    classifier TEXT NOT NULL,
    signal TEXT NOT NULL,
    PRIMARY KEY (signal, classifier, digest)
) WITHOUT ROWID;

-- Corrections by people: what they say about one definition, and why.
CREATE TABLE IF NOT EXISTS overrides (
    digest TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    recorded_on TEXT NOT NULL
) WITHOUT ROWID;
