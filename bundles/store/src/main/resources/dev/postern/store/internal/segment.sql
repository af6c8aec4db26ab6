-- One period of the journal. A row packs consecutive records of one batch that share tenant, session and turn: a line a
-- record in each of the three columns, so that content can be erased or encrypted apart from the facts around it.
create table ${segment} (
  last_position bigint not null,
  first_position bigint not null,
  tenant varchar(128) not null, session varchar(128), turn varchar(128),
  meta ${bytes} not null,
  payload ${bytes} not null,
  replay ${bytes},
  constraint ${segment}_pk primary key (last_position)
);
create index ${segment}_session on ${segment} (session, last_position);
create index ${segment}_turn on ${segment} (turn, last_position);
