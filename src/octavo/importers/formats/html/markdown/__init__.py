"""From the elements of an article to Markdown that keeps their structure."""
