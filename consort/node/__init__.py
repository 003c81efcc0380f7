"""What every running role needs: a locked directory, waiting, verified files, progress events.

It knows neither role. Nothing here loads torch, and nothing but `waiting` sleeps.
"""
