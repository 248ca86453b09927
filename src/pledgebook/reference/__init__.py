"""Countries, currencies, rates, organisations, mechanisms: data with its source."""
