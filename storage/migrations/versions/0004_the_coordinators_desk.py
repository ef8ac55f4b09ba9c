"""the coordinators' desk"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql')

# Words by which reports are found. Letters beyond ASCII are letters to this tokenizer, and nothing else is: what is a
# word was decided when the stems were made. The triggers are those of the documentation of FTS5, section 4.4.3.
_OUT = "INSERT INTO report_index(report_index, rowid, stems) VALUES ('delete', old.seq, old.stems)"
_IN = "INSERT INTO report_index(rowid, stems) VALUES (new.seq, new.stems)"
INDEX_OF_WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE report_index USING fts5(stems, content='report_words', content_rowid='seq', "
        "detail='none', columnsize=0, tokenize='ascii')",
        f"CREATE TRIGGER report_words_in AFTER INSERT ON report_words BEGIN {_IN}; END",
        f"CREATE TRIGGER report_words_out AFTER DELETE ON report_words BEGIN {_OUT}; END",
        f"CREATE TRIGGER report_words_changed AFTER UPDATE ON report_words BEGIN {_OUT}; {_IN}; END",
    ),
    "postgresql": (
        # Its cost is what keeps the planner from making the words of every report anew instead of asking the index.
        "CREATE FUNCTION words_of_stems(stems text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE "
        "COST 1000 AS $$ BEGIN RETURN array_to_tsvector(string_to_array(stems, ' ')); END $$",
        "CREATE INDEX ix_report_words_stems ON report_words USING gin (words_of_stems(stems))",
    ),
}


def upgrade() -> None:
    op.create_table('batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rows', JSON, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_batches_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches'))
    )
    op.create_table('broadcasts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('texts', JSON, nullable=False),
    sa.Column('audience', JSON, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['confirmed_by'], ['people.id'], name=op.f('fk_broadcasts_confirmed_by')),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_broadcasts_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcasts'))
    )
    op.create_table('event_proposals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('earlier', sa.Uuid(), nullable=False),
    sa.Column('later', sa.Uuid(), nullable=False),
    sa.Column('why', JSON, nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_event_proposals_decided_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_proposals')),
    sa.UniqueConstraint('earlier', 'later', name=op.f('uq_event_proposals_earlier_later'))
    )
    with op.batch_alter_table('event_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_proposals_later'), ['later'], unique=False)

    op.create_table('bundles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_bundles_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bundles'))
    )
    with op.batch_alter_table('bundles', schema=None) as batch_op:
        batch_op.create_index('ix_bundles_account', ['account_id', 'kind', 'closed_at'], unique=False)

    op.create_table('chat_rules',
    sa.Column('account_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('wanted', JSON, nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.Column('time_zone', sa.String(length=64), nullable=True),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_chat_rules_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['changed_by'], ['people.id'], name=op.f('fk_chat_rules_changed_by')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_chat_rules'))
    )
    op.create_table('desk_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('topics', JSON, nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('strangers', sa.Integer(), nullable=True),
    sa.Column('revoked_by', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_desk_groups_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['opened_by'], ['people.id'], name=op.f('fk_desk_groups_opened_by')),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_desk_groups_region_id')),
    sa.ForeignKeyConstraint(['revoked_by'], ['people.id'], name=op.f('fk_desk_groups_revoked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_groups')),
    sa.UniqueConstraint('account_id', name=op.f('uq_desk_groups_account_id'))
    )
    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('category', sa.String(length=64), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('practice', sa.Boolean(), nullable=False),
    sa.Column('figures', JSON, nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('merged_into', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_events_made_by')),
    sa.ForeignKeyConstraint(['merged_into'], ['events.id'], name=op.f('fk_events_merged_into')),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_events_region_id')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_events_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sa.UniqueConstraint('code', name=op.f('uq_events_code'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_region_id'), ['region_id'], unique=False)

    op.create_table('silence_watches',
    sa.Column('account_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('hours', sa.String(length=80), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_silence_watches_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_silence_watches_person_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_silence_watches'))
    )
    op.create_table('station_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('marked_by', sa.Integer(), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['marked_by'], ['people.id'], name=op.f('fk_station_marks_marked_by')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_station_marks_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station_marks'))
    )
    with op.batch_alter_table('station_marks', schema=None) as batch_op:
        batch_op.create_index('ix_station_marks_one_open', ['station_id'], unique=True, sqlite_where=sa.text('cleared_at IS NULL'), postgresql_where=sa.text('cleared_at IS NULL'))

    op.create_table('station_records',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.String(length=120), nullable=False),
    sa.Column('decided', JSON, nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['people.id'], name=op.f('fk_station_records_changed_by')),
    sa.ForeignKeyConstraint(['station_id'], ['stations.id'], name=op.f('fk_station_records_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station_records')),
    sa.UniqueConstraint('station_id', 'form_id', name=op.f('uq_station_records_station_id_form_id'))
    )
    op.create_table('complaints',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('template', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('authority', sa.String(length=200), nullable=True),
    sa.Column('number', sa.String(length=80), nullable=True),
    sa.Column('handed_in_at', sa.Date(), nullable=True),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('outcome_note', sa.Text(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['changed_by'], ['people.id'], name=op.f('fk_complaints_changed_by')),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_complaints_made_by')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_complaints_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaints'))
    )
    with op.batch_alter_table('complaints', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaints_report_id'), ['report_id'], unique=False)

    op.create_table('event_sources',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=True),
    sa.Column('call_id', sa.Uuid(), nullable=True),
    sa.Column('joined_by', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_by', sa.Integer(), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['sos_calls.id'], name=op.f('fk_event_sources_call_id')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_sources_event_id')),
    sa.ForeignKeyConstraint(['joined_by'], ['people.id'], name=op.f('fk_event_sources_joined_by')),
    sa.ForeignKeyConstraint(['left_by'], ['people.id'], name=op.f('fk_event_sources_left_by')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_event_sources_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_sources'))
    )
    with op.batch_alter_table('event_sources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_sources_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_event_sources_one_event_a_call', ['call_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
        batch_op.create_index('ix_event_sources_one_event_a_report', ['report_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    op.create_table('report_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('answers_to', sa.Integer(), nullable=True),
    sa.Column('details', JSON, nullable=False),
    sa.ForeignKeyConstraint(['answers_to'], ['report_notes.id'], name=op.f('fk_report_notes_answers_to')),
    sa.ForeignKeyConstraint(['by'], ['people.id'], name=op.f('fk_report_notes_by')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_notes_report_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_notes'))
    )
    with op.batch_alter_table('report_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_notes_report_id'), ['report_id'], unique=False)

    op.create_table('report_words',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('stems', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['seq'], ['reports.seq'], name=op.f('fk_report_words_seq')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_report_words'))
    )
    op.create_table('bundled_alerts',
    sa.Column('bundle_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('alert_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['alert_id'], ['alerts.id'], name=op.f('fk_bundled_alerts_alert_id')),
    sa.ForeignKeyConstraint(['bundle_id'], ['bundles.id'], name=op.f('fk_bundled_alerts_bundle_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('bundle_id', 'alert_id', name=op.f('pk_bundled_alerts'))
    )
    with op.batch_alter_table('bundled_alerts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bundled_alerts_alert_id'), ['alert_id'], unique=False)

    op.create_index('ix_outbox_broadcast', 'outbox', ['subject', 'state'], unique=False, sqlite_where=sa.text("kind = 'broadcast'"), postgresql_where=sa.text("kind = 'broadcast'"))

    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('step', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('next_step_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_alerts_climbing', ['next_step_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    with op.batch_alter_table('audit_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_log_subject'), ['subject'], unique=False)

    with op.batch_alter_table('drafts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reported_by', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('channel', sa.String(length=8), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_drafts_reported_by'), 'people', ['reported_by'], ['id'])

    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('for_person', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_invites_for_person'), 'people', ['for_person'], ['id'])

    with op.batch_alter_table('message_refs', schema=None) as batch_op:
        batch_op.create_index('ix_message_refs_message', ['account_id', 'message_id'], unique=False)

    with op.batch_alter_table('mission', schema=None) as batch_op:
        batch_op.add_column(sa.Column('settings', JSON, server_default='{}', nullable=False))

    for statement in INDEX_OF_WORDS[op.get_bind().dialect.name]:
        op.execute(statement)
