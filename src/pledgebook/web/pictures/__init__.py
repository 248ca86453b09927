"""Pictures as SVG, written here: values in, deterministic markup out."""
