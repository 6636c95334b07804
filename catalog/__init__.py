"""The outside world and the record: crawl, store, build, render."""
