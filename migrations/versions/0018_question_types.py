"""Let the bank hold orderings, texts with gaps, texts to mark and materials."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = (
    "single_choice", "multiple_choice", "true_false", "short_answer", "numerical", "matching", "essay", "description",
)  # fmt: skip
AFTER = (
    "single_choice", "multiple_choice", "true_false", "short_answer", "numerical", "matching", "ordering", "cloze",
    "marking", "material", "essay", "description",
)  # fmt: skip


def upgrade() -> None:
    _allow(AFTER)


def downgrade() -> None:
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("quizzes_question_versions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_quizzes_question_versions_questionkind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_quizzes_question_versions_questionkind"), sa.column("kind").in_(kinds)
        )
