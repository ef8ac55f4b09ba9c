"""the observer's day"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sos_calls',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=False),
    sa.Column('for_whom', sa.String(length=200), nullable=True),
    sa.Column('caller_state', sa.String(length=16), nullable=False),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=True),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('accuracy', sa.Float(), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('last_word_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('claimed_by', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=24), nullable=True),
    sa.Column('outcome_note', sa.Text(), nullable=True),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('next_ring_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('redrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['claimed_by'], ['people.id'], name=op.f('fk_sos_calls_claimed_by')),
    sa.ForeignKeyConstraint(['closed_by'], ['people.id'], name=op.f('fk_sos_calls_closed_by')),
    sa.ForeignKeyConstraint(['raised_by'], ['people.id'], name=op.f('fk_sos_calls_raised_by')),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_sos_calls_region_id')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_sos_calls_station_id')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_sos_calls')),
    sa.UniqueConstraint('code', name=op.f('uq_sos_calls_code')),
    sa.UniqueConstraint('id', name=op.f('uq_sos_calls_id'))
    )
    with op.batch_alter_table('sos_calls', schema=None) as batch_op:
        batch_op.create_index('ix_sos_calls_open', ['state', 'next_ring_at'], unique=False, sqlite_where=sa.text("state != 'closed'"), postgresql_where=sa.text("state != 'closed'"))
        batch_op.create_index(batch_op.f('ix_sos_calls_raised_by'), ['raised_by'], unique=False)

    op.create_table('sos_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['people.id'], name=op.f('fk_sos_entries_by')),
    sa.ForeignKeyConstraint(['call_id'], ['sos_calls.id'], name=op.f('fk_sos_entries_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sos_entries'))
    )
    with op.batch_alter_table('sos_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sos_entries_call_id'), ['call_id'], unique=False)

    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('dialogue', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True))

    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('copy', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('copy_size', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('fingerprint', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('resembles', sa.Uuid(), nullable=True))
        batch_op.create_index('ix_attachments_to_inspect', ['seq'], unique=False, sqlite_where=sa.text("fetch_state = 'kept' AND verdict IS NULL"), postgresql_where=sa.text("fetch_state = 'kept' AND verdict IS NULL"))

    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revises', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_drafts_revises'), 'reports', ['revises'], ['id'])

    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.add_column(sa.Column('vetted', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('practice', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pledged_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_reason', sa.Text(), nullable=True))

    with op.batch_alter_table('revisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.String(length=16), server_default='filed', nullable=False))
        batch_op.add_column(sa.Column('station_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_revisions_station_id'), 'stations', ['station_id'], ['id'])

    with op.batch_alter_table('visits', schema=None) as batch_op:
        batch_op.add_column(sa.Column('relieved', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_visits_relieved'), 'people', ['relieved'], ['id'])
