"""Sample documents in our own words: real events, each with the address where its facts were read."""
