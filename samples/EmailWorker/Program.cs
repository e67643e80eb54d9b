using EmailWorker;
using Microsoft.Extensions.Hosting;
using Penstock;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;

var builder = Host.CreateApplicationBuilder(args);
var url = builder.Configuration["PENSTOCK_DB"] ?? "sqlite:///emails.db";
(url.StartsWith("sqlite", StringComparison.Ordinal) ? builder.Services.AddSqlite(url) : builder.Services.AddPostgres(url)).AddQueues();
builder.Services.AddPipeline("emails", emails => emails.FromQueue("emails").ByKey(Email.Decode, Email.SendAsync));
await builder.Build().RunAsync();
