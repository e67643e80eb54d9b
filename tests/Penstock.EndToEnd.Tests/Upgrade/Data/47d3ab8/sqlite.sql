PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE penstock_migrations (
    scope TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL,
    PRIMARY KEY (scope, version));
INSERT INTO penstock_migrations VALUES('journal',1,'create the journal','2026-12-01T13:17:05.549Z');
INSERT INTO penstock_migrations VALUES('owners',1,'create the owners','2026-12-01T13:17:05.566Z');
INSERT INTO penstock_migrations VALUES('queues',1,'create the queues','2026-12-01T13:17:05.571Z');
INSERT INTO penstock_migrations VALUES('topics',1,'create the topics','2026-12-01T13:17:05.574Z');
INSERT INTO penstock_migrations VALUES('inbox',1,'create the inbox','2026-12-01T13:17:05.592Z');
INSERT INTO penstock_migrations VALUES('dead_letters',1,'create the dead letters','2026-12-01T13:17:05.615Z');
INSERT INTO penstock_migrations VALUES('dead_letters',2,'create the replays','2026-12-01T13:17:05.615Z');
INSERT INTO penstock_migrations VALUES('control',1,'create the control store','2026-12-01T13:17:05.622Z');
INSERT INTO penstock_migrations VALUES('marker.des_marker_dlq',1,'create the tables','2026-12-01T13:17:05.634Z');
INSERT INTO penstock_migrations VALUES('marker.des_marker_dlq',2,'create the indexes','2026-12-01T13:17:05.636Z');
INSERT INTO penstock_migrations VALUES('digest',1,'tables of nodes, processes, servers and settings','2026-12-01T13:17:05.697Z');
INSERT INTO penstock_migrations VALUES('digest',2,'a row once','2026-12-01T13:17:05.697Z');
INSERT INTO penstock_migrations VALUES('chat',1,'people, conversations, messages','2026-12-01T13:17:05.714Z');
INSERT INTO penstock_migrations VALUES('chat',2,'the outbox','2026-12-01T13:17:05.715Z');
INSERT INTO penstock_migrations VALUES('chat',3,'files and their chunks','2026-12-01T13:17:05.716Z');
INSERT INTO penstock_migrations VALUES('chat',4,'effects of the channels','2026-12-01T13:17:05.716Z');
CREATE TABLE penstock_owners (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, started_at TEXT NOT NULL, expires_at TEXT NOT NULL);
INSERT INTO penstock_owners VALUES(2,'vm/30592','2026-12-01T13:17:07.097Z','2026-12-01T13:17:14.579Z');
INSERT INTO penstock_owners VALUES(3,'vm/30592','2026-12-01T13:17:08.230Z','2026-12-01T13:17:15.539Z');
INSERT INTO penstock_owners VALUES(4,'vm/30592','2026-12-01T13:17:09.417Z','2026-12-01T13:17:15.417Z');
CREATE TABLE penstock_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, bucket INTEGER, key TEXT, unique_key TEXT, headers TEXT,
    body BLOB NOT NULL, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, due TEXT, lease BIGINT,
    enqueued_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO penstock_messages VALUES(1,'paused',NULL,NULL,NULL,NULL,X'702d31',0,NULL,NULL,NULL,'2026-12-01T13:17:08.050Z');
