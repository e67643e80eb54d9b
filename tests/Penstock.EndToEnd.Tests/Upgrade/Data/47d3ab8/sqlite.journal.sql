PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE in_flight (
    pipeline TEXT NOT NULL, owner INTEGER NOT NULL, slot INTEGER NOT NULL, origins TEXT NOT NULL,
    PRIMARY KEY (pipeline, owner, slot));
INSERT INTO in_flight VALUES('limited',390412963,1,'["limited/3"]');
INSERT INTO in_flight VALUES('paused',1251043672,1,'[]');
INSERT INTO in_flight VALUES('work',217993670,0,'["jobs/30","jobs/32","jobs/34","jobs/26","jobs/29"]');
CREATE TABLE suspects (
    pipeline TEXT NOT NULL, origin TEXT NOT NULL, claims INTEGER NOT NULL,
    noted_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (pipeline, origin));
COMMIT;
