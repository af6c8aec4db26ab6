-- ${bytes} is the dialect's type for bytes of any length. Statements end in ";" at the end of a line.
-- Every table of rows has the same shape: its key (tenant, id), what is searched for, the row itself as JSON text in
-- UTF-8, and the number of the transaction that wrote it.

-- One row: how far the journal has come.
create table committed (
  one smallint not null constraint committed_pk primary key,
  txn bigint not null,
  position bigint not null,
  pruned_to bigint not null
);
insert into committed values (1, 0, 0, 0);

-- The journal's period segments in use; each is a table journal_<period>.
create table segments (
  period int not null constraint segments_pk primary key,
  first_position bigint not null
);

create table sessions (
  tenant varchar(128) not null, id varchar(128) not null,
  owner varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint sessions_pk primary key (tenant, id)
);
create index sessions_owner on sessions (tenant, owner, id);

-- A route's digest, and the session it leads to.
create table routes (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint routes_pk primary key (tenant, id)
);

create table progress (
  tenant varchar(128) not null, id varchar(128) not null,
  seq bigint not null,
  body ${bytes} not null, txn bigint not null,
  constraint progress_pk primary key (tenant, id)
);

create table turns (
  tenant varchar(128) not null, id varchar(128) not null,
  session varchar(128) not null, state varchar(32) not null, is_open smallint not null,
  body ${bytes} not null, txn bigint not null,
  constraint turns_pk primary key (tenant, id)
);
create index turns_session on turns (session, id);
create index turns_open on turns (is_open, id);

create table calls (
  tenant varchar(128) not null, id varchar(128) not null,
  open_direct smallint not null,
  body ${bytes} not null, txn bigint not null,
  constraint calls_pk primary key (tenant, id)
);
create index calls_open_direct on calls (open_direct, id);

-- A surface's message id as a digest, and the turn that claimed it.
create table claims (
  tenant varchar(128) not null, id varchar(128) not null,
  since bigint not null,
  body ${bytes} not null, txn bigint not null,
  constraint claims_pk primary key (tenant, id)
);
create index claims_since on claims (since);

create table outbox (
  tenant varchar(128) not null, id varchar(128) not null,
  pending smallint not null, surface varchar(128) not null, since bigint not null,
  body ${bytes} not null, txn bigint not null,
  constraint outbox_pk primary key (tenant, id)
);
create index outbox_pending on outbox (pending, surface, since, id);

create table outcomes (
  tenant varchar(128) not null, id varchar(128) not null,
  since bigint not null,
  body ${bytes} not null, txn bigint not null,
  constraint outcomes_pk primary key (tenant, id)
);
create index outcomes_since on outcomes (since);

create table tokens (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint tokens_pk primary key (tenant, id)
);

create table blobs (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint blobs_pk primary key (tenant, id)
);
