"""What has no domain: money, dates, events, jobs, history, permissions, search, encryption."""