INSERT INTO penstock_messages VALUES(2,'paused',NULL,NULL,NULL,NULL,X'702d32',0,NULL,NULL,NULL,'2026-12-01T13:17:08.074Z');
INSERT INTO penstock_messages VALUES(3,'limited',NULL,NULL,NULL,NULL,X'6c2d31',0,NULL,NULL,8589934620,'2026-12-01T13:17:08.089Z');
INSERT INTO penstock_messages VALUES(6,'events/readers',60,'odd',NULL,'{"penstock-topic":"events","penstock-log-id":"7"}',X'652d33',0,NULL,NULL,NULL,'2026-12-01T13:17:08.739Z');
INSERT INTO penstock_messages VALUES(7,'events/readers',24,'even',NULL,'{"penstock-topic":"events","penstock-log-id":"8"}',X'652d34',0,NULL,NULL,NULL,'2026-12-01T13:17:08.739Z');
INSERT INTO penstock_messages VALUES(8,'events/readers',60,'odd',NULL,'{"penstock-topic":"events","penstock-log-id":"9"}',X'652d35',0,NULL,NULL,NULL,'2026-12-01T13:17:08.739Z');
INSERT INTO penstock_messages VALUES(9,'events/readers',24,'even',NULL,'{"penstock-topic":"events","penstock-log-id":"10"}',X'652d36',0,NULL,NULL,NULL,'2026-12-01T13:17:08.739Z');
INSERT INTO penstock_messages VALUES(12,'arrived',23,'o',NULL,'{"penstock-message-id":"o-1"}',X'6f2d31',0,NULL,NULL,NULL,'2026-12-01T13:17:08.945Z');
INSERT INTO penstock_messages VALUES(13,'arrived',23,'o',NULL,'{"penstock-message-id":"o-2"}',X'6f2d32',0,NULL,NULL,NULL,'2026-12-01T13:17:08.945Z');
INSERT INTO penstock_messages VALUES(14,'outbox/elsewhere',23,'o',NULL,'{"penstock-message-id":"o-3"}',X'6f2d33',0,NULL,NULL,NULL,'2026-12-01T13:17:08.987Z');
INSERT INTO penstock_messages VALUES(15,'outbox/elsewhere',23,'o',NULL,'{"penstock-message-id":"o-4"}',X'6f2d34',0,NULL,NULL,NULL,'2026-12-01T13:17:08.987Z');
INSERT INTO penstock_messages VALUES(19,'jobs',NULL,NULL,NULL,NULL,X'6661696c65642d31',1,'TimeoutException: It took too long.','2026-12-01T13:19:09.101Z',NULL,'2026-12-01T13:17:09.082Z');
INSERT INTO penstock_messages VALUES(26,'jobs',NULL,NULL,NULL,'{"penstock-replay-of":"3"}',X'616761696e2d31',0,NULL,NULL,17179869186,'2026-12-01T13:17:09.344Z');
INSERT INTO penstock_messages VALUES(27,'jobs',NULL,NULL,NULL,NULL,X'6c6174652d31',0,NULL,'2126-11-07T13:17:09.366Z',NULL,'2026-12-01T13:17:09.366Z');
INSERT INTO penstock_messages VALUES(28,'jobs',NULL,NULL,NULL,NULL,X'736f6f6e2d31',0,NULL,'2026-12-01T13:19:09.373Z',NULL,'2026-12-01T13:17:09.373Z');
INSERT INTO penstock_messages VALUES(29,'jobs',NULL,NULL,NULL,NULL,X'667265652d31',0,NULL,NULL,17179869186,'2026-12-01T13:17:09.382Z');
INSERT INTO penstock_messages VALUES(30,'jobs',48,'a',NULL,NULL,X'612d31',0,NULL,NULL,NULL,'2026-12-01T13:17:09.385Z');
INSERT INTO penstock_messages VALUES(31,'jobs',48,'a',NULL,NULL,X'612d32',0,NULL,NULL,NULL,'2026-12-01T13:17:09.393Z');
INSERT INTO penstock_messages VALUES(32,'jobs',4,'b',NULL,NULL,X'622d31',0,NULL,NULL,NULL,'2026-12-01T13:17:09.397Z');
INSERT INTO penstock_messages VALUES(33,'jobs',4,'b',NULL,NULL,X'622d32',0,NULL,NULL,NULL,'2026-12-01T13:17:09.405Z');
INSERT INTO penstock_messages VALUES(34,'jobs',7,'c',NULL,NULL,X'632d31',0,NULL,NULL,NULL,'2026-12-01T13:17:09.413Z');
INSERT INTO penstock_messages VALUES(35,'jobs',NULL,NULL,NULL,NULL,X'667265652d32',0,NULL,NULL,NULL,'2026-12-01T13:17:09.512Z');
INSERT INTO penstock_messages VALUES(36,'jobs',48,'a',NULL,NULL,X'612d33',0,NULL,NULL,NULL,'2026-12-01T13:17:09.520Z');
INSERT INTO penstock_messages VALUES(37,'jobs',4,'b',NULL,NULL,X'622d33',0,NULL,NULL,NULL,'2026-12-01T13:17:09.523Z');
CREATE TABLE penstock_buckets (queue TEXT NOT NULL, bucket INTEGER NOT NULL, lease BIGINT, PRIMARY KEY (queue, bucket));
INSERT INTO penstock_buckets VALUES('paused',0,8589934593);
INSERT INTO penstock_buckets VALUES('paused',1,8589934593);
INSERT INTO penstock_buckets VALUES('paused',2,8589934593);
INSERT INTO penstock_buckets VALUES('paused',3,8589934593);
INSERT INTO penstock_buckets VALUES('paused',4,8589934593);
INSERT INTO penstock_buckets VALUES('paused',5,8589934593);
INSERT INTO penstock_buckets VALUES('paused',6,8589934593);
INSERT INTO penstock_buckets VALUES('paused',7,8589934593);
INSERT INTO penstock_buckets VALUES('paused',8,8589934593);
INSERT INTO penstock_buckets VALUES('paused',9,8589934593);
INSERT INTO penstock_buckets VALUES('paused',10,8589934593);
INSERT INTO penstock_buckets VALUES('paused',11,8589934593);
INSERT INTO penstock_buckets VALUES('paused',12,8589934593);
INSERT INTO penstock_buckets VALUES('paused',13,8589934593);
INSERT INTO penstock_buckets VALUES('paused',14,8589934593);
INSERT INTO penstock_buckets VALUES('paused',15,8589934593);
INSERT INTO penstock_buckets VALUES('paused',16,8589934593);
INSERT INTO penstock_buckets VALUES('paused',17,8589934593);
INSERT INTO penstock_buckets VALUES('paused',18,8589934593);
INSERT INTO penstock_buckets VALUES('paused',19,8589934593);
INSERT INTO penstock_buckets VALUES('paused',20,8589934593);
INSERT INTO penstock_buckets VALUES('paused',21,8589934593);
INSERT INTO penstock_buckets VALUES('paused',22,8589934593);
INSERT INTO penstock_buckets VALUES('paused',23,8589934593);
INSERT INTO penstock_buckets VALUES('paused',24,8589934593);
INSERT INTO penstock_buckets VALUES('paused',25,8589934593);
INSERT INTO penstock_buckets VALUES('paused',26,8589934593);
INSERT INTO penstock_buckets VALUES('paused',27,8589934593);
INSERT INTO penstock_buckets VALUES('paused',28,8589934593);
INSERT INTO penstock_buckets VALUES('paused',29,8589934593);
INSERT INTO penstock_buckets VALUES('paused',30,8589934593);
INSERT INTO penstock_buckets VALUES('paused',31,8589934593);
INSERT INTO penstock_buckets VALUES('paused',32,8589934593);
INSERT INTO penstock_buckets VALUES('paused',33,8589934593);
INSERT INTO penstock_buckets VALUES('paused',34,8589934593);
INSERT INTO penstock_buckets VALUES('paused',35,8589934593);
INSERT INTO penstock_buckets VALUES('paused',36,8589934593);
INSERT INTO penstock_buckets VALUES('paused',37,8589934593);
INSERT INTO penstock_buckets VALUES('paused',38,8589934593);
INSERT INTO penstock_buckets VALUES('paused',39,8589934593);
INSERT INTO penstock_buckets VALUES('paused',40,8589934593);
INSERT INTO penstock_buckets VALUES('paused',41,8589934593);
INSERT INTO penstock_buckets VALUES('paused',42,8589934593);
INSERT INTO penstock_buckets VALUES('paused',43,8589934593);
INSERT INTO penstock_buckets VALUES('paused',44,8589934593);
INSERT INTO penstock_buckets VALUES('paused',45,8589934593);
INSERT INTO penstock_buckets VALUES('paused',46,8589934593);
INSERT INTO penstock_buckets VALUES('paused',47,8589934593);
INSERT INTO penstock_buckets VALUES('paused',48,8589934593);
INSERT INTO penstock_buckets VALUES('paused',49,8589934593);
INSERT INTO penstock_buckets VALUES('paused',50,8589934593);
INSERT INTO penstock_buckets VALUES('paused',51,8589934593);
INSERT INTO penstock_buckets VALUES('paused',52,8589934593);
INSERT INTO penstock_buckets VALUES('paused',53,8589934593);
INSERT INTO penstock_buckets VALUES('paused',54,8589934593);
INSERT INTO penstock_buckets VALUES('paused',55,8589934593);
INSERT INTO penstock_buckets VALUES('paused',56,8589934593);
INSERT INTO penstock_buckets VALUES('paused',57,8589934593);
INSERT INTO penstock_buckets VALUES('paused',58,8589934593);
INSERT INTO penstock_buckets VALUES('paused',59,8589934593);
INSERT INTO penstock_buckets VALUES('paused',60,8589934593);
INSERT INTO penstock_buckets VALUES('paused',61,8589934593);
INSERT INTO penstock_buckets VALUES('paused',62,8589934593);
INSERT INTO penstock_buckets VALUES('paused',63,8589934593);
INSERT INTO penstock_buckets VALUES('limited',0,8589934594);
INSERT INTO penstock_buckets VALUES('limited',1,8589934594);
INSERT INTO penstock_buckets VALUES('limited',2,8589934594);
INSERT INTO penstock_buckets VALUES('limited',3,8589934594);
INSERT INTO penstock_buckets VALUES('limited',4,8589934594);
INSERT INTO penstock_buckets VALUES('limited',5,8589934594);
INSERT INTO penstock_buckets VALUES('limited',6,8589934594);
INSERT INTO penstock_buckets VALUES('limited',7,8589934594);
INSERT INTO penstock_buckets VALUES('limited',8,8589934594);
INSERT INTO penstock_buckets VALUES('limited',9,8589934594);
INSERT INTO penstock_buckets VALUES('limited',10,8589934594);
INSERT INTO penstock_buckets VALUES('limited',11,8589934594);
INSERT INTO penstock_buckets VALUES('limited',12,8589934594);
INSERT INTO penstock_buckets VALUES('limited',13,8589934594);
INSERT INTO penstock_buckets VALUES('limited',14,8589934594);
INSERT INTO penstock_buckets VALUES('limited',15,8589934594);
INSERT INTO penstock_buckets VALUES('limited',16,8589934594);
INSERT INTO penstock_buckets VALUES('limited',17,8589934594);
INSERT INTO penstock_buckets VALUES('limited',18,8589934594);
INSERT INTO penstock_buckets VALUES('limited',19,8589934594);
INSERT INTO penstock_buckets VALUES('limited',20,8589934594);
INSERT INTO penstock_buckets VALUES('limited',21,8589934594);
INSERT INTO penstock_buckets VALUES('limited',22,8589934594);
INSERT INTO penstock_buckets VALUES('limited',23,8589934594);
INSERT INTO penstock_buckets VALUES('limited',24,8589934594);
INSERT INTO penstock_buckets VALUES('limited',25,8589934594);
INSERT INTO penstock_buckets VALUES('limited',26,8589934594);
INSERT INTO penstock_buckets VALUES('limited',27,8589934594);
INSERT INTO penstock_buckets VALUES('limited',28,8589934594);
INSERT INTO penstock_buckets VALUES('limited',29,8589934594);
INSERT INTO penstock_buckets VALUES('limited',30,8589934594);
INSERT INTO penstock_buckets VALUES('limited',31,8589934594);
INSERT INTO penstock_buckets VALUES('limited',32,8589934594);
INSERT INTO penstock_buckets VALUES('limited',33,8589934594);
INSERT INTO penstock_buckets VALUES('limited',34,8589934594);
INSERT INTO penstock_buckets VALUES('limited',35,8589934594);
INSERT INTO penstock_buckets VALUES('limited',36,8589934594);
INSERT INTO penstock_buckets VALUES('limited',37,8589934594);
INSERT INTO penstock_buckets VALUES('limited',38,8589934594);
INSERT INTO penstock_buckets VALUES('limited',39,8589934594);
INSERT INTO penstock_buckets VALUES('limited',40,8589934594);
INSERT INTO penstock_buckets VALUES('limited',41,8589934594);
INSERT INTO penstock_buckets VALUES('limited',42,8589934594);
INSERT INTO penstock_buckets VALUES('limited',43,8589934594);
INSERT INTO penstock_buckets VALUES('limited',44,8589934594);
INSERT INTO penstock_buckets VALUES('limited',45,8589934594);
INSERT INTO penstock_buckets VALUES('limited',46,8589934594);
INSERT INTO penstock_buckets VALUES('limited',47,8589934594);
INSERT INTO penstock_buckets VALUES('limited',48,8589934594);
INSERT INTO penstock_buckets VALUES('limited',49,8589934594);
INSERT INTO penstock_buckets VALUES('limited',50,8589934594);
INSERT INTO penstock_buckets VALUES('limited',51,8589934594);
INSERT INTO penstock_buckets VALUES('limited',52,8589934594);
INSERT INTO penstock_buckets VALUES('limited',53,8589934594);
INSERT INTO penstock_buckets VALUES('limited',54,8589934594);
INSERT INTO penstock_buckets VALUES('limited',55,8589934594);
INSERT INTO penstock_buckets VALUES('limited',56,8589934594);
INSERT INTO penstock_buckets VALUES('limited',57,8589934594);
INSERT INTO penstock_buckets VALUES('limited',58,8589934594);
INSERT INTO penstock_buckets VALUES('limited',59,8589934594);
INSERT INTO penstock_buckets VALUES('limited',60,8589934594);
INSERT INTO penstock_buckets VALUES('limited',61,8589934594);
INSERT INTO penstock_buckets VALUES('limited',62,8589934594);
INSERT INTO penstock_buckets VALUES('limited',63,8589934594);
INSERT INTO penstock_buckets VALUES('events/readers',0,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',1,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',2,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',3,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',4,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',5,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',6,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',7,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',8,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',9,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',10,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',11,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',12,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',13,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',14,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',15,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',16,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',17,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',18,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',19,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',20,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',21,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',22,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',23,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',24,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',25,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',26,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',27,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',28,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',29,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',30,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',31,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',32,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',33,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',34,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',35,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',36,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',37,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',38,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',39,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',40,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',41,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',42,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',43,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',44,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',45,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',46,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',47,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',48,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',49,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',50,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',51,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',52,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',53,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',54,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',55,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',56,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',57,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',58,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',59,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',60,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',61,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',62,NULL);
INSERT INTO penstock_buckets VALUES('events/readers',63,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',0,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',1,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',2,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',3,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',4,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',5,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',6,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',7,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',8,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',9,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',10,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',11,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',12,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',13,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',14,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',15,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',16,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',17,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',18,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',19,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',20,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',21,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',22,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',23,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',24,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',25,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',26,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',27,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',28,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',29,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',30,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',31,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',32,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',33,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',34,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',35,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',36,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',37,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',38,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',39,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',40,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',41,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',42,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',43,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',44,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',45,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',46,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',47,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',48,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',49,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',50,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',51,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',52,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',53,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',54,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',55,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',56,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',57,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',58,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',59,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',60,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',61,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',62,NULL);
INSERT INTO penstock_buckets VALUES('outbox/elsewhere',63,NULL);
INSERT INTO penstock_buckets VALUES('jobs',0,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',1,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',2,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',3,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',4,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',5,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',6,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',7,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',8,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',9,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',10,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',11,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',12,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',13,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',14,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',15,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',16,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',17,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',18,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',19,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',20,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',21,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',22,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',23,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',24,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',25,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',26,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',27,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',28,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',29,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',30,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',31,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',32,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',33,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',34,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',35,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',36,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',37,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',38,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',39,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',40,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',41,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',42,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',43,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',44,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',45,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',46,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',47,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',48,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',49,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',50,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',51,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',52,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',53,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',54,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',55,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',56,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',57,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',58,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',59,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',60,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',61,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',62,17179869185);
INSERT INTO penstock_buckets VALUES('jobs',63,17179869185);
CREATE TABLE penstock_consumers (queue TEXT NOT NULL, owner BIGINT NOT NULL, PRIMARY KEY (queue, owner));
INSERT INTO penstock_consumers VALUES('paused',2);
INSERT INTO penstock_consumers VALUES('limited',2);
INSERT INTO penstock_consumers VALUES('jobs',4);
CREATE TABLE penstock_topic_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, bucket INTEGER NOT NULL, key TEXT, headers TEXT, body BLOB NOT NULL,
    appended_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), UNIQUE (topic, bucket, id));
