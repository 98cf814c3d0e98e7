"""Tables of articles."""

from learnhub.articles.models.articles import Article, ArticleFile, ArticleTag, ArticleVersion, CoAuthor, Topic
from learnhub.articles.models.collections import Binding, Collection, CollectionItem
from learnhub.articles.models.reading import Bookmark, Comment, Follow, Thanks
from learnhub.articles.models.reviews import Remark, Similarity, SimilarPrint, Step

__all__ = [
    "Article",
    "ArticleFile",
    "ArticleTag",
    "ArticleVersion",
    "Binding",
    "Bookmark",
    "CoAuthor",
    "Collection",
    "CollectionItem",
    "Comment",
    "Follow",
    "Remark",
    "SimilarPrint",
    "Similarity",
    "Step",
    "Thanks",
    "Topic",
]
