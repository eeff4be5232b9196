"""From a query to ranked results: engine, scoring, and what is offered when nothing matches."""
