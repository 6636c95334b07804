"""Read servers from what others keep: client configurations and registries."""

from catalog.crawl.importers.client_config import read_client_config, read_servers
from catalog.crawl.importers.registry import RegistryPages, read_registry

__all__ = ["RegistryPages", "read_client_config", "read_registry", "read_servers"]
