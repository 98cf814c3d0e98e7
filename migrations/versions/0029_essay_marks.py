"""Keep the marks that people give to essays."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes_essay_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("fraction", sa.Numeric(precision=7, scale=5), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["quizzes_attempt_items.id"], name=op.f("fk_quizzes_essay_marks_item_id")),
        sa.ForeignKeyConstraint(["marker_id"], ["people_persons.id"], name=op.f("fk_quizzes_essay_marks_marker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_essay_marks")),
        sa.UniqueConstraint("item_id", "marker_id", name=op.f("uq_quizzes_essay_marks_item_id_marker_id")),
    )
    op.create_index(op.f("ix_quizzes_essay_marks_marker_id"), "quizzes_essay_marks", ["marker_id"])


def downgrade() -> None:
    op.drop_table("quizzes_essay_marks")
