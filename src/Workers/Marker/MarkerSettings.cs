using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>What a marker process understands from flags, variables and the file.</summary>
public static class MarkerSettings
{
    public const int DefaultPort = 9101;

    private static readonly MarkerOptions Defaults = new();

    public static readonly Setting<StoreUrl?> DbUrl = Setting.Parsed<StoreUrl>(
        "Marker:DbUrl", "DES_DB_URL", StoreUrl.TryParse, "postgresql://user:password@host:5432/database or sqlite:///file",
        "The catalog's database.", flag: "--db", secret: true, required: true);

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Marker:BatchSize", "DES_MARKER_BATCH_SIZE", Defaults.BatchSize, 1, 100_000, "Rows claimed, named and committed together.");

    public static readonly Setting<double> MaxAgeDays = Setting.Number(
        "Marker:MaxAgeDays", "DES_MARKER_MAX_AGE_DAYS", Defaults.MaxAgeDays, 0, 36_500, "A minimum age: rows younger than this are left alone. 0 takes all.");

    public static readonly Setting<TimeSpan> Interval = Setting.Duration(
        "Marker:Interval", "DES_MARKER_INTERVAL_SECONDS", Defaults.Interval, TimeSpan.Zero, TimeSpan.FromDays(1), "Wait after nothing was found.");

    public static readonly Setting<int> MaxRetries = Setting.Int(
        "Marker:MaxRetries", "DES_MARKER_MAX_RETRIES", Defaults.MaxRetries, 1, 1_000, "Attempts on a row that fails by its own fault; then it is dead-lettered.");

    public static readonly Setting<double> RetryBackoffBase = Setting.Number(
        "Marker:RetryBackoffBase", "DES_MARKER_RETRY_BACKOFF_BASE", Defaults.RetryBackoffBase, 1, 100, "Waits between attempts are base^0, base^1, base^2 … seconds.");

    public static readonly Setting<double?> RateLimit = Setting.OptionalNumber(
        "Marker:RateLimit", "DES_MARKER_RATE_LIMIT", 0.001, 1_000_000, "Rows a second; unset is no limit.");

    public static readonly Setting<bool> EnableDlq = Setting.Bool(
        "Marker:EnableDlq", "DES_MARKER_ENABLE_DLQ", Defaults.EnableDeadLetterQueue, "Write a dead letter for a row that is given up.");

    public static readonly Setting<string> DlqTable = Setting.Text(
        "Marker:DlqTable", "DES_MARKER_DLQ_TABLE", Defaults.DeadLetterTable, "The dead letters' table.",
        "[A-Za-z_][A-Za-z0-9_]{0,47}", "a plain identifier of up to 48 letters, digits and _, no digit first,");

    public static readonly Setting<int> NodeId = Setting.Int(
        "Marker:NodeId", "DES_NODE_ID", Defaults.NodeId, 0, DesName.MaxNode, "Node id in the names; where another process has it, a free one is taken.");

    public static readonly Setting<string> NamePrefix = Setting.Text(
        "Marker:NamePrefix", "DES_NAME_PREFIX", Defaults.NamePrefix, "Beginning of each name.", "[A-Za-z0-9]{1,228}", "ASCII letters and digits, up to 228,");

    public static readonly Setting<int> WrapBits = Setting.Int(
        "Marker:WrapBits", "DES_WRAP_BITS", Defaults.WrapBits, 1, DesName.MaxWrapBits, "Bits of the millisecond that a name keeps.");

    public static readonly Setting<int> ShardBits = Setting.Int(
        "Marker:ShardBits", "DES_SHARD_BITS", Defaults.ShardBits, 1, Shard.MaxColumnBits, "Top bits of the digest that are the shard.");

    public static readonly Setting<string> HashStrategy = Setting.Choice(
        "Marker:HashStrategy", "DES_HASH_STRATEGY", Defaults.HashStrategy, [Defaults.HashStrategy], "How a name is hashed; more are registered in code.");

    public static readonly Setting<string> DoneStatus = Setting.Text(
        "Marker:DoneStatus", "DES_MARKER_DONE_STATUS", Defaults.DoneStatus, "Status of a row that is done.",
        "[A-Za-z0-9_-]{1,32}", "up to 32 letters, digits, _ and -");

    public static readonly Setting<int> Lanes = Setting.Int(
        "Marker:Lanes", "DES_MARKER_LANES", Defaults.Lanes, 1, 64, "Batches in hand at a time.");

    public static readonly Setting<TimeSpan> DrainLimit = Setting.Duration(
        "Marker:DrainLimit", "DES_MARKER_DRAIN_LIMIT", Defaults.DrainLimit, TimeSpan.Zero, TimeSpan.FromHours(1), "How long a stop waits for the batch in hand.");

    public static readonly Setting<TimeSpan> Lease = Setting.Duration(
        "Marker:Lease", "DES_MARKER_LEASE", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1),
        "On PostgreSQL: a marker that stops in mid-batch loses its rows to the others after this.");

    public static readonly Setting<TimeSpan> CountEvery = Setting.Duration(
        "Marker:CountEvery", "DES_HEALTH_CHECK_INTERVAL", Defaults.CountEvery, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "How often the backlog and the dead letters are counted for the gauges.");

    public static readonly Setting<int> MetricsPort = Setting.Int(
        "Marker:MetricsPort", "DES_METRICS_PORT", DefaultPort, 0, 65_535, "Port for health and metrics; 0 turns HTTP off.");

    public static readonly Setting<string> ServiceName = Setting.Text("Marker:ServiceName", "SERVICE_NAME", "des", "Named in each log line.");

    public static readonly Setting<string> AppVersion = Setting.Text(
        "Marker:AppVersion", "APP_VERSION", typeof(MarkerSettings).Assembly.GetName().Version!.ToString(3), "Named in each log line.");

    public static readonly SettingSet All = new(
        "marker",
        [
            DbUrl, BatchSize, MaxAgeDays, Interval, MaxRetries, RetryBackoffBase, RateLimit, EnableDlq, DlqTable, NodeId, NamePrefix,
            WrapBits, ShardBits, HashStrategy, DoneStatus, Lanes, DrainLimit, Lease, CountEvery, MetricsPort, ServiceName, AppVersion,
        ],
        "DES_MARKER_");

    /// <summary>All but the database, which <see cref="DbUrl"/> gives.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static MarkerOptions Options(SettingsReader settings) => new()
    {
        BatchSize = settings.Get(BatchSize),
        MaxAgeDays = settings.Get(MaxAgeDays),
        Interval = settings.Get(Interval),
        MaxRetries = settings.Get(MaxRetries),
        RetryBackoffBase = settings.Get(RetryBackoffBase),
        RateLimitPerSecond = settings.Get(RateLimit),
        EnableDeadLetterQueue = settings.Get(EnableDlq),
        DeadLetterTable = settings.Get(DlqTable),
        NodeId = settings.Get(NodeId),
        NamePrefix = settings.Get(NamePrefix),
        WrapBits = settings.Get(WrapBits),
        ShardBits = settings.Get(ShardBits),
        HashStrategy = settings.Get(HashStrategy),
        DoneStatus = settings.Get(DoneStatus),
        Lanes = settings.Get(Lanes),
        DrainLimit = settings.Get(DrainLimit),
        CountEvery = settings.Get(CountEvery),
    };

    /// <summary>The marker's log lines: service and version in each.</summary>
    public static LogProfile Logs(SettingsReader settings) => new()
    {
        Fixed = new Dictionary<string, string> { ["service"] = settings.Get(ServiceName), ["version"] = settings.Get(AppVersion) },
    };
}
