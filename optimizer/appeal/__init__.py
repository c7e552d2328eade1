"""Re-runs after appeals: who is looked at again, why each change was needed, what one more would buy."""