INSERT INTO penstock_topic_messages VALUES(1,'message_events',2,'conversation:1','{"penstock-message-id":"00000000-0000-4000-8000-000000000001"}',X'7b226576656e745f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303031222c226167677265676174655f74797065223a226d657373616765222c226167677265676174655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303031222c226576656e745f74797065223a226d6573736167652e63726561746564222c227061796c6f6164223a7b226d6573736167655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303031222c22636f6e766572736174696f6e5f6964223a312c2273656e6465725f6964223a312c2273656e6465725f757365726e616d65223a227573657231222c227061796c6f6164223a7b2274797065223a2274657874222c22636f6e74656e74223a226d6573736167652031227d2c226368616e6e656c73223a5b22616c6c225d2c22637265617465645f6174223a22323032352d31322d30325431303a33303a30302e313233343536222c2274726163655f6964223a6e756c6c2c22726571756573745f6964223a6e756c6c7d2c22637265617465645f6174223a22323032362d31322d30315431333a31373a30362e353333303030222c227075626c69736865645f6174223a22323032362d31322d30315431333a31373a30362e373734303732227d','2026-12-01T13:17:06.800Z');
INSERT INTO penstock_topic_messages VALUES(2,'message_events',2,'conversation:1','{"penstock-message-id":"00000000-0000-4000-8000-000000000002"}',X'7b226576656e745f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303032222c226167677265676174655f74797065223a226d657373616765222c226167677265676174655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303032222c226576656e745f74797065223a226d6573736167652e63726561746564222c227061796c6f6164223a7b226d6573736167655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303032222c22636f6e766572736174696f6e5f6964223a312c2273656e6465725f6964223a312c2273656e6465725f757365726e616d65223a227573657231222c227061796c6f6164223a7b2274797065223a2274657874222c22636f6e74656e74223a226d6573736167652032227d2c226368616e6e656c73223a5b22616c6c225d2c22637265617465645f6174223a22323032352d31322d30325431303a33303a30302e313233343536222c2274726163655f6964223a6e756c6c2c22726571756573745f6964223a6e756c6c7d2c22637265617465645f6174223a22323032362d31322d30315431333a31373a30362e353337303030222c227075626c69736865645f6174223a22323032362d31322d30315431333a31373a30362e373734303732227d','2026-12-01T13:17:06.800Z');
INSERT INTO penstock_topic_messages VALUES(3,'message_processing',2,'conversation:1','{"penstock-message-id":"00000000-0000-4000-8000-000000000001"}',X'7b226d6573736167655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303031222c22636f6e766572736174696f6e5f6964223a312c2273656e6465725f6964223a312c2273656e6465725f757365726e616d65223a227573657231222c227061796c6f6164223a7b2274797065223a2274657874222c22636f6e74656e74223a226d6573736167652031227d2c226368616e6e656c73223a5b22616c6c225d2c22637265617465645f6174223a22323032352d31322d30325431303a33303a30302e313233343536222c2274726163655f6964223a6e756c6c2c22726571756573745f6964223a6e756c6c7d','2026-12-01T13:17:06.801Z');
INSERT INTO penstock_topic_messages VALUES(4,'message_processing',2,'conversation:1','{"penstock-message-id":"00000000-0000-4000-8000-000000000002"}',X'7b226d6573736167655f6964223a2230303030303030302d303030302d343030302d383030302d303030303030303030303032222c22636f6e766572736174696f6e5f6964223a312c2273656e6465725f6964223a312c2273656e6465725f757365726e616d65223a227573657231222c227061796c6f6164223a7b2274797065223a2274657874222c22636f6e74656e74223a226d6573736167652032227d2c226368616e6e656c73223a5b22616c6c225d2c22637265617465645f6174223a22323032352d31322d30325431303a33303a30302e313233343536222c2274726163655f6964223a6e756c6c2c22726571756573745f6964223a6e756c6c7d','2026-12-01T13:17:06.801Z');
INSERT INTO penstock_topic_messages VALUES(5,'events',60,'odd',NULL,X'652d31','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(6,'events',24,'even',NULL,X'652d32','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(7,'events',60,'odd',NULL,X'652d33','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(8,'events',24,'even',NULL,X'652d34','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(9,'events',60,'odd',NULL,X'652d35','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(10,'events',24,'even',NULL,X'652d36','2026-12-01T13:17:08.197Z');
INSERT INTO penstock_topic_messages VALUES(11,'events',60,'odd',NULL,X'652d37','2026-12-01T13:17:08.846Z');
INSERT INTO penstock_topic_messages VALUES(12,'events',24,'even',NULL,X'652d38','2026-12-01T13:17:08.846Z');
INSERT INTO penstock_topic_messages VALUES(13,'events',60,'odd',NULL,X'652d39','2026-12-01T13:17:08.846Z');
CREATE TABLE penstock_topic_positions (
    topic TEXT NOT NULL, group_name TEXT NOT NULL, bucket INTEGER NOT NULL,
    position BIGINT NOT NULL, seen TEXT, position_before BIGINT NOT NULL, seen_before TEXT,
    PRIMARY KEY (topic, group_name, bucket));
INSERT INTO penstock_topic_positions VALUES('events','late',0,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',1,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',2,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',3,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',4,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',5,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',6,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',7,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',8,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',9,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',10,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',11,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',12,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',13,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',14,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',15,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',16,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',17,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',18,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',19,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',20,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',21,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',22,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',23,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',24,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',25,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',26,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',27,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',28,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',29,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',30,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',31,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',32,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',33,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',34,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',35,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',36,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',37,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',38,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',39,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',40,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',41,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',42,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',43,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',44,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',45,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',46,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',47,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',48,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',49,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',50,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',51,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',52,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',53,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',54,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',55,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',56,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',57,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',58,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',59,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',60,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',61,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',62,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','late',63,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',0,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',1,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',2,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',3,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',4,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',5,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',6,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',7,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',8,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',9,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',10,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',11,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',12,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',13,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',14,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',15,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',16,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',17,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',18,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',19,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',20,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',21,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',22,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',23,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',24,10,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',25,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',26,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',27,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',28,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',29,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',30,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',31,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',32,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',33,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',34,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',35,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',36,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',37,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',38,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',39,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',40,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',41,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',42,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',43,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',44,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',45,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',46,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',47,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',48,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',49,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',50,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',51,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',52,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',53,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',54,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',55,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',56,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',57,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',58,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',59,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',60,9,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',61,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',62,0,NULL,0,NULL);
INSERT INTO penstock_topic_positions VALUES('events','readers',63,0,NULL,0,NULL);
CREATE TABLE penstock_inbox (
    scope TEXT NOT NULL, id TEXT NOT NULL, taken_at TEXT NOT NULL, PRIMARY KEY (scope, id));
INSERT INTO penstock_inbox VALUES('work','i-1','2026-12-01T13:17:09.002Z');
INSERT INTO penstock_inbox VALUES('work','i-2','2026-12-01T13:17:09.002Z');
CREATE TABLE penstock_dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, pipeline TEXT NOT NULL, origin TEXT NOT NULL, address TEXT,
    key TEXT, headers TEXT, body BLOB NOT NULL, body_bytes INTEGER NOT NULL,
    reason_type TEXT NOT NULL, reason_message TEXT NOT NULL, fingerprint TEXT NOT NULL, moved_from TEXT,
    failures INTEGER NOT NULL, parks INTEGER NOT NULL, state TEXT NOT NULL, parked_at TEXT NOT NULL,
    last_parked_at TEXT NOT NULL, resolved_at TEXT, resolved_by TEXT);
INSERT INTO penstock_dead_letters VALUES(1,'work','jobs/20','queue:jobs',NULL,NULL,X'646561642d31',6,'RejectedException','Refused is dead-1.','aa280c225c05',NULL,1,1,'parked','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.218Z',NULL,NULL);
INSERT INTO penstock_dead_letters VALUES(2,'work','jobs/22','queue:jobs',NULL,NULL,X'676f6e652d31',6,'RejectedException','Refused is gone-1.','b55c3c096738',NULL,1,1,'discarded','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.280Z','ada');
INSERT INTO penstock_dead_letters VALUES(3,'work','jobs/23','queue:jobs',NULL,NULL,X'616761696e2d31',7,'RejectedException','Refused is again-1.','563a620ced33',NULL,1,1,'replayed','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.346Z','ada, replay 1');
INSERT INTO penstock_dead_letters VALUES(4,'work','jobs/24','queue:jobs',NULL,NULL,X'616761696e2d32',7,'RejectedException','Refused is again-2.','563a620ced33',NULL,1,1,'parked','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.218Z',NULL,NULL);
INSERT INTO penstock_dead_letters VALUES(5,'work','jobs/25','queue:jobs',NULL,NULL,X'616761696e2d33',7,'RejectedException','Refused is again-3.','563a620ced33',NULL,1,1,'parked','2026-12-01T13:17:09.218Z','2026-12-01T13:17:09.218Z',NULL,NULL);
INSERT INTO penstock_dead_letters VALUES(6,'work','jobs/21','queue:jobs','dead',NULL,X'646561642d32',6,'RejectedException','Refused is dead-2.','aa280c225c05',NULL,1,1,'parked','2026-12-01T13:17:09.245Z','2026-12-01T13:17:09.245Z',NULL,NULL);
CREATE TABLE penstock_dead_letter_groups (
    pipeline TEXT NOT NULL, fingerprint TEXT NOT NULL, slot INTEGER NOT NULL,
    reason_type TEXT, reason_text TEXT, parked BIGINT NOT NULL, resolved BIGINT NOT NULL,
    first_at TEXT, last_at TEXT, PRIMARY KEY (pipeline, fingerprint, slot));
INSERT INTO penstock_dead_letter_groups VALUES('work','563a620ced33',1,'RejectedException','Refused is again-{n}.',3,0,'2026-12-01T13:17:09.242Z','2026-12-01T13:17:09.242Z');
INSERT INTO penstock_dead_letter_groups VALUES('work','aa280c225c05',1,'RejectedException','Refused is dead-{n}.',1,0,'2026-12-01T13:17:09.242Z','2026-12-01T13:17:09.242Z');
INSERT INTO penstock_dead_letter_groups VALUES('work','b55c3c096738',1,'RejectedException','Refused is gone-{n}.',1,0,'2026-12-01T13:17:09.242Z','2026-12-01T13:17:09.242Z');
INSERT INTO penstock_dead_letter_groups VALUES('work','aa280c225c05',2,'RejectedException','Refused is dead-{n}.',1,0,'2026-12-01T13:17:09.245Z','2026-12-01T13:17:09.245Z');
INSERT INTO penstock_dead_letter_groups VALUES('work','b55c3c096738',3,NULL,NULL,-1,1,NULL,NULL);
INSERT INTO penstock_dead_letter_groups VALUES('work','563a620ced33',4,NULL,NULL,-1,1,NULL,NULL);
CREATE TABLE penstock_dead_letter_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, letter BIGINT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
    what TEXT NOT NULL, old_headers TEXT, old_body BLOB);
INSERT INTO penstock_dead_letter_history VALUES(1,2,'2026-12-01T13:17:09.282Z','ada','discarded',NULL,NULL);
INSERT INTO penstock_dead_letter_history VALUES(2,3,'2026-12-01T13:17:09.348Z','ada, replay 1','replayed',NULL,NULL);
CREATE TABLE penstock_replays (
    id INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT NOT NULL, selection TEXT NOT NULL, rate DOUBLE PRECISION, stop_on_failure BOOLEAN NOT NULL,
    state TEXT NOT NULL, total BIGINT NOT NULL, done BIGINT NOT NULL, failed BIGINT NOT NULL, skipped BIGINT NOT NULL,
    created_at TEXT NOT NULL, finished_at TEXT);
INSERT INTO penstock_replays VALUES(1,'ada','matching ''again''',0.5,0,'running',3,1,0,0,'2026-12-01T13:17:09.290Z',NULL);
CREATE TABLE penstock_replay_items (
    replay BIGINT NOT NULL, letter BIGINT NOT NULL, failure TEXT, PRIMARY KEY (replay, letter));
INSERT INTO penstock_replay_items VALUES(1,4,NULL);
INSERT INTO penstock_replay_items VALUES(1,5,NULL);
CREATE TABLE penstock_pipelines (
    name TEXT PRIMARY KEY, state TEXT NOT NULL DEFAULT 'running', rate DOUBLE PRECISION, generation BIGINT NOT NULL DEFAULT 0,
    changed_by TEXT, changed_at TEXT, why TEXT);
INSERT INTO penstock_pipelines VALUES('chat.outbox','running',NULL,0,NULL,NULL,NULL);
INSERT INTO penstock_pipelines VALUES('paused','paused',NULL,1,'ada','2026-12-01T13:17:07.939Z','the printer is being repaired');
INSERT INTO penstock_pipelines VALUES('limited','running',50.0,1,'ada','2026-12-01T13:17:07.963Z','the printer is being repaired');
CREATE TABLE penstock_replicas (
    pipeline TEXT NOT NULL, owner BIGINT NOT NULL, place TEXT NOT NULL, generation BIGINT NOT NULL, state TEXT NOT NULL,
    in_hand INTEGER NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (pipeline, owner));
INSERT INTO penstock_replicas VALUES('paused',2,'vm/30592',1,'paused',0,'2026-12-01T13:17:08.452Z');
INSERT INTO penstock_replicas VALUES('limited',2,'vm/30592',1,'running',0,'2026-12-01T13:17:07.990Z');
CREATE TABLE penstock_permits (
    pipeline TEXT PRIMARY KEY, rate DOUBLE PRECISION NOT NULL, tokens DOUBLE PRECISION NOT NULL,
    filled_at TEXT NOT NULL);
INSERT INTO penstock_permits VALUES('limited',50.0,0.0,'2026-12-01T13:17:07.970Z');
CREATE TABLE penstock_audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
    details TEXT, why TEXT);
