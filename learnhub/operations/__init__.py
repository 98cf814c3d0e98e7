"""What keeps the site running and what it has recorded: jobs, health, the audit log."""
