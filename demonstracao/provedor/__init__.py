"""The demonstration provider: a year of an internet provider that does not exist.

``lugares`` and ``pessoas`` invent who and where; ``vida`` is the story of each subscriber, a month at a time and
without a database; ``estrutura`` makes the few rows that everything hangs on; ``escrita`` turns the story into rows;
``rede`` adds what the network saw; ``criar`` puts them in order in one transaction. The same seed and the same day
give the same provider.
"""