INSERT INTO penstock_audit VALUES(1,'2026-12-01T13:17:07.947Z','ada','pause','paused',NULL,'the printer is being repaired');
INSERT INTO penstock_audit VALUES(2,'2026-12-01T13:17:07.970Z','ada','limit','limited','50/s','the printer is being repaired');
CREATE TABLE des_source_catalog (
    id INTEGER PRIMARY KEY AUTOINCREMENT, created_at TEXT NOT NULL,
    des_name VARCHAR(255), des_hash VARCHAR(64), des_shard INTEGER, des_status VARCHAR(32),
    retry_count INTEGER DEFAULT 0, last_error TEXT, source_bucket VARCHAR(255), source_key VARCHAR(1024));
INSERT INTO des_source_catalog VALUES(1,'2024-10-04T00:00:00.000Z','DES_20261201_(31C074F70000_5C)','143f25a2227d9882049f7aab043a8b556b426e2eeef326b04c1d9eb0d26fcdc2',20,'marked',0,NULL,'bucket','file-1');
INSERT INTO des_source_catalog VALUES(2,'2024-10-04T00:00:00.000Z','DES_20261201_(31C074F70001_5D)','122df6d63cc5fb459de190b1ac7529ae40f458edf32164d4b2707ca269fa72a6',18,'marked',0,NULL,'bucket','file-2');
INSERT INTO des_source_catalog VALUES(3,'2024-10-04T00:00:00.000Z',NULL,NULL,NULL,'failed',1,'SQLite Error 19: ''poisoned''.','bucket','file-3');
INSERT INTO des_source_catalog VALUES(4,'2024-10-04T00:00:00.000Z',NULL,NULL,NULL,'retry',1,'SQLite Error 19: ''poisoned''.','bucket','file-4');
INSERT INTO des_source_catalog VALUES(5,'2024-10-04T00:00:00.000Z',NULL,NULL,NULL,NULL,0,NULL,'bucket','file-5');
INSERT INTO des_source_catalog VALUES(6,'2024-10-04T00:00:00.000Z',NULL,NULL,NULL,NULL,0,NULL,'bucket','file-6');
CREATE TABLE IF NOT EXISTS "des_marker_dlq" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, catalog_entry_id INTEGER NOT NULL REFERENCES des_source_catalog (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL, error_message TEXT, retry_count INTEGER DEFAULT 0,
    resolved BOOLEAN NOT NULL DEFAULT 0, resolved_at TEXT);
