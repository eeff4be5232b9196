"""Tags over the whole library: rename, merge, pin, and how many articles each has.

To put tags on some articles is a command of the library; what a tag is, the model says.
"""
