"""Reads the Finnish Service Catalogue (Palvelutietovaranto, PTV), open API v11, into data/service/ptv.yml.

Owns the reading, the shape of that file and the rule that an editor's own line is never overwritten.
It never writes to the catalogue and nothing else in data/.
"""
