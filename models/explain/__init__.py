"""What a finished plan says of itself: every rule and goal, one school, who may envy whom; counting, no solver."""
