"""The commands of ``rundown``, by what they are for."""
