"""What if: a baseline and named overlays, solved, compared and swept over machines."""
