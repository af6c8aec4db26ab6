-- The audit chains. A row holds consecutive records of one chain that were committed together, a line each.
create table audit (
  chain varchar(128) not null,
  last_seq bigint not null, first_seq bigint not null,
  first_at bigint not null, last_at bigint not null,
  last_hash varchar(64) not null,
  lines ${bytes} not null,
  constraint audit_pk primary key (chain, last_seq)
);
create index audit_time on audit (chain, last_at);
