"""The ledger: flows in, balanced entries and balances out. Pure; the rules are told in docs/ledger.md."""
