"""The art of what people earn: stones, confluences, the watershed.

Pure functions of slugs and states: no database, no request, no clock. The same input
draws the same picture on every machine, for ever.
"""
