"""Composes training pages: panels, heads, bodies, balloons, effects; every tight face box is known."""
