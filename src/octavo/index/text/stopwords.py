"""Words that questions are made of, and that tell nothing of what is asked for."""

_COMMON = """
    a about above after again against all also am an and any are aren as at be because been
    before being below between both but by can cannot could couldn d did didn do does doesn
    doing don down during each few for from further had hadn has hasn have haven having he her
    here hers herself him himself his how i if in into is isn it its itself ll me might more
    most mustn my myself no nor not of off on once only or other ought our ours ourselves out
    over own s same shan she should shouldn so some such t than that the their theirs them
    themselves then there these they this those through to too under until up upon very was
    wasn we were weren what when where which while who whom whose why will with won would
    wouldn you your yours yourself yourselves
"""
"""English, after the list of the Snowball project, with what apostrophes leave over.

http://snowball.tartarus.org/algorithms/english/stop.txt
"""

COMMON = frozenset(_COMMON.split())
