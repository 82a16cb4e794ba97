"""THE HALL: one file for each thing the house does; async, yet without a loop of its own."""
