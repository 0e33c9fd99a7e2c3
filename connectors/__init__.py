"""The edges: what families' browsers, nurses' browsers and the engine see. HTTP lives here and nowhere else."""
