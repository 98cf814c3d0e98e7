"""Tables of articles."""

from learnhub.articles.models.articles import Article, ArticleFile, ArticleTag, ArticleVersion, CoAuthor, Topic
from learnhub.articles.models.collections import Binding, Collection, CollectionItem, FormerEditor
from learnhub.articles.models.imports import ArticleImport
from learnhub.articles.models.reading import Bookmark, Comment, Follow, Thanks
from learnhub.articles.models.reviews import Remark, Step
from learnhub.articles.models.similarity import Similarity, SimilarPrint, SimilarText, TitleGram

__all__ = [
    "Article",
    "ArticleFile",
    "ArticleImport",
    "ArticleTag",
    "ArticleVersion",
    "Binding",
    "Bookmark",
    "CoAuthor",
    "Collection",
    "CollectionItem",
    "Comment",
    "Follow",
    "FormerEditor",
    "Remark",
    "SimilarPrint",
    "SimilarText",
    "Similarity",
    "Step",
    "Thanks",
    "TitleGram",
    "Topic",
]
