"""Start the demo server: `python -m catalog.demo`."""

from catalog.demo.service import run

run()
