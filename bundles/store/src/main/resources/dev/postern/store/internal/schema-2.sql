-- What people decide: approvals of calls, and the policies that ask for them. Tables as in schema-1.sql.

create table approvals (
  tenant varchar(128) not null, id varchar(128) not null,
  is_open smallint not null,
  body ${bytes} not null, txn bigint not null,
  constraint approvals_pk primary key (tenant, id)
);
create index approvals_open on approvals (is_open, tenant, id);

-- Every policy that ever was in force, by its number.
create table policies (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint policies_pk primary key (tenant, id)
);

-- A row a tenant: the number of the one that is.
create table policies_in_force (
  tenant varchar(128) not null, id varchar(128) not null,
  body ${bytes} not null, txn bigint not null,
  constraint policies_in_force_pk primary key (tenant, id)
);
