.bail off
PRAGMA journal_mode = WAL;
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n REAL CHECK (n < 1e6));
CREATE INDEX t_n ON t (n);
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5000)
	INSERT INTO t SELECT x, 'name ' || x, (x * 7919) % 1000 FROM c;
SELECT count(*), sum(n), min(name), max(length(name)) FROM t;
BEGIN;
UPDATE t SET n = n + 1 WHERE id % 3 = 0;
SAVEPOINT s;
DELETE FROM t WHERE id > 100;
ROLLBACK TO s;
COMMIT;
SELECT count(*), sum(n) FROM t;
SELECT a.id, b.id FROM t a JOIN t b ON a.n = b.n AND a.id < b.id ORDER BY a.id, b.id LIMIT 3;
SELECT n % 10 AS d, count(*), row_number() OVER (ORDER BY n % 10) FROM t GROUP BY d HAVING d < 3 ORDER BY d;
CREATE VIEW v AS SELECT id, upper(name) AS u FROM t WHERE name LIKE '%99%';
SELECT count(*), max(u) FROM v;
CREATE TRIGGER g AFTER DELETE ON t BEGIN UPDATE t SET n = 0 WHERE id = old.id - 1; END;
DELETE FROM t WHERE id = 50;
SELECT n FROM t WHERE id = 49;
INSERT OR REPLACE INTO t VALUES (1, 'name 2', 5);
SELECT count(*) FROM t;
SELECT json_extract('{"a":[1,2,{"b":3}]}', '$.a[2].b'), printf('%08.3f|%s', 3.14159, 'x'), hex(substr('abc', 2));
SELECT group_concat(DISTINCT substr(name, 1, 3)) FROM t;
VACUUM;
PRAGMA integrity_check;
REINDEX;
SELECT strftime('%Y-%m-%d', 0, 'unixepoch');
