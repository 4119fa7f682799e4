"""Dianzhang: four services that meet on the stream."""