INSERT INTO des_marker_dlq VALUES(1,3,'2026-12-01T13:17:06.386Z','SQLite Error 19: ''poisoned''.',1,0,NULL);
CREATE TABLE des_marker_waiting (
    catalog_entry_id BIGINT PRIMARY KEY, until TEXT NOT NULL,
    des_status VARCHAR(32), retry_count INTEGER NOT NULL, failures INTEGER NOT NULL);
INSERT INTO des_marker_waiting VALUES(4,'2026-12-01T13:17:07.435Z','retry',1,1);
CREATE TABLE admiral_metrics (
    id INTEGER PRIMARY KEY AUTOINCREMENT, server_id TEXT NOT NULL, timestamp TEXT NOT NULL,
    cpu_idle_seconds DOUBLE PRECISION, cpu_iowait_seconds DOUBLE PRECISION, cpu_system_seconds DOUBLE PRECISION, cpu_user_seconds DOUBLE PRECISION, cpu_steal_seconds DOUBLE PRECISION, cpu_cores INTEGER, memory_total_bytes BIGINT, memory_available_bytes BIGINT, memory_free_bytes BIGINT, memory_cached_bytes BIGINT, memory_buffers_bytes BIGINT, memory_active_bytes BIGINT, memory_inactive_bytes BIGINT, swap_total_bytes BIGINT, swap_free_bytes BIGINT, swap_cached_bytes BIGINT, disk_total_bytes BIGINT, disk_free_bytes BIGINT, disk_available_bytes BIGINT, disk_reads_completed_total BIGINT, disk_writes_completed_total BIGINT, disk_read_bytes_total BIGINT, disk_written_bytes_total BIGINT, disk_io_time_seconds_total DOUBLE PRECISION, network_receive_bytes_total BIGINT, network_transmit_bytes_total BIGINT, network_receive_packets_total BIGINT, network_transmit_packets_total BIGINT, network_receive_errs_total BIGINT, network_transmit_errs_total BIGINT, network_receive_drop_total BIGINT, network_transmit_drop_total BIGINT, load_1min DOUBLE PRECISION, load_5min DOUBLE PRECISION, load_15min DOUBLE PRECISION, processes_running INTEGER, processes_blocked INTEGER, processes_total INTEGER, uptime_seconds BIGINT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO admiral_metrics VALUES(1,'server-1','2024-10-04T00:00:00.000Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-12-01T13:17:06.501Z');
CREATE TABLE admiral_process_snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT, server_id TEXT NOT NULL, timestamp TEXT NOT NULL, process_name TEXT NOT NULL,
    num_procs INTEGER NOT NULL, cpu_seconds_total DOUBLE PRECISION, memory_bytes BIGINT, created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO admiral_process_snapshots VALUES(1,'server-1','2024-10-04T00:00:00.000Z','init',1,NULL,NULL,'2026-12-01T13:17:06.505Z');
CREATE TABLE admiral_servers (
    id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))), server_id TEXT UNIQUE NOT NULL, hostname TEXT NOT NULL, last_seen_at TEXT,
    status TEXT NOT NULL DEFAULT 'active', created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO admiral_servers VALUES('952c76feff1b0e774171403b22f47599','server-1','host-1',NULL,'active','2026-12-01T13:17:06.490Z','2026-12-01T13:17:06.490Z');
