-- What sessions remember, a row a session and kind. Tables as in schema-1.sql.

create table memories (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint memories_pk primary key (tenant, id)
);
