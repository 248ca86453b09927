"""The first schema: journal, archive and texts append only; projections with money in minor units."""

from pledgebook.store.migrations.steps import Migration

_JOURNAL = """CREATE TABLE journal (
  number {integer} NOT NULL PRIMARY KEY,
  kind {key_text} NOT NULL,
  key {key_text} NOT NULL,
  body {bytes} NOT NULL,
  recorded_us {integer} NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (kind, key)
){table_end}"""

_HEAD = """CREATE TABLE journal_head (
  only_row {integer} NOT NULL PRIMARY KEY CHECK (only_row = 1),
  number {integer} NOT NULL,
  hash TEXT NOT NULL
){table_end}"""

_ARCHIVE = """CREATE TABLE archive (
  digest {key_text} NOT NULL PRIMARY KEY,
  size_bytes {integer} NOT NULL,
  compressed_digest TEXT NOT NULL,
  compressed {bytes} NOT NULL
){table_end}"""

_TEXTS = """CREATE TABLE texts (
  document {key_text} NOT NULL PRIMARY KEY,
  compressed_digest TEXT NOT NULL,
  compressed {bytes} NOT NULL
){table_end}"""

_MARKS = """CREATE TABLE projection_marks (
  name {key_text} NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  row_count {integer} NOT NULL,
  folded_number {integer} NOT NULL,
  folded_hash TEXT NOT NULL,
  folded_by TEXT NOT NULL
){table_end}"""

_STATEMENTS = """CREATE TABLE statements (
  id {key_text} NOT NULL PRIMARY KEY,
  document {key_text} NOT NULL,
  span_start {integer} NOT NULL,
  kind TEXT NOT NULL,
  donors TEXT NOT NULL,
  recipients TEXT NOT NULL,
  stage TEXT NOT NULL,
  stage_date TEXT,
  scope TEXT NOT NULL,
  part_of {key_text},
  tranche {integer},
  mechanism TEXT,
  unit TEXT,
  low {integer},
  high {integer},
  exponent {integer},
  body TEXT NOT NULL
){table_end}"""

_DECISIONS = """CREATE TABLE decisions (
  left_statement {key_text} NOT NULL,
  right_statement {key_text} NOT NULL,
  verdict TEXT NOT NULL,
  rule_name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (left_statement, right_statement)
){table_end}"""

_FLOWS = """CREATE TABLE flows (
  id {key_text} NOT NULL PRIMARY KEY,
  parent {key_text},
  kind TEXT NOT NULL,
  funders TEXT NOT NULL,
  recipients TEXT NOT NULL,
  budget_origin TEXT NOT NULL,
  stage TEXT NOT NULL,
  mechanism TEXT,
  tranche {integer},
  unit TEXT,
  low {integer},
  best {integer},
  high {integer},
  exponent {integer},
  body TEXT NOT NULL
){table_end}"""

_FLOW_STATEMENTS = """CREATE TABLE flow_statements (
  flow {key_text} NOT NULL REFERENCES flows (id),
  statement {key_text} NOT NULL,
  PRIMARY KEY (flow, statement)
){table_end}"""

_CHECKS = """CREATE TABLE checks (
  id {key_text} NOT NULL PRIMARY KEY,
  funders TEXT NOT NULL,
  recipients TEXT NOT NULL,
  mechanism TEXT,
  asserted_date TEXT,
  verdict TEXT NOT NULL,
  unit TEXT NOT NULL,
  low {integer} NOT NULL,
  best {integer} NOT NULL,
  high {integer},
  exponent {integer} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

_CHECK_STATEMENTS = """CREATE TABLE check_statements (
  asserted_check {key_text} NOT NULL REFERENCES checks (id),
  statement {key_text} NOT NULL,
  PRIMARY KEY (asserted_check, statement)
){table_end}"""

_ENTRIES = """CREATE TABLE entries (
  id {key_text} NOT NULL PRIMARY KEY,
  flow {key_text} NOT NULL,
  unit TEXT NOT NULL,
  valid_date TEXT,
  effective_date TEXT,
  body TEXT NOT NULL
){table_end}"""

_POSTINGS = """CREATE TABLE postings (
  entry {key_text} NOT NULL REFERENCES entries (id),
  position {integer} NOT NULL,
  account_stage TEXT NOT NULL,
  account_flow TEXT NOT NULL,
  unit TEXT NOT NULL,
  low {integer} NOT NULL,
  best {integer} NOT NULL,
  high {integer},
  exponent {integer} NOT NULL,
  PRIMARY KEY (entry, position)
){table_end}"""

MIGRATION = Migration(
    "0001-first",
    (
        *(_JOURNAL, _HEAD, _ARCHIVE, _TEXTS, _MARKS, _STATEMENTS, _DECISIONS),
        *(_FLOWS, _FLOW_STATEMENTS, _CHECKS, _CHECK_STATEMENTS, _ENTRIES, _POSTINGS),
        "CREATE INDEX statements_by_document ON statements (document, span_start)",
        "CREATE INDEX flow_statements_by_statement ON flow_statements (statement)",
        "CREATE INDEX entries_by_flow ON entries (flow)",
    ),
    append_only=("journal", "archive", "texts"),
)
