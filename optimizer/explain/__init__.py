"""Why no plan exists and what would help; why a person is where the plan puts them: solved afresh, never guessed."""
