"""All steps in their order; a new one goes at the end."""

from pledgebook.store.migrations import m0001_first, m0002_stage_sums, m0003_lists
from pledgebook.store.migrations.steps import Migration

MIGRATIONS: tuple[Migration, ...] = (m0001_first.MIGRATION, m0002_stage_sums.MIGRATION, m0003_lists.MIGRATION)
