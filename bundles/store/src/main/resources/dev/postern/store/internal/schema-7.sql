-- Where triggers stand, a row a trigger. Tables as in schema-1.sql.

create table triggers (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint triggers_pk primary key (tenant, id)
);
