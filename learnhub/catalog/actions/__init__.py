"""Verbs of the catalogue: import a folder, note which versions can show recall."""

from learnhub.catalog.actions.files import Folder, read_folder
from learnhub.catalog.actions.importing import Import
from learnhub.catalog.actions.versions import mark_recall

__all__ = ["Folder", "Import", "mark_recall", "read_folder"]
