"""What the audience makes of it: readings, the usual of their kind, what stands out.

Pure functions over values; only :mod:`dashboard.engagement.audience`, ``csv_in`` and ``summary``
ask the store. YouTube's figures and the site's are never added up: a series has one origin, and
whatever takes several series insists that it is the same one.
"""
