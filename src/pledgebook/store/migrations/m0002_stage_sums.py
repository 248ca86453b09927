"""What each funder has at each stage, added up at every fold: totals are read and not summed."""

from pledgebook.store.migrations.steps import Migration

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

MIGRATION = Migration("0002-stage-sums", (_STAGE_SUMS,))
