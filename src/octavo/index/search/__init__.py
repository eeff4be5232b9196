"""From a query to ranked results: the engine, its scoring, and what is offered when nothing matches."""
