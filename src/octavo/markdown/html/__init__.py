"""The HTML that stands in Markdown: elements that mean something, and nothing else."""
