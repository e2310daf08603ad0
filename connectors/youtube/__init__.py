"""YouTube: a channel through the Data API, or through its key-less Atom feed.

Nothing is imported here: what reads a feed or names a channel does without the API's client.
"""
