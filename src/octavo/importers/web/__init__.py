"""The web: pages and feeds asked for over HTTP, within limits."""
