"""What people see: the tabs of the app, their texts and looks."""
