"""What the tables of tags and of feeds share: a filter above rows."""
