"""`./neuvo bench`: measurements, each beside a baseline of the same run. Figures are for reading, never for passing."""
