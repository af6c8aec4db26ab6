-- A session's newest turns, without its others being read: Derby reads no index backwards.
create index turns_newest on turns (session, id desc);
