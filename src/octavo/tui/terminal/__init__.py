"""Where Textual is bent: private names of it stand here and nowhere else."""
