"""Settings: one frozen tree from one TOML file, checked as a whole, so that every mistake shows at once."""

from adapters.config.kinds import Secret
from adapters.config.loading import CRUMBS_VARIABLE, FAILPOINTS_VARIABLE, load
from adapters.config.tree import Settings

__all__ = ["CRUMBS_VARIABLE", "FAILPOINTS_VARIABLE", "Secret", "Settings", "load"]
