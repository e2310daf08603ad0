"""Articles from their pages: what the markup states, and the text that stands in it.

Import from its modules: reading text brings large libraries, which only those who read need.
"""
