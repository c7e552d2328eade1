"""Appeals after publication, and facts known too late: read from their table, and made changes of the district."""
