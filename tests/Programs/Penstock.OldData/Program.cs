using Penstock.OldData;

// The data that this checkout's program leaves behind when it dies in the middle of its work, as files in a folder.
var folder = Directory.CreateDirectory(Path.GetFullPath(args[0])).FullName;
await SqliteData.WriteAsync(folder);
await PostgresData.WriteAsync(folder);
await RedisData.WriteAsync(folder);
await KafkaData.WriteAsync(folder);

// Whatever still holds leases has died: nothing is handed back.
Environment.Exit(0);
