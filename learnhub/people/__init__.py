"""People and units: who somebody is, where and as what, and who may sign in."""
