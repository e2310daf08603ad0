"""WordPress sites through their REST interface: the whole archive, then what changes.

https://developer.wordpress.org/rest-api/reference/posts/
"""