CREATE TABLE admiral_settings (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, description TEXT, tier TEXT DEFAULT 'free',
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO admiral_settings VALUES('retention_enabled','false',NULL,'free','2026-12-01T13:17:06.493Z','2026-12-01T13:17:06.493Z');
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, username VARCHAR(50) NOT NULL UNIQUE, password VARCHAR(100) NOT NULL DEFAULT '',
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO users VALUES(1,'user1','','2026-12-01T13:17:06.511Z','2026-12-01T13:17:06.511Z');
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, type VARCHAR(20) NOT NULL DEFAULT 'GROUP' CHECK (type IN ('PRIVATE', 'GROUP')),
    name VARCHAR(100), description TEXT, created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO conversations VALUES(1,'GROUP','one',NULL,'2026-12-01T13:17:06.515Z');
CREATE TABLE conversation_members (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL REFERENCES conversations (id), user_id INTEGER NOT NULL REFERENCES users (id),
    joined_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), UNIQUE (conversation_id, user_id));
INSERT INTO conversation_members VALUES(1,1,1,'2026-12-01T13:17:06.524Z');
CREATE TABLE messages (
    id TEXT PRIMARY KEY, conversation_id INTEGER NOT NULL REFERENCES conversations (id),
    sender_id INTEGER NOT NULL REFERENCES users (id), payload TEXT NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'ACCEPTED' CHECK (status IN ('ACCEPTED', 'PROCESSING', 'SENT', 'DELIVERED', 'READ', 'FAILED')),
    channels TEXT NOT NULL, created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO messages VALUES('00000000-0000-4000-8000-000000000001',1,1,'{"type":"text","content":"message 1"}','ACCEPTED','["all"]','2026-12-01T13:17:06.528Z','2026-12-01T13:17:06.528Z');
INSERT INTO messages VALUES('00000000-0000-4000-8000-000000000002',1,1,'{"type":"text","content":"message 2"}','ACCEPTED','["all"]','2026-12-01T13:17:06.534Z','2026-12-01T13:17:06.534Z');
INSERT INTO messages VALUES('00000000-0000-4000-8000-000000000003',1,1,'{"type":"text","content":"message 3"}','ACCEPTED','["all"]','2026-12-01T13:17:07.032Z','2026-12-01T13:17:07.032Z');
INSERT INTO messages VALUES('00000000-0000-4000-8000-000000000004',1,1,'{"type":"text","content":"message 4"}','ACCEPTED','["all"]','2026-12-01T13:17:07.045Z','2026-12-01T13:17:07.045Z');
CREATE TABLE message_status_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL REFERENCES messages (id), status VARCHAR(20) NOT NULL,
    channel VARCHAR(50), timestamp TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), details TEXT);
