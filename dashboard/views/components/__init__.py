"""Parts of pages that are written in JavaScript, each in a folder of its own."""
