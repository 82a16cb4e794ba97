"""The door to the log of processing: records of Logboek Dataverwerkingen 1.0, in files for its collector."""

from adapters.logbook.keeper import Logbook, lines_of
from adapters.logbook.records import Record, Register, records_of

__all__ = ["Logbook", "Record", "Register", "lines_of", "records_of"]
