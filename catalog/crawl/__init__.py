"""Observe servers: prepare a target, list its tools in a sandbox, tell how it went."""
