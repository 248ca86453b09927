"""All steps in their order; a new one goes at the end."""

from pledgebook.store.migrations import m0001_first
from pledgebook.store.migrations.steps import Migration

MIGRATIONS: tuple[Migration, ...] = (m0001_first.MIGRATION,)
