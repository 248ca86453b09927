"""Projections that lists and totals are read from page by page: more columns, shares with their days, indexes."""

from pledgebook.store.migrations.steps import Migration

# Projections are folded anew after a step, so the tables are made anew. Marks go with them: nothing is folded yet.
_DROPPED = (
    *("stage_sums", "postings", "entries", "check_statements", "checks", "flow_statements", "flows", "decisions"),
    "statements",
)

_DOCUMENTS = """CREATE TABLE documents (
  id {key_text} NOT NULL PRIMARY KEY,
  name {key_text} NOT NULL,
  title {key_text} NOT NULL,
  publisher {key_text} NOT NULL,
  published {key_text},
  published_order {key_text} NOT NULL,
  language {key_text} NOT NULL,
  reader {key_text} NOT NULL,
  statements {integer} NOT NULL,
  refused {integer} NOT NULL,
  problems {integer} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

_STATEMENTS = """CREATE TABLE statements (
  id {key_text} NOT NULL PRIMARY KEY,
  document {key_text} NOT NULL,
  span_start {integer} NOT NULL,
  kind {key_text} NOT NULL,
  donors {key_text} NOT NULL,
  recipients {key_text} NOT NULL,
  stage {key_text} NOT NULL,
  stage_date {key_text},
  scope {key_text} NOT NULL,
  part_of {key_text},
  tranche {integer},
  mechanism {key_text},
  unit {key_text},
  low {integer},
  high {integer},
  exponent {integer},
  expectations {integer} NOT NULL,
  quote {key_text} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

_DECISIONS = """CREATE TABLE decisions (
  left_statement {key_text} NOT NULL,
  right_statement {key_text} NOT NULL,
  verdict {key_text} NOT NULL,
  rule_name {key_text} NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (left_statement, right_statement)
){table_end}"""

_FLOWS = """CREATE TABLE flows (
  id {key_text} NOT NULL PRIMARY KEY,
  parent {key_text},
  kind {key_text} NOT NULL,
  funders {key_text} NOT NULL,
  recipients {key_text} NOT NULL,
  budget_origin {key_text} NOT NULL,
  actor {key_text} NOT NULL,
  stage {key_text} NOT NULL,
  rung {integer} NOT NULL,
  mechanism {key_text},
  tranche {integer},
  period {key_text},
  purpose {key_text},
  label {key_text} NOT NULL,
  unit {key_text},
  low {integer},
  best {integer},
  high {integer},
  exponent {integer},
  last_day {key_text} NOT NULL,
  sources {integer} NOT NULL,
  rivals {integer} NOT NULL,
  expectations {integer} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

_FLOW_STATEMENTS = """CREATE TABLE flow_statements (
  flow {key_text} NOT NULL REFERENCES flows (id),
  statement {key_text} NOT NULL,
  PRIMARY KEY (flow, statement)
){table_end}"""

_FLOW_VALUES = """CREATE TABLE flow_values (
  flow {key_text} NOT NULL PRIMARY KEY,
  value {integer} NOT NULL
){table_end}"""

_CHECKS = """CREATE TABLE checks (
  id {key_text} NOT NULL PRIMARY KEY,
  funders {key_text} NOT NULL,
  recipients {key_text} NOT NULL,
  mechanism {key_text},
  asserted_date {key_text},
  verdict {key_text} NOT NULL,
  label {key_text} NOT NULL,
  rivals {integer} NOT NULL,
  parent {key_text},
  unit {key_text} NOT NULL,
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

_CHECK_FLOWS = """CREATE TABLE check_flows (
  asserted_check {key_text} NOT NULL REFERENCES checks (id),
  flow {key_text} NOT NULL,
  PRIMARY KEY (asserted_check, flow)
){table_end}"""

_ENTRIES = """CREATE TABLE entries (
  id {key_text} NOT NULL PRIMARY KEY,
  flow {key_text} NOT NULL,
  unit {key_text} NOT NULL,
  valid_date {key_text},
  effective_date {key_text},
  problems {integer} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

_POSTINGS = """CREATE TABLE postings (
  entry {key_text} NOT NULL REFERENCES entries (id),
  position {integer} NOT NULL,
  account_stage {key_text} NOT NULL,
  account_flow {key_text} NOT NULL,
  unit {key_text} NOT NULL,
  low {integer} NOT NULL,
  best {integer} NOT NULL,
  high {integer},
  exponent {integer} NOT NULL,
  PRIMARY KEY (entry, position)
){table_end}"""

_STAGE_SUMS = """CREATE TABLE stage_sums (
  funders {key_text} NOT NULL,
  stage {key_text} NOT NULL,
  unit {key_text} NOT NULL,
  low {integer} NOT NULL,
  best {integer} NOT NULL,
  high {integer} NOT NULL,
  exponent {integer} NOT NULL,
  open_sides {integer} NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (funders, stage, unit)
){table_end}"""

_SHARES = """CREATE TABLE shares (
  flow {key_text} NOT NULL,
  position {integer} NOT NULL,
  omitted {key_text},
  stage {key_text} NOT NULL,
  unit {key_text} NOT NULL,
  first_day {key_text},
  until_day {key_text},
  valid_date {key_text},
  since_day {key_text} NOT NULL,
  low {integer},
  best {integer},
  high {integer},
  exponent {integer},
  value_low {integer},
  value_best {integer},
  value_high {integer},
  value_exponent {integer},
  unpriced {key_text},
  rate_day {key_text} NOT NULL,
  rate_source {key_text} NOT NULL,
  dated {key_text},
  dated_by {key_text} NOT NULL,
  several {integer} NOT NULL,
  total {key_text} NOT NULL,
  label {key_text} NOT NULL,
  funders {key_text} NOT NULL,
  recipients {key_text} NOT NULL,
  mechanism {key_text} NOT NULL,
  purpose {key_text} NOT NULL,
  period {key_text} NOT NULL,
  tranche {key_text} NOT NULL,
  kind {key_text} NOT NULL,
  origin {key_text} NOT NULL,
  actor {key_text} NOT NULL,
  PRIMARY KEY (flow, position)
){table_end}"""

_SHARE_SUMS = """CREATE TABLE share_sums (
  id {key_text} NOT NULL PRIMARY KEY,
  omitted {key_text},
  stage {key_text} NOT NULL,
  funders {key_text} NOT NULL,
  unit {key_text} NOT NULL,
  body TEXT NOT NULL
){table_end}"""

# All that is added up, in the order of the sums: totals as of a day walk through this alone, and sort nothing.
_SHARES_BY_TOTAL = (
    "shares_by_total ON shares (total, exponent, value_exponent, first_day, until_day, low, best, high, value_low,"
    " value_best, value_high, several, valid_date, rate_day)"
)

# The two that end in `_list` hold a narrow copy of what lists are filtered by, beside rows that are wide by their body.
# Nothing of any length is in an index: an engine refuses an entry of more than some thousand bytes.
_INDEXES = (
    "documents_by_day ON documents (published_order, id)",
    "documents_by_publisher ON documents (publisher, id)",
    "statements_by_document ON statements (document, span_start, id)",
    "statements_list ON statements (kind, stage, scope, donors, recipients, mechanism, expectations, document, id)",
    "decisions_by_right ON decisions (right_statement)",
    "flows_by_parent ON flows (parent)",
    "flows_by_day ON flows (last_day, id)",
    "flows_list ON flows (kind, stage, rung, funders, recipients, mechanism, tranche, parent, last_day, rivals, id)",
    "flow_statements_by_statement ON flow_statements (statement)",
    "flow_values_by_value ON flow_values (value, flow)",
    "check_statements_by_statement ON check_statements (statement)",
    "check_flows_by_flow ON check_flows (flow)",
    "entries_by_flow ON entries (flow)",
    "entries_list ON entries (problems, id)",
    "postings_by_flow ON postings (account_flow)",
    "shares_standing ON shares (stage, since_day, flow, position) WHERE until_day IS NULL AND omitted IS NULL",
    "shares_several ON shares (flow) WHERE several = 1",
    _SHARES_BY_TOTAL,
)

MIGRATION = Migration(
    "0003-lists",
    (
        *(f"DROP TABLE {table}" for table in _DROPPED),
        "DELETE FROM projection_marks",
        *(_DOCUMENTS, _STATEMENTS, _DECISIONS, _FLOWS, _FLOW_STATEMENTS, _FLOW_VALUES, _CHECKS, _CHECK_STATEMENTS),
        *(_CHECK_FLOWS, _ENTRIES, _POSTINGS, _STAGE_SUMS, _SHARES, _SHARE_SUMS),
        *(f"CREATE INDEX {index}" for index in _INDEXES),
    ),
)