CREATE TABLE outbox_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, aggregate_type VARCHAR(50) NOT NULL, aggregate_id TEXT NOT NULL, event_type VARCHAR(100) NOT NULL,
payload TEXT NOT NULL, published BOOLEAN NOT NULL DEFAULT 0, published_at TEXT,
created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), version INTEGER NOT NULL DEFAULT 1, error_message TEXT,
    order_key TEXT GENERATED ALWAYS AS (CASE WHEN aggregate_type = 'message' AND payload ->> 'conversation_id' IS NOT NULL
    THEN 'conversation:' || (payload ->> 'conversation_id') ELSE aggregate_id END) STORED, bucket INTEGER GENERATED ALWAYS AS (0) VIRTUAL,
    failures INTEGER NOT NULL DEFAULT 0, next_attempt_at TEXT, traceparent TEXT);
INSERT INTO outbox_events VALUES(1,'00000000-0000-4000-8000-000000000001','message','00000000-0000-4000-8000-000000000001','message.created','{"message_id":"00000000-0000-4000-8000-000000000001","conversation_id":1,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"message 1"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}',1,'2026-12-01T13:17:06.802Z','2026-12-01T13:17:06.533Z',1,NULL,0,NULL,NULL);
INSERT INTO outbox_events VALUES(2,'00000000-0000-4000-8000-000000000002','message','00000000-0000-4000-8000-000000000002','message.created','{"message_id":"00000000-0000-4000-8000-000000000002","conversation_id":1,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"message 2"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}',1,'2026-12-01T13:17:06.802Z','2026-12-01T13:17:06.537Z',1,NULL,0,NULL,NULL);
INSERT INTO outbox_events VALUES(3,'00000000-0000-4000-8000-000000000003','message','00000000-0000-4000-8000-000000000003','message.created','{"message_id":"00000000-0000-4000-8000-000000000003","conversation_id":1,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"message 3"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}',0,NULL,'2026-12-01T13:17:07.037Z',1,NULL,0,NULL,NULL);
INSERT INTO outbox_events VALUES(4,'00000000-0000-4000-8000-000000000004','message','00000000-0000-4000-8000-000000000004','message.created','{"message_id":"00000000-0000-4000-8000-000000000004","conversation_id":1,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"message 4"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}',0,NULL,'2026-12-01T13:17:07.046Z',1,NULL,0,NULL,NULL);
CREATE TABLE files (
    id TEXT PRIMARY KEY DEFAULT (lower(substr(hex(randomblob(16)), 1, 8) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))), conversation_id INTEGER NOT NULL REFERENCES conversations (id),
    uploader_id INTEGER NOT NULL REFERENCES users (id), filename VARCHAR(255) NOT NULL, file_size BIGINT NOT NULL,
    mime_type VARCHAR(100) NOT NULL, checksum_sha256 CHAR(64), storage_key VARCHAR(500),
    status VARCHAR(20) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'UPLOADING', 'MERGING', 'COMPLETED', 'FAILED')),
    chunk_size INTEGER NOT NULL, total_chunks INTEGER NOT NULL, uploaded_chunks INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), completed_at TEXT);
