"""pledgebook: who promised what to whom, what has really moved, and which sentence says so."""
