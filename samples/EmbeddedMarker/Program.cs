using Microsoft.Extensions.Hosting;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Marker;

// The address of the catalog: postgresql://user:password@host:5432/database works as well, with PostgresStore.
await using var store = new SqliteStore(StoreUrl.Parse(args is [var url, ..] ? url : "sqlite:///catalog.db"), TimeProvider.System);

var builder = Host.CreateApplicationBuilder();
builder.Services.AddMarker(store, new MarkerOptions
{
    BatchSize = 200,                // batch_size: rows claimed, named and committed together
    MaxAgeDays = 1,                 // max_age_days: younger rows are left alone
    MaxRetries = 3,                 // max_retries: attempts on a row that fails by its own fault
    RetryBackoffBase = 2.0,         // retry_backoff_base: waits of 1, 2, 4 … seconds between them
    RateLimitPerSecond = null,      // rate_limit_per_second: no limit
    EnableDeadLetterQueue = true,   // enable_dead_letter_queue: rows given up are kept in des_marker_dlq
});

// Until SIGTERM or Ctrl-C: then the batch in hand is committed, and the program ends.
await builder.Build().RunAsync();
