"""The door to the machine: time, chance, threads, and the steps at which a test may stop the process."""
