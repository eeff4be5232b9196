"""Tags: the chips, the editor, the prompt, the table of all."""
