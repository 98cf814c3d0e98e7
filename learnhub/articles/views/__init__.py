"""Routes of articles."""

from learnhub.articles.views import coauthors as coauthors
from learnhub.articles.views import collections as collections
from learnhub.articles.views import compiling as compiling
from learnhub.articles.views import drafts as drafts
from learnhub.articles.views import files as files
from learnhub.articles.views import importing as importing
from learnhub.articles.views import life as life
from learnhub.articles.views import reading as reading
from learnhub.articles.views import reviews as reviews
from learnhub.articles.views import shelf as shelf
from learnhub.articles.views import similarity as similarity
from learnhub.articles.views import versions as versions
from learnhub.articles.views import writing as writing
from learnhub.articles.views.blueprint import blueprint

__all__ = ["blueprint"]
