"""The web: pages and feeds asked for over HTTP, within limits of time, size and politeness.

The only place for httpx. What an answer holds is read in `formats` and `feeds`, and who asks
for it, and when, is for services.
"""
