"""Charts: pure functions from counts to plotly figures, with the sentence each one answers."""
