"""The policy document: schema, evaluate, recommend."""
