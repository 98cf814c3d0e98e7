"""Keep who released and withdrew a collection, when it was handed over, and what a book was made of."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0039"
branch_labels = None
depends_on = None

NEW = {"ready_at": sa.DateTime(timezone=True), "released_by_id": sa.Integer(), "withdrawn_by_id": sa.Integer()}
PEOPLE = ("released_by_id", "withdrawn_by_id")


def upgrade() -> None:
    with op.batch_alter_table("articles_collections") as table:
        for name, kind in NEW.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.add_column(sa.Column("returned_why", sa.Text(), server_default="", nullable=False))
        for name in PEOPLE:
            table.create_foreign_key(op.f(f"fk_articles_collections_{name}"), "people_persons", [name], ["id"])
        table.create_check_constraint(
            op.f("ck_articles_collections_not_by_its_editor"), "released_by_id IS NULL OR released_by_id <> editor_id"
        )
    with op.batch_alter_table("articles_bindings") as table:
        table.add_column(sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("articles_bindings") as table:
        table.drop_column("content_hash")
    with op.batch_alter_table("articles_collections") as table:
        table.drop_constraint(op.f("ck_articles_collections_not_by_its_editor"), type_="check")
        for name in PEOPLE:
            table.drop_constraint(op.f(f"fk_articles_collections_{name}"), type_="foreignkey")
        for name in ("returned_why", *NEW):
            table.drop_column(name)
