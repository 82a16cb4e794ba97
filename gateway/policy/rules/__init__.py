"""Rules of domain-rules.md 3, one file for each chapter or part of one."""
