"""What people earned, on paper: certificates and signs for doors, set by typst.

Nothing is fetched and no font of the machine is used, so that one award makes the same
sheet everywhere. `words` says what stands on a sheet, `sheets` sets it.
"""
