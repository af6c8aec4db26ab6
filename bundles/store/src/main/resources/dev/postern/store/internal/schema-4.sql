-- What is used of what is limited: a row a session, and one a tenant and day of UTC. Tables as in schema-1.sql.

create table session_usage (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint session_usage_pk primary key (tenant, id)
);

create table day_usage (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint day_usage_pk primary key (tenant, id)
);
