"""From a query to ranked results: the engine, its scoring, and what to ask instead."""
