"""THE INTERPRETER: partner format <-> domain message, nothing lost, nothing invented."""
