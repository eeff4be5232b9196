"""Markdown to lines: laid out lazily, so that a long text opens as fast as a short one."""
