"""Statements and judgements in, flows and checks out; pure."""