CREATE TABLE file_chunks (
    id TEXT PRIMARY KEY DEFAULT (lower(substr(hex(randomblob(16)), 1, 8) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))), file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    chunk_number INTEGER NOT NULL, chunk_size INTEGER NOT NULL, storage_key VARCHAR(500) NOT NULL, checksum_sha256 CHAR(64),
    uploaded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), UNIQUE (file_id, chunk_number));
CREATE TABLE chat_channel_effects (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, channel VARCHAR(50) NOT NULL, conversation_id BIGINT NOT NULL,
    origin TEXT, created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), UNIQUE (message_id, channel));
CREATE TABLE done (name TEXT NOT NULL);
INSERT INTO done VALUES('done-1');
INSERT INTO done VALUES('done-2');
INSERT INTO done VALUES('done-3');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('des_source_catalog',6);
INSERT INTO sqlite_sequence VALUES('des_marker_dlq',1);
INSERT INTO sqlite_sequence VALUES('admiral_metrics',1);
INSERT INTO sqlite_sequence VALUES('admiral_process_snapshots',1);
INSERT INTO sqlite_sequence VALUES('users',1);
INSERT INTO sqlite_sequence VALUES('conversations',1);
INSERT INTO sqlite_sequence VALUES('conversation_members',1);
INSERT INTO sqlite_sequence VALUES('outbox_events',4);
INSERT INTO sqlite_sequence VALUES('penstock_owners',4);
INSERT INTO sqlite_sequence VALUES('penstock_topic_messages',13);
INSERT INTO sqlite_sequence VALUES('penstock_audit',2);
INSERT INTO sqlite_sequence VALUES('penstock_messages',37);
INSERT INTO sqlite_sequence VALUES('penstock_dead_letters',6);
INSERT INTO sqlite_sequence VALUES('penstock_dead_letter_history',2);
INSERT INTO sqlite_sequence VALUES('penstock_replays',1);
CREATE INDEX penstock_messages_free ON penstock_messages (queue, id) WHERE bucket IS NULL AND due IS NULL;
CREATE INDEX penstock_messages_keyed ON penstock_messages (queue, bucket, id) WHERE bucket IS NOT NULL AND due IS NULL;
CREATE INDEX penstock_messages_due ON penstock_messages (queue, due) WHERE due IS NOT NULL;
CREATE UNIQUE INDEX penstock_messages_unique ON penstock_messages (queue, unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX penstock_inbox_age ON penstock_inbox (taken_at);
CREATE UNIQUE INDEX penstock_dead_letters_open ON penstock_dead_letters (origin, pipeline) WHERE resolved_at IS NULL;
CREATE INDEX penstock_dead_letters_age ON penstock_dead_letters (parked_at, id) WHERE resolved_at IS NULL;
CREATE INDEX penstock_dead_letters_pipeline ON penstock_dead_letters (pipeline, parked_at, id) WHERE resolved_at IS NULL;
CREATE INDEX penstock_dead_letters_group ON penstock_dead_letters (pipeline, fingerprint, parked_at, id) WHERE resolved_at IS NULL;
CREATE INDEX penstock_dead_letters_key ON penstock_dead_letters (key, pipeline) WHERE resolved_at IS NULL AND key IS NOT NULL;
CREATE INDEX penstock_dead_letters_past ON penstock_dead_letters (origin) WHERE resolved_at IS NOT NULL;
CREATE INDEX penstock_dead_letters_resolved ON penstock_dead_letters (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX penstock_dead_letter_history_letter ON penstock_dead_letter_history (letter, id);
CREATE INDEX penstock_replays_open ON penstock_replays (id) WHERE finished_at IS NULL;
CREATE INDEX penstock_replay_items_waiting ON penstock_replay_items (replay, letter) WHERE failure IS NULL;
CREATE INDEX penstock_audit_target ON penstock_audit (target, id);
CREATE UNIQUE INDEX idx_catalog_des_name ON des_source_catalog (des_name) WHERE des_name IS NOT NULL;
CREATE INDEX idx_catalog_marker_claim ON des_source_catalog (id, created_at) WHERE (des_status IS NULL OR des_status = 'retry' OR (des_name IS NULL AND des_status <> 'failed'));
CREATE INDEX "idx_des_marker_dlq_entry" ON "des_marker_dlq" (catalog_entry_id);
CREATE INDEX "idx_des_marker_dlq_open"
ON "des_marker_dlq" (resolved, created_at) WHERE resolved = 0;
CREATE INDEX idx_metrics_timestamp ON admiral_metrics (timestamp DESC);
CREATE INDEX idx_metrics_server_created ON admiral_metrics (server_id, created_at DESC);
CREATE INDEX idx_process_snapshots_top
ON admiral_process_snapshots (server_id, timestamp DESC, cpu_seconds_total DESC, memory_bytes DESC);
CREATE INDEX idx_process_snapshots_name ON admiral_process_snapshots (server_id, process_name, timestamp DESC);
CREATE UNIQUE INDEX metrics_server_id_timestamp_key ON admiral_metrics (server_id, timestamp);
CREATE UNIQUE INDEX process_snapshots_server_id_timestamp_process_name_key ON admiral_process_snapshots (server_id, timestamp, process_name);
CREATE INDEX ix_messages_conversation_created ON messages (conversation_id, created_at DESC);
CREATE INDEX ix_message_status_history_message ON message_status_history (message_id, id);
CREATE INDEX ix_outbox_claim ON outbox_events (position) WHERE NOT published;
CREATE INDEX ix_outbox_key ON outbox_events (order_key, position) WHERE NOT published;
CREATE INDEX ix_outbox_waiting ON outbox_events (next_attempt_at, order_key) WHERE NOT published AND next_attempt_at IS NOT NULL;
CREATE INDEX ix_files_status_created ON files (status, created_at);
COMMIT;
