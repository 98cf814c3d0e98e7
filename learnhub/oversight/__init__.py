"""The supervisor's boards: reads everything below, changes nothing."""
