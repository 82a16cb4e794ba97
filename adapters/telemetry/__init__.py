"""What the house says about itself: log and metrics, through one door that knows every word it may say (D21)."""
