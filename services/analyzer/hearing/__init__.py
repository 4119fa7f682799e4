"""What each kind of event changes: entities first, then the difference it makes to the windows."""
